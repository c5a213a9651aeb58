"""From planned pages to outputs: each page's view, its text, then feeds, sitemap and files beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import TypeAlias

from agora import feeds, linkcheck
from agora.addresses import output_path
from agora.crew import Crew, spread
from agora.engine import engine_digest
from agora.entries import Entry
from agora.fingerprint import digest
from agora.library import Library
from agora.markup import Rendered
from agora.outputs import Kept, Output
from agora.page import Presentation, RenderedPage, Work, output_of, render_pages
from agora.plan import FEED_FILES, TEMPLATES, Page, feed_homes, owned_path
from agora.problems import Place, Problem
from agora.sitemap import robots, sitemaps
from agora.store import Value, key_of, pack, unpack
from agora.timings import Timings
from agora.views.bodies import links_shown
from agora.views.channels import channel_of
from agora.views.compare_files import compare_files
from agora.views.edition import Edition
from agora.views.explore_facets import filter_sheet
from agora.views.search_index import search_index

_PRINTERS = tuple(zip(FEED_FILES, (feeds.atom, feeds.rss, feeds.json_feed), strict=True))


def editions_of(
    library: Library, bodies: Mapping[str, Rendered], presentation: Presentation
) -> dict[str, Edition]:
    """The website in each of its languages."""
    hrefs = presentation.assets.hrefs(library.marketplace.base_path)
    return {
        language: Edition(
            library,
            language,
            presentation.texts[language],
            hrefs,
            bodies,
            presentation.preview,
            presentation.has_texts,
        )
        for language in library.languages
    }


@dataclass(frozen=True, slots=True)
class Website:
    """Every file of the website, what is wrong with its templates and links, and how many pages were
    rendered (the others were known)."""

    outputs: tuple[Output, ...]
    problems: tuple[Problem, ...]
    rendered: int


def render_website(work: Work, pages: Sequence[Page], crew: Crew, clock: Timings) -> Website:
    """The whole website in memory; what was made for it is added to the work's store."""
    first = next(iter(work.editions.values()))
    library = first.library
    batches = spread(render_pages, work, pages, crew)
    rendered = tuple(chain.from_iterable(clock.counted(batches, len(pages))))
    homes = tuple(feed_homes(library))
    printed = tuple(chain.from_iterable(spread(print_feeds, work, homes, crew)))
    if work.store:
        work.store.keep({page.key: page.value for page in rendered})
        work.store.keep({feeds_there.key: feeds_there.value for feeds_there in printed})
    outputs = [output_of(work, page) for page in rendered]
    for home, feeds_there in zip(homes, printed, strict=True):
        outputs.extend(_feed_outputs(work, home, feeds_there))
    outputs.extend(_owned(library))
    outputs.extend(work.presentation.assets.outputs)
    outputs.extend(chain.from_iterable(map(compare_files, work.editions.values())))
    outputs.extend(search_index(edition) for edition in work.editions.values())
    if first.explorer.found:
        outputs.append(filter_sheet(first))
    base_url = library.marketplace.origin + library.marketplace.base_path
    outputs.extend(sitemaps([page.listed for page in rendered if page.listed], base_url))
    base_path = library.marketplace.base_path
    outputs.append(Output("robots.txt", robots(base_url + "sitemap.xml", base_path)))
    problems = [problem for page in rendered for problem in page.problems]
    if not problems:
        problems.extend(_check_links(work.editions, outputs, rendered))
    ordered = tuple(sorted(outputs, key=lambda output: output.path))
    return Website(ordered, tuple(problems), sum(page.text is not None for page in rendered))


@dataclass(frozen=True, slots=True)
class PrintedFeeds:
    """The three feeds of one home: what each is (SHA-256 and size in bytes), and their texts one behind the
    other, packed; None where the store has them already."""

    key: bytes
    records: tuple[tuple[str, int], ...]
    texts: bytes | None = None

    @property
    def value(self) -> Value | None:
        return None if self.texts is None else Value(json.dumps(self.records).encode(), self.texts)


