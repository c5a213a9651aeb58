"""The bodies of all documents, rendered, and every link in them judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from agora.crew import spread
from agora.documents import Body, Document, OwnedFile, Source
from agora.link import Known
from agora.markup import RESERVED_IDS, BodyLink, LinkKind, Rendered, convert
from agora.problems import Place, Problem, nearest

Bodies: TypeAlias = Mapping[str, Rendered]
"""Rendered bodies by the path of their file; documents without a body have none."""


def render_bodies(source: Source, jobs: int = 1) -> tuple[Bodies, tuple[Problem, ...]]:
    """Every body as safe HTML, also those of files whose fields hold mistakes."""
    written = [
        (document.path, document.body)
        for document in source.documents
        if document.body.text.strip()
    ]
    bodies: dict[str, Rendered] = {}
    problems: list[Problem] = []
    for batch in spread(_converted, None, written, jobs):
        for path, rendered, found in batch:
            bodies[path] = rendered
            problems.extend(found)
    return bodies, tuple(problems)


def _converted(
    _: None, written: Sequence[tuple[str, Body]]
) -> tuple[tuple[str, Rendered, tuple[Problem, ...]], ...]:
    return tuple((path, *convert(body, path)) for path, body in written)


def link_bodies(
    source: Source, known: Known, bodies: Bodies
) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """The ids that bodies link to, and the links and pictures in bodies that lead nowhere.

    The anchors that a page gets from its template are not known yet: the check of the built pages judges
    those. Here an anchor is refused that neither the body nor any template has.
    """
    files = _files_by_owner(source)
    linked: set[str] = set()
    problems: list[Problem] = []
    for document in source.documents:
        body = bodies.get(document.path)
        if body is None:
            continue
        owned = files.get(document.id, {})
        for link in body.links:
            problems.extend(_judged(known, document, link, owned, bodies))
            if link.kind is LinkKind.ENTRY and link.target != document.id:
                linked.add(link.target)
        for image in body.images:
            problems.extend(_file(image.name, image.place, document, owned))
    return frozenset(linked), tuple(problems)


def _files_by_owner(source: Source) -> dict[str, dict[str, OwnedFile]]:
    files: dict[str, dict[str, OwnedFile]] = {}
    for file in source.files:
        files.setdefault(file.owner, {})[file.name] = file
    return files


def _judged(
    known: Known,
    document: Document,
    link: BodyLink,
    owned: Mapping[str, OwnedFile],
    bodies: Bodies,
) -> Iterator[Problem]:
    if link.kind is LinkKind.FILE:
        yield from _file(link.target, link.place, document, owned)
    elif link.kind is LinkKind.ANCHOR:
        yield from _anchor(link, document.path, bodies)
    elif link.kind is LinkKind.ROOT:
        yield from _root(link, known)
    elif link.kind is LinkKind.ENTRY and not known.has(link.target):
        yield known.unknown_link(link.target, link.place)
    elif link.kind is LinkKind.ENTRY:
        state = known.state(document.id)
        yield from known.judge_state(state, link.target, link.target, link.place)
        for path in known.paths_of(link.target, document.language):
            yield from _anchor(link, path, bodies)


def _root(link: BodyLink, known: Known) -> Iterator[Problem]:
    """An address from the root may lead to any page that is no entry; entries are named by their id."""
    slug = link.target.split("?")[0].strip("/").rpartition("/")[2]
    if known.has(f"pages/{slug}"):
        message = f'"{link.target}" is an address, not an id'
        yield Problem(link.place, "link-form", message, f"write pages/{slug}")


def _file(
    name: str, place: Place, document: Document, owned: Mapping[str, OwnedFile]
) -> Iterator[Problem]:
    if name not in owned:
        near = nearest(name, owned)
        hint = f"did you mean {near}?" if near else f"put the file into content/{document.id}/"
        message = f'there is no file "{name}" in the entry\'s folder'
        yield Problem(place, "image-missing", message, hint)


def _anchor(link: BodyLink, path: str, bodies: Bodies) -> Iterator[Problem]:
    """What is wrong with the anchor of a link to the page whose body stands in the file `path`."""
    if not link.anchor or link.anchor in RESERVED_IDS or link.anchor.startswith("fact."):
        return
    anchors = bodies[path].anchors if path in bodies else frozenset()
    if link.anchor not in anchors:
        near = nearest(link.anchor, anchors)
        hint = f"did you mean #{near}?" if near else "write the anchor of a heading of that page"
        message = f'the page has no place "#{link.anchor}"'
        yield Problem(link.place, "anchor-broken", message, hint)
