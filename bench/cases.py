"""What is done to the marketplace before each run: from a cold build to one where nothing has changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from bench.engines import Engine

Change = Callable[[Engine, Path, int], None]
"""A change to the folder of an engine; the number tells one run from the next."""


def cold(engine: Engine, root: Path, _: int) -> None:
    for name in ("output", *engine.caches):
        shutil.rmtree(root / name, ignore_errors=True)


def nothing(engine: Engine, root: Path, _: int) -> None:
    """The command again."""


def body(engine: Engine, root: Path, number: int) -> None:
    with _site(root, 7).open("a", encoding="utf-8") as file:
        file.write(f"\nA new paragraph, the {number + 1}th of its kind.\n")


def title(engine: Engine, root: Path, number: int) -> None:
    path = _site(root, 8)
    text = path.read_text(encoding="utf-8")
    changed = text.replace("itle: Site 8", f"itle: Site 8 and {number}", 1)
    assert changed != text, path
    path.write_text(changed, encoding="utf-8")


def template(engine: Engine, root: Path, number: int) -> None:
    path = root / engine.page_template
    text = path.read_text(encoding="utf-8")
    changed = text.replace("<h1>", f"<p>{number}</p><h1>", 1)
    assert changed != text, path
    path.write_text(changed, encoding="utf-8")


def deleted(engine: Engine, root: Path, number: int) -> None:
    _site(root, 20 + number).unlink()


def fresh(engine: Engine, root: Path, _: int) -> None:
    """All times are new, as after a checkout; cache and output are kept."""
    for folder, _names, files in os.walk(root):
        for name in files:
            os.utime(os.path.join(folder, name))


def gone(engine: Engine, root: Path, _: int) -> None:
    """A fresh checkout with the cache and without the output."""
    shutil.rmtree(root / "output")
    fresh(engine, root, _)


CASES: dict[str, tuple[str, Change]] = {
    "cold": ("cold", cold),
    "nothing": ("nothing changed", nothing),
    "template": ("one template edited", template),
    "deleted": ("one entry deleted", deleted),
    "body": ("one body edited", body),
    "title": ("one title edited", title),
    "fresh": ("fresh checkout, cache and output kept", fresh),
    "gone": ("fresh checkout, cache kept, output gone", gone),
}
"""By short name: what it is called in the table, and what it does. Edits of an entry come after other builds,
as they do in a day's work."""


def _site(root: Path, number: int) -> Path:
    return root / f"content/sites/site-{number}.md"
