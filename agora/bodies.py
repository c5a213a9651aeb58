"""The bodies of all documents, rendered, and every link in them judged."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

from agora.crew import Crew, spread
from agora.documents import Body, Document, OwnedFile, Source
from agora.engine import engine_digest
from agora.link import Known
from agora.markup import RESERVED_IDS, BodyImage, BodyLink, LinkKind, Rendered, convert
from agora.problems import Place, Problem, nearest
from agora.store import Lost, Store, Value, key_of, pack
from agora.timings import Timings

Bodies: TypeAlias = Mapping[str, Rendered]
"""Rendered bodies by the path of their file; documents without a body have none."""


@dataclass(frozen=True, slots=True)
class _Converted:
    """A rendered body with what is wrong with it; `value` is None where the store has it already."""

    path: str
    key: bytes
    rendered: Rendered
    problems: tuple[Problem, ...] = ()
    value: Value | None = None


def render_bodies(
    source: Source, crew: Crew, store: Store | None, clock: Timings
) -> tuple[Bodies, tuple[Problem, ...]]:
    """Every body as safe HTML, also those of files whose fields hold mistakes.

    Bodies without mistakes are remembered in the store.
    """
    written = [
        (document.path, document.body)
        for document in source.documents
        if document.body.text.strip()
    ]
    batches = spread(_converted, store, written, crew)
    found = list(chain.from_iterable(clock.counted(batches, len(written))))
    if store:
        store.keep({one.key: one.value for one in found if not one.problems})
    bodies = {one.path: one.rendered for one in found}
    return bodies, tuple(problem for one in found for problem in one.problems)


def _converted(store: Store | None, written: Sequence[tuple[str, Body]]) -> tuple[_Converted, ...]:
    keys = [key_of_body(path, body) for path, body in written]
    heads = store.heads(keys) if store else {}
    found: list[_Converted] = []
    for (path, body), key in zip(written, keys, strict=True):
        html = store.body(key) if store and key in heads else None
        if html is not None:
            found.append(_Converted(path, key, _recalled(path, heads[key], html)))
        else:
            rendered, problems = convert(body, path)
            found.append(_Converted(path, key, rendered, problems, _value_of(rendered)))
    return tuple(found)


def key_of_body(path: str, body: Body) -> bytes:
    """What the body of a file is remembered under."""
    return key_of("body", engine_digest(), path, str(body.line), str(body.column), body.text)


class KeptBodies(Mapping[str, Rendered]):
    """Bodies that are read from the store when they are asked for, by the keys of their paths; `new` stand in
    front of them. Raises `Lost` where the store has one no longer."""

    def __init__(self, store: Store, keys: Mapping[str, bytes], new: Bodies) -> None:
        self._store, self._keys, self._new = store, keys, new

    def __getitem__(self, path: str) -> Rendered:
        if path in self._new:
            return self._new[path]
        key = self._keys[path]
        head, html = self._store.heads([key]).get(key), self._store.body(key)
        if head is None or html is None:
            raise Lost(f"the store has lost the body of {path}")
        return _recalled(path, head, html)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys.keys() | self._new.keys())

    def __len__(self) -> int:
        return len(self._keys.keys() | self._new.keys())


def _value_of(rendered: Rendered) -> Value:
    links = [
        (link.place.line, link.place.column, link.kind, link.target, link.anchor)
        for link in rendered.links
    ]
    images = [
        (image.place.line, image.place.column, image.name, image.alt) for image in rendered.images
    ]
    head = json.dumps([links, images, sorted(rendered.anchors)])
    return Value(head.encode(), pack(rendered.html.encode()))


def _recalled(path: str, head: bytes, html: bytes) -> Rendered:
    links, images, anchors = json.loads(head)
    return Rendered(
        html.decode(),
        tuple(
            BodyLink(Place(path, line, column), LinkKind(kind), target, anchor)
            for line, column, kind, target, anchor in links
        ),
        tuple(
            BodyImage(Place(path, line, column), name, alt) for line, column, name, alt in images
        ),
        frozenset(anchors),
    )


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
