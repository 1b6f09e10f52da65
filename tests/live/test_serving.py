"""The server around the stream: one port, prompt stop, other processes, addresses that are not believed, quiet logs."""

from __future__ import annotations

import http.client
import ipaddress
import logging
import socket
import subprocess
import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from journalclub.config import Settings
from journalclub.db import Database
from journalclub.kit import clock
from journalclub.server import Application, ServerTrouble, listen, serve, shown
from tests.live.evening import SECRET, Evening
from tests.live.serving import Connection, posting_process, serving

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(instance=tmp_path, database_url="", secret=SECRET)


def echo(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """A page that says who asks for what."""
    start("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [f"{environ['REMOTE_ADDR']} {environ['wsgi.url_scheme']} {environ['QUERY_STRING']}".encode()]


def address_of(evening: Evening, session: int) -> str:
    ticket = evening.live().mint(discussion=evening.discussion, session=session, now=clock.now())
    return f"/live/discussions/{evening.discussion}?ticket={ticket}"


def test_what_another_process_posts_arrives(database: Database, settings: Settings) -> None:
    evening = Evening(database)
    with serving(settings, echo, evening.live()) as site:
        reader = Connection(site.port, address_of(evening, evening.sign_in("ben")))
        reader.event("presence")
        url = database.engine.url.render_as_string(hide_password=False)
        command = posting_process(url, evening.discussion, evening.members["ada"], "From elsewhere")
        subprocess.run(command, cwd=ROOT, check=True)
        assert reader.event("post")["text"] == "From elsewhere"
        reader.close()


def test_nothing_of_a_request_is_left_for_the_next_one_of_its_connection(
    sqlite_database: Database, settings: Settings
) -> None:
    """Flask keeps the signed-in person in a context variable. A proxy sends many people's requests down one line."""
    asking: ContextVar[str] = ContextVar("asking", default="nobody")

    def remembering(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        before = asking.get()
        mark = asking.set("somebody else")
        environ["wsgi.input"].read()
        asking.reset(mark)
        start("200 OK", [("Content-Type", "text/plain")])
        return [before.encode()]

    evening = Evening(sqlite_database)
    with serving(settings, remembering, evening.live()) as site:
        line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
        found = []
        for _ in range(10):
            line.request("POST", "/", body=b"x" * 4_000_000)  # so much that the server lets the sender wait
            found.append(line.getresponse().read())
        line.close()
    assert set(found) == {b"nobody"}


def test_the_server_stops_within_a_second_with_a_hundred_open_streams(
    sqlite_database: Database, settings: Settings
) -> None:
    evening = Evening(sqlite_database)
    with serving(settings, echo, evening.live()) as site:
        address = address_of(evening, evening.sign_in("ben"))
        readers = [Connection(site.port, address) for _ in range(100)]
        for reader in readers:
            reader.event("presence")
        began = time.monotonic()
        site.stop()
        assert time.monotonic() - began < 1
        for reader in readers:
            assert reader.event("bye") == {"reason": "stopping"}
            assert reader.file.read().strip() in {b"", b"0"}
            reader.close()


def test_a_reader_who_takes_nothing_does_not_keep_the_server_from_stopping(
    sqlite_database: Database, settings: Settings
) -> None:
    evening = Evening(sqlite_database)
    long = {"describe": lambda _session, _discussion: {"long": "x" * 1_500_000}}
    with serving(settings, echo, evening.live(**long)) as site:
        address = address_of(evening, evening.sign_in("ben"))
        stuck, well = Connection(site.port, address), Connection(site.port, address)
        for number in (1, 2) * 6:
            evening.ask(number)
            assert len(well.event("question")["long"]) == 1_500_000
        began = time.monotonic()
        site.stop()
        assert time.monotonic() - began < 2
        stuck.close()
        well.close()


def test_a_forged_forwarded_address_changes_nothing(sqlite_database: Database, settings: Settings) -> None:
    forged = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}
    with serving(settings, echo, Evening(sqlite_database).live()) as site:
        assert Connection(site.port, "/", forged).body().startswith("127.0.0.1 http ")
    elsewhere = replace(settings, trusted_proxies=(ipaddress.ip_network("10.0.0.0/8"),))
    with serving(elsewhere, echo, Evening(sqlite_database, populate=False).live()) as site:
        assert Connection(site.port, "/", forged).body().startswith("127.0.0.1 http ")


def test_a_trusted_proxy_is_believed_about_its_own_client_only(sqlite_database: Database, settings: Settings) -> None:
    trusting = replace(settings, trusted_proxies=(ipaddress.ip_network("127.0.0.0/8"),))
    through = {"X-Forwarded-For": "198.51.100.1, 192.0.2.7", "X-Forwarded-Proto": "https"}
    with serving(trusting, echo, Evening(sqlite_database, populate=False).live()) as site:
        assert Connection(site.port, "/", through).body().startswith("192.0.2.7 https ")


def test_the_access_log_shows_no_ticket_no_token_and_no_private_address(
    sqlite_database: Database, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    evening = Evening(sqlite_database)
    secrets = ["q9vJ3K-2aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "kurz"]
    with serving(settings, echo, evening.live()) as site:
        address = address_of(evening, evening.sign_in("ben"))
        Connection(site.port, address).event("presence")
        for path in (f"/invitations/{secrets[1]}", f"/anything/{secrets[0]}", f"/?token={secrets[0]}", "/%0Aforged"):
            assert Connection(site.port, path).status == 200
    assert f"GET /live/discussions/{evening.discussion} 200" in caplog.text
    assert "GET /invitations/… 200" in caplog.text
    assert address.rpartition("=")[2] not in caplog.text
    assert not any(secret in caplog.text for secret in secrets)
    assert "\nforged" not in caplog.text


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/discussions/7/transcript", "/discussions/7/transcript"),
        ("/calendar/abc.ics", "/calendar/…"),
        ("/calendar.ics", "/calendar.ics"),
        ("/setup/x", "/setup/…"),
        ("/signin/x", "/signin/…"),
        ("/members/" + "a" * 43, "/members/…"),
    ],
)
def test_an_address_in_the_log_keeps_only_what_is_public(path: str, logged: str) -> None:
    assert shown(path) == logged


def test_a_busy_port_is_one_clear_sentence(sqlite_database: Database, settings: Settings) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        app = Application(echo, Evening(sqlite_database, populate=False).live())
        with pytest.raises(ServerTrouble, match=rf"^Port {port} on 127.0.0.1 cannot be used: Address already in use\."):
            serve(replace(settings, port=port), app)


def test_a_host_that_is_none_of_ours_is_one_clear_sentence() -> None:
    with pytest.raises(ServerTrouble, match=r"192\.0\.2\.1"):
        listen("192.0.2.1", 0)
    with pytest.raises(ServerTrouble, match=r"^JC_HOST is 'no\.such\.host\.invalid'"):
        listen("no.such.host.invalid", 0)


def test_localhost_is_every_address_that_it_has() -> None:
    listening = listen("localhost", 0)
    assert len({each.getsockname()[1] for each in listening}) == 1
    assert any(each.getsockname()[0] == "127.0.0.1" for each in listening)
    for each in listening:
        each.close()
