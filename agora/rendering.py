"""From planned pages to outputs: each page's view and its text, then feeds, sitemap and files beside it."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from sys import intern
from typing import NamedTuple, TypeAlias, cast

from msgspec import Struct
from msgspec.structs import replace

from agora.aside import Beside
from agora.bodies import KeptBodies
from agora.broken import check_links
from agora.crew import Crew, spread
from agora.feed_files import PrintedFeeds, feed_outputs, print_feeds
from agora.library import Library
from agora.linkcheck import Alike, Scanned
from agora.outputs import Files, Output, in_order_of_paths
from agora.page import Presentation, RenderedPage, Work, output_of, render_pages
from agora.plan import Home, Kind, Page, feed_homes, owned_path
from agora.problems import Problem
from agora.sitemap import SitemapPage, robots, sitemaps
from agora.store import Laid, Store, entering
from agora.survey import Survey
from agora.timings import Timings
from agora.trace import Gathered, Notes, Reads, Shared, add_trace, take_gathered
from agora.views.compare_files import COMPARISON, compare_files
from agora.views.edition import Edition
from agora.views.explore_facets import filter_sheet
from agora.views.lists import INDEXED, index_files
from agora.views.search_index import NAMES, search_index


def editions_of(
    library: Library, survey: Survey, bodies: KeptBodies, presentation: Presentation
) -> dict[str, Edition]:
    """The website in each of its languages."""
    hrefs = presentation.assets.hrefs(library.marketplace.base_path)
    return {
        language: Edition(
            library,
            survey,
            language,
            presentation.texts[language],
            hrefs,
            bodies,
            presentation.preview,
            presentation.has_texts,
        )
        for language in library.languages
    }


class Extra(NamedTuple):
    """Files that are made from an edition as a whole: `name` is a key of `_EXTRAS`."""

    name: str
    language: str


_EXTRAS: Mapping[str, Callable[[Edition], Files]] = {
    COMPARISON: compare_files,
    INDEXED: index_files,
    NAMES: lambda edition: Files((search_index(edition),)),
    "filters": lambda edition: Files((filter_sheet(edition),)),
}

Piece: TypeAlias = Page | Home | Extra
"""What is made by itself: a page, the feeds of a home, or files beside them."""


_WIDE = (
    *(Kind.COMPARE, Kind.EXPLORE, Kind.HOME, Kind.INDEX),
    *(Kind.MAP, Kind.SEARCH, Kind.THEMES),
)
"""Pages that show something of nearly all entries."""
_LARGE = (Kind.COMPARE, Kind.INDEX)
_LARGE_EXTRAS = (COMPARISON, INDEXED)
"""With what is made of the same, these take as long as all else that the edit of a title reaches."""
_APART = 16
"""Pieces: fewer are made in less time than it takes to fork a process and to hear of them."""
_UNKNOWN = Scanned(frozenset(), ())


class MadeExtra(NamedTuple):
    """The files of an extra, with the trace of what was read for them and what they are made of, packed
    (`agora.pieces`), by the names that the edition has for that."""

    extra: Extra
    files: Files
    reads: tuple[str, ...]
    pieces: Mapping[str, bytes]


class Made(Struct, frozen=True):
    """Pieces that were made, or found in the store.

    `reads` are their traces, by their numbers in the order in which they were asked for; `gathered` spells
    out the large names in them. `rendered` pages were not in the store.
    """

    pages: tuple[RenderedPage, ...]
    feeds: tuple[PrintedFeeds, ...]
    extras: tuple[MadeExtra, ...]
    reads: Reads
    gathered: Gathered
    rendered: int

    def without_scanned(self) -> Made:
        """The same for whoever knows what leads where."""
        return replace(self, pages=tuple(page._replace(scanned=_UNKNOWN) for page in self.pages))

    @property
    def extra_paths(self) -> dict[Extra, tuple[str, ...]]:
        """The files of each extra: what is in them is part of their names."""
        return {
            made.extra: (*(output.path for output in made.files.made), *made.files.standing)
            for made in self.extras
        }

    @property
    def extra_pieces(self) -> dict[tuple[str, str], bytes]:
        """What the files of extras are made of, packed, by the name of that and its language."""
        return {
            (name, made.extra.language): packed
            for made in self.extras
            for name, packed in made.pieces.items()
        }

    @property
    def listed(self) -> dict[str, SitemapPage]:
        """The pages for search engines, by their path."""
        return {made.page.path: made.listed for made in self.pages if made.listed}

    def outputs(self, work: Work) -> Iterator[Output]:
        """The files of all the pieces."""
        yield from (output_of(work, page) for page in self.pages)
        for printed in self.feeds:
            yield from feed_outputs(work, printed)
        for extra in self.extras:
            yield from extra.files.made


class Website(Struct, frozen=True):
    """Every file of the website, what is wrong with its templates and links, and what was made for it."""

    outputs: tuple[Output, ...]
    problems: tuple[Problem, ...]
    pieces: tuple[Piece, ...]
    made: Made


def render_website(work: Work, pages: Sequence[Page], crew: Crew, clock: Timings) -> Website:
    """The whole website in memory; what was made for it is added to the work's store."""
    library = work.library
    pieces = _pieces_of(work, pages)
    made = make(work, pieces, crew, clock)
    for edition in work.editions.values():
        edition.let_go()
    scanned = [(one.page, one.scanned) for one in made.pages]
    made = made.without_scanned()
    outputs = [*made.outputs(work), *_owned(library), *work.presentation.assets.outputs]
    outputs += site_files(library, made.listed)
    problems = [problem for page in made.pages for problem in page.problems]
    if not problems:
        problems += check_links(work, {output.path: output for output in outputs}, scanned)
    return Website(in_order_of_paths(outputs), tuple(problems), pieces, made)


