"""The program itself, as one digest: what it makes of the same input changes only when this does."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

ENGINE = Path(__file__).resolve().parent
_ENDINGS = (".dist-info", ".egg-info")


@cache
def engine_digest() -> str:
    """SHA-256 of the program's files, of Python's version and of the versions of all packages beside it."""
    total = sha256(sys.version.encode())
    total.update("\0".join(sorted(_packages())).encode("utf-8", "surrogateescape"))
    for path in sorted(_files()):
        total.update(f"\0{os.path.relpath(path, ENGINE)}\0".encode("utf-8", "surrogateescape"))
        with open(path, "rb") as file:
            total.update(sha256(file.read()).digest())
    return total.hexdigest()


def _packages() -> set[str]:
    """What is installed, as its folder is called: "jinja2-3.1.6.dist-info". To read the name and the version
    in each (`importlib.metadata`) takes longer than all else that a build with nothing to do needs."""
    found: set[str] = set()
    for folder in sys.path:
        with suppress(OSError):
            found.update(name for name in os.listdir(folder or ".") if name.endswith(_ENDINGS))
    return found


def _files() -> list[str]:
    return [
        os.path.join(parent, name)
        for parent, folders, names in os.walk(ENGINE)
        for name in names
        if not parent.endswith("__pycache__")
    ]
