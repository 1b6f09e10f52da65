import random
import shutil
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journalclub.search.engine import Damaged, Unwritable
from journalclub.search.whoosh_engine import WhooshEngine
from journalclub.search.whoosh_schema import decode, encode
from tests.search.library import EVERYTHING, keys, post


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def whoosh(folder: Path) -> WhooshEngine:
    engine = WhooshEngine(folder)
    engine.rebuild(EVERYTHING, 10)
    return engine


def test_the_folder_is_its_owners_only(whoosh: WhooshEngine, folder: Path) -> None:
    assert {stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.glob("build-*"))} == {0o700}


def test_the_folder_holds_no_text(whoosh: WhooshEngine, folder: Path) -> None:
    held = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"worries me" not in held


def test_another_process_sees_each_commit(whoosh: WhooshEngine, folder: Path) -> None:
    other = WhooshEngine(folder)
    assert keys(other, "fracture") == ["post:1"]
    whoosh.apply([post(50, "brand new")], ["post:1"], 11)
    assert (keys(other, "brand"), keys(other, "fracture"), other.position()) == (["post:50"], [], 11)
    whoosh.rebuild([post(51, "rebuilt")], 12)
    assert (keys(other, "rebuilt"), other.position()) == (["post:51"], 12)


def test_without_a_folder_it_says_that_there_is_no_index(folder: Path) -> None:
    engine = WhooshEngine(folder)
    with pytest.raises(Damaged, match="no search index yet"):
        engine.position()
    assert not engine.health().sound


@pytest.mark.parametrize("name", ["*.seg", "*.toc", "current"])
@pytest.mark.parametrize("content", [b"", b"garbage" * 1000])
def test_a_damaged_file_is_noticed_and_a_rebuild_heals(folder: Path, name: str, content: bytes) -> None:
    WhooshEngine(folder).rebuild(EVERYTHING, 10)
    (found,) = folder.rglob(name)
    found.write_bytes(content)
    engine = WhooshEngine(folder)
    with pytest.raises(Damaged):
        keys(engine, "fracture")
    assert not engine.health().sound
    engine.rebuild(EVERYTHING, 11)
    assert keys(engine, "fracture") == ["post:1"]


def test_a_folder_deleted_under_it_is_noticed_and_a_rebuild_heals(whoosh: WhooshEngine, folder: Path) -> None:
    assert keys(whoosh, "fracture") == ["post:1"]
    shutil.rmtree(folder)
    with pytest.raises(Damaged):
        keys(whoosh, "fracture")
    whoosh.rebuild([post(9, "fracture again")], 11)
    assert keys(whoosh, "fracture") == ["post:9"]


def test_a_commit_that_fails_changes_nothing(whoosh: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("journalclub.search.whoosh_folder._to_disk", _disk_full)
        with pytest.raises(Unwritable, match="No space left"):
            whoosh.apply([post(60, "lost")], ["post:1"], 11)
    assert (keys(whoosh, "lost"), keys(whoosh, "fracture"), whoosh.position()) == ([], ["post:1"], 10)
    whoosh.apply([post(61, "later")], [], 12)
    assert keys(whoosh, "later") == ["post:61"]


def _disk_full(path: Path) -> None:
    raise OSError(28, "No space left on device")


def test_readers_never_fail_while_a_writer_commits(whoosh: WhooshEngine) -> None:
    stop, wrong = threading.Event(), list[Exception]()

    def read() -> None:
        while not stop.is_set():
            try:
                assert keys(whoosh, '"single fraction" -kind:discussion')[:1]
            except Exception as error:
                wrong.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(100, 140):
        whoosh.apply([post(number, "a single fraction again")], [f"post:{number - 5}"], number)
    stop.set()
    for reader in readers:
        reader.join()
    assert wrong == []


KILLED = """
import sys
from datetime import datetime
from pathlib import Path
from journalclub.search.document import Document
from journalclub.search.whoosh_engine import WhooshEngine
engine = WhooshEngine(Path(sys.argv[1]))
position = engine.position()
while True:
    position += 1
    made = [Document("post", position, "members", datetime(2024, 1, 1), {"text": f"word{position} common"})]
    engine.apply(made, [f"post:{position - 20}"], position)
    print(position, flush=True)
"""


@pytest.mark.parametrize("kills", [3, pytest.param(50, marks=pytest.mark.slow)])
def test_after_kill_9_in_the_middle_of_commits_the_index_is_of_one_moment(folder: Path, kills: int) -> None:
    WhooshEngine(folder).rebuild([], 0)
    chance = random.Random(kills)
    for _ in range(kills):
        writer = subprocess.Popen([sys.executable, "-c", KILLED, str(folder)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        told = [int(writer.stdout.readline()) for _ in range(chance.randrange(1, 12))]
        threading.Event().wait(chance.random() / 100)
        writer.kill()
        writer.wait()
        writer.stdout.close()
        engine = WhooshEngine(folder)
        position = engine.position()
        assert position >= told[-1]
        assert engine.keys("post") == {f"post:{n}" for n in range(max(1, position - 19), position + 1)}
        assert keys(engine, f"word{position}") == [f"post:{position}"]
    left = [path.name for path in folder.rglob("*") if "tmp" in path.name]
    assert len(left) <= kills


def test_a_folder_that_cannot_be_written_says_so(whoosh: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("journalclub.search.whoosh_folder.FileStorage.create_file", _read_only)
    with pytest.raises(Unwritable, match="Read-only"):
        whoosh.apply([post(1, "x")], [], 11)
    with pytest.raises(Unwritable, match="Read-only"):
        whoosh.rebuild([], 11)
    assert keys(whoosh, "fracture") == ["post:1"]


def _read_only(*_: object, **__: object) -> None:
    raise OSError(30, "Read-only file system")


@given(st.lists(st.integers(0, 100_000)).map(sorted))
def test_positions_survive_their_encoding(positions: list[int]) -> None:
    assert decode(encode(positions)) == positions
