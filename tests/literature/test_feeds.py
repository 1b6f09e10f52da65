"""feeds.toml: what it may hold, and how it is refused."""

from datetime import timedelta
from pathlib import Path

import pytest

from journalclub.literature.feeds import FeedsError, parse, read

GOOD = """
[[source]]
name = "Spine SBRT"            # unique
kind = "pubmed"
query = 'stereotactic[tiab] AND spine[tiab]'
since = "30d"
limit = 200
every = "24h"
tags = ["radiotherapy"]

[[source]]
name = "JCO"
kind = "rss"
url = "https://ascopubs.org/action/showFeed?type=etoc&feed=rss&jc=jco"
skip = ["title:^Department of Error"]
"""


def test_a_file_becomes_sources():
    spine, jco = parse(GOOD)
    assert (spine.name, spine.kind, spine.limit, spine.tags) == ("Spine SBRT", "pubmed", 200, ("radiotherapy",))
    assert spine.since == timedelta(days=30)
    assert (spine.every, jco.every) == (timedelta(hours=24), timedelta(hours=6))
    assert jco.skip[0].pattern.search("Department of Error")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('kind = "pubmed"', 'kind = "medline"', 'feeds.toml, line 4: `kind` must be "pubmed" or "rss", not "medline".'),
        ("limit = 200", 'limit = "many"', "feeds.toml, line 7: `limit` must be a whole number from 1 to 100000."),
        ("limit = 200", "limit = 0", "feeds.toml, line 7: `limit` must be a whole number from 1 to 100000."),
        ('since = "30d"', 'since = "a month"', 'feeds.toml, line 6: `since` must be a time such as "6h" or "30d".'),
        ('name = "JCO"', 'name = "Spine SBRT"', 'feeds.toml, line 12: `name` "Spine SBRT" is taken by another source.'),
        ('name = "JCO"', "", "feeds.toml, line 11: `name` is missing."),
        ('url = "https', 'url = "file', "feeds.toml, line 14: `url` must be a web address that starts with http:// or https://."),
        ('url = "https', 'query = "https', "feeds.toml, line 14: `query` is not a key of a rss source."),
        ("limit = 200", "limitt = 200", "feeds.toml, line 7: `limitt` is not a key of a pubmed source."),
        ("title:^Dep", "titel:^Dep", "feeds.toml, line 15: `skip` rules look like"),
        ("title:^Dep", "title:(Dep", "feeds.toml, line 15: `skip` holds a pattern that is not one"),
        ("limit = 200", "limit = ", "feeds.toml, line 7, `limit`: Invalid value."),
        ('tags = ["radiotherapy"]', 'tags = "radiotherapy"', "feeds.toml, line 9: `tags` must be a list of texts"),
        ("[[source]]\nname = \"JCO\"", "[source]\nname = \"JCO\"", "feeds.toml, line"),
        ('name = "JCO"', 'name = "JCO"\nname = "JCO2"', "feeds.toml, line 13"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence_with_line_and_key(old, new, sentence):
    assert old in GOOD
    with pytest.raises(FeedsError) as error:
        parse(GOOD.replace(old, new))
    assert str(error.value).startswith(sentence)
    assert "\n" not in str(error.value)


def test_a_file_that_cannot_be_read_says_so(tmp_path):
    with pytest.raises(FeedsError, match="cannot be read: no such file"):
        read(tmp_path / "feeds.toml")
    (tmp_path / "feeds.toml").write_bytes(b'[[source]]\nname = "\xff"\n')
    with pytest.raises(FeedsError, match="line 2: this is not UTF-8"):
        read(tmp_path / "feeds.toml")


def test_an_unknown_key_outside_a_source_is_named():
    with pytest.raises(FeedsError, match="line 1: `sources` is not known here"):
        parse('[sources]\nname = "x"\n')


def test_an_empty_file_has_no_sources():
    assert parse("# nothing yet\n") == []


def test_the_file_that_is_shipped_is_good():
    sources = read(Path(__file__).resolve().parents[2] / "feeds.toml")
    assert sum(source.kind == "pubmed" for source in sources) >= 3
    assert sum(source.kind == "rss" for source in sources) >= 12
