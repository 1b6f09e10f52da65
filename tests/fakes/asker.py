"""A process that asks PubMed again and again, as one of several of a club would.

python -m tests.fakes.asker INSTANCE NUMBER      # settings as JC_… variables
"""

import sys
from pathlib import Path

from journalclub.config import load
from journalclub.db import Database
from journalclub.literature.pulling import clients


def main() -> None:
    settings = load(instance=Path(sys.argv[1]))
    database = Database(settings.database_url)
    pubmed = clients(database, settings).pubmed
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(int(sys.argv[2])):
        pubmed.search("invented")
    database.close()


if __name__ == "__main__":
    main()
