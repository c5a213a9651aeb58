"""From the converter's strings to characters, and from characters to HTML."""

from __future__ import annotations

import re
from html import unescape

from agora.markup.marks import unmarked

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});")
_ESCAPED = re.compile("\x02([0-9]+)\x03")
_LEFT_OVER = re.compile("[\x02\x03\x0e\x0f]")
# What the reader refuses when it is typed must not come in by its number.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SPECIAL = re.compile("[&<>\x02\x0e\xa0]")


def characters(text: str) -> str:
    """What a reader sees of a string of the converter's tree, where entities still stand for characters."""
    if "&" in text:
        text = _ENTITY.sub(_decoded, text)
    if "\x02" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1])), text)
    return _LEFT_OVER.sub("", unmarked(text))


def has_entity(text: str) -> bool:
    """Whether something in it stands for another character."""
    return "&" in text and _ENTITY.search(text) is not None


def _decoded(found: re.Match[str]) -> str:
    decoded = unescape(found[0])
    return found[0] if not decoded or _UNWANTED.search(decoded) else decoded


def text_html(text: str) -> str:
    """A string of the tree as the text of an element, as HTML serialises it."""
    return escaped(characters(text)) if _SPECIAL.search(text) else text


def attribute_html(name: str, value: str) -> str:
    return f' {name}="{escaped(value).replace(chr(34), "&quot;")}"'


def escaped(text: str) -> str:
    return (
        text.replace("&", "&amp;")
        .replace("\xa0", "&nbsp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
    )
