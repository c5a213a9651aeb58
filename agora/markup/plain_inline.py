"""The inside of a plain paragraph: emphasis, code, links and pictures, as HTML.

What is read here is a part of what Python-Markdown reads, and is read as it does it; anything else is
refused. So signs of emphasis do not stand in each other: what begins one is ended by the next signs that
could begin or end any, and these are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from agora.markup.wording import escaped

_CODE = "`[^`\n]++`(?!`)"
_PIECE = re.compile(
    rf"""
    (?P<text>[^*_`\[\]]*+)
    (?: (?P<code>{_CODE})
      | \[(?!\^)(?P<shown>(?:[^`\[\]]++|`[^`\[\]\n]++`(?!`))++)\]\((?P<target>[^\s()<>"'`\[\]]++)\)
      | (?P<signs>\*++|_++)
      | \Z
      | (?P<other>.)
    )
    """,
    re.VERBOSE,
)
_TAGS = {"*": "em", "_": "em", "**": "strong", "__": "strong"}


class Addresses(Protocol):
    """Is asked for each target, as it is written, in the order of the text; its methods raise NotPlain."""

    def link(self, target: str) -> str:
        """The attribute of a link."""

    def image(self, target: str, alt: str) -> str:
        """The element of a picture."""


class NotPlain(Exception):
    """This text is for Python-Markdown."""


def inline_html(text: str, addresses: Addresses) -> str:
    """The HTML of the text of a block. Raises NotPlain.

    The text holds no `\\`, no `<`, no entity and no hard line break, and no white space but
    spaces and `\\n`.
    """
    if "*" in text or "_" in text or "`" in text or "[" in text or "]" in text:
        return "".join(_pieces(text, addresses))
    return escaped(text)


def _pieces(text: str, addresses: Addresses) -> Iterator[str]:
    begun = ""
    for piece in _PIECE.finditer(text):
        before, kind = piece["text"], piece.lastgroup
        is_image = kind == "target" and before.endswith("!")
        yield escaped(before[:-1] if is_image else before)
        if kind == "signs":
            html, begun = _emphasis(piece["signs"], begun, *_sides(text, *piece.span("signs")))
            yield html
        elif is_image and "`" not in piece["shown"]:
            yield addresses.image(piece["target"], piece["shown"])
        elif kind == "target" and not is_image:
            attribute = addresses.link(piece["target"])
            yield f"<a{attribute}>{inline_html(piece['shown'], addresses)}</a>"
        elif kind == "code":
            yield f"<code>{escaped(piece['code'][1:-1].strip())}</code>"
        elif kind != "text":
            raise NotPlain
    if begun:
        raise NotPlain


def _emphasis(signs: str, begun: str, may_begin: bool, may_end: bool) -> tuple[str, str]:
    """The HTML of these signs, and those of the emphasis that is open behind them; `begun` is open before."""
    if not may_begin and not (begun and may_end):
        return signs, begun
    if signs not in _TAGS or (begun and not (may_end and signs == begun)):
        raise NotPlain
    return (f"</{_TAGS[signs]}>", "") if begun else (f"<{_TAGS[signs]}>", signs)


def _sides(text: str, start: int, end: int) -> tuple[bool, bool]:
    """Whether the signs at this place could begin an emphasis, and whether they could end one."""
    before, after = text[start - 1 : start], text[end : end + 1]
    may_begin = bool(after) and not after.isspace()
    may_end = bool(before) and not before.isspace()
    if text[start] == "_":  # not inside a word
        return may_begin and not before.isalnum(), may_end and not after.isalnum()
    return may_begin, may_end
