"""The door to Agora: `python build.py` builds the website; `python build.py --help` tells the rest."""

import sys

if __name__ == "__main__":
    try:
        from agora.cli import main
    except ImportError as missing:
        need = getattr(missing, "name", None) or missing
        sys.stderr.write(f"Agora needs Python 3.11 and the package {need}: run `make site` once.\n")
        sys.exit(3)
    main()
