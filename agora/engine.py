"""The program itself, as one digest: what it makes of the same input changes only when this does."""

from __future__ import annotations

import os
import sys
from functools import cache
from hashlib import sha256
from importlib.metadata import distributions
from pathlib import Path

ENGINE = Path(__file__).resolve().parent


@cache
def engine_digest() -> str:
    """SHA-256 of the program's files, of Python's version and of the versions of all packages beside it."""
    total = sha256(sys.version.encode())
    for name, version in sorted({(found.name, found.version) for found in distributions()}):
        total.update(f"\0{name}={version}".encode())
    for path in sorted(_files()):
        total.update(f"\0{os.path.relpath(path, ENGINE)}\0".encode("utf-8", "surrogateescape"))
        with open(path, "rb") as file:
            total.update(sha256(file.read()).digest())
    return total.hexdigest()


def _files() -> list[str]:
    return [
        os.path.join(parent, name)
        for parent, folders, names in os.walk(ENGINE)
        for name in names
        if not parent.endswith("__pycache__")
    ]
