"""Settings: the environment over `instance/config.toml`. A bad value refuses to start, with one sentence."""

from __future__ import annotations

import ipaddress
import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
SAMPLE_KEYS = {"change-me", "changeme", "secret", "dev", "sample", "sample-key"}
MINIMUM_SECRET = 32  # bytes of entropy, hex-encoded on disk


class BadSetting(Exception):
    """A setting that cannot be used; the text names it and says what would do."""


@dataclass(frozen=True)
class Settings:
    """Everything an operator can set. Made once, by `load`, and passed down."""

    instance: Path
    database_url: str
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = "http://127.0.0.1:8000"
    public_url_was_set: bool = False
    trusted_proxies: tuple[Network, ...] = ()
    feeds: Path = Path("feeds.toml")
    pubmed_url: str = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"
    ncbi_api_key: str | None = field(default=None, repr=False)
    contact_email: str | None = None
    smtp_url: str | None = field(default=None, repr=False)
    fetch_allow: tuple[Network, ...] = ()
    search: str = "whoosh"
    limits: bool = True
    demo: bool = False
    secret: bytes = field(default=b"", repr=False)

    @property
    def secure_cookies(self) -> bool:
        return self.public_url.startswith("https://")


def load(environ: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """The settings of this process; creates the instance folder (0700) and its secret (0600) on first use.

    `overrides` come from the command line and win. Raises BadSetting.
    """
    environ = os.environ if environ is None else environ
    instance = Path(str(overrides.pop("instance", None) or environ.get("JC_INSTANCE") or "instance")).absolute()
    _make_instance(instance)
    given = _from_file(instance / "config.toml") | _from_environment(environ)
    given |= {name: value for name, value in overrides.items() if value is not None}
    return _checked(instance, given)


NAMES = (
    "database_url",
    "host",
    "port",
    "public_url",
    "trusted_proxies",
    "feeds",
    "pubmed_url",
    "ncbi_api_key",
    "contact_email",
    "smtp_url",
    "fetch_allow",
    "search",
    "limits",
)


def _from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    return {name: environ[key] for name in NAMES if environ.get(key := f"JC_{name.upper()}")}


def _from_file(path: Path) -> dict[str, object]:
    if not path.exists():
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSetting(f"{path} is not valid TOML: {error}") from error
    for name in found:
        if name not in NAMES:
            raise BadSetting(f"{path} sets {name!r}, which is no setting. There are: {', '.join(NAMES)}.")
    return found


def _checked(instance: Path, given: dict[str, object]) -> Settings:
    host, port = str(given.get("host", "127.0.0.1")), _port(given.get("port", 8000))
    database_url = _database_url(str(given.get("database_url", f"sqlite:///{instance / 'journalclub.sqlite3'}")))
    shown_host = f"[{host}]" if ":" in host else host
    return Settings(
        instance=instance,
        database_url=database_url,
        host=host,
        port=port,
        public_url=_address("JC_PUBLIC_URL", str(given.get("public_url", f"http://{shown_host}:{port}"))).rstrip("/"),
        public_url_was_set="public_url" in given,
        trusted_proxies=_networks("JC_TRUSTED_PROXIES", given.get("trusted_proxies", "")),
        feeds=Path(str(given.get("feeds", "feeds.toml"))),
        pubmed_url=_address("JC_PUBMED_URL", str(given.get("pubmed_url", Settings.pubmed_url))).rstrip("/") + "/",
        ncbi_api_key=_optional(given.get("ncbi_api_key")),
        contact_email=_optional(given.get("contact_email")),
        smtp_url=_smtp(_optional(given.get("smtp_url"))),
        fetch_allow=_networks("JC_FETCH_ALLOW", given.get("fetch_allow", "")),
        search=_search(given.get("search"), database_url),
        limits=_one_of("JC_LIMITS", str(given.get("limits", "on")), ("on", "off")) == "on",
        demo=bool(given.get("demo", False)),
        secret=_secret(instance / "secret"),
    )


def _optional(value: object) -> str | None:
    return str(value) if value else None


def _port(value: object) -> int:
    try:
        port = int(str(value))
    except ValueError:
        port = -1
    if not 0 <= port <= 65535:
        raise BadSetting(f"JC_PORT is {value!r}; it must be a number from 0 to 65535.")
    return port


def _address(name: str, value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadSetting(f"{name} is {value!r}; it must be an address such as https://club.example.org.")
    return value


def _smtp(value: str | None) -> str | None:
    if value is None:
        return None
    parts = urlsplit(value)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise BadSetting("JC_SMTP_URL must look like smtp://user:password@host:port.")
    return value


def _database_url(value: str) -> str:
    for prefix in ("postgresql://", "postgres://"):
        if value.startswith(prefix):
            return "postgresql+psycopg://" + value.removeprefix(prefix)
    if value.startswith(("sqlite:///", "postgresql+psycopg://")):
        return value
    raise BadSetting("JC_DATABASE_URL must start with postgresql:// or sqlite:///.")


def _networks(name: str, value: object) -> tuple[Network, ...]:
    parts = value if isinstance(value, list | tuple) else str(value).split(",")
    try:
        return tuple(ipaddress.ip_network(str(part).strip()) for part in parts if str(part).strip())
    except ValueError as error:
        raise BadSetting(f"{name} must be networks such as 127.0.0.0/8, separated by commas: {error}.") from error


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise BadSetting(f"{name} is {value!r}; it must be {' or '.join(allowed)}.")
    return value


def _search(value: object, database_url: str) -> str:
    """Follows the database when unset."""
    on_postgres = database_url.startswith("postgresql")
    chosen = _one_of("JC_SEARCH", str(value or ("postgres" if on_postgres else "whoosh")), ("whoosh", "postgres"))
    if chosen == "postgres" and not on_postgres:
        raise BadSetting("JC_SEARCH is 'postgres'; that needs JC_DATABASE_URL to be a PostgreSQL database.")
    return chosen


def _make_instance(instance: Path) -> None:
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = instance / f".writable-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise BadSetting(f"The instance folder {instance} cannot be written to: {error.strerror}.") from error


def _secret(path: Path) -> bytes:
    """The signing key, made on first start. Two processes that start at once agree on one."""
    if not path.exists():
        mine = path.with_name(f"secret.{os.getpid()}")
        descriptor = os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(MINIMUM_SECRET) + "\n")
        try:
            os.link(mine, path)
        except FileExistsError:
            pass
        finally:
            mine.unlink()
    text = path.read_text(encoding="utf-8").strip()
    if text.lower() in SAMPLE_KEYS or len(text) < MINIMUM_SECRET:
        raise BadSetting(f"{path} holds a sample or a short key; delete the file and a good one is made.")
    return text.encode()
