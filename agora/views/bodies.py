"""A rendered body in the reader's language: links lead to addresses, pictures to files."""

from __future__ import annotations

from agora import addresses
from agora.entries import Entry
from agora.markup import BodyTarget, LinkKind, Picture, resolve
from agora.problems import Place
from agora.views.edition import Edition
from agora.views.shapes import Prose


def body_html(edition: Edition, entry: Entry) -> Prose | None:
    """The entry's body, in the reader's language where it is translated; None where it has none."""
    _, language = entry.body_in(edition.language)
    written = edition.html_of(entry.documents[language])
    if written is None:
        return None

    def href_of(target: BodyTarget) -> str | None:
        return target_href(edition, entry, target)

    def image_of(name: str) -> Picture | None:
        file = entry.file(name)
        return Picture(edition.file_href(entry, name), file.width, file.height) if file else None

    html = resolve(written, href_of, image_of)
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
    if found is None:
        return None
    if target.anchor and not _has_anchor(edition, found, target.anchor):
        # The translation has other headings: the place exists in the original only.
        return (
            edition.href(addresses.entry_address(found.id, edition.default, edition.default))
            + anchor
        )
    return edition.entry_href(found) + anchor


def _has_anchor(edition: Edition, entry: Entry, anchor: str) -> bool:
    """Whether the body of the entry's page in this language has the anchor, or its original lacks it too."""

    def anchors(language: str) -> frozenset[str]:
        _, shown = entry.body_in(language)
        outline = edition.outline_of(entry.documents[shown])
        return outline.anchors if outline else frozenset()

    return anchor in anchors(edition.language) or anchor not in anchors(edition.default)


def links_shown(edition: Edition, entry: Entry) -> list[tuple[str, Place]]:
    """The links of the entry's body as they stand in the HTML, with their places in the file."""
    _, language = entry.body_in(edition.language)
    outline = edition.outline_of(entry.documents[language])
    if outline is None:
        return []
    targets = ((BodyTarget(link.kind, link.target, link.anchor), link) for link in outline.links)
    return [
        (href, link.place)
        for target, link in targets
        if (href := target_href(edition, entry, target)) is not None
    ]
