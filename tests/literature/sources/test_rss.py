"""Journals' feeds, as publishers really write them."""

import re
from datetime import date
from pathlib import Path

import pytest

from journalclub.literature.feeds import SkipRule
from journalclub.literature.sources import rss
from journalclub.literature.sources.failed import SourceFailed
from journalclub.literature.sources.rss_names import people
from tests.shared_data import shared_data

INVENTED = Path(__file__).resolve().parents[2] / "data" / "feeds"


@pytest.fixture(scope="module")
def entries():
    return rss.parse((INVENTED / "invented_oncology.xml").read_bytes()).entries


def test_identifiers_journal_volume_pages_and_date_come_from_wherever_they_are(entries):
    first = entries[0].found
    assert (first.doi, first.journal) == ("10.5555/jio.2025.0001", "Journal of Invented Oncology")
    assert (first.volume, first.issue, first.pages) == ("12", "3", "101-109")
    assert (first.published, first.published_on) == ("2025-11", date(2025, 11, 1))
    assert [author.name for author in first.authors] == ["Ada M. Delacroix", "Ben Eriksen Jr"]
    assert first.sections == ()  # a citation is no abstract


def test_a_sections_name_before_the_title_becomes_its_type(entries):
    editorial = entries[1].found
    assert (editorial.title, editorial.publication_types) == ("What is a fraction & why", ("Editorial",))


def test_texts_are_safe_and_hold_no_address(entries):
    editorial = entries[1].found
    assert editorial.sections[0].html == "<p>A thoughtful editorial. Write to [address withheld].</p>"
    assert [author.name for author in editorial.authors] == ["Dora Novak"]
    assert editorial.published_on == date(2025, 11, 18)


def test_a_publishers_number_authors_and_journal_are_read_from_the_description(entries):
    notch = entries[3].found
    assert notch.title_html == "<em>NOTCH9</em> loss in head and neck cancer"
    assert (notch.pii, notch.doi, notch.journal, notch.volume) == ("S2000000825000123", None, "Oral Inventions", "173")
    assert [author.name for author in notch.authors] == ["Mo Haddad", "Eve van der Meer", "Invented Study Group"]
    assert (notch.authors[1].last_name, notch.authors[2].collective) == ("van der Meer", "Invented Study Group")
    assert notch.published == "2026-02"


def test_what_is_no_article_is_refused_with_its_reason(entries):
    assert [(entry.refused.label, entry.refused.reason) for entry in entries if entry.refused] == [
        ("Sunset", "it is a photograph, not an article"),
        ("https://journal.example/untitled", "it has no title"),
    ]


def test_rules_leave_entries_out_and_say_which_rule():
    rule = SkipRule("title", re.compile("^Department of Error"))
    feed = rss.parse((INVENTED / "invented_oncology.xml").read_bytes(), skip=(rule,))
    assert feed.entries[2].refused.reason == "left out by the rule title:^Department of Error"


def test_atom_is_read_with_its_markup_zones_and_authors():
    entry = rss.parse((INVENTED / "invented_atom.xml").read_bytes()).entries[0].found
    assert entry.title_html == "Dose <sub>max</sub> of x&lt;y"
    assert entry.published == "2025-11-20"  # 23:30 in New York is the next day in UTC
    assert (entry.authors[0].last_name, entry.authors[0].fore_name) == ("Silva", "Ari")
    assert (entry.journal, entry.doi) == ("Invented Letters", "10.5555/il.7")


def test_rdf_in_another_encoding_is_read():
    feed = rss.parse((INVENTED / "invented_rdf.xml").read_bytes())
    assert feed.entries[1].found.title == "Effet de la dose à Genève"
    assert feed.entries[1].found.published == "2025-10"


def test_an_encoding_that_is_not_the_declared_one_loses_nothing():
    body = (INVENTED / "invented_rdf.xml").read_bytes().replace(b"ISO-8859-1", b"utf-8")
    assert rss.parse(body).entries[1].found.title == "Effet de la dose à Genève"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><form><input type=password></form></html>", "login page"),
        (b"<html><body>Hello</body></html>", "web page"),
        (b"<?xml version='1.0'?><PubmedArticleSet></PubmedArticleSet>", "PubMed records"),
        (b"<?xml version='1.0'?><stuff/>", "not a feed"),
        (b"PK\x03\x04", "not a feed"),
    ],
)
def test_what_is_no_feed_says_what_it_is(body, words):
    with pytest.raises(SourceFailed, match=words):
        rss.parse(body)


