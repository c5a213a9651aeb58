"""What all shapes of views have in common: frozen plain values that are made and told apart at little cost.

A website of ten thousand entries makes millions of them. `msgspec.Struct` sets the fields of a value in C,
and encodes a whole view in C, which is what the key of its page is made of.
"""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct
from msgspec.msgpack import Encoder, Ext
from msgspec.structs import asdict


class Shape(Struct, frozen=True, gc=False, tag=True, array_like=True):
    """A frozen value of a view. It holds text, numbers, truths, tuples of those, and other shapes, but no
    field that may be a shape or a tuple (a test holds this), so that different ones are encoded differently:
    each is its name and its fields in their order.

    The collector does not look at shapes: a value that is frozen when it is made cannot hold itself.
    """


def fields_of(shape: Shape) -> dict[str, object]:
    """The fields by their names: what the template of a view may name."""
    return asdict(shape)


def encoded(shape: Shape) -> bytes:
    """All that a shape holds. Raises TypeError for what is no plain value."""
    return _ENCODER.encode(shape)


def _told(value: object) -> object:
    """Safe HTML, which a template writes as it is: not the same as text of the same letters."""
    if isinstance(value, Markup):
        return Ext(_SAFE, value.encode())
    raise TypeError(f"a view holds no {type(value).__name__}")


_SAFE = 1
"""The code of an extension of MessagePack, of which text is none."""
_ENCODER = Encoder(enc_hook=_told)