def _pieces_of(work: Work, pages: Sequence[Page]) -> tuple[Piece, ...]:
    """All that is made by itself. What looks at nearly all entries comes first, in one batch: it takes long,
    and has much in common."""
    wide = (page for page in pages if page.kind in _WIDE)
    narrow = (page for page in pages if page.kind not in _WIDE)
    return (*_extras_of(work), *wide, *narrow, *feed_homes(work.library))


def make(work: Work, pieces: Sequence[Piece], crew: Crew, clock: Timings) -> Made:
    """Make pieces, and add to the work's store what it has not got."""
    return _made_of(work, pieces, spread(_made_batch, work, pieces, crew), clock)


def make_few(work: Work, pieces: Sequence[Piece], jobs: int, clock: Timings) -> Made:
    """The same for the pieces that an edit has reached: by two processes where that is worth it."""
    large = [piece for piece in pieces if _is_large(piece)]
    others = [piece for piece in pieces if not _is_large(piece)]
    batches = [large, others] if large and len(others) >= _APART else [pieces]
    return _made_of(work, pieces, Beside(jobs).run(_made_batch, work, batches), clock)


def _is_large(piece: Piece) -> bool:
    if isinstance(piece, Page):
        return piece.kind in _LARGE
    return isinstance(piece, Extra) and piece.name in _LARGE_EXTRAS


def _made_of(work: Work, pieces: Sequence[Piece], sent: Iterable[_Batch], clock: Timings) -> Made:
    pages: list[RenderedPage] = []
    feeds: list[PrintedFeeds] = []
    extras: list[MadeExtra] = []
    reads: dict[str, array[int]] = {}
    gathered: dict[str, Shared] = dict(take_gathered())
    numbers = {piece: number for number, piece in enumerate(pieces)}
    alike = Alike()
    total, rendered = sum(isinstance(piece, Page) for piece in pieces), 0
    with entering(work.store) as enter:
        for one in sent:
            batch = _laid(one, work.store)  # of other machines, which have no store
            for name, found in batch.gathered.items():
                gathered[name] = replace(found, reads=tuple(map(intern, found.reads)))
            for piece, trace in batch.traces if work.is_kept else ():
                add_trace(reads, numbers[piece], trace)
            if work.store:
                work.store.use(batch.keys)
            enter(batch.laid)
            rendered += sum(page.is_new for page in batch.pages)
            for page in batch.pages:
                # As it was asked for: what comes from another process is a copy.
                asked = cast(Page, pieces[numbers[page.page]])
                pages.append(page._replace(page=asked, scanned=alike.of(page.scanned), reads=()))
            feeds += (printed._replace(reads=()) for printed in batch.feeds)
            extras += (made._replace(reads=()) for made in batch.extras)
            clock.count(len(pages), total)
    return Made(
        pages=tuple(sorted(pages, key=lambda made: numbers[made.page])),
        feeds=tuple(sorted(feeds, key=lambda made: numbers[made.home])),
        extras=tuple(sorted(extras, key=lambda made: numbers[made.extra])),
        reads=reads,
        gathered=gathered,
        rendered=rendered,
    )


