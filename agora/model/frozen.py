"""What every model is: a value that does not change, and that refuses what it does not know."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

_UNTOLD: frozenset[str] = frozenset()


class Frozen(BaseModel):
    """Every unknown key is a mistake."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True
    )

    def model_post_init(self, context: object, /) -> None:
        # Nobody asks a model which fields were written, and a set in each was a fifth of what entries take.
        object.__setattr__(self, "__pydantic_fields_set__", _UNTOLD)
