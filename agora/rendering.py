"""From planned pages to outputs: each page's view, its text, then feeds, sitemap and files beside it."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from agora import feeds, linkcheck
from agora.addresses import output_path
from agora.assets import AssetSet
from agora.crew import spread
from agora.entries import Entry
from agora.library import Library
from agora.markup import Rendered
from agora.model import TYPES
from agora.outputs import Output
from agora.plan import FEED_FILES, TEMPLATES, Kind, Page, feed_homes, owned_path
from agora.problems import Place, Problem
from agora.render import Renderer
from agora.sitemap import SitemapPage, robots, sitemaps
from agora.texts import Texts
from agora.views.bodies import links_shown
from agora.views.channels import channel_of
from agora.views.edition import Edition
from agora.views.entry import entry_view
from agora.views.explore import explore_view, facet_view
from agora.views.explore_facets import filter_sheet
from agora.views.frame import updated_at
from agora.views.framing import Frame
from agora.views.home import home_view, missing_view, redirect_view
from agora.views.lists import index_view, list_view, themes_view
from agora.views.map_page import map_view

_PRINTERS = dict(zip(FEED_FILES, (feeds.atom, feeds.rss, feeds.json_feed), strict=True))


@dataclass(frozen=True)
class Presentation:
    """How pages look and speak: templates, assets, interface texts."""

    renderer: Renderer
    assets: AssetSet
    texts: Mapping[str, Texts]
    preview: bool = False


def editions_of(
    library: Library, bodies: Mapping[str, Rendered], presentation: Presentation
) -> dict[str, Edition]:
    """The website in each of its languages."""
    hrefs = presentation.assets.hrefs(library.marketplace.base_path)
    return {
        language: Edition(
            library, language, presentation.texts[language], hrefs, bodies, presentation.preview
        )
        for language in library.languages
    }


@dataclass(frozen=True, slots=True)
class Work:
    """What processes share while they render."""

    editions: Mapping[str, Edition]
    presentation: Presentation


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page with what the rest of the website must know of it; `listed` is None where search engines
    shall not see it."""

    page: Page
    output: Output
    scanned: linkcheck.Scanned
    listed: SitemapPage | None
    problems: tuple[Problem, ...]


def render_website(
    editions: Mapping[str, Edition], presentation: Presentation, pages: Sequence[Page], jobs: int
) -> tuple[tuple[Output, ...], tuple[Problem, ...]]:
    """Every file of the website, and what is wrong with its templates and its links."""
    first = next(iter(editions.values()))
    library = first.library
    work = Work(editions, presentation)
    rendered = tuple(chain.from_iterable(spread(render_pages, work, pages, jobs)))
    homes = tuple(feed_homes(library))
    outputs = [page.output for page in rendered]
    outputs.extend(chain.from_iterable(spread(print_feeds, work, homes, jobs)))
    outputs.extend(_owned(library))
    outputs.extend(presentation.assets.outputs)
    if first.explorer.found:
        outputs.append(filter_sheet(first))
    base_url = library.marketplace.origin + library.marketplace.base_path
    outputs.extend(sitemaps([page.listed for page in rendered if page.listed], base_url))
    base_path = library.marketplace.base_path
    outputs.append(Output("robots.txt", robots(base_url + "sitemap.xml", base_path)))
    problems = [problem for page in rendered for problem in page.problems]
    if not problems:
        problems.extend(_check_links(editions, outputs, rendered))
    return tuple(sorted(outputs, key=lambda output: output.path)), tuple(problems)


def render_pages(work: Work, pages: Sequence[Page]) -> tuple[RenderedPage, ...]:
    return tuple(_rendered(work, page) for page in pages)


def _rendered(work: Work, page: Page) -> RenderedPage:
    edition = work.editions[page.language]
    html, frame, problems = _render(edition, work.presentation.renderer, page)
    listed = None
    if not frame.robots:
        listed = SitemapPage(frame.canonical, _changed(edition, page), frame.alternates)
    output = Output(page.path, html.encode(), claimant=page.subject)
    return RenderedPage(page, output, linkcheck.scan(html), listed, problems)


def print_feeds(work: Work, homes: Sequence[tuple[str, str, str]]) -> tuple[Output, ...]:
    """The three feeds of each home (its language, address and subject)."""
    return tuple(
        output
        for language, home, subject in homes
        for output in _feeds(work.editions[language], home, subject)
    )


def view_of(edition: Edition, page: Page) -> object:
    """What the template of a page may see."""
    match page.kind:
        case Kind.HOME:
            return home_view(edition)
        case Kind.LIST:
            return list_view(edition, page.subject, page.number)
        case Kind.THEMES:
            return themes_view(edition)
        case Kind.EXPLORE:
            return explore_view(edition)
        case Kind.FACET:
            return facet_view(edition, page.subject, page.number)
        case Kind.MAP:
            return map_view(edition)
        case Kind.INDEX:
            return index_view(edition)
        case Kind.MISSING:
            return missing_view(edition)
        case Kind.REDIRECT:
            return redirect_view(edition, page.address, edition.library.entries[page.subject])
        case Kind.ENTRY:
            return entry_view(edition, edition.library.entries[page.subject])


def _render(
    edition: Edition, renderer: Renderer, page: Page
) -> tuple[str, Frame, tuple[Problem, ...]]:
    view = view_of(edition, page)
    template = TEMPLATES.get(page.kind) or _entry_template(renderer, page)
    subject = page.place.path if page.place else page.address
    html, problems = renderer.render(template, view, page.language, subject)
    frame: object = getattr(view, "frame", None)
    assert isinstance(frame, Frame)
    return unicodedata.normalize("NFC", html), frame, problems


def _entry_template(renderer: Renderer, page: Page) -> str:
    """A type's own template where there is one (`city.html`), else the default."""
    own = f"{TYPES[page.subject.split('/')[0]].singular}.html"
    return own if renderer.has(own) else "entry.html"


def _changed(edition: Edition, page: Page) -> dt.datetime | None:
    if page.kind is not Kind.ENTRY:
        return None
    return updated_at(edition, edition.library.entries[page.subject])


def _feeds(edition: Edition, home: str, subject: str) -> Iterator[Output]:
    channel = channel_of(edition, home, subject)
    for name, printer in _PRINTERS.items():
        path = output_path(home).removesuffix("index.html") + name
        yield Output(path, printer(channel, edition.absolute(home) + name))


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
