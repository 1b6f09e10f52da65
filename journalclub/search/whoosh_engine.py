"""The embedded engine: our terms and our scoring on Whoosh's files, segments and commits.

Every request reads the table of contents anew, so it sees the last commit and its deletions; only segments, which never
change, are kept open between requests.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import update_wrapper
from pathlib import Path
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from journalclub.search.document import FACETS, KINDS, Document
from journalclub.search.engine import Damaged, Facets, Health, Hits, Order, Progress, Sight, Unwritable
from journalclub.search.ranking import MOST_WORDS
from journalclub.search.tree import Group, Prefix, about_words, words_of
from journalclub.search.whoosh_folder import NAME, POSITION, Folder, written
from journalclub.search.whoosh_ranking import Matched, best
from journalclub.search.whoosh_schema import SCHEMA
from journalclub.search.whoosh_scoring import Scoring
from journalclub.search.whoosh_segment import Recent, Segment
from journalclub.search.whoosh_sums import is_as_written

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")
_TRIES = 10
_KEPT = 250_000  # documents of the last search that are kept for its facets: some 25 MB


class Moment(NamedTuple):
    """The index as of one commit."""

    build: Path
    generation: int
    segments: list[Segment]
    files: dict[str, Path]  # of segments
    deleted: dict[str, frozenset[int]]


def reading(
    method: "Callable[Concatenate[WhooshEngine, P], R]",
) -> "Callable[Concatenate[WhooshEngine, P], R]":
    """Whoosh raises anything when its files are not what it expects: to a caller that is one thing, Damaged."""

    def wrapped(self: "WhooshEngine", *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(self, *args, **kwargs)
        except (Damaged, Unwritable):
            raise
        except Exception as wrong:
            log.exception("the search index cannot be read")
            self.folder.doubt()
            raise Damaged(f"the search index cannot be read: {type(wrong).__name__}") from wrong

    return update_wrapper(wrapped, method)  # type: ignore[return-value]


class WhooshEngine:
    def __init__(self, path: Path) -> None:
        self.folder = Folder(path)
        self._recent = Recent()
        self._lock = threading.Lock()
        self._moment: Moment | None = None
        self._sound: set[str] = set()  # the segments whose bytes were looked at
        self._doubted = 0
        self._last: tuple[Moment, object, list[Matched]] | None = None

    @reading
    def search(
        self, tree: Group, sight: Sight, *, kinds: Sequence[str] = (), limit: int, order: Order = Order.RELEVANCE
    ) -> Hits:
        found = self._matched(tree, sight, kinds)
        clauses = sum(about_words(node) for node in (*tree.required, *tree.wanted))
        hits = [(_key(one.segment, one.document), round(one.score, 4)) for one in best(found, order, clauses, limit)]
        cut = _is_cut(tree, [one.segment for one in found])
        return Hits(hits, sum(one.total for one in found), at_least=cut)

    @reading
    def facets(self, tree: Group, sight: Sight, *, kinds: Sequence[str] = ()) -> Facets:
        counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
        for one in self._matched(tree, sight, kinds):
            for name in FACETS:
                numbers, names = one.segment.names(name)
                for number, count in Counter(map(numbers.__getitem__, one.documents)).items():
                    if names[number]:
                        counts[name][names[number]] += count
        return {name: dict(count.most_common()) for name, count in counts.items()}

    @reading
    def apply(self, documents: Sequence[Document], deleted: Sequence[str], position: int) -> None:
        latest = {document.key: document for document in documents}
        moment = self._now()
        open_ = {segment.id: segment for segment in moment.segments}
        with written(moment.build, position) as writing:
            for whole in writing.segments:
                segment = open_.get(whole.segment_id()) or Segment(writing.storage, whole, self._recent)
                for key in (*latest, *deleted, POSITION):
                    for number in segment.key(key):
                        if not whole.is_deleted(number):
                            whole.delete_document(number)
            writing.add(latest.values())

    @reading
    def position(self) -> int:
        moment = self._now()
        self._verify(moment)
        for segment in moment.segments:
            for number in segment.key(POSITION):
                if number not in moment.deleted[segment.id]:
                    return segment.numbers("number")[number]
        raise Damaged("the search index has lost its place in the log")

    @reading
    def having(self, terms: Sequence[str]) -> dict[str, int]:
        segments = self._now().segments
        return {term: sum(segment.having(term) for segment in segments) for term in terms}

    @reading
    def keys(self, kind: str) -> set[str]:
        found: set[str] = set()
        moment = self._now()
        for segment in moment.segments:
            numbers, gone = segment.numbers("number"), moment.deleted[segment.id]
            found.update(f"{kind}:{numbers[one]}" for one in segment.marked(f"kind:{kind}") if one not in gone)
        return found

    def doubt(self) -> None:
        self._sound.clear()

    def rebuild(self, documents: Iterable[Document], position: int, progress: Progress = lambda done: None) -> None:
        with self.folder.building():
            build = self.folder.create()
            try:
                with written(build, position) as writing:
                    for done, document in enumerate(documents, 1):
                        writing.add([document])
                        if done % 200 == 0:
                            progress(done)
                self.folder.serve(build)
            except BaseException:
                self.folder.drop(build)
                raise

    def health(self) -> Health:
        try:
            position = self.position()
            return Health(True, sum(len(self.keys(kind)) for kind in KINDS), position)
        except Damaged as wrong:
            return Health(False, notice=str(wrong))

    def _verify(self, moment: Moment) -> None:
        """Looks at each segment's bytes once, and again when a reader stumbled over something. Raises Damaged."""
        if (doubted := self.folder.doubted()) != self._doubted:
            self._sound.clear()
            self._doubted = doubted
        self._sound &= moment.files.keys()
        for name, path in moment.files.items():
            if name not in self._sound:
                if not is_as_written(path):
                    raise Damaged("the search index is not as it was written")
                self._sound.add(name)

    def _matched(self, tree: Group, sight: Sight, kinds: Sequence[str]) -> list[Matched]:
        """The facets of a search are asked right after its hits: what they share is found once."""
        moment = self._now()
        if not tree:
            return []
        asked = (tree, sight, tuple(kinds))
        last = self._last
        if last and last[0] is moment and last[1] == asked:
            return last[2]
        scoring = Scoring(moment.segments, moment.deleted)
        found = [Matched(one, *scoring.matching(one, tree, sight, kinds)) for one in moment.segments]
        self._last = (moment, asked, found) if sum(one.total for one in found) <= _KEPT else None
        return found

    def _now(self) -> Moment:
        """The last commit. A writer may remove files while we open them: then there is a newer commit to open."""
        for attempt in range(_TRIES):
            build = self.folder.build()
            if build is None:
                raise Damaged("there is no search index yet")
            try:
                return self._open(build)
            except OSError:
                if attempt == _TRIES - 1:
                    raise
        raise AssertionError

    def _open(self, build: Path) -> Moment:
        storage = FileStorage(str(build))
        generation = TOC._latest_generation(storage, NAME)
        known = self._moment
        if known and (known.build, known.generation) == (build, generation):
            return known
        with self._lock:
            toc = TOC.read(storage, NAME, schema=SCHEMA)
            before = {segment.id: segment for segment in self._moment.segments} if self._moment else {}
            segments = [before.get(one.segment_id()) or Segment(storage, one, self._recent) for one in toc.segments]
            deleted = {one.segment_id(): frozenset(one.deleted_docs()) for one in toc.segments}
            files = {one.segment_id(): build / one.make_filename(one.COMPOUND_EXT) for one in toc.segments}
            self._moment = Moment(build, toc.generation, segments, files, deleted)
            self._recent.only({segment.id for segment in segments})
            return self._moment


def _is_cut(tree: Group, segments: Sequence[Segment]) -> bool:
    """Whether a prefix stands for more words than are looked for."""
    starts = {word.start for word in words_of(tree) if isinstance(word, Prefix)}
    return any(len(segment.begins(start, MOST_WORDS)) == MOST_WORDS for start in starts for segment in segments)


def _key(segment: Segment, document: int) -> str:
    numbers, names = segment.names("kind")
    return f"{names[numbers[document]]}:{segment.numbers('number')[document]}"
