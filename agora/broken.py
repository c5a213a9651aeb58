"""The links of built pages that lead nowhere, each told where somebody wrote it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from agora.entries import Entry
from agora.linkcheck import Scanned, broken_links, scan
from agora.outputs import Output
from agora.page import Work
from agora.plan import TEMPLATES, Page
from agora.problems import Place, Problem
from agora.views.bodies import links_shown
from agora.views.edition import Edition


def check_links(
    work: Work,
    outputs: Mapping[str, Output],
    pages: Iterable[tuple[Page, Scanned]],
    known: Callable[[str], frozenset[str]] = lambda path: frozenset(),
) -> Iterator[Problem]:
    """What is wrong with the links of pages, at their line where a body holds them, else at a template.

    `outputs` are all files of the website, by path; `known` tells the ids in pages that are not looked at.
    """
    looked_at = {page.path: (page, scanned) for page, scanned in pages}

    def ids_of(path: str) -> frozenset[str]:
        if path in looked_at:
            return looked_at[path][1].ids
        if path.endswith(".svg"):
            return _parts(outputs[path])
        return known(path)

    settings = next(iter(work.editions.values())).settings
    base_url = settings.origin + settings.base_path
    scanned = {path: found for path, (_, found) in looked_at.items()}
    for broken in broken_links(scanned, outputs.keys(), ids_of, base_url):
        page = looked_at[broken.path][0]
        hint = f"did you mean {broken.near}?" if broken.near else ""
        what = (
            "nothing stands there" if broken.code == "link-broken" else "the page has no such place"
        )
        for place in _blamed(work.editions, page, broken.href):
            yield Problem(
                place, broken.code, f'the link "{broken.href}" leads nowhere: {what}', hint
            )


def _parts(picture: Output) -> frozenset[str]:
    """The ids inside a drawing such as the icons."""
    content = picture.kept.read() if picture.kept else picture.content
    return scan(content.decode()).ids


def _blamed(editions: Mapping[str, Edition], page: Page, href: str) -> list[Place]:
    """Where the broken link was written: in the body of the page's entry, else in a template."""
    edition = editions[page.language]
    entry: Entry | None = edition.library.entries.get(page.subject)
    if entry is not None:
        found = [place for shown, place in links_shown(edition, entry) if shown == href]
        if found:
            return found
    template = TEMPLATES.get(page.kind, "entry.html")
    return [Place(f"templates/{template}")]
