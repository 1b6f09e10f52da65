"""The command line."""


def main() -> None:
    """Start the program named by the arguments."""
