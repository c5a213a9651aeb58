"""What a build knew when it was done, so that a later one can amend it (`agora.amend`)."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct

from agora.asleep import SleepingMapping
from agora.ground import Ground
from agora.library import Library
from agora.pickled import KeptRows
from agora.pipeline import Build
from agora.plan import Page
from agora.rendering import Extra, Made, Piece
from agora.sitemap import SitemapPage
from agora.trace import Readers, readers_of
from agora.views.edition import title_in
from agora.views.shapes import Phrase

Titles: TypeAlias = Mapping[str, Sequence[Phrase]]
"""What the entries that readers see are called."""


class Snapshot(Struct, frozen=True):
    """A finished build.

    `pieces` are what was made, `pages` of them pages; `listed` says for each what search engines see of it.
    `readers` are who of them read what, by their numbers. `extra_paths` are the files of each extra, and
    `extra_pieces` what they are made of (`agora.pieces`), by the name of that and its language. `titles` are
    by language, in the order of the library: a list asks hundreds of entries for no more than that. What is
    still asleep is to be found in the rows that are `kept`.
    """

    ground: Ground
    pieces: Sequence[Piece]
    pages: int
    listed: Sequence[SitemapPage | None]
    readers: Readers
    extra_paths: Mapping[Extra, tuple[str, ...]]
    extra_pieces: Mapping[tuple[str, str], bytes]
    titles: Titles
    kept: KeptRows | None = None


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
        pages=done.pages,
        listed=_listed_of(done.pieces, done.made.listed),
        readers=readers,
        extra_paths=done.made.extra_paths,
        extra_pieces=done.made.extra_pieces,
        titles=_titles_in(done.ground.library),
    )


def snapshot_after(
    snapshot: Snapshot,
    ground: Ground,
    numbers: Sequence[int],
    made: Made,
    listed: Sequence[SitemapPage | None],
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
        pages=snapshot.pages,
        listed=listed,
        readers=readers,
        extra_paths={**snapshot.extra_paths, **made.extra_paths},
        extra_pieces=_renewed(snapshot.extra_pieces, made.extra_pieces),
        titles=_titles_after(snapshot.titles, ground.library),
        kept=snapshot.kept,
    )


def _renewed(
    pieces: Mapping[tuple[str, str], bytes], new: Mapping[tuple[str, str], bytes]
) -> Mapping[tuple[str, str], bytes]:
    return pieces.renewed(new) if isinstance(pieces, SleepingMapping) else {**pieces, **new}


def _listed_of(
    pieces: Iterable[Piece], listed: Mapping[str, SitemapPage]
) -> tuple[SitemapPage | None, ...]:
    return tuple([listed.get(piece.path) if isinstance(piece, Page) else None for piece in pieces])


def _titles_in(library: Library) -> Titles:
    return {
        language: tuple([title_in(language, entry) for entry in library.entries.values()])
        for language in library.languages
    }


def _titles_after(titles: Titles, library: Library) -> Titles:
    """Only those are made again of entries that somebody has read."""
    return {
        language: tuple(
            [
                former if entry.is_asleep else title_in(language, entry)
                for former, entry in zip(titles[language], library.entries.values(), strict=True)
            ]
        )
        for language in library.languages
    }
