"""A fake host of journals' feeds: ETag, Last-Modified, 304, 301, 410, 429 with Retry-After, gzip, slow, a login page.

with FeedHost(folder) as host: ...              # serves every file of the folder under its own name
python -m tests.fakes.feed_host --port 8998 [FOLDER]
"""

import argparse
import gzip
import hashlib
import json
import time
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path

from tests.fakes.web_host import Answer, Request, WebHost

SMALL = Path(__file__).resolve().parents[1] / "data" / "feeds"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "feeds" / "oncology_2025-12-22"
LOGIN_PAGE = b"<!DOCTYPE html><html><body><form>Log in <input type=password></form></body></html>"


@dataclass
class Served:
    """A feed that answers conditional requests. `changed_at` is a POSIX time."""

    body: bytes
    content_type: str = "application/rss+xml; charset=utf-8"
    changed_at: float = 1_766_361_600.0
    packed: bool = False
    max_age: int | None = None

    def __call__(self, request: Request) -> Answer:
        etag = f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'
        modified = formatdate(self.changed_at, usegmt=True)
        headers = {"ETag": etag, "Last-Modified": modified, "Content-Type": self.content_type}
        if self.max_age is not None:
            headers["Cache-Control"] = f"public, max-age={self.max_age}"
        if request.headers.get("if-none-match") == etag or request.headers.get("if-modified-since") == modified:
            return Answer(304, b"", headers)
        if self.packed:
            return Answer(200, gzip.compress(self.body), headers | {"Content-Encoding": "gzip"})
        return Answer(200, self.body, headers)


class FeedHost(WebHost):
    """`pages` can be changed while it runs: a feed moves, dies, or turns into a login page."""

    def __init__(self, folder: Path | None = None, port: int = 0) -> None:
        super().__init__(port)
        for path in sorted(folder.iterdir()) if folder else []:
            self.serve(path.name, path.read_bytes())

    def serve(self, name: str, body: bytes, **how: object) -> str:
        """Puts a feed under a name and returns its address."""
        self.pages[f"/{name}"] = Served(body, **how)  # type: ignore[arg-type]
        return self.address(name)

    def address(self, name: str) -> str:
        return f"{self.url}/{name}"

    def move(self, name: str, to: str, status: int = 301) -> None:
        self.pages[f"/{name}"] = Answer(status, headers={"Location": self.address(to)})

    def retire(self, name: str) -> None:
        self.pages[f"/{name}"] = Answer(410, b"gone")

    def refuse(self, name: str, seconds: int, status: int = 429) -> None:
        self.pages[f"/{name}"] = Answer(status, b"too many", {"Retry-After": str(seconds)})

    def ask_for_login(self, name: str) -> None:
        self.pages[f"/{name}"] = Answer(200, LOGIN_PAGE, {"Content-Type": "text/html"})

    def asked(self, name: str) -> list[Request]:
        return [request for request in self.log if request.path.partition("?")[0] == f"/{name}"]

    def feeds_toml(self) -> str:
        """A `[[source]]` for each feed there is."""
        names = [path.removeprefix("/") for path in self.pages]
        return "\n".join(f'[[source]]\nname = "{n}"\nkind = "rss"\nurl = "{self.address(n)}"\n' for n in names)


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve a folder of stored feeds.")
    parser.add_argument("--port", type=int, default=8998)
    parser.add_argument("--feeds-toml", action="store_true", help="print [[source]] blocks instead of JSON")
    parser.add_argument("folder", nargs="?", type=Path)
    given = parser.parse_args()
    with FeedHost(given.folder or (SHARED if SHARED.is_dir() else SMALL), given.port) as host:
        print(
            host.feeds_toml() if given.feeds_toml else json.dumps({"feeds": len(host.pages), "url": host.url}),
            flush=True,
        )
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    main()
