"""From the bytes of a content file to text that can be trusted, with every fault at its place."""

from __future__ import annotations

import codecs
import re

from msgspec import Struct

from agora.characters import named, unseen, without
from agora.problems import Place, Problem

FILE_LIMIT_BYTES = 256 * 1024
BODY_LIMIT_BYTES = 128 * 1024
_LFS = b"version https://git-lfs.github.com/spec/"
_OTHER_ENCODINGS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_MARKERS = re.compile(r"^(?:<{7}|>{7}|\|{7})(?=[ \n]|\Z)", re.MULTILINE)
_SAVE_AS = "save the file as UTF-8 in your editor"
_CHARACTERS_SHOWN = 20


class FileText(Struct, frozen=True):
    """A file's text without a byte order mark, with `\\n` at the end of each line.

    A refused character is replaced by U+FFFD, which `damaged` tells. From the offset `broken_at` on
    the bytes were not UTF-8; at the offset `conflict_at` stands the first mark of a merge conflict.
    Both are the length of the text where there is no such thing.
    """

    text: str
    damaged: bool
    broken_at: int
    conflict_at: int


def read_text(raw: bytes, path: str) -> tuple[FileText | None, tuple[Problem, ...]]:
    """The text of a content file; None where nothing in it can be read."""
    refused = _refused(raw, path)
    if refused is not None:
        return None, (refused,)
    decoded, broken_at, mistake = _decoded(raw.removeprefix(codecs.BOM_UTF8))
    problems: list[Problem] = []
    if "\n" not in decoded and decoded.count("\r") > 1:
        problems.append(_old_line_ends(decoded, path))
        decoded = decoded.replace("\r", "\n")
    if mistake is not None:
        problems.append(_not_utf_8(mistake, place_at(decoded, broken_at, path)))
    offsets = unseen(decoded)
    text = without(decoded, offsets)
    problems += _unseen_problems(decoded, offsets, path)
    conflicts, conflict_at = _conflicts(text, path)
    damaged = bool(offsets) or broken_at < len(text)
    return FileText(text, damaged, broken_at, conflict_at), tuple(problems + conflicts)


def place_at(text: str, offset: int, path: str) -> Place:
    """The place of the character at `offset`."""
    before = text[:offset]
    return Place(path, before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


def kilobytes(size_bytes: int) -> str:
    return f"{-(-size_bytes // 1024)} KB"


def _refused(raw: bytes, path: str) -> Problem | None:
    """What makes a file unreadable as a whole, at its first character."""
    start = Place(path)
    if len(raw) > FILE_LIMIT_BYTES:
        limit = kilobytes(FILE_LIMIT_BYTES)
        return Problem(start, "file-too-large", f"the file is over {limit}", "split the text")
    if raw.startswith(_LFS):
        return Problem(
            start,
            "lfs-pointer",
            "this is a git LFS pointer, not the file itself",
            "run: git lfs pull",
        )
    for mark, name in _OTHER_ENCODINGS:
        if raw.startswith(mark):
            return Problem(start, "encoding", f"the file is {name}, not UTF-8", _SAVE_AS)
    zeros = sorted((raw[::2].count(0), raw[1::2].count(0))) if 0 in raw else [0, 0]
    if len(raw) >= 8 and zeros[1] * 3 >= len(raw) and zeros[0] * 10 <= zeros[1]:
        return Problem(
            start, "encoding", "the file is not UTF-8 text (it looks like UTF-16)", _SAVE_AS
        )
    return None


def _decoded(raw: bytes) -> tuple[str, int, UnicodeDecodeError | None]:
    """The text with plain line ends, the offset of the first bad byte, and what is wrong."""
    try:
        text = raw.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8").replace("\r\n", "\n")
        text = before + raw[error.start :].decode("utf-8", "replace").replace("\r\n", "\n")
        return text, len(before), error
    return text, len(text), None


def _not_utf_8(mistake: UnicodeDecodeError, place: Place) -> Problem:
    raw = mistake.object
    if mistake.reason == "unexpected end of data" and mistake.end == len(raw):
        message = "the file ends in the middle of a character: it was cut off"
        return Problem(place, "encoding", message, "copy or upload the file again")
    message = f"the byte 0x{raw[mistake.start]:02X} is not UTF-8"
    return Problem(place, "encoding", message, _SAVE_AS)


def _old_line_ends(text: str, path: str) -> Problem:
    """One mistake of the whole file, as old Macs wrote it, and not one on each line."""
    place = place_at(text, text.index("\r"), path)
    message = "the lines end with a carriage return alone"
    return Problem(place, "control-character", message, "save the file with LF line ends")


def _unseen_problems(text: str, offsets: tuple[int, ...], path: str) -> list[Problem]:
    """A problem at each character that cannot be seen; of a flood the first ones."""
    problems = []
    for count, offset in enumerate(offsets[:_CHARACTERS_SHOWN], start=1):
        message = f"the character {named(text[offset])} cannot be seen"
        hint = "delete it"
        if count == _CHARACTERS_SHOWN < len(offsets):
            hint += f"; {len(offsets) - count} more of this kind follow"
        place = place_at(text, offset, path)
        problems.append(Problem(place, "control-character", message, hint))
    return problems


def _conflicts(text: str, path: str) -> tuple[list[Problem], int]:
    """A problem at the first mark of each merge conflict, and the offset of the first.

    `=======` alone is no sign of one: it underlines a heading.
    """
    problems: list[Problem] = []
    first, is_open = len(text), False
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return problems, first
    for mark in _MARKERS.finditer(text):
        sign = mark.group()
        if sign.startswith("|") or (sign.startswith(">") and is_open):
            is_open = is_open and sign.startswith("|")
            continue
        is_open = sign.startswith("<")
        first = min(first, mark.start())
        problems.append(
            Problem(
                place_at(text, mark.start(), path),
                "conflict-marker",
                f"the mark {sign} of a git merge conflict was left here",
                "keep one version and delete the lines with <<<<<<<, ======= and >>>>>>>",
            )
        )
    return problems, first
