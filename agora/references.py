"""The references that a document holds, found by walking its nodes along the shape of its model.

The walk is on nodes and not on typed entries, so that a reference to nothing is reported even where
another field of the same file is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from agora.documents import Document, Mapping, Node, Scalar, Sequence
from agora.model import TYPES
from agora.model.shape import Group, Leaf, ListOf, Shape, shape_of
from agora.problems import Place

_NOWHERE = Place("")


class Reference(Struct, frozen=True, gc=False):
    """A field that points at an entry.

    `field` is the dotted name without positions in lists ("cities.city"). `wanted` is the collection that
    the field knows, "" where it takes an id of any. `target` is the id that it means, "" where the text
    can mean none.
    """

    source: str
    field: str
    text: str
    wanted: str
    place: Place

    def without_place(self) -> Reference:
        """The same for whoever tells no mistakes: of references there are many."""
        return Reference(self.source, self.field, self.text, self.wanted, _NOWHERE)

    @property
    def target(self) -> str:
        if "/" in self.text:
            return self.text
        return f"{self.wanted}/{self.text}" if self.wanted else ""


def references_of(document: Document) -> tuple[Reference, ...]:
    """All references of a document, in the order of the file."""
    source = document.id
    return tuple(
        Reference(source, field, scalar.text.strip(), leaf.refers_to, _place(document, scalar))
        for field, scalar, leaf in _leading(document)
        if leaf.refers_to is not None
    )


def files_named_by(document: Document) -> tuple[tuple[str, Place], ...]:
    """The files of its folder that a document names in its fields, with their places."""
    return tuple(
        (scalar.text.strip(), _place(document, scalar))
        for _, scalar, leaf in _leading(document)
        if leaf.names_file
    )


def _place(document: Document, scalar: Scalar) -> Place:
    return Place(document.path, scalar.line, scalar.column)


def _leading(document: Document) -> Iterator[tuple[str, Scalar, Leaf]]:
    """What refers to an entry or names a file, with the dotted name of its field."""
    if document.fields is not None:
        yield from _walk("", document.fields, shape_of(TYPES[document.collection].model))


def _walk(field: str, node: Node, shape: Shape) -> Iterator[tuple[str, Scalar, Leaf]]:
    if isinstance(node, Scalar):
        if isinstance(shape, Leaf) and node.text.strip():
            yield field, node, shape
    elif isinstance(node, Sequence):
        if isinstance(shape, ListOf):
            for item in node.items:
                yield from _walk(field, item, shape.item)
    elif isinstance(node, Mapping) and isinstance(shape, Group):
        for key, value in node.pairs:
            inner = shape.leading.get(key.text)
            if inner is not None:
                yield from _walk(f"{field}.{key.text}" if field else key.text, value, inner)
