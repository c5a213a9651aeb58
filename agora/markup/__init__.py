"""Markdown bodies as safe HTML, with every link, picture and refused tag at its place.

`convert` is the stage; `resolve` puts addresses where a rendered body names entries and files.
"""

from agora.markup.convert import convert
from agora.markup.headings import RESERVED_IDS
from agora.markup.rendered import (
    BodyImage,
    BodyLink,
    BodyTarget,
    LinkKind,
    Outline,
    Picture,
    Rendered,
    resolve,
)

__all__ = [
    "RESERVED_IDS",
    "BodyImage",
    "BodyLink",
    "BodyTarget",
    "LinkKind",
    "Outline",
    "Picture",
    "Rendered",
    "convert",
    "resolve",
]
