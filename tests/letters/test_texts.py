"""What letters say and what they cannot be made to say."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from journalclub import paths
from journalclub.letters import texts
from journalclub.letters.texts import Envelope, Text

ENVELOPE = Envelope(7, "club@example.org", "The club", "ben@example.org", "Ben", "club.example.org")
MAIL = paths.templates() / "mail"


@pytest.mark.parametrize("letter", sorted(path.stem for path in Path(MAIL).glob("*.txt")))
def test_every_letter_has_a_subject_and_one_place_for_its_link(letter: str) -> None:
    words = dict.fromkeys(("name", "author", "club", "until", "subject", "text", "title"), "Somebody")
    words |= {"what": "has been retracted", "contact": "club@example.org"}
    hours = ["Sunday 20 September 2026, 20:00 (America/Chicago)"]
    for yes in (True, False):
        said = dict.fromkeys(("is_public", "to_all", "comes", "further"), yes)
        text = texts.write(letter, **words, **said, hours=hours)
        assert text.subject
        assert text.body.count(texts.LINK) == 1
        assert "{" not in text.body


def test_a_value_that_a_template_misses_raises() -> None:
    with pytest.raises(UndefinedError):
        texts.write("sign-in", name="Ben")


def test_what_people_wrote_is_never_a_template() -> None:
    text = texts.write("sign-in", name="{{ 7 * 7 }}{% raise %}", club="<b>&amp;")
    assert "{{ 7 * 7 }}{% raise %}" in text.body
    assert "<b>&amp;" in text.subject


@pytest.mark.parametrize(
    "evil", ["A\r\nBcc: all@example.org", "A\nBcc: all@example.org", "A\u2028Bcc: all@example.org"]
)
def test_nothing_that_people_wrote_becomes_a_header(evil: str) -> None:
    text = texts.write("sign-in", name="Ben", club=evil)
    mail = texts.message(
        Envelope(7, "club@example.org", evil, "ben@example.org", evil, "club.example.org"), text, "https://x/"
    )
    assert sorted(mail.keys()) == sorted(
        [
            "From",
            "To",
            "Subject",
            "Message-ID",
            "Auto-Submitted",
            "List-Unsubscribe",
            "Content-Type",
            "Content-Transfer-Encoding",
            "MIME-Version",
        ]
    )
    head = mail.as_bytes().split(b"\r\n\r\n")[0]
    assert not any(line.lower().startswith(b"bcc") for line in head.splitlines())


def test_a_letter_has_one_recipient_and_says_that_a_program_wrote_it() -> None:
    mail = texts.message(ENVELOPE, Text("Hello", "Grüße\n"))
    assert isinstance(mail, EmailMessage)
    assert [str(to.addr_spec) for to in mail["To"].addresses] == ["ben@example.org"]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == "<letter-7@club.example.org>"
    assert mail["List-Unsubscribe"] is None
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().strip() == "Grüße"


@pytest.mark.parametrize("to", ["a@example.org, b@example.org", "a@example.org\r\nBcc: b@example.org", "nobody"])
def test_two_recipients_or_none_are_refused(to: str) -> None:
    with pytest.raises(Exception, match=r".+"):
        texts.message(Envelope(7, "club@example.org", "Club", to, "Ben", "localhost"), Text("Hello", "Hello\n"))


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://club.example.org/x", "club.example.org"),
        ("http://127.0.0.1:8000", "localhost"),
        ("http://[::1]:8000", "localhost"),
    ],
)
def test_letters_come_from_the_clubs_host(url: str, host: str) -> None:
    assert texts.mail_host(url) == host
