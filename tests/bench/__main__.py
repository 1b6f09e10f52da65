"""`python -m tests.bench [NAME…] [--full] [--write docs/benchmarks.md]`: measures the budgets and prints tables.

Nothing here fails because of a time: a figure stands beside its budget, with “met” or “missed”.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sqlite3
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

from tests.bench.serving import ROOT

OURS = (
    "posting",
    "pages",
    "library",
    "starting",
    "memory",
    "intake",
    "intake_many",
    "importing",
    "finding",
)  # they have `run(full)`
PROGRAMS = ("privacy", "search", "live")  # modules that print tables of their own
FULL = {"search": ["--full"], "live": ["--seconds", "60"]}
SHOWN = ("flask", "sqlalchemy", "uvicorn", "a2wsgi", "whoosh-reloaded")


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    asked.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join((*OURS, *PROGRAMS))}; default: all")
    asked.add_argument("--full", action="store_true", help="the ten-fold sizes and longer runs too; takes an hour")
    asked.add_argument("--write", type=Path, help="the file that gets the tables")
    options = asked.parse_args()
    names = options.names or [*OURS, *PROGRAMS]
    if unknown := set(names) - {*OURS, *PROGRAMS}:
        asked.error(f"there is no bench called {', '.join(sorted(unknown))}")
    begun = time.perf_counter()
    parts = [_head(options.full)]
    print(parts[0], flush=True)
    failed = []
    for name in names:
        try:
            parts.append(_measured(name, options.full))
        except Exception as error:  # one that cannot run is no reason to lose the others
            failed.append(name)
            parts.append(f"## {name}\n\nCould not be measured: {type(error).__name__}: {error}\n")
        print(parts[-1], flush=True)
    parts.append(f"The whole run took {(time.perf_counter() - begun) / 60:.0f} minutes.\n")
    print(parts[-1])
    if options.write:
        options.write.write_text("\n".join(parts))
    return 1 if failed else 0


def _head(full: bool) -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in SHOWN)
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return f"""# Benchmarks

`make bench` measures the budgets of the design{" at full size" if full else ""}. Figures of two machines compare by
their ratios: each is to a bare thing that was measured in the same run.

{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, SQLite {sqlite3.sqlite_version},
{packages}.
Load of the machine before the run (1, 5, 15 minutes): {load}; above 0.5 the absolute figures are too slow.
"""


def _measured(name: str, full: bool) -> str:
    if name in OURS:
        return importlib.import_module(f"tests.bench.{name}").run(full).markdown()
    command = [sys.executable, "-m", f"tests.bench.{name}", *(FULL.get(name, []) if full else [])]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return f"## {name.capitalize()}\n\n{done.stdout.strip()}\n"


if __name__ == "__main__":
    sys.exit(main())
