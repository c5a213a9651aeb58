"""A translation laid over its original: wordings change, everything else is shared."""

from __future__ import annotations

from collections import abc
from typing import TypeAlias

from pydantic_core import PydanticCustomError

from agora.documents import Document, Mapping, Node, Plain, Scalar, Sequence, is_absent, plain
from agora.model import reading
from agora.model.shape import Group, Leaf, ListOf, Shape, localised_paths
from agora.model.values import Wording
from agora.problems import Place, Problem, nearest

Merged: TypeAlias = "Wording | Plain | list[Merged] | dict[str, Merged]"


def overlay(
    original: Mapping, translation: Mapping, document: Document, shape: Group, language: str
) -> tuple[dict[str, Merged], list[Problem]]:
    """The original's plain values with the translation's wordings in their places.

    `document` is the translation's file, for the places of problems. Items of a list are named by their
    `id`; a list of texts is replaced whole. What the translation leaves out stays as it is.
    """
    merged = plain(original)
    assert isinstance(merged, dict)
    layer = _Layer(document, language, shape)
    return layer.group(merged, translation, shape), layer.problems


class _Layer:
    """One walk over a translation; it gathers the problems on its way."""

    def __init__(self, document: Document, language: str, shape: Group) -> None:
        self.document, self.language, self.root = document, language, shape
        self.problems: list[Problem] = []

    def refuse(self, node: Node | Scalar, code: str, message: str, hint: str = "") -> None:
        place = Place(self.document.path, node.line, node.column)
        self.problems.append(Problem(place, code, message, hint))

    def group(
        self, values: abc.Mapping[str, Merged], node: Mapping, shape: Group
    ) -> dict[str, Merged]:
        merged: dict[str, Merged] = dict(values)
        for key, value in node.pairs:
            inner = shape.get(key.text)
            if inner is None:
                self._unknown(key, shape)
            elif not _translates(inner):
                self.refuse(
                    key,
                    "field-not-translatable",
                    f'"{key.text}" is shared by all languages',
                    "delete it here, and change it in the entry itself",
                )
            elif not is_absent(value):
                merged[key.text] = self.value(merged.get(key.text), key, value, inner)
        return merged

    def value(self, before: Merged | None, key: Scalar, node: Node, shape: Shape) -> Merged:
        if isinstance(shape, Leaf):
            return self.leaf(before, node)
        if isinstance(shape, Group):
            return self.nested(before, key, node, shape)
        if isinstance(shape.item, Leaf):
            return self.texts(before, node)
        return self.items(before, key, node, shape.item)

    def leaf(self, before: Merged | None, node: Node) -> Merged:
        if isinstance(node, Mapping) and not isinstance(before, str):
            # A unit's label is the one wording with forms: {one: ciudad, other: ciudades}.
            return {name.text: self.leaf(None, form) for name, form in node.pairs}
        try:
            return Wording(reading.text(plain(node)), self.language)
        except PydanticCustomError as error:
            about = error.context or {}
            self.refuse(node, error.type, str(about["message"]), str(about["hint"]))
            return ""

    def texts(self, before: Merged | None, node: Node) -> Merged:
        if not isinstance(node, Sequence):
            self.refuse(
                node, "value-type", "this field wants a list", "start each item with a hyphen: - …"
            )
            return before or []
        return [self.leaf(None, item) for item in node.items]

    def nested(self, before: Merged | None, key: Scalar, node: Node, shape: Group) -> Merged:
        if not isinstance(before, dict):
            message = f'the entry itself has no fields in "{key.text}"'
            self.refuse(key, "item-unknown", message, "add them to the entry first")
            return before or {}
        if not isinstance(node, Mapping):
            names = ", ".join(localised_paths(shape))
            message = f'"{key.text}" wants fields of its own: {names}'
            self.refuse(node, "value-type", message, f"write {{{names.split(',')[0]}: …}}")
            return before
        return self.group(before, node, shape)

    def items(self, before: Merged | None, key: Scalar, node: Node, shape: Shape) -> Merged:
        """Items that are named by their id: `facts: {floor-area: {label: Superficie}}`."""
        items: list[Merged] = list(before) if isinstance(before, list) else []
        ids = {
            str(item["id"]): at
            for at, item in enumerate(items)
            if isinstance(item, dict) and "id" in item
        }
        if not isinstance(node, Mapping) or not isinstance(shape, Group):
            example = next(iter(ids), "an-id")
            self.refuse(
                node,
                "value-type",
                f'a translation names the items of "{key.text}" by their id',
                f"write {key.text}: {{{example}: {{…}}}}",
            )
            return items
        for name, value in node.pairs:
            at = ids.get(name.text)
            if at is None:
                near = nearest(name.text, ids)
                known = ", ".join(ids) or "none has an id"
                self.refuse(
                    name,
                    "item-unknown",
                    f'the entry has no item "{name.text}" in "{key.text}"',
                    f"did you mean {near}?" if near else f"known: {known}",
                )
            else:
                items[at] = self.nested(items[at], name, value, shape)
        return items

    def _unknown(self, key: Scalar, shape: Group) -> None:
        known = [name for name, inner in shape.fields if _translates(inner)]
        near = nearest(key.text, known)
        self.refuse(
            key,
            "field-unknown",
            f'unknown field "{key.text}"',
            f"did you mean {near}?" if near else f"a translation may set: {', '.join(known)}",
        )


def _translates(shape: Shape) -> bool:
    """Whether a translation may set anything in here."""
    if isinstance(shape, ListOf):
        return _translates(shape.item)
    return shape.localised if isinstance(shape, Leaf) else bool(localised_paths(shape))
