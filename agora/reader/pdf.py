"""Whether a PDF is only a document: no script, no program to launch, no file inside.

The names of a PDF's dictionaries are searched in its bytes and in its compressed object streams,
also where letters are written as `#xx`. That is no parser: it reads a bounded number of bytes, once.
"""

from __future__ import annotations

import re
import zlib

from msgspec import Struct

_INFLATED_LIMIT_BYTES = 64 * 1024 * 1024
_TAIL_BYTES = 2048
_ESCAPED_NAME = re.compile(rb"/[A-Za-z0-9]{0,30}#[0-9A-Fa-f]{2}[A-Za-z0-9#]{0,60}")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_END = rb"(?![A-Za-z0-9])"
_ACTIVE = (
    (re.compile(rb"/JavaScript" + _END), "a script (JavaScript)"),
    (re.compile(rb"/Launch" + _END), "an action that launches a program"),
    (re.compile(rb"/EmbeddedFiles?" + _END), "an embedded file"),
    (re.compile(rb"/(?:RichMedia|SubmitForm|ImportData|GoToE)" + _END), "an action of its own"),
)
_SHORT_SCRIPT = re.compile(rb"/JS" + _END)
_OPEN_ACTION = re.compile(rb"/OpenAction\s*(\[|<<|(\d+)\s+(\d+)\s+R)")
_GO_TO = re.compile(rb"/S\s*/GoTo(?![A-Za-z])")
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_COUNT = re.compile(rb"/Count\s+(\d{1,6})")
_PAGES = re.compile(rb"/Type\s*/Pages(?![A-Za-z])")


class Paper(Struct, frozen=True):
    """`pages` is 0 where it is not sure. `code` is a problem's, "" where there is none."""

    pages: int = 0
    code: str = ""
    message: str = ""


def read_pdf(raw: bytes) -> Paper:
    """What the bytes of a PDF hold. They start with `%PDF-`."""
    if b"%%EOF" not in raw[-_TAIL_BYTES:]:
        return Paper(0, "file-broken", "the end of the PDF is missing: it was cut off")
    inflated = _object_streams(raw)
    if inflated is None:
        message = "the PDF holds a part that cannot be checked"
        return Paper(0, "file-unsafe", message)
    whole = _plain_names(raw + b"\n" + inflated)
    for pattern, what in _ACTIVE:
        if pattern.search(whole):
            return Paper(0, "file-unsafe", f"the PDF holds {what}")
    # Three letters such as /JS occur by chance in compressed pictures: streams are left out here.
    text = _plain_names(_STREAM.sub(b"stream endstream", raw) + b"\n" + inflated)
    if _SHORT_SCRIPT.search(text):
        return Paper(0, "file-unsafe", "the PDF holds a script (JavaScript)")
    if not all(_only_shows_a_page(text, action) for action in _OPEN_ACTION.finditer(text)):
        return Paper(0, "file-unsafe", "the PDF does something when it is opened")
    return Paper(_pages(text))


def _object_streams(raw: bytes) -> bytes | None:
    """The objects in compressed streams; None where one cannot be read within the limit."""
    parts: list[bytes] = []
    left = _INFLATED_LIMIT_BYTES
    for found in _STREAM.finditer(raw):
        start = raw.rfind(b"obj", max(found.start() - 1024, 0), found.start())
        head = _plain_names(raw[max(start, 0) : found.start()])
        if b"/ObjStm" not in head:
            continue
        if b"/Filter" not in head:
            parts.append(found.group(1))
            continue
        try:
            part = zlib.decompressobj().decompress(found.group(1), left)
        except zlib.error:
            return None
        left -= len(part)
        if left <= 0:
            return None
        parts.append(part)
    return b"\n".join(parts)


def _plain_names(text: bytes) -> bytes:
    """The text with the letters of names that are written as `#xx`."""
    return _ESCAPED_NAME.sub(lambda name: _ESCAPE.sub(_letter, name.group()), text)


def _letter(escape: re.Match[bytes]) -> bytes:
    return bytes([int(escape.group(1), 16)])


def _only_shows_a_page(text: bytes, action: re.Match[bytes]) -> bool:
    """Whether an action on opening only goes to a page, which many programs write."""
    if action.group(1) == b"[":
        return True
    start = action.start(1)
    if action.group(2):
        head = re.search(
            rb"(?<!\d)" + action.group(2) + rb"\s+" + action.group(3) + rb"\s+obj", text
        )
        if head is None:
            return False
        start = head.end()
        if text[start : start + 20].lstrip().startswith(b"["):
            return True
    return _GO_TO.search(text[start : start + 300].split(b"endobj")[0]) is not None


def _pages(text: bytes) -> int:
    """The number of pages, where two ways of counting agree."""
    counted = len(_PAGE.findall(text))
    stated = 0
    for node in _PAGES.finditer(text):
        around = text[max(node.start() - 2000, 0) : node.end() + 2000]
        middle = min(node.start(), 2000)
        before = around[:middle].rpartition(b"<<")[2]
        behind = around[middle:].partition(b">>")[0]
        for count in _COUNT.finditer(before + behind):
            stated = max(stated, int(count.group(1)))
    return counted if counted == stated else 0
