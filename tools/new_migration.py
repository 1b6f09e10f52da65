"""Write the next migration from the difference between the newest one and the models, for a person to read over.

usage: python tools/new_migration.py "add recaps"
"""

import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from journalclub.db import Database
from journalclub.db.migrating import SCRIPTS, migrate, write_migration

if len(sys.argv) != 2:
    sys.exit(__doc__)
with tempfile.TemporaryDirectory() as folder:
    database = Database(f"sqlite:///{folder}/migrated.sqlite3")
    number = f"{len(list((SCRIPTS / 'versions').glob('[0-9]*.py'))) + 1:04}"
    if number != "0001":
        migrate(database)
    write_migration(database, sys.argv[1], number)
    database.close()
script = next((SCRIPTS / "versions").glob(f"{number}_*.py"))
lines = [line for line in script.read_text().splitlines(keepends=True) if "# ###" not in line]
script.write_text("".join(lines))
for tidy in (("format", "--quiet"), ("check", "--fix", "--quiet")):
    subprocess.run([sys.executable, "-m", "ruff", *tidy, str(script)], check=True)
