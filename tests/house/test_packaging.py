"""What is installed runs without the checkout, and the two commands know what to do on an unprepared machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built wheel, unpacked: what an installation puts into site-packages."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"]
    subprocess.run([*build, str(folder), str(ROOT)], check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def test_a_wheel_has_every_template_migration_and_static_file(installed: Path) -> None:
    listing = ["git", "ls-files", "journalclub", "templates"]
    tracked = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode:
        pytest.skip("this is no git checkout: nothing to compare the wheel with")
    wanted = {re.sub("^templates/", "journalclub/templates/", name) for name in tracked.stdout.splitlines()}
    there = {str(path.relative_to(installed)) for path in installed.rglob("*") if path.is_file()}
    assert {name for name in wanted if (ROOT / name).exists() or "templates" in name} - there == set()


def test_an_installed_wheel_runs(installed: Path, tmp_path: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("JC_")}
    environ |= {"PYTHONPATH": str(installed), "JC_INSTANCE": str(tmp_path / "instance")}
    code = (
        "import journalclub, sys; assert journalclub.__file__.startswith(sys.argv[1]), journalclub.__file__;"
        "from journalclub.cli.opening import opened; from journalclub.app import create_app;"
        "c = opened(); club = c.__enter__(); app = create_app(club.settings, club.database);"
        "print(app.test_client().get('/').status_code)"
    )
    run = [sys.executable, "-c", code, str(installed)]
    said = subprocess.run(run, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    assert said.stdout.strip() == "200", said.stderr


def test_a_machine_without_python_is_told_what_to_install(tmp_path: Path) -> None:
    for tool in ("sh", "cksum", "cat", "tr", "rm", "env"):
        found = next(Path(folder, tool) for folder in ("/usr/bin", "/bin") if Path(folder, tool).exists())
        (tmp_path / tool).symlink_to(found)
    said = subprocess.run(
        ["/bin/sh", str(ROOT / "tools" / "environment"), str(tmp_path / "env"), "requirements.lock"],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 1
    assert said.stderr.startswith("Journal club needs Python 3.11 or newer")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_a_lock_has_hashes_and_names_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    packages = re.split(r"\n(?=\S)", text.strip())
    assert all("--hash=sha256:" in package for package in packages)