class _Batch(NamedTuple):
    """What one process made, what the large names mean that it has given in its traces, and what it has laid
    into the store."""

    pages: tuple[RenderedPage, ...]
    feeds: tuple[PrintedFeeds, ...]
    extras: tuple[MadeExtra, ...]
    gathered: Gathered
    laid: Laid = Laid()

    @property
    def keys(self) -> Iterator[bytes]:
        """What of the store is used, once it is there."""
        yield from (page.key for page in self.pages if not page.problems)
        yield from (printed.key for printed in self.feeds)

    @property
    def traces(self) -> Iterator[tuple[Piece, tuple[str, ...]]]:
        """What each piece read."""
        yield from ((made.extra, made.reads) for made in self.extras)
        yield from ((page.page, page.reads) for page in self.pages)
        yield from ((printed.home, printed.reads) for printed in self.feeds)


def _made_batch(work: Work, pieces: Sequence[Piece]) -> _Batch:
    pages = render_pages(work, [piece for piece in pieces if isinstance(piece, Page)])
    # Behind the pages that use their pieces, which are let go then.
    extras = tuple(_made_extra(work, piece) for piece in pieces if isinstance(piece, Extra))
    feeds = print_feeds(work, [piece for piece in pieces if isinstance(piece, Home)])
    return _laid(_Batch(pages, feeds, extras, take_gathered()), work.store)


def _laid(batch: _Batch, store: Store | None) -> _Batch:
    """The batch without the texts, which lie in the store from now on; as it is where they cannot."""
    values = {page.key: page.value for page in batch.pages if page.value}
    values |= {printed.key: printed.value for printed in batch.feeds if printed.value}
    laid = store.lay(values) if store and values else None
    if laid is None:
        return batch
    return batch._replace(
        pages=tuple(page._replace(value=None) for page in batch.pages),
        feeds=tuple(printed._replace(value=None) for printed in batch.feeds),
        laid=laid,
    )


def _extras_of(work: Work) -> Iterator[Extra]:
    """The files that are made beside pages and feeds; the filters speak no language."""
    first, *_ = work.editions
    for language in work.editions:
        yield Extra(COMPARISON, language)
        yield Extra(NAMES, language)
        yield Extra(INDEXED, language)
    if work.editions[first].survey.explorer.found:
        yield Extra("filters", first)


def site_files(library: Library, listed: Mapping[str, SitemapPage]) -> tuple[Output, ...]:
    """What search engines ask for: the sitemaps of the listed pages, in the order of their paths, and
    robots.txt."""
    base_path = library.marketplace.base_path
    base_url = library.marketplace.origin + base_path
    rules = Output("robots.txt", robots(base_url + "sitemap.xml", base_path))
    return (*sitemaps((listed[path] for path in sorted(listed)), base_url), rules)


def _made_extra(work: Work, extra: Extra) -> MadeExtra:
    edition = work.editions[extra.language]
    with Notes() as reads:
        files = _EXTRAS[extra.name](edition)
    names = [name for name in edition.pieces if name.split()[0] == extra.name]
    pieces = {name: edition.pieces.pop(name) for name in names}
    packed = {name: made.packed() for name, made in pieces.items()} if work.is_kept else {}
    return MadeExtra(extra, files, tuple(reads), {name: one for name, one in packed.items() if one})


def _owned(library: Library) -> Iterator[Output]:
    for entry in library.entries.values():
        for file in entry.files:
            yield Output(owned_path(library, entry, file.name), copy_of=file.path)
