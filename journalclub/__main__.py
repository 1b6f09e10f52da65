"""`python -m journalclub`."""

from journalclub.cli import main

main()
