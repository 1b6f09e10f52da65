"""Applying for membership."""

from __future__ import annotations

from journalclub.members import queries
from journalclub.members.models import Member
from tests.web.conftest import ClientAs
from tests.world import World, address

ANSWERS = {
    "name": "Fay Okafor",
    "email": "fay@example.org",
    "profession": "medical oncologist",
    "specialty": "lung",
    "affiliation": "Sample University Hospital",
    "country": "Belgium",
    "introduction": "I treat lung cancer.",
}


def member(world: World, email: str) -> Member | None:
    with world.database.reading() as session:
        found = queries.member_by_email(session, email)
        if found is not None:
            session.expunge(found)
        return found


def test_an_applicant_waits_for_a_moderator(world: World, client_as: ClientAs) -> None:
    answer = client_as("visitor").submit("/signup", "/signup", follow=True, **ANSWERS)
    assert "Thank you" in answer.text
    fay = member(world, "fay@example.org")
    assert fay is not None
    assert (fay.name, fay.country, fay.introduction) == ("Fay Okafor", "BE", "I treat lung cancer.")
    assert fay.applied_at is not None
    assert fay.verified_at is None


def test_an_address_that_is_known_is_answered_alike_and_changes_nobody(world: World, client_as: ClientAs) -> None:
    first = client_as("visitor").submit("/signup", "/signup", **ANSWERS)
    known = client_as("visitor").submit("/signup", "/signup", **(ANSWERS | {"email": address("ben")}))
    assert (first.status_code, first.headers["Location"]) == (known.status_code, known.headers["Location"])
    assert world.member("ben").name == "Ben Eriksen"


def test_a_refused_application_comes_back_filled_in(world: World, client_as: ClientAs) -> None:
    answer = client_as("visitor").submit("/signup", "/signup", **(ANSWERS | {"country": "Atlantis"}))
    assert answer.status_code == 422
    assert "f-country-wrong" in answer.text
    for value in ("Fay Okafor", "fay@example.org", "Atlantis", "I treat lung cancer."):
        assert value in answer.text
    assert member(world, "fay@example.org") is None


def test_applications_from_one_place_are_slowed_down(world: World, client_as: ClientAs) -> None:
    client = client_as("visitor")
    for number in range(10):
        client.submit("/signup", "/signup", **(ANSWERS | {"email": f"applicant{number}@example.org"}))
    answer = client.submit("/signup", "/signup", **(ANSWERS | {"email": "one@example.org"}))
    assert answer.status_code == 429
    assert member(world, "one@example.org") is None


def test_a_forged_forwarding_header_is_no_way_around_the_limit(world: World, client_as: ClientAs) -> None:
    client = client_as("visitor")
    statuses = []
    for number in range(11):
        fields = ANSWERS | {"email": f"applicant{number}@example.org", "csrf_token": client.token("/signup")}
        answer = client.post("/signup", data=fields, headers={"X-Forwarded-For": f"198.51.100.{number}"})
        statuses.append(answer.status_code)
    assert statuses[-1] == 429


def test_an_author_guest_applies_with_the_account_they_have(world: World, client_as: ClientAs) -> None:
    answer = client_as("chen").submit("/signup", "/signup", **ANSWERS)
    assert answer.status_code == 302
    chen = world.member("chen")
    assert chen.applied_at is not None
    assert chen.specialty == "lung"
    assert member(world, "fay@example.org") is None


def test_a_member_has_no_need_to_apply(client_as: ClientAs) -> None:
    assert client_as("ben").get("/signup").headers["Location"] == "/settings"
