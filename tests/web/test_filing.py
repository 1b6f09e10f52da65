"""References from a file: shown as understood, then filed, then looked up by the worker."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from journalclub.changes.models import AuditEntry
from journalclub.literature.models import Article
from journalclub.web import filing
from tests.web.browser import form_to, forms
from tests.web.conftest import ClientAs
from tests.world import World

RIS = """TY  - JOUR
TI  - A trial that nobody here has yet seen
AU  - Søndergård, Åse
JO  - Journal of sample oncology
PY  - 2026
DO  - 10.5555/new.1
ER  -
TY  - ELEC
TI  - A web page
ER  -
TY  - JOUR
TI  - A trial that nobody here has yet seen
DO  - 10.5555/NEW.1
ER  -
"""


def test_nothing_is_kept_before_the_second_step(client_as: ClientAs, world: World) -> None:
    ada = client_as("ada")
    page = ada.send("/articles/file", text=RIS).text
    for words in ("3 entries", "1 of them new", "Twice in this file", "It is a web page, not literature."):
        assert words in page
    with world.database.reading() as session:
        assert session.scalar(select(Article).where(Article.doi == "10.5555/new.1")) is None
    form = form_to(page, "/articles/filed")
    assert ada.post(form.action, data=form.fields).headers["Location"] == "/articles/filed"
    with world.database.reading() as session:
        article = session.scalars(select(Article).where(Article.doi == "10.5555/new.1")).one()
        assert (article.pending, article.requested_by) == (True, world.members["ada"])
        audit = session.scalars(select(AuditEntry).where(AuditEntry.act == "references.filed")).one()
        assert audit.ids == {"articles": 1}
    assert "It is being looked up" in ada.get(f"/articles/{article.id}").text
    assert "Being looked up" in ada.get("/articles/filed").text
    assert "Already here" in ada.send("/articles/file", text=RIS).text


def test_a_file_is_read_as_well_as_a_text(client_as: ClientAs) -> None:
    ada = client_as("ada")
    sent = {"csrf_token": ada.token(), "file": (io.BytesIO(RIS.encode("utf-16")), "mine.ris"), "text": ""}
    assert "1 of them new" in ada.post("/articles/file", data=sent, content_type="multipart/form-data").text


@pytest.mark.parametrize("text", ["", "the paper by Chen", "%PDF-1.7 \x01\x02", "{}" * 50])
def test_what_is_refused_comes_back_as_it_was_sent(client_as: ClientAs, text: str) -> None:
    answer = client_as("ada").send("/articles/file", text=text)
    assert answer.status_code in {422, 400}
    if answer.status_code == 422:
        (form,) = [form for form in forms(answer.text) if "text" in form.fields]
        assert form.fields["text"].strip() == text.strip()
        assert "was found in it" in answer.text


def test_a_picture_is_no_file_of_references(client_as: ClientAs) -> None:
    ada = client_as("ada")
    picture = io.BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10)
    sent = {"csrf_token": ada.token(), "file": (picture, "scan.png")}
    answer = ada.post("/articles/file", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "not a text file" in answer.text


def test_a_file_of_half_a_megabyte_is_read_and_one_of_two_is_not(client_as: ClientAs) -> None:
    ada = client_as("ada")
    for size, status in ((500_000, 200), (2_000_000, 413)):
        sent = {"csrf_token": ada.token(), "file": (io.BytesIO(RIS.encode() + b" " * size), "mine.ris")}
        answer = ada.post("/articles/file", data=sent, content_type="multipart/form-data")
        assert answer.status_code == status


def test_a_form_elsewhere_is_as_small_as_ever(client_as: ClientAs) -> None:
    assert client_as("ada").send("/articles", identifier="1" * 300_000).status_code == 413


def test_a_day_has_room_for_so_many_files(client_as: ClientAs) -> None:
    ada = client_as("ada")
    for number in range(filing.limits.FILING_BURST):
        ada.send("/articles/filed", text=f"3200000{number}", number="1")
    answer = ada.send("/articles/filed", text="32000099", number="1")
    assert answer.status_code == 429
    assert "32000099" in answer.text
