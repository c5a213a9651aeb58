"""What a build knew when it was done, so that a later one can amend it (`agora.amend`).

It is a file under the cache: a line that says what the build was made from, and the rest pickled, since it
is tens of thousands of small objects, and reading them back must cost less than making them. Nothing in it
is called but the classes of our own values (docs.python.org, pickle, "Restricting Globals"), so that a cache
that somebody has tampered with runs nothing.
"""

from __future__ import annotations

import copyreg
import gc
import io
import pickle
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from zoneinfo import ZoneInfo

from agora.base import Base
from agora.documents import Document
from agora.engine import engine_digest
from agora.ground import Ground
from agora.pipeline import Build
from agora.problems import Place
from agora.references import Reference
from agora.rendering import Extra, Made, Piece
from agora.sitemap import SitemapPage
from agora.trace import Readers, readers_of

_SUM_BYTES = sha256().digest_size
_PLAIN = frozenset(
    {
        ("array", "_array_reconstructor"),
        ("array", "array"),
        ("builtins", "frozenset"),
        ("builtins", "set"),
        ("datetime", "date"),
        ("datetime", "datetime"),
        ("datetime", "timedelta"),
        ("datetime", "timezone"),
        ("decimal", "Decimal"),
        ("zoneinfo", "ZoneInfo"),
    }
)
"""What may be called besides our own classes: values of the standard library."""
_NOWHERE = Place("")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A finished build.

    `pieces` are what was made, `readers` who of them read what, by their numbers. `listed` are the pages for
    search engines by their paths, `extra_paths` the files of each extra, and `extra_pieces` what they are
    made of (`agora.pieces`).
    """

    ground: Ground
    pieces: tuple[Piece, ...]
    readers: Readers
    listed: Mapping[str, SitemapPage]
    extra_paths: Mapping[Extra, tuple[str, ...]]
    extra_pieces: Mapping[Extra, bytes]


def load_snapshot(base: Base) -> Snapshot | None:
    """What was kept of the build; None where it is nothing to rely on."""
    try:
        with base.file.open("rb") as there:
            line, known_sum = there.readline(), there.read(_SUM_BYTES)
            pickled = there.read()
        if line != base.line or known_sum != sum_of(pickled):
            return None
        with _without_collector():
            found = _Unpickler(io.BytesIO(pickled)).load()
            # None of it is ever garbage: a ring that the collector does not look at holds it, so that it is
            # not taken apart piece by piece when the build ends.
            ring: list[object] = [found]
            ring.append(ring)
            gc.freeze()
    except (OSError, pickle.UnpicklingError):
        return None
    return found if isinstance(found, Snapshot) else None


def save_snapshot(base: Base, snapshot: Snapshot) -> None:
    """Keep it in the base's file, which is whole or not there, whatever stops this."""
    content = io.BytesIO()
    pickler = pickle.Pickler(content, protocol=5)
    pickler.dispatch_table = {**copyreg.dispatch_table, **_REDUCED}
    with _without_collector():
        pickler.dump(snapshot)
    base.file.parent.mkdir(parents=True, exist_ok=True)
    part = base.file.with_suffix(".base-part")
    with part.open("wb") as there:
        there.write(base.line + sum_of(content.getbuffer()))
        there.write(content.getbuffer())
    part.replace(base.file)


def snapshot_of(done: Build) -> Snapshot | None:
    """What is worth to be kept of a whole build; None where its traces are not whole."""
    if done.ground is None or done.made is None:
        return None
    try:
        readers = readers_of(done.made.reads, done.made.gathered)
    except KeyError:
        return None
    return Snapshot(
        ground=done.ground,
        pieces=done.pieces,
        readers=readers,
        listed=done.made.listed,
        extra_paths=done.made.extra_paths,
        extra_pieces=done.made.extra_pieces,
    )


def snapshot_after(
    snapshot: Snapshot,
    ground: Ground,
    numbers: Sequence[int],
    made: Made,
    listed: Mapping[str, SitemapPage],
) -> Snapshot | None:
    """What is worth to be kept when the pieces of these numbers have been made again."""
    ground.let_go()
    reads = {
        read: array("I", [numbers[place] for place in places])
        for read, places in made.reads.items()
    }
    try:
        readers = snapshot.readers.after(frozenset(numbers), reads, made.gathered)
    except KeyError:
        return None
    return Snapshot(
        ground=ground,
        pieces=snapshot.pieces,
        readers=readers,
        listed=listed,
        extra_paths={**snapshot.extra_paths, **made.extra_paths},
        extra_pieces={**snapshot.extra_pieces, **made.extra_pieces},
    )


def sum_of(pickled: bytes | memoryview) -> bytes:
    """Of this program: what another version has kept is nothing to rely on."""
    total = sha256(engine_digest().encode())
    total.update(pickled)
    return total.digest()


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        ours = module.startswith("agora.") and "." not in name
        if ours or (module, name) in _PLAIN:
            found: object = super().find_class(module, name)
            if isinstance(found, type) or not ours:
                return found
        raise pickle.UnpicklingError(f"a snapshot holds no {module}.{name}")


def _document(document: Document) -> tuple[type[Document], tuple[object, ...]]:
    where = document.path, document.collection, document.slug, document.language
    return Document, (*where, document.fields, document.body, document.digest, document.end)


def _reference(reference: Reference) -> tuple[type[Reference], tuple[object, ...]]:
    """Without its place, which only a message tells."""
    about = reference.source, reference.field, reference.text, reference.wanted
    return Reference, (*about, _NOWHERE)


def _zone(zone: ZoneInfo) -> tuple[type[ZoneInfo], tuple[object, ...]]:
    """By its own way it would be made by a function that could make anything."""
    return ZoneInfo, (zone.key,)


_REDUCED: dict[type, Callable[..., tuple[type, tuple[object, ...]]]] = {
    Document: _document,
    Reference: _reference,
    ZoneInfo: _zone,
}
"""Values that are many, in the shortest way, and one in a safe way."""


@contextmanager
def _without_collector() -> Iterator[None]:
    """So many objects at once would be looked at again and again, and none of them is garbage."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
