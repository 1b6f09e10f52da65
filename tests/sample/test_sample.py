import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from journalclub import sample
from journalclub.kit.clock import parse_rfc3339
from journalclub.kit.ids import normalise_doi
from journalclub.kit.text import clean, graphemes
from journalclub.privacy import findings

NOW = datetime(2026, 11, 22, 3, 15, 30, tzinfo=UTC)
MOMENTS = [NOW + timedelta(days=days, hours=days) for days in (0, 1, 2, 5, 9, 24, 26, 27, 28, 101, 123)]

FIELDS = {
    "member": {"key", "name", "email", "profession", "specialty", "affiliation", "country", "role"},
    "article": {
        *("key", "doi", "title", "abstract", "journal", "volume", "issue", "pages", "published", "authors"),
        *("tags", "publication_types"),
    },
    "discussion": {"key", "series", "title", "starts", "ends", "opens", "closes", "articles", "visibility"},
    "question": {"discussion", "number", "text"},
    "post": {"key", "discussion", "question", "member", "at", "text", "reply_to"},
    "reaction": {"post", "member", "kind"},
}


def lines(kind: str, now: datetime = NOW) -> list[dict[str, Any]]:
    return [line for line in sample.sample_lines(now) if line["type"] == kind]


def test_every_line_has_the_fields_of_its_kind() -> None:
    for line in sample.sample_lines(NOW):
        assert line.keys() - {"notices", "take_home", "recap"} == FIELDS[line["type"]] | {"type"}


def test_keys_are_used_once() -> None:
    keys = Counter((line["type"], line["key"]) for line in sample.sample_lines(NOW) if "key" in line)
    assert keys.most_common(1)[0][1] == 1
    assert len({(r["post"], r["member"], r["kind"]) for r in lines("reaction")}) == len(lines("reaction"))


def test_every_reference_resolves() -> None:
    known = {kind: {line["key"] for line in lines(kind)} for kind in ("member", "article", "discussion", "post")}
    numbers = {(question["discussion"], question["number"]) for question in lines("question")}
    for discussion in lines("discussion"):
        assert set(discussion["articles"]) <= known["article"]
        assert discussion["articles"]
    for post in lines("post"):
        assert post["member"] in known["member"]
        assert post["discussion"] in known["discussion"]
        assert post["question"] is None or (post["discussion"], post["question"]) in numbers
    for reaction in lines("reaction"):
        assert reaction["post"] in known["post"]
        assert reaction["member"] in known["member"]
    assert set(sample.guests()) == known["discussion"]
    assert {guest for those in sample.guests().values() for guest in those} <= known["member"]


@pytest.mark.parametrize("now", MOMENTS)
def test_a_reply_comes_after_what_it_answers_and_in_the_same_discussion(now: datetime) -> None:
    posts = {post["key"]: post for post in lines("post", now)}
    for post in posts.values():
        if post["reply_to"]:
            answered = posts[post["reply_to"]]
            assert answered["discussion"] == post["discussion"]
            assert parse_rfc3339(answered["at"]) <= parse_rfc3339(post["at"])


@pytest.mark.parametrize("now", MOMENTS)
def test_twelve_evenings_are_over_one_runs_and_one_opens_in_some_days(now: datetime) -> None:
    *past, live, upcoming = lines("discussion", now)
    assert len(past) == 12
    for discussion in past:
        assert parse_rfc3339(discussion["closes"]) < now
        starts = parse_rfc3339(discussion["starts"])
        assert (starts.weekday(), starts.hour, 15 <= starts.day <= 21) == (6, 20, True)
    assert [d["starts"] for d in past] == sorted(d["starts"] for d in past)
    assert (live["key"], upcoming["key"]) == (sample.LIVE, sample.UPCOMING)
    assert timedelta(minutes=20) <= now - parse_rfc3339(live["starts"]) < timedelta(minutes=21)
    assert timedelta(days=1) < parse_rfc3339(upcoming["opens"]) - now < timedelta(days=40)


@pytest.mark.parametrize("now", MOMENTS)
def test_posts_fall_into_the_time_to_write_and_never_into_the_future(now: datetime) -> None:
    discussions = {discussion["key"]: discussion for discussion in lines("discussion", now)}
    for post in lines("post", now):
        discussion = discussions[post["discussion"]]
        at = parse_rfc3339(post["at"])
        assert parse_rfc3339(discussion["opens"]) <= at <= parse_rfc3339(discussion["closes"])
        assert at <= now


