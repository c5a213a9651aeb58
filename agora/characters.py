"""Characters that cannot be seen, and how to print a foreign text safely.

Refused are control characters, separators that break a line unseen, characters that reverse the
direction of text, and zero-width characters where no script needs them. Joiners are at home between
letters of other scripts and in emoji, direction marks in lines that hold right-to-left letters, and
tag letters in the flags of England, Scotland and Wales.
"""

from __future__ import annotations

import re
import unicodedata

REPLACEMENT = "\ufffd"
"""Stands in the place of a refused character, so that columns stay true."""

_JOINERS = "\u200c\u200d"
_DIRECTION_MARKS = "\u200e\u200f\u061c"
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    + _JOINERS
    + _DIRECTION_MARKS
    + "]"
    "|(?<![\U0001f3f4\U000e0020-\U000e007e])[\U000e0000-\U000e007f]"
)
_ODD_SPACE = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
ODD_SPACES = re.compile(f"[{_ODD_SPACE}]+")
"""Blanks that look like a space and are none to YAML."""

_NAMES = {
    "\x00": "NUL",
    "\r": "carriage return",
    "\x1b": "escape",
    "\x7f": "delete",
    "\x85": "next line",
    "\ufeff": "byte order mark",
    "\ufffe": "noncharacter",
    "\uffff": "noncharacter",
}


def unseen(text: str) -> tuple[int, ...]:
    """The offsets of the characters of `text` that may not stand in content."""
    # All that is refused is unprintable to Unicode, and few texts hold anything that is.
    if text.replace("\n", "").isprintable():
        return ()
    return tuple(
        found.start() for found in _UNSEEN.finditer(text) if not _at_home(text, found.start())
    )


def without(text: str, offsets: tuple[int, ...]) -> str:
    """The same text, as long as before, with `REPLACEMENT` at each of the offsets."""
    if not offsets:
        return text
    letters = list(text)
    for offset in offsets:
        letters[offset] = REPLACEMENT
    return "".join(letters)


def named(character: str) -> str:
    """The character for a message: `U+200B (zero width space)`."""
    name = _NAMES.get(character) or unicodedata.name(character, "control character").lower()
    return f"U+{ord(character):04X} ({name})"


def printable(text: str, limit: int = 200) -> str:
    """The text on one line, at most `limit` characters, with every unseen character spelt out."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(letter if _shows(letter) else _spelt(letter) for letter in cut)


def _at_home(text: str, offset: int) -> bool:
    mark = text[offset]
    if mark in _JOINERS:
        before, behind = text[max(offset - 1, 0) : offset], text[offset + 1 : offset + 2]
        return bool(before and behind) and not (before + behind).isascii()
    if mark in _DIRECTION_MARKS:
        start, end = text.rfind("\n", 0, offset) + 1, text.find("\n", offset)
        line = text[start : end if end >= 0 else len(text)]
        return any(
            unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT
            for letter in line
            if letter not in _DIRECTION_MARKS
        )
    return False


def _shows(letter: str) -> bool:
    # Unassigned, private and surrogate characters print as nothing or as a box: spell them out too.
    return letter == " " or unicodedata.category(letter)[0] not in "CZ" or letter in _JOINERS


def _spelt(letter: str) -> str:
    if letter == "\u00a0":
        return " "
    code = ord(letter)
    return (
        f"\\x{code:02x}"
        if code < 0x100
        else f"\\u{code:04x}"
        if code < 0x10000
        else f"\\U{code:08x}"
    )