FEED = """<rss version="2.0"><channel><title>{title}</title>{more}<item><title>{name}</title>
<link>https://j.example/1</link><description>{about}</description>{rest}</item></channel></rss>"""


def one(title="Invented Letters", more="", name="On one invented matter", about="", rest=""):
    written = FEED.format(title=title, more=more, name=name, about=about, rest=rest)
    return rss.parse(written.encode()).entries[0].found


@pytest.mark.parametrize(
    ("title", "journal"),
    [
        ("Cancer Research Current Issue", "Cancer Research"),
        ("Wiley: Head &amp; Neck: Table of Contents", "Head & Neck"),
        ("Asian Herpetological Research-CNKI", "Asian Herpetological Research"),
        ("Search results for spine", ""),
        ("pubmed: sbrt AND spine", ""),
    ],
)
def test_a_feeds_title_names_its_journal_or_nothing(title, journal):
    assert one(title).journal == journal


def test_authors_straight_before_the_abstract_are_not_part_of_it():
    about = "Yin ZHANG;Xiao LIU;Dora Novak;Geckos are speciose and diverse, and this sentence says so at some length."
    article = one(about=about)
    assert len(article.authors) == 3
    assert article.sections[0].html.startswith("<p>Geckos are")


@pytest.mark.parametrize("about", ["none", "Abstract: none", "n/a", "&lt;p&gt;No abstract&lt;/p&gt;"])
def test_a_word_that_says_that_there_is_no_abstract_is_none(about):
    assert one(about=about).sections == ()


def test_a_publication_that_is_the_articles_own_title_is_no_journal():
    name = "An invented matter (of some length) and its consequences"
    assert one(name=name, rest=f"<source>{name}</source>", title="Invented Letters").journal == "Invented Letters"


def test_a_line_that_says_where_it_stood_names_no_authors():
    article = one(about="Nature, Published online: 27 June 2024; doi:10.1038/d41586-024-02098-x")
    assert article.authors == ()


@pytest.mark.parametrize(
    ("version", "body"),
    [
        ("rss090", '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
         'xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>J</title></channel>{}</rdf:RDF>'),
        ("rss091u", '<rss version="0.91"><channel><title>J</title>{}</channel></rss>'),
        ("rss092", '<rss version="0.92"><channel><title>J</title>{}</channel></rss>'),
        ("rss20", '<rss version="2.0"><channel><title>J</title>{}</channel></rss>'),
        ("rss10", '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
         "<channel><title>J</title></channel>{}</rdf:RDF>"),
    ],
)  # fmt: skip
def test_old_and_new_versions_of_rss_are_read(version, body):
    item = "<item><title>On one invented matter</title><link>https://j.example/doi/10.5555/a</link></item>"
    feed = rss.parse(body.format(item).encode())
    assert (feed.version, feed.entries[0].found.doi) == (version, "10.5555/a")


GENEVE = "Effet de la dose à Genève – “β”"


@pytest.mark.parametrize(
    ("declared", "really", "header"),
    [
        ("utf-8", "utf-8", ""),
        ("utf-8", "cp1252", ""),
        ("iso-8859-1", "utf-8", ""),
        ("utf-8", "utf-8-sig", ""),
        ("utf-16", "utf-16", ""),
        ("utf-8", "utf-8", "application/rss+xml; charset=iso-8859-1"),
        ("utf-8", "utf-8", "text/xml; charset=us-ascii"),
        ("utf-8", "utf-8", "text/html; charset=nonsense"),
    ],
)
def test_an_encoding_that_is_not_the_declared_one_is_seen_through(declared, really, header):
    name = GENEVE if really != "cp1252" else GENEVE.replace("β", "b")
    body = f'<?xml version="1.0" encoding="{declared}"?>' + FEED.format(
        title="J", more="", name=name, about="", rest=""
    )
    assert rss.parse(body.encode(really), content_type=header).entries[0].found.title == name


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("Mon, 01 Dec 2025 10:00:00", "2025-12-01"),
        ("Mon, 01 Dec 2025 23:30:00 -0500", "2025-12-02"),
        ("2025-12-01T10:00:00", "2025-12-01"),
        ("2025/12/1 9:23:28", "2025-12-01"),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_a_date_without_a_zone_is_the_day_that_it_names(written, published):
    assert one(rest=f"<pubDate>{written}</pubDate>").published == published


