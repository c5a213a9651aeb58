"""The shape of a model, read off its annotations once: which fields a translation may set, which refer.

Validation of translations, the link stage, the content reference and `new` all walk this shape, so that
a field is declared in one place.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Annotated, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from msgspec import Struct
from pydantic import BaseModel

from agora.model.fields import Kind, Localised, NamesFile, OneOf, RefersTo


class Leaf(Struct, frozen=True):
    """One value. `refers_to` is a collection, "" for an id of any, None where it is no reference."""

    localised: bool = False
    refers_to: str | None = None
    names_file: bool = False
    allowed: tuple[str, ...] = ()
    words: str = "text"
    example: str = "text"


class ListOf(Struct, frozen=True):
    item: Shape


@dataclass(frozen=True)
class Group:
    """Fields of their own, by the names that editors write."""

    model: type[BaseModel]
    fields: tuple[tuple[str, Shape], ...]
    may_be_text: bool = False

    @cached_property
    def _by_name(self) -> Mapping[str, Shape]:
        return dict(self.fields)

    @cached_property
    def leading(self) -> Mapping[str, Shape]:
        """The fields in which something refers to an entry or names a file."""
        return {name: shape for name, shape in self.fields if _leads(shape)}

    @cached_property
    def listing(self) -> Mapping[str, Shape]:
        """The fields in which there are lists."""
        return {name: shape for name, shape in self.fields if _lists(shape)}

    def get(self, name: str) -> Shape | None:
        return self._by_name.get(name)


Shape: TypeAlias = Leaf | ListOf | Group


def _leads(shape: Shape) -> bool:
    if isinstance(shape, ListOf):
        return _leads(shape.item)
    if isinstance(shape, Group):
        return bool(shape.leading)
    return shape.refers_to is not None or shape.names_file


def _lists(shape: Shape) -> bool:
    return isinstance(shape, ListOf) or (isinstance(shape, Group) and bool(shape.listing))


@cache
def shape_of(model: type[BaseModel]) -> Group:
    """The shape of a model's fields, in the order of their declaration."""
    hints = get_type_hints(model, include_extras=True)
    return Group(
        model,
        tuple(
            (field.alias or name, _shape(hints[name])) for name, field in model.model_fields.items()
        ),
    )


def _shape(annotation: object) -> Shape:
    marks: list[object] = []
    inner = _unwrapped(annotation, marks)
    if get_origin(inner) is tuple:
        return ListOf(_shape(get_args(inner)[0]))
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        group = shape_of(inner)
        return Group(inner, group.fields, any(isinstance(mark, Kind) for mark in marks))
    kind = next((mark for mark in marks if isinstance(mark, Kind)), Kind("text", "text"))
    allowed = next((mark.allowed for mark in marks if isinstance(mark, OneOf)), ())
    reference = next((mark.collection for mark in marks if isinstance(mark, RefersTo)), None)
    return Leaf(
        localised=any(isinstance(mark, Localised) for mark in marks),
        refers_to=reference,
        names_file=any(isinstance(mark, NamesFile) for mark in marks),
        allowed=allowed,
        words="one of " + ", ".join(allowed) if allowed else kind.words,
        example=allowed[0] if allowed else kind.example,
    )


def _unwrapped(annotation: object, marks: list[object]) -> object:
    """The type inside `Annotated` and `| None`; what `Annotated` said is added to `marks`."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *found = get_args(annotation)
        marks.extend(found)
        return _unwrapped(inner, marks)
    if origin in (Union, types.UnionType):
        rest = [part for part in get_args(annotation) if part is not type(None)]
        if len(rest) == 1:
            return _unwrapped(rest[0], marks)
    if origin is Literal:
        return str
    return annotation


def localised_paths(group: Group, prefix: str = "") -> tuple[str, ...]:
    """The fields that a translation may set, as dotted names for messages and documentation."""
    found: list[str] = []
    for name, shape in group.fields:
        inner = shape.item if isinstance(shape, ListOf) else shape
        if isinstance(inner, Leaf) and inner.localised:
            found.append(prefix + name)
        elif isinstance(inner, Group):
            found.extend(localised_paths(inner, f"{prefix}{name}."))
    return tuple(found)