def test_articles_were_out_before_they_were_discussed() -> None:
    published = {article["key"]: article["published"] for article in lines("article")}
    for discussion in lines("discussion"):
        assert max(published[key] for key in discussion["articles"]) < discussion["starts"][:7]


def test_each_evening_has_five_questions_and_a_lively_hour() -> None:
    posts = Counter(post["discussion"] for post in lines("post"))
    for discussion in lines("discussion"):
        numbers = [q["number"] for q in lines("question") if q["discussion"] == discussion["key"]]
        assert numbers == [1, 2, 3, 4, 5]
        if discussion["key"] != sample.UPCOMING:
            assert 25 <= posts[discussion["key"]] <= 60
    live = [post for post in lines("post") if post["discussion"] == sample.LIVE]
    assert max(post["question"] or 0 for post in live) == sample.LIVE_QUESTION
    assert posts[sample.LIVE] >= 40


def all_texts() -> list[str]:
    script = [(line.text, *line.choices) for line in sample.live_script(NOW)]
    cues = [cue.text for cue in sample.host_script(NOW)]
    return [post["text"] for post in lines("post")] + [text for texts in script for text in texts] + cues


def test_no_two_posts_are_the_same() -> None:
    assert Counter(all_texts()).most_common(1)[0][1] == 1


def test_every_post_is_short_and_clean() -> None:
    for text in all_texts():
        assert graphemes(text) <= 280, text
        assert clean(text) == text


def test_nothing_in_the_sample_looks_like_a_patient() -> None:
    questions = [question["text"] for question in lines("question")]
    told = [text for line in lines("discussion") for text in (*line.get("take_home", ()), line.get("recap", ""))]
    for text in all_texts() + questions + told:
        assert findings(text) == [], text


def test_samples_can_be_told_from_real_articles_and_people() -> None:
    articles = lines("article")
    assert 25 <= len(articles) <= 40
    for article in articles:
        assert "sample" in article["title"].lower()
        assert article["journal"].startswith("Sample ")
        assert article["doi"] == normalise_doi(article["doi"])
        assert article["doi"].startswith("10.5555/sample.")
        assert "pmid" not in article
        assert re.match(r"BACKGROUND: .+\nMETHODS: .+\nFINDINGS: .+\nINTERPRETATION: .+", article["abstract"])
    assert sum("notices" in article for article in articles) == 2
    for person in sample.cast().values():
        assert person.email.endswith("@example.org")
        assert "Sample" in person.affiliation


def test_the_cast_is_complete_and_eve_is_still_pending() -> None:
    parts = {key: person.part for key, person in sample.cast().items()}
    assert list(parts)[:7] == ["ada", "ben", "chen", "dora", "eve", "mo", "ari"]
    assert parts["ada"] == "host"
    assert parts["mo"] == "moderator"
    roles = {member["key"]: member["role"] for member in lines("member")}
    assert (roles["chen"], roles["eve"]) == (["author_guest"], ["pending"])
    assert "eve" not in {post["member"] for post in lines("post")}
    assert len(parts) >= 22
    assert len({person.name for person in sample.cast().values()}) == len(parts)


def test_the_club_is_the_same_on_every_machine() -> None:
    assert list(sample.sample_lines(NOW)) == list(sample.sample_lines(NOW))
    assert sample.live_script(NOW) == sample.live_script(NOW)


def test_the_script_fills_the_rest_of_the_hour() -> None:
    script = sample.live_script(NOW)
    assert len(script) >= 60
    offsets = [line.offset for line in script]
    assert offsets == sorted(set(offsets))
    assert offsets[0] < 15
    assert 1800 < offsets[-1] < 2400
    assert offsets[9] < 200
    assert [cue.question for cue in sample.host_script(NOW)] == [4, 5, None, None]
    assert all(line.at == NOW + timedelta(seconds=line.offset) for line in script)


def test_the_script_answers_what_was_said_before() -> None:
    said = {post["key"] for post in lines("post") if post["discussion"] == sample.LIVE}
    members = {member["key"] for member in lines("member")}
    names = {member["name"] for member in lines("member")}
    for line in sample.live_script(NOW):
        assert line.member in members
        assert {line.reply_to, line.quotes} - {None} <= said
        assert set(re.findall(r"@(\w+ [\w-]+)", line.text)) <= names
        assert {echo.member for echo in sample.echoes(line)} <= members - {line.member}
        said.add(line.key)