Home: TypeAlias = tuple[str, str, str]
"""The language, the address and the subject of what has feeds."""


def print_feeds(work: Work, homes: Sequence[Home]) -> tuple[PrintedFeeds, ...]:
    """The feeds of each home; those whose key is in the store are not printed again."""
    channels = [
        channel_of(work.editions[language], home, subject) for language, home, subject in homes
    ]
    keys = [key_of("feeds", engine_digest(), repr(channel)) for channel in channels]
    heads = work.store.heads(keys) if work.store else {}
    found: list[PrintedFeeds] = []
    for key, channel in zip(keys, channels, strict=True):
        if key in heads:
            records = tuple((sha256, size) for sha256, size in json.loads(heads[key]))
            found.append(PrintedFeeds(key, records))
        else:
            texts = tuple(print_(channel, channel.home + name) for name, print_ in _PRINTERS)
            records = tuple((digest(text), len(text)) for text in texts)
            found.append(PrintedFeeds(key, records, pack(b"".join(texts))))
    return tuple(found)


def _feed_outputs(work: Work, home: Home, printed: PrintedFeeds) -> Iterator[Output]:
    folder = output_path(home[1]).removesuffix("index.html")
    for at, (name, _) in enumerate(_PRINTERS):
        sha256, size_bytes = printed.records[at]
        read = partial(_feed_text, work, home, printed, at)
        start = _start_of(printed, at)
        yield Output(folder + name, kept=Kept(sha256, size_bytes, read, printed.key, start))


def _start_of(printed: PrintedFeeds, at: int) -> int:
    """Where the text of a feed begins among the three."""
    return sum(size_bytes for _, size_bytes in printed.records[:at])


def _feed_text(work: Work, home: Home, printed: PrintedFeeds, at: int) -> bytes:
    """A feed as it was printed, or as the store has it; printed again where that has lost it."""
    if printed.texts is not None:
        start = _start_of(printed, at)
        return unpack(printed.texts)[start : start + printed.records[at][1]]
    texts = work.store.body(printed.key) if work.store else None
    if texts is None:
        return _feed_text(work, home, print_feeds(replace(work, store=None), (home,))[0], at)
    return _feed_text(work, home, replace(printed, texts=pack(texts)), at)


def _owned(library: Library) -> Iterator[Output]:
    for entry in library.entries.values():
        for file in entry.files:
            yield Output(owned_path(library, entry, file.name), copy_of=file.path)


def _check_links(
    editions: Mapping[str, Edition],
    outputs: Iterable[Output],
    rendered: Iterable[RenderedPage],
) -> Iterator[Problem]:
    """Broken links, at their line where a body holds them, else at the page's file or template."""
    paths = {output.path: output for output in outputs}
    pages = {one.page.path: one.page for one in rendered}
    scanned = {one.page.path: one.scanned for one in rendered}
    parts = {
        path: linkcheck.scan(output.content.decode()).ids
        for path, output in paths.items()
        if path.endswith(".svg") and output.content
    }
    settings = next(iter(editions.values())).settings
    base_url = settings.origin + settings.base_path
    for broken in linkcheck.broken_links(scanned, paths.keys(), parts, base_url):
        page = pages[broken.path]
        hint = f"did you mean {broken.near}?" if broken.near else ""
        what = (
            "nothing stands there" if broken.code == "link-broken" else "the page has no such place"
        )
        for place in _blamed(editions[page.language], page, broken.href):
            yield Problem(
                place, broken.code, f'the link "{broken.href}" leads nowhere: {what}', hint
            )


def _blamed(edition: Edition, page: Page, href: str) -> list[Place]:
    """Where the broken link was written: in the body of the page's entry, else in a template."""
    entry: Entry | None = edition.library.entries.get(page.subject)
    if entry is not None:
        found = [place for shown, place in links_shown(edition, entry) if shown == href]
        if found:
            return found
    template = TEMPLATES.get(page.kind, "entry.html")
    return [Place(f"templates/{template}")]
