"""What pydantic finds wrong, as problems in an editor's words at the place of the offending text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from agora.codes import CODES
from agora.documents import Document, Mapping, Node, Scalar, Sequence, Steps, locate, plain
from agora.entries import place_of, place_of_node
from agora.model import Context
from agora.model.shape import Group, Leaf, ListOf, Shape, shape_of
from agora.problems import Place, Problem, nearest

ModelT = TypeVar("ModelT", bound=BaseModel)


def read_fields(
    document: Document, model: type[ModelT], context: Context
) -> tuple[ModelT | None, list[Problem]]:
    """The document's fields as an instance of `model`, or None with all that is wrong with them."""
    if document.fields is None:
        return None, []
    shape = shape_of(model)
    problems = list(_repeated_ids(document, document.fields, shape))
    try:
        return model.model_validate(plain(document.fields), context=context), problems
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        return None, problems + [
            _problem(document, shape, detail)
            for detail in details
            # What a mistake of syntax has swallowed is reported there, not as missing.
            if not document.is_unread(detail["loc"])
        ]


def _problem(document: Document, shape: Group, detail: ErrorDetails) -> Problem:
    steps, kind = detail["loc"], detail["type"]
    about: dict[str, object] = detail.get("ctx", {})
    if kind == "extra_forbidden":
        return unknown_field(document, shape, steps)
    if kind == "missing":
        return _missing(document, shape, steps)
    if kind in CODES:
        beside = about.get("at", ())
        if isinstance(beside, tuple) and beside:
            steps = (*steps[:-1], *beside)
        # What is wrong with a code to accept is the code itself, which is the key.
        at_key = len(steps) == 2 and steps[0] == "accept"
        place = key_place(document, steps) if at_key else place_of(document, *steps)
        return Problem(place, kind, str(about["message"]), str(about["hint"]))
    found = shape_at(shape, steps)
    return Problem(place_of(document, *steps), "value-type", *_wanted(found))


def _wanted(shape: Shape | None) -> tuple[str, str]:
    """The message and the hint for a value of the wrong shape."""
    if isinstance(shape, Group):
        names = ", ".join(name for name, _ in shape.fields)
        first = shape.fields[0][0]
        return f"this wants fields of its own: {names}", f"write {{{first}: …}}"
    if isinstance(shape, ListOf):
        return "this field wants a list", "start each item with a hyphen: - …"
    if isinstance(shape, Leaf):
        return f"this wants {shape.words}", f"write {shape.example}"
    return "this value cannot be read", "docs/content.md shows how each field is written"


def unknown_field(document: Document, shape: Group, steps: Steps) -> Problem:
    """A key that the model does not have, with the nearest that it has."""
    group = shape_at(shape, steps[:-1])
    known = [name for name, _ in group.fields] if isinstance(group, Group) else []
    name = str(steps[-1])
    near = nearest(name, known)
    odd = sorted({letter for letter in name if not letter.isascii()})
    hint = f"did you mean {near}?" if near else "known: " + ", ".join(known)
    if odd:
        hint += f" (it holds the letter {', '.join(odd)}, which is not a–z)"
    return Problem(key_place(document, steps), "field-unknown", f'unknown field "{name}"', hint)


def key_place(document: Document, steps: Steps) -> Place:
    """The place of a key, not of its value."""
    if document.fields is None:
        return document.end
    node, rest = locate(document.fields, steps[:-1])
    key = node.key(str(steps[-1])) if isinstance(node, Mapping) and not rest else None
    return Place(document.path, key.line, key.column) if key else place_of(document, *steps)


def _missing(document: Document, shape: Group, steps: Steps) -> Problem:
    group = shape_at(shape, steps[:-1])
    name = str(steps[-1])
    description, example = "", "…"
    if isinstance(group, Group):
        field = next(
            (
                field
                for key, field in group.model.model_fields.items()
                if (field.alias or key) == name
            ),
            None,
        )
        description = (field.description or "") if field else ""
        leaf = group.get(name)
        example = leaf.example if isinstance(leaf, Leaf) else "…"
    place = place_of(document, *steps)
    verb = "is empty" if _is_written(document, steps) else "is missing"
    return Problem(
        place,
        "field-missing",
        f'the required field "{name}" {verb}: {_as_clause(description)}'.rstrip(": "),
        f"write {name}: {example}",
    )


def _as_clause(sentence: str) -> str:
    """The sentence behind a colon: its first letter small, unless the first word is an abbreviation."""
    return sentence if sentence[1:2].isupper() else sentence[:1].lower() + sentence[1:]


def _is_written(document: Document, steps: Steps) -> bool:
    if document.fields is None:
        return False
    node, rest = locate(document.fields, steps[:-1])
    return not rest and isinstance(node, Mapping) and node.key(str(steps[-1])) is not None


def shape_at(shape: Shape, steps: Steps) -> Shape | None:
    """The shape that steps lead to; None where they leave the model."""
    found: Shape | None = shape
    for step in steps:
        if isinstance(found, ListOf) and isinstance(step, int):
            found = found.item
        elif isinstance(found, Group) and isinstance(step, str):
            found = found.get(step)
        else:
            return None
    return found


def _repeated_ids(document: Document, node: Node, shape: Shape) -> Iterator[Problem]:
    """Items of one list that have the same id: a translation could not tell them apart."""
    if isinstance(node, Mapping) and isinstance(shape, Group):
        for key, value in node.pairs:
            inner = shape.listing.get(key.text)
            if inner is not None:
                yield from _repeated_ids(document, value, inner)
    elif isinstance(node, Sequence) and isinstance(shape, ListOf):
        first: dict[str, Scalar] = {}
        for item in node.items:
            yield from _repeated_ids(document, item, shape.item)
            name = item.get("id") if isinstance(item, Mapping) else None
            name = item if isinstance(shape.item, Leaf) and not shape.item.localised else name
            if not isinstance(name, Scalar) or name.is_empty:
                continue
            if name.text in first:
                place = place_of_node(document, name, ())
                before = first[name.text].line
                yield Problem(
                    place,
                    "duplicate-item",
                    f'"{name.text}" stands in this list already, on line {before}',
                    "delete one of the two, or give it an id of its own",
                )
            first.setdefault(name.text, name)
