"""A rendered body in the reader's language: links lead to addresses, pictures to files."""

from __future__ import annotations

from agora.entries import Entry
from agora.markup import BodyTarget, LinkKind, Picture, resolve
from agora.problems import Place
from agora.views.edition import Edition
from agora.views.shapes import Prose


def body_html(edition: Edition, entry: Entry) -> Prose | None:
    """The entry's body, in the reader's language where it is translated; None where it has none."""
    body, language = entry.body_in(edition.language)
    if not body.text.strip():
        return None
    rendered = edition.bodies[entry.documents[language].path]

    def href_of(target: BodyTarget) -> str | None:
        return target_href(edition, entry, target)

    def image_of(name: str) -> Picture | None:
        file = entry.file(name)
        return Picture(edition.file_href(entry, name), file.width, file.height) if file else None

    html = resolve(rendered.html, href_of, image_of)
    return Prose(html, "" if language == edition.language else language)


def target_href(edition: Edition, entry: Entry, target: BodyTarget) -> str | None:
    """The address of what a body links to, with its anchor; None for an entry that readers cannot see."""
    anchor = f"#{target.anchor}" if target.anchor else ""
    if target.kind is LinkKind.ANCHOR:
        return anchor
    if target.kind is LinkKind.OUTSIDE:
        return target.target
    if target.kind is LinkKind.FILE:
        return edition.file_href(entry, target.target) + anchor
    if target.kind is LinkKind.ROOT:
        path, mark, query = target.target.partition("?")
        return edition.href(edition.address(path.lstrip("/"))) + mark + query + anchor
    found = edition.library.entries.get(target.target)
    return edition.entry_href(found) + anchor if found else None


def links_shown(edition: Edition, entry: Entry) -> list[tuple[str, Place]]:
    """The links of the entry's body as they stand in the HTML, with their places in the file."""
    _, language = entry.body_in(edition.language)
    rendered = edition.bodies.get(entry.documents[language].path)
    if rendered is None:
        return []
    targets = ((BodyTarget(link.kind, link.target, link.anchor), link) for link in rendered.links)
    return [
        (href, link.place)
        for target, link in targets
        if (href := target_href(edition, entry, target)) is not None
    ]
