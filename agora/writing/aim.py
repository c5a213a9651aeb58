"""What the output folder is to hold; and after an edit, told from what was known before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from agora.outputs import Output
from agora.writing.laying import Source
from agora.writing.manifest import Listing
from agora.writing.sources import record_of_source, sources_of

ValueT = TypeVar("ValueT")


class Aim(Struct, frozen=True):
    """The outputs of a website by their paths, where their bytes come from, and what these will be."""

    outputs: Mapping[str, Output]
    sources: Mapping[str, Source]
    listing: Listing


def aim_at(outputs: Iterable[Output], root: Path, known: Set[str] = frozenset()) -> Aim:
    """Of the paths of a website that was written it is `known` that they are safe and agree with each other.

    Raises `UnsafePath` and OSError.
    """
    outputs = tuple(outputs)
    sources = sources_of(outputs, root, known)
    listing = {path: record_of_source(source) for path, source in sources.items()}
    return Aim({output.path: output for output in outputs}, sources, listing)


def aim_again(
    before: Aim, outputs: Sequence[Output], root: Path, known: Set[str] = frozenset()
) -> tuple[Aim, Set[str]]:
    """The same as `aim_at`, with the paths at which there is another output than before, or none any more.

    An output that was there before is the same one, by identity: only others are looked at.
    """
    now = {output.path: output for output in outputs}
    other = {path for path, output in now.items() if before.outputs.get(path) is not output}
    touched = other | (before.outputs.keys() - now.keys())
    if len(now) < len(outputs) or not other <= before.outputs.keys():
        # How all paths agree with each other is seen by looking at all of them.
        return aim_at(outputs, root, known), touched
    new = aim_at([now[path] for path in other], root, known)
    sources = put_again(before.sources, touched, new.sources)
    return Aim(now, sources, put_again(before.listing, touched, new.listing)), touched


def put_again(
    before: Mapping[str, ValueT], touched: Set[str], new: Mapping[str, ValueT]
) -> dict[str, ValueT]:
    """What is known by path, where what was known of the `touched` paths gives way to what is `new`."""
    found = dict(before)
    for path in touched:
        found.pop(path, None)
    found.update(new)
    return found
