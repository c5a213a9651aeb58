"""Where Pagefind is, and what to say where it is not."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

from msgspec import Struct

MISSING = (
    "Full-text search is left out: the package pagefind is not installed "
    "(pip install 'agora[search]'). Search by names works without it."
)
LEFT_OUT = "Full-text search is left out, as was asked. Search by names works without it."


class Tool(Struct, frozen=True):
    """The program and its version."""

    program: Path
    version: str


def find_tool() -> Tool | None:
    """Pagefind's program as its package brings it; None where it is not installed."""
    # It takes longer than all else that a build with nothing to do imports.
    from importlib.metadata import PackageNotFoundError, version

    found = importlib.util.find_spec("pagefind_bin")
    try:
        said = version("pagefind-bin")
    except PackageNotFoundError:
        return None
    for folder in (found.submodule_search_locations or ()) if found else ():
        program = Path(folder) / "pagefind"
        if program.is_file() and os.access(program, os.X_OK):
            return Tool(program, said)
    return None
