"""One page: its view, the key of its text, and the text, from the store or from its template."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from msgspec import Struct, json
from msgspec.structs import replace

from agora.assets import AssetSet
from agora.engine import engine_digest
from agora.fingerprint import digest
from agora.library import Library
from agora.linkcheck import Scanned, scan
from agora.model import TYPES
from agora.outputs import Kept, Output
from agora.packing import pack, unpack
from agora.plan import TEMPLATES, Kind, Page
from agora.problems import Problem
from agora.render import Renderer
from agora.sitemap import SitemapPage
from agora.store import Lost, Store, Value, key_of
from agora.texts import Texts
from agora.trace import Notes
from agora.views.compare import compare_view, comparison_view
from agora.views.edition import Edition
from agora.views.entry import entry_view
from agora.views.explore import explore_view, facet_view
from agora.views.frame import updated_at
from agora.views.framing import Frame
from agora.views.home import home_view, missing_view, redirect_view
from agora.views.lists import index_view, list_view, themes_view
from agora.views.map_page import map_view
from agora.views.search_page import search_view
from agora.views.shape import Shape, encoded


@dataclass(frozen=True)
class Presentation:
    """How pages look and speak: templates, assets, interface texts."""

    renderer: Renderer
    assets: AssetSet
    texts: Mapping[str, Texts]
    preview: bool = False
    has_texts: bool = False


class Work(Struct, frozen=True):
    """What processes share while they render. Without a `store`, everything is made anew. Links to what is
    `planned` (as they stand in the HTML) lead somewhere, and need not be looked at. What was read, and what
    large files are made of, is of use where it `is_kept` for later edits."""

    editions: Mapping[str, Edition]
    presentation: Presentation
    store: Store | None = None
    planned: frozenset[str] = frozenset()
    is_kept: bool = True

    @property
    def library(self) -> Library:
        """The entries, the same in every edition."""
        return next(iter(self.editions.values())).library


class RenderedPage(NamedTuple):
    """A page with what the rest of the website must know of it.

    `key` names all that it was made from; `sha256` and `size_bytes` say what its text is. `listed` is None
    where search engines shall not see the page. `scanned` is without links to what is planned. `reads` is the
    trace of its view (`agora.trace`). `value` is what the store may keep, with the text; None where the store
    has it, or where the page could not be made.
    """

    page: Page
    key: bytes
    sha256: str
    size_bytes: int
    scanned: Scanned
    listed: SitemapPage | None
    reads: tuple[str, ...]
    value: Value | None = None
    is_new: bool = False
    problems: tuple[Problem, ...] = ()


class _Seen(Struct, frozen=True):
    """A page with its view, before its text is known."""

    page: Page
    edition: Edition
    template: str
    view: Shape
    key: bytes
    reads: tuple[str, ...]

    @property
    def listed(self) -> SitemapPage | None:
        frame: object = getattr(self.view, "frame", None)
        assert isinstance(frame, Frame)
        if frame.robots:
            return None
        return SitemapPage(frame.canonical, _changed(self.edition, self.page), frame.alternates)


def render_pages(work: Work, pages: Sequence[Page]) -> tuple[RenderedPage, ...]:
    """The pages; those whose key is in the store are not rendered again."""
    seen = [_seen(work, page) for page in pages]
    heads = work.store.heads(one.key for one in seen) if work.store else {}
    return tuple(
        _known(one, heads[one.key], work.planned) if one.key in heads else _rendered(work, one)
        for one in seen
    )


def _seen(work: Work, page: Page) -> _Seen:
    edition, renderer = work.editions[page.language], work.presentation.renderer
    template = template_of(renderer, page)
    with Notes() as reads:
        view = view_of(edition, page, renderer.words_in(template))
    key = key_of(
        "page", engine_digest(), renderer.digest_of(template), page.language, encoded(view)
    )
    return _Seen(page, edition, template, view, key, tuple(reads))


def key_and_reads(work: Work, page: Page) -> tuple[bytes, tuple[str, ...]]:
    """The digest of all that the page is made from (the program, its template, its language and its view),
    and the trace of its view."""
    seen = _seen(work, page)
    return seen.key, seen.reads


def _known(seen: _Seen, head: bytes, planned: frozenset[str]) -> RenderedPage:
    sha256, size_bytes, scanned = _read_head(head)
    doubtful = scanned.without(planned)
    return RenderedPage(seen.page, seen.key, sha256, size_bytes, doubtful, seen.listed, seen.reads)


def scanned_before(store: Store, key: bytes) -> Scanned:
    """What a page offers and wants that was made under that key. Raises `Lost`."""
    head = store.heads([key]).get(key)
    if head is None:
        raise Lost("the store has lost a page")
    _, _, scanned = _read_head(head)
    return scanned


def _head(sha256: str, size_bytes: int, scanned: Scanned) -> bytes:
    return json.encode([sha256, size_bytes, sorted(scanned.ids), scanned.links])


def _read_head(head: bytes) -> tuple[str, int, Scanned]:
    """What `_head` wrote."""
    sha256, size_bytes, ids, links = json.decode(head)
    return sha256, size_bytes, Scanned(frozenset(ids), tuple(links))


def _rendered(work: Work, seen: _Seen) -> RenderedPage:
    page = seen.page
    subject = page.place.path if page.place else page.address
    renderer = work.presentation.renderer
    html, problems = renderer.render(seen.template, seen.view, page.language, subject)
    html = unicodedata.normalize("NFC", html)
    text = html.encode()
    sha256, scanned = digest(text), scan(html)
    value = Value(_head(sha256, len(text), scanned), pack(text))
    return RenderedPage(
        page=page,
        key=seen.key,
        sha256=sha256,
        size_bytes=len(text),
        scanned=scanned.without(work.planned),
        listed=seen.listed,
        reads=seen.reads,
        value=None if problems else value,
        is_new=True,
        problems=problems,
    )


def output_of(work: Work, made: RenderedPage) -> Output:
    """The page as it will be written; its text is unpacked if and when it is."""
    kept = Kept(made.sha256, made.size_bytes, partial(_text_in, work, made), made.key)
    return Output(made.page.path, claimant=made.page.subject, kept=kept)


def _text_in(work: Work, made: RenderedPage, _: Kept) -> bytes:
    return _text_of(work, made)


def _text_of(work: Work, made: RenderedPage) -> bytes:
    """The page as it was rendered, or as the store has it; made again where that has lost it."""
    if made.value is not None:
        return unpack(made.value.packed)
    text = work.store.body(made.key) if work.store else None
    if text is None:
        return _text_of(work, render_pages(replace(work, store=None), (made.page,))[0])
    return text


def view_of(edition: Edition, page: Page, named: Set[str]) -> Shape:
    """What the template of a page, in which those words stand, may see."""
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
        case Kind.COMPARE:
            return compare_view(edition)
        case Kind.COMPARISON:
            return comparison_view(edition, edition.library.entries[page.subject])
        case Kind.MAP:
            return map_view(edition)
        case Kind.SEARCH:
            return search_view(edition)
        case Kind.INDEX:
            return index_view(edition)
        case Kind.MISSING:
            return missing_view(edition)
        case Kind.REDIRECT:
            return redirect_view(edition, page.address, edition.library.entries[page.subject])
        case Kind.ENTRY:
            return entry_view(edition, edition.library.entries[page.subject], named)


def template_of(renderer: Renderer, page: Page) -> str:
    """The template of a page: of an entry its type's own where there is one (`city.html`)."""
    if page.kind in TEMPLATES:
        return TEMPLATES[page.kind]
    own = f"{TYPES[page.subject.split('/')[0]].singular}.html"
    return own if renderer.has(own) else "entry.html"


def _changed(edition: Edition, page: Page) -> dt.datetime | None:
    if page.kind is not Kind.ENTRY:
        return None
    return updated_at(edition, edition.library.entries[page.subject])
