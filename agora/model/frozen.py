"""What every model is: a value that does not change, and that refuses what it does not know."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

_UNTOLD: frozenset[str] = frozenset()
_NOTHING = object()
_unsaid: dict[type[BaseModel], dict[str, object]] = {}
"""What the fields of a class hold where nothing is written."""


class Frozen(BaseModel):
    """Every unknown key is a mistake."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True
    )

    def model_post_init(self, context: object, /) -> None:
        # Most fields of most entries are not written; their values stand once, in the class.
        unsaid = _unsaid.get(type(self), {})
        said = {
            name: value
            for name, value in self.__dict__.items()
            if unsaid.get(name, _NOTHING) != value
        }
        object.__setattr__(self, "__dict__", said)
        # Nobody asks a model which fields were written, and a set in each was a fifth of what entries take.
        object.__setattr__(self, "__pydantic_fields_set__", _UNTOLD)


def share_defaults() -> None:
    """Let all models of a class share what they say where nothing is written.

    To be called when all classes are there: what a class that has others below it holds would look, to those,
    like a default that they declare.
    """
    for model in _leaves(Frozen):
        _unsaid[model] = {
            name: field.get_default(call_default_factory=True, validated_data={})
            for name, field in model.model_fields.items()
            if not field.is_required()
        }
        for name, value in _unsaid[model].items():
            setattr(model, name, value)


def _leaves(model: type[Frozen]) -> Iterator[type[Frozen]]:
    below = model.__subclasses__()
    if not below:
        yield model
    for one in below:
        yield from _leaves(one)
