"""The door to Agora: `python build.py` builds the website; `python build.py --help` tells the rest."""

# This file keeps to what any Python 3 can read, so that it can say what is missing.
import os
import sys

VENV = os.path.join(os.path.dirname(os.path.abspath(__file__)), ".venv")


def refuse(need: str) -> None:
    """End with 3 (the surroundings) and one line that says what to do."""
    is_elsewhere = os.path.exists(VENV) and os.path.abspath(sys.prefix) != VENV
    do = "start it with `.venv/bin/python build.py`" if is_elsewhere else "run `make site` once"
    sys.stderr.write("Agora needs " + need + ": " + do + ".\n")
    sys.exit(3)


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036
        refuse("Python 3.11 or later")
    try:
        from agora.cli import main
    except ImportError as missing:
        package = missing.name or "agora"
        if package.startswith("agora"):
            raise
        refuse("the package " + package)
    main()
