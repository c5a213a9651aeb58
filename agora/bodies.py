"""The bodies of all documents, rendered, and every link in them judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple, TypeAlias, TypeVar

from msgspec import Struct, json

from agora.crew import Crew, close, spread
from agora.documents import Body, Document, OwnedFile, Source
from agora.engine import engine_digest
from agora.link import Known
from agora.markup import RESERVED_IDS, BodyImage, BodyLink, LinkKind, Outline, Rendered, convert
from agora.packing import pack, unpack
from agora.problems import Place, Problem, in_order, nearest
from agora.store import Laid, Lost, Store, Value, entering, key_of
from agora.timings import Timings

OutlineOf: TypeAlias = Callable[[str], Outline | None]
"""Tells the outline of a body by the path of its file; None where there is none."""

FoundT = TypeVar("FoundT")


class _Converted(NamedTuple):
    """The outline of a rendered body, with what is wrong with it; `value` holds all of it, and is None where
    the store has it already."""

    path: str
    key: bytes
    outline: Outline
    problems: tuple[Problem, ...] = ()
    value: Value | None = None


class KeptBodies:
    """Rendered bodies by the path of their file; each is unpacked when it is asked for. Documents without a
    body have none.

    `keys` are by path; under them the store has what `held`, by the same keys, has not. Raises `Lost` where
    the store has one no longer.
    """

    def __init__(
        self,
        keys: Mapping[str, bytes],
        store: Store | None = None,
        held: Mapping[bytes, Value] | None = None,
    ) -> None:
        self._keys, self._store, self._held = keys, store, held or {}

    def html_of(self, path: str) -> str | None:
        """The body as safe HTML, with placeholders for addresses."""
        key = self._keys.get(path)
        if key is None:
            return None
        value = self._held.get(key)
        html = unpack(value.packed) if value else self._store.body(key) if self._store else None
        return _found(html).decode()

    def outline_of(self, path: str) -> Outline | None:
        key = self._keys.get(path)
        if key is None:
            return None
        value = self._held.get(key)
        head = value.head if value else self._store.heads([key]).get(key) if self._store else None
        return _outline(path, _found(head))

    def __reduce__(self) -> tuple[object, ...]:
        """A store stays on its machine: all values go along."""
        held = {key: self._value(key) for key in self._keys.values()}
        return KeptBodies, (dict(self._keys), None, held)

    def _value(self, key: bytes) -> Value:
        value = self._held.get(key)
        if value is None and self._store:
            value = self._store.value(key)
        return _found(value)


def _found(part: FoundT | None) -> FoundT:
    """What was asked for. Raises `Lost` where there is none."""
    if part is None:
        raise Lost("the store has lost a body")
    return part


class _Batch(NamedTuple):
    """Some bodies, and what of them was laid into the store."""

    bodies: tuple[_Converted, ...]
    laid: Laid = Laid()


class Converting(Struct, frozen=True):
    """Bodies on their way to HTML, by others: `batches` come in any order. Whoever does not take all of them
    closes it."""

    batches: Iterator[_Batch]
    store: Store | None

    def close(self) -> None:
        close(self.batches)


def convert_bodies(documents: Iterable[Document], crew: Crew, store: Store | None) -> Converting:
    """Let every body of an entry become safe HTML, also those of files whose fields hold mistakes.

    The documents may come one by one; all have been taken when this returns. Bodies without mistakes go to
    the store, and are not held in memory.
    """
    written = (
        (document.path, document.body)
        for document in documents
        if document.collection and document.body.text.strip()
    )
    return Converting(spread(_made, store, written, crew), store)


def converted_bodies(
    converting: Converting, documents: Sequence[Document], clock: Timings
) -> tuple[KeptBodies, OutlineOf, tuple[Problem, ...]]:
    """The bodies of those documents, when all of them are HTML."""
    store = converting.store
    known = {document.path for document in documents}
    keys: dict[str, bytes] = {}
    held: dict[bytes, Value] = {}
    outlines: dict[str, Outline] = {}
    problems: list[Problem] = []
    with entering(store) as enter:
        for sent in converting.batches:
            batch, laid = _laid(store, sent)  # of other machines, which have no store
            keys.update((one.path, one.key) for one in batch)
            outlines.update((one.path, one.outline) for one in batch)
            problems.extend(chain.from_iterable(one.problems for one in batch if one.path in known))
            held.update((one.key, one.value) for one in batch if one.value)
            if store:
                store.use(one.key for one in batch if not one.problems)
            enter(laid)
            clock.count(len(keys), len(known))
    return KeptBodies(keys, store, held), outlines.get, in_order(problems)


def _made(store: Store | None, written: Sequence[tuple[str, Body]]) -> _Batch:
    return _laid(store, _Batch(_converted(store, written)))


def _laid(store: Store | None, batch: _Batch) -> _Batch:
    """The batch without the values that lie in the store from now on; as it is where they cannot."""
    sound = {one.key: one.value for one in batch.bodies if one.value and not one.problems}
    laid = store.lay(sound) if store and sound else None
    if laid is None:
        return batch
    light = (one._replace(value=None) if one.key in sound else one for one in batch.bodies)
    return _Batch(tuple(light), laid)


def _converted(store: Store | None, written: Sequence[tuple[str, Body]]) -> tuple[_Converted, ...]:
    keys = [key_of_body(path, body) for path, body in written]
    heads = store.heads(keys) if store else {}
    found: list[_Converted] = []
    for (path, body), key in zip(written, keys, strict=True):
        if key in heads:
            found.append(_Converted(path, key, _outline(path, heads[key])))
        else:
            rendered, problems = convert(body, path)
            found.append(_Converted(path, key, rendered.outline, problems, _packed(rendered)))
    return tuple(found)


def key_of_body(path: str, body: Body) -> bytes:
    """What the body of a file is remembered under."""
    return key_of("body", engine_digest(), path, str(body.line), str(body.column), body.text)


def _packed(rendered: Rendered) -> Value:
    outline = rendered.outline
    links = [
        (link.place.line, link.place.column, link.kind, link.target, link.anchor)
        for link in outline.links
    ]
    images = [
        (image.place.line, image.place.column, image.name, image.alt) for image in outline.images
    ]
    head = json.encode([links, images, sorted(outline.anchors)])
    return Value(head, pack(rendered.html.encode()))


def _outline(path: str, head: bytes) -> Outline:
    links, images, anchors = json.decode(head)
    return Outline(
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
    source: Source, known: Known, outline_of: OutlineOf
) -> tuple[frozenset[str], tuple[Problem, ...]]:
    """The ids that bodies link to, and the links and pictures in bodies that lead nowhere.

    The anchors that a page gets from its template are not known yet: the check of the built pages judges
    those. Here an anchor is refused that neither the body nor any template has.
    """
    files = _files_by_owner(source)
    linked: set[str] = set()
    problems: list[Problem] = []
    for document in source.documents:
        outline = outline_of(document.path)
        if outline is None:
            continue
        owned = files.get(document.id, {})
        for link in outline.links:
            problems.extend(_judged(known, document, link, owned, outline_of))
            if link.kind is LinkKind.ENTRY and link.target != document.id:
                linked.add(link.target)
        for image in outline.images:
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
    outline_of: OutlineOf,
) -> Iterator[Problem]:
    if link.kind is LinkKind.FILE:
        yield from _file(link.target, link.place, document, owned)
    elif link.kind is LinkKind.ANCHOR:
        yield from _anchor(link, document.path, outline_of)
    elif link.kind is LinkKind.ROOT:
        yield from _root(link, known)
    elif link.kind is LinkKind.ENTRY and not known.has(link.target):
        yield known.unknown_link(link.target, link.place)
    elif link.kind is LinkKind.ENTRY:
        state = known.state(document.id)
        yield from known.judge_state(state, link.target, link.target, link.place)
        for path in known.paths_of(link.target, document.language):
            yield from _anchor(link, path, outline_of)


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


def _anchor(link: BodyLink, path: str, outline_of: OutlineOf) -> Iterator[Problem]:
    """What is wrong with the anchor of a link to the page whose body stands in the file `path`."""
    if not link.anchor or link.anchor in RESERVED_IDS or link.anchor.startswith("fact."):
        return
    outline = outline_of(path)
    anchors = outline.anchors if outline else frozenset()
    if link.anchor not in anchors:
        near = nearest(link.anchor, anchors)
        hint = f"did you mean #{near}?" if near else "write the anchor of a heading of that page"
        message = f'the page has no place "#{link.anchor}"'
        yield Problem(link.place, "anchor-broken", message, hint)
