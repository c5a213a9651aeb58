"""A file to fill in: a commented skeleton of an entry, printed from its model."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import click
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from agora.documents import Plain
from agora.model import TYPES, Context, EntryType, UnitLimits, reading
from agora.model.shape import Group, Leaf, ListOf, Shape, shape_of
from agora.problems import nearest

Given: TypeAlias = dict[str, Plain]
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _./-()%+,:@")


def new(root: Path, word: str, slug: str, settings: tuple[str, ...]) -> tuple[Path, str]:
    """The path and the text of a new entry's file; nothing is written.

    `word` is the type in the singular, `settings` are "field=value". Raises `click.UsageError` where the
    type, the slug or a value is wrong, or the entry is there already.
    """
    kind = _type(word)
    _refuse_bad_slug(slug)
    folder = root / "content" / kind.collection
    taken = [path for path in sorted(folder.glob(f"{slug}.*")) if path.is_file()]
    if taken:
        raise click.UsageError(f"{taken[0].relative_to(root)} is there already")
    shape = shape_of(kind.model)
    given = _given(kind, shape, settings)
    _refuse_mistakes(kind, given)
    return folder / f"{slug}.md", _skeleton(kind, shape, given)


def _type(word: str) -> EntryType:
    by_name = {kind.singular: kind for kind in TYPES.values()}
    found = by_name.get(word) or TYPES.get(word)
    if found is None:
        near = nearest(word, [*by_name, *TYPES])
        hint = f"did you mean {near}?" if near else f"known: {', '.join(by_name)}"
        raise click.UsageError(f'unknown type "{word}": {hint}')
    return found


def _refuse_bad_slug(slug: str) -> None:
    try:
        reading.slug(slug)
    except PydanticCustomError as mistake:
        raise click.UsageError(_sentence(mistake)) from None


def _sentence(mistake: PydanticCustomError) -> str:
    about = mistake.context or {}
    return f"{about['message']}; {about['hint']}" if about["hint"] else str(about["message"])


def _given(kind: EntryType, shape: Group, settings: tuple[str, ...]) -> Given:
    """The values of `--set`; `population.value=9` goes into a group, `themes=a,b` makes a list."""
    given: Given = {}
    for setting in settings:
        name, sign, value = setting.partition("=")
        if not sign:
            raise click.UsageError(f'"{setting}" is not written as field=value')
        inner: Shape | None = shape
        target = given
        *groups, last = name.strip().split(".")
        for step in groups:
            inner = inner.get(step) if isinstance(inner, Group) else None
            below = target.setdefault(step, {})
            target = below if isinstance(below, dict) else {}
        inner = inner.get(last) if isinstance(inner, Group) else None
        if inner is None:
            near = nearest(name, [field for field, _ in shape.fields])
            hint = f": did you mean {near}?" if near else ""
            raise click.UsageError(f'a {kind.singular} has no field "{name}"{hint}')
        many = isinstance(inner, ListOf) and isinstance(inner.item, Leaf)
        parts: list[Plain] = [part.strip() for part in value.split(",") if part.strip()]
        target[last] = parts if many else value.strip()
    return given


def _refuse_mistakes(kind: EntryType, given: Given) -> None:
    """Raise a usage error for values that the model refuses; what is still missing is no mistake."""
    try:
        kind.model.model_validate(given, context=Context("en", _AnyUnit()))
    except ValidationError as error:
        wrong = [
            f"{'.'.join(map(str, detail['loc']))}: {detail['msg']}"
            for detail in error.errors(include_url=False)
            if detail["type"] != "missing"
        ]
        if wrong:
            raise click.UsageError("; ".join(wrong)) from None


class _AnyUnit(dict[str, UnitLimits]):
    """Units are declared in the settings, which are not read here: every one is allowed."""

    def __contains__(self, unit: object) -> bool:
        return True

    def __missing__(self, unit: str) -> UnitLimits:
        return UnitLimits(None, None)


def _skeleton(kind: EntryType, shape: Group, given: Given) -> str:
    """Required fields first, each below what it means; optional ones as comments with an example."""
    required = [name for name, _ in shape.fields if _is_required(shape, name)]
    rest = [name for name, _ in shape.fields if name not in required]
    lines = [
        "---",
        f"# {kind.about} Lines that start with # are comments; delete what you do not need.",
    ]
    for name in (*required, *rest):
        described = _description(shape, name)
        if name in given:
            lines += ["", f"# {described}", *_written(name, given[name])]
        elif name in required:
            lines += ["", f"# {described}", f"{name}:"]
        else:
            lines += ["", f"# {described}", f"# {name}: {_example(shape.get(name))}"]
    return "\n".join([*lines, "---", ""])


def _is_required(shape: Group, name: str) -> bool:
    return next(
        field.is_required()
        for key, field in shape.model.model_fields.items()
        if (field.alias or key) == name
    )


def _description(shape: Group, name: str) -> str:
    return next(
        field.description or name
        for key, field in shape.model.model_fields.items()
        if (field.alias or key) == name
    )


def _example(shape: Shape | None) -> str:
    if isinstance(shape, ListOf):
        return f"[{_example(shape.item)}]"
    if isinstance(shape, Group):
        wanted = [
            (name, inner) for name, inner in shape.fields if _is_required(shape, name)
        ] or shape.fields[:1]
        return "{" + ", ".join(f"{name}: {_example(inner)}" for name, inner in wanted) + "}"
    return shape.example if shape else ""


def _written(name: str, value: Plain) -> list[str]:
    if isinstance(value, dict):
        inner = [line for key, below in value.items() for line in _written(key, below)]
        return [f"{name}:", *(f"  {line}" for line in inner)]
    if isinstance(value, list):
        return [f"{name}: [{', '.join(_quoted(str(item)) for item in value)}]"]
    return [f"{name}: {_quoted(value)}"]


def _quoted(text: str) -> str:
    """The text as YAML reads it back: in quotes where it holds more than plain letters and signs."""
    plain = set(text) <= _PLAIN and text[:1].isalnum() and ": " not in text and "," not in text
    if plain and not text.endswith(":"):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
