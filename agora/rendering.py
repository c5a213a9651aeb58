"""From planned pages to outputs: each page's view and its text, then feeds, sitemap and files beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import NamedTuple, TypeAlias, TypeVar

from agora.broken import check_links
from agora.crew import Crew, spread
from agora.feed_files import PrintedFeeds, feed_outputs, print_feeds
from agora.library import Library
from agora.markup import Rendered
from agora.outputs import Output
from agora.page import Presentation, RenderedPage, Work, output_of, render_pages
from agora.plan import Home, Page, feed_homes, owned_path
from agora.problems import Problem
from agora.sitemap import SitemapPage, robots, sitemaps
from agora.survey import Survey
from agora.timings import Timings
from agora.trace import Gathered, notes, take_gathered
from agora.views.compare_files import compare_files
from agora.views.edition import Edition
from agora.views.explore_facets import filter_sheet
from agora.views.search_index import search_index

ItemT = TypeVar("ItemT")
MadeT = TypeVar("MadeT")


def editions_of(
    library: Library, survey: Survey, bodies: Mapping[str, Rendered], presentation: Presentation
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


_EXTRAS: Mapping[str, Callable[[Edition], Iterable[Output]]] = {
    "comparison": compare_files,
    "names": lambda edition: (search_index(edition),),
    "filters": lambda edition: (filter_sheet(edition),),
}

Piece: TypeAlias = Page | Home | Extra
"""What is made by itself: a page, the feeds of a home, or files beside them."""


@dataclass(frozen=True, slots=True)
class MadeExtra:
    """The files of an extra, with the trace of what was read for them."""

    extra: Extra
    outputs: tuple[Output, ...]
    reads: frozenset[str]


@dataclass(frozen=True, slots=True)
class Made:
    """Pieces that were made, or found in the store. `gathered` spells out the large names in their traces."""

    pages: tuple[RenderedPage, ...]
    feeds: tuple[PrintedFeeds, ...]
    extras: tuple[MadeExtra, ...]
    gathered: Gathered

    @property
    def traces(self) -> Iterator[tuple[Piece, frozenset[str]]]:
        """What each piece read."""
        yield from ((page.page, page.reads) for page in self.pages)
        yield from ((feeds_there.home, feeds_there.reads) for feeds_there in self.feeds)
        yield from ((made.extra, made.reads) for made in self.extras)

    @property
    def extra_paths(self) -> dict[Extra, tuple[str, ...]]:
        """The files of each extra: what is in them is part of their names."""
        return {made.extra: tuple(output.path for output in made.outputs) for made in self.extras}

    @property
    def rendered(self) -> int:
        """How many pages were not in the store."""
        return sum(page.text is not None for page in self.pages)

    def outputs(self, work: Work) -> Iterator[Output]:
        """The files of all the pieces."""
        yield from (output_of(work, page) for page in self.pages)
        for printed in self.feeds:
            yield from feed_outputs(work, printed)
        for extra in self.extras:
            yield from extra.outputs


@dataclass(frozen=True, slots=True)
class Website:
    """Every file of the website, what is wrong with its templates and links, and what was made for it."""

    outputs: tuple[Output, ...]
    problems: tuple[Problem, ...]
    made: Made


def render_website(work: Work, pages: Sequence[Page], crew: Crew, clock: Timings) -> Website:
    """The whole website in memory; what was made for it is added to the work's store."""
    library = work.library
    pieces: tuple[Piece, ...] = (*pages, *feed_homes(library), *_extras_of(work))
    made = make(work, pieces, crew, clock)
    outputs = [*made.outputs(work), *_owned(library), *work.presentation.assets.outputs]
    outputs += site_files(library, [page.listed for page in made.pages if page.listed])
    problems = [problem for page in made.pages for problem in page.problems]
    if not problems:
        problems += check_links(work, outputs, ((one.page, one.scanned) for one in made.pages))
    return Website(in_order_of_paths(outputs), tuple(problems), made)


def make(work: Work, pieces: Sequence[Piece], crew: Crew, clock: Timings) -> Made:
    """Make pieces, and add to the work's store what it has not got."""
    planned = [piece for piece in pieces if isinstance(piece, Page)]
    homes = [piece for piece in pieces if isinstance(piece, Home)]
    rendered, gathered = _spread(render_pages, work, planned, crew, clock)
    printed, gathered_there = _spread(print_feeds, work, homes, crew, Timings())
    extras = tuple(_made_extra(work, piece) for piece in pieces if isinstance(piece, Extra))
    if work.store:
        work.store.keep({page.key: page.value for page in rendered})
        work.store.keep({feeds_there.key: feeds_there.value for feeds_there in printed})
    return Made(rendered, printed, extras, {**gathered, **gathered_there, **take_gathered()})


def _extras_of(work: Work) -> Iterator[Extra]:
    """The files that are made beside pages and feeds; the filters speak no language."""
    first, *_ = work.editions
    for language in work.editions:
        yield Extra("comparison", language)
        yield Extra("names", language)
    if work.editions[first].survey.explorer.found:
        yield Extra("filters", first)


def site_files(library: Library, listed: Sequence[SitemapPage]) -> tuple[Output, ...]:
    """What search engines ask for: the sitemaps of the listed pages, and robots.txt."""
    base_path = library.marketplace.base_path
    base_url = library.marketplace.origin + base_path
    rules = Output("robots.txt", robots(base_url + "sitemap.xml", base_path))
    return (*sitemaps(listed, base_url), rules)


def in_order_of_paths(outputs: Iterable[Output]) -> tuple[Output, ...]:
    return tuple(sorted(outputs, key=lambda output: output.path))


def _spread(
    make_batch: Callable[[Work, Sequence[ItemT]], tuple[MadeT, ...]],
    work: Work,
    items: Sequence[ItemT],
    crew: Crew,
    clock: Timings,
) -> tuple[tuple[MadeT, ...], Gathered]:
    """What is made of the items, in their order, and the large names in its traces."""
    gathered: dict[str, frozenset[str]] = {}

    def batches() -> Iterator[tuple[MadeT, ...]]:
        for some, names in spread(partial(_noted, make_batch), work, items, crew):
            gathered.update(names)
            yield some

    made = tuple(chain.from_iterable(clock.counted(batches(), len(items))))
    return made, gathered


def _noted(
    make_batch: Callable[[Work, Sequence[ItemT]], tuple[MadeT, ...]],
    work: Work,
    items: Sequence[ItemT],
) -> tuple[tuple[MadeT, ...], Gathered]:
    """A batch with the names that its process has given: another process does not know them."""
    made = make_batch(work, items)
    return made, take_gathered()


def _made_extra(work: Work, extra: Extra) -> MadeExtra:
    with notes() as reads:
        outputs = tuple(_EXTRAS[extra.name](work.editions[extra.language]))
    return MadeExtra(extra, outputs, frozenset(reads))


def _owned(library: Library) -> Iterator[Output]:
    for entry in library.entries.values():
        for file in entry.files:
            yield Output(owned_path(library, entry, file.name), copy_of=file.path)
