"""The folder of a Whoosh index: `current` names the build that serves; a rebuild makes the next one beside it."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import groupby
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex, LockError, clean_files
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from journalclub.search.document import Document
from journalclub.search.engine import Unwritable
from journalclub.search.whoosh_schema import CODEC, SCHEMA, row
from journalclub.search.whoosh_sums import add_sum

NAME = "club"
POSITION = "~position"  # the key of the one document that holds the log position
_LOCK_SECONDS = 20.0
_MEMORY_MB = 96


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = path

    def build(self) -> Path | None:
        """The build that serves, if there is one."""
        try:
            name = (self.path / "current").read_text("ascii").strip()
        except (OSError, ValueError):
            return None
        return self.path / name if name.startswith("build-") and "/" not in name else None

    @contextmanager
    def building(self) -> Iterator[None]:
        """One process at a time makes a build: serving one removes the others. Raises Unwritable."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self.path / "building", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as wrong:
            raise Unwritable(f"the search index cannot be written: {wrong.strerror}") from wrong
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError as wrong:
            raise Unwritable("the search index is being built by another process") from wrong
        finally:
            os.close(lock)

    def doubt(self) -> None:
        """A reader found something amiss: whoever writes the index shall look at its files."""
        with suppress(OSError):
            (self.path / "doubted").touch(mode=0o600)

    def doubted(self) -> int:
        """When a reader last did: a number that moves."""
        try:
            return (self.path / "doubted").stat().st_mtime_ns
        except OSError:
            return 0

    def create(self) -> Path:
        """An empty build, not yet serving. Raises Unwritable."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.path.chmod(0o700)
            # Never a name that was used before: who holds an earlier build open must not take this one for it.
            build = self.path / f"build-{secrets.token_hex(6)}"
            build.mkdir(mode=0o700)
            FileIndex.create(FileStorage(str(build)), SCHEMA, NAME)
        except OSError as wrong:
            raise Unwritable(f"the search index cannot be written: {wrong.strerror}") from wrong
        return build

    def serve(self, build: Path) -> None:
        """Makes a build the one that serves, and removes the others. Raises Unwritable."""
        try:
            new = self.path / "current.new"
            new.write_text(build.name, "ascii")
            _to_disk(new)
            new.replace(self.path / "current")
            _to_disk(self.path)
        except OSError as wrong:
            raise Unwritable(f"the search index cannot be written: {wrong.strerror}") from wrong
        for other in self.path.glob("build-*"):
            if other != build:
                shutil.rmtree(other, ignore_errors=True)

    def drop(self, build: Path) -> None:
        """Removes a build that did not come to serve."""
        if build != self.build():
            shutil.rmtree(build, ignore_errors=True)


@contextmanager
def written(build: Path, position: int) -> Iterator["Writer"]:
    """The one writer of a build: what is done with it and the position are one commit, or nothing is.

    Waits 20 s for another writer. Raises Unwritable.
    """
    try:
        index = FileIndex(FileStorage(str(build)), SCHEMA, NAME)
        writing = Writer(index, timeout=_LOCK_SECONDS, delay=0.05, codec=CODEC, limitmb=_MEMORY_MB)
    except LockError as wrong:
        raise Unwritable("the search index is being written by another process") from wrong
    except OSError as wrong:
        raise Unwritable(f"the search index cannot be written: {wrong.strerror}") from wrong
    try:
        yield writing
        writing.finish(position)
    except BaseException as wrong:
        with suppress(Exception):
            writing.cancel()
        if isinstance(wrong, OSError):
            raise Unwritable(f"the search index cannot be written: {wrong.strerror}") from wrong
        raise


class Writer(SegmentWriter):  # type: ignore[misc]
    def add(self, documents: Iterable[Document]) -> None:
        for document in documents:
            self.add_document(**row(document))

    def finish(self, position: int) -> None:
        """One commit for the documents and the position."""
        self.add_document(key=POSITION, number=position)
        self.commit(mergetype=_merge)

    def _commit_toc(self, segments: Sequence[Any]) -> None:
        """As Whoosh does, and on the disk before the old files go: Whoosh itself never calls fsync."""
        for segment in segments:
            if segment is self.newsegment:
                path = Path(self.storage.folder) / segment.make_filename(segment.COMPOUND_EXT)
                _to_disk(path)
                add_sum(path)
        TOC(self.schema, segments, self.generation).write(self.storage, self.indexname)
        _to_disk(Path(self.storage.folder) / TOC._filename(self.indexname, self.generation))
        _to_disk(Path(self.storage.folder))
        clean_files(self.storage, self.indexname, self.generation, segments)


def _merge(into: SegmentWriter, segments: Sequence[Any]) -> list[Any]:
    """Merges the segments of a size once there are six of it, sizes being powers of eight: a document is rewritten a
    few times in its life, and a search looks at a dozen segments. What is mostly deleted is merged, too."""
    kept: list[Any] = []
    merged: list[Any] = []
    for _, same in groupby(sorted(segments, key=_size), key=_size):
        alike = list(same)
        for segment in alike:
            live = segment.doc_count_all() - segment.deleted_count()
            stale = segment.deleted_count() > live and segment.doc_count_all() < 20_000
            (merged if stale or len(alike) >= 6 else kept).append(segment)
    for segment in merged:
        reader = SegmentReader(into.storage, into.schema, segment)
        into.add_reader(reader)
        reader.close()
    return kept


def _size(segment: Any) -> int:
    return (int(segment.doc_count_all()).bit_length() - 1) // 3


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