@pytest.mark.parametrize(
    ("more", "seconds"),
    [
        ("<ttl>600</ttl>", 36_000),
        ("<ttl>1000000</ttl>", 86_400),
        ("<sy:updatePeriod xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>daily</sy:updatePeriod>", 86_400),
        ("", 0),
    ],
)
def test_a_feed_says_how_long_it_stays_as_it_is(more, seconds):
    assert rss.parse(FEED.format(title="J", more=more, name="On it", about="", rest="").encode()).fresh_for == seconds


def test_a_description_with_two_dois_identifies_nothing():
    body = b"""<rss version="2.0"><channel><title>J</title><item><title>On two papers of this year</title>
    <link>https://j.example/1</link><description>See 10.5555/a.1 and 10.5555/b.2</description></item></channel></rss>"""
    assert rss.parse(body).entries[0].found.doi is None


@pytest.mark.parametrize(
    ("written", "names"),
    [
        (["Rose, Jeffrey P."], ["Jeffrey P. Rose"]),
        (["Ada Lovelace, Mary Somerville"], ["Ada Lovelace", "Mary Somerville"]),
        (["García-Castaño J, Balao F, et al."], ["J García-Castaño", "F Balao"]),
        (["Ada Lovelace, MD, PhD, Ben Eriksen, Jr"], ["Ada Lovelace", "Ben Eriksen Jr"]),
        (["范存祥,林志斌"], ["范存祥", "林志斌"]),
        (["Ada Lovelace; Ben Eriksen"], ["Ada Lovelace", "Ben Eriksen"]),
        (["Ada Lovelace and Ben Eriksen"], ["Ada Lovelace", "Ben Eriksen"]),
        (["nobody@example.org (Ada Lovelace)"], ["Ada Lovelace"]),
        (["the INVENTED-2 Investigators*"], ["the INVENTED-2 Investigators"]),
        (["Ludwig van Beethoven"], ["Ludwig van Beethoven"]),
        (["N/A"], []),
    ],
)
def test_names_in_the_forms_publishers_use(written, names):
    assert [author.name for author in people(written)] == names


def test_hostile_feeds_neither_explode_nor_read_files():
    for name in ("xmlbomb.xml", "quadratic.xml", "external_file.xml"):
        with pytest.raises(SourceFailed):
            rss.parse(shared_data(f"hostile/{name}").read_bytes())
    body = (
        b'<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><item><title>A&e;</title>'
    )
    found = rss.parse(body + b"<link>https://j.example/1</link></item></channel></rss>").entries[0].found
    assert "root" not in found.title


REGISTERS = {"eol.xml": 20, "flickr.xml": 11, "worms.xml": 50, "zoobank.xml": 168}


def test_every_stored_publishers_feed_is_read_or_says_why_not():
    for path in sorted(shared_data("feeds/publishers").iterdir()):
        if path.name == "pubmed-article.xml":
            with pytest.raises(SourceFailed, match="PubMed records"):
                rss.parse(path.read_bytes())
            continue
        feed = rss.parse(path.read_bytes())
        found = [entry.found for entry in feed.entries if entry.found]
        print(f"{path.name}: {len(feed.entries)} entries, {len(found)} articles, {len(feed.refused)} refused")
        assert len(feed.refused) == REGISTERS.get(path.name, 0)
        assert all(article.title and article.url for article in found)


def test_every_article_of_the_oncology_feeds_can_be_told_apart():
    found = [
        entry.found
        for path in sorted(shared_data("feeds/oncology_2025-12-22").iterdir())
        for entry in rss.parse(path.read_bytes()).entries
    ]
    assert len(found) == 1583
    assert len({article.doi or article.pii for article in found}) == 1583
    assert all(article.journal for article in found)
