"""Files that an entry owns: pictures and documents, checked by content and not by name."""

from __future__ import annotations

import re
import struct
import warnings
from hashlib import sha256
from io import BytesIO

from msgspec import Struct

from agora.characters import named, unseen
from agora.documents import OwnedFile
from agora.problems import Place, Problem
from agora.reader.pdf import read_pdf
from agora.reader.svg import read_svg

SIZE_LIMIT_BYTES = 25 * 1024 * 1024
PIXEL_LIMIT = 40_000_000
_LFS = b"version https://git-lfs.github.com/spec/"
_KINDS = "jpg, png, webp, avif, gif, svg, pdf or csv"
_ENDINGS = {
    "jpg": ("jpg", "jpeg"),
    **{kind: (kind,) for kind in ("png", "webp", "avif", "gif", "svg", "pdf", "csv")},
}
# What Pillow's readers of headers raise; its own error is an OSError.
_UNREADABLE = (
    OSError,
    EOFError,
    ValueError,
    OverflowError,
    SyntaxError,
    RuntimeError,
    IndexError,
    KeyError,
    TypeError,
    struct.error,
)
_PICTURES = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
_SVG_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE\s+svg|<svg)", re.DOTALL
)
_FORMULA = re.compile(r"(?:^|[,;\t\"])[ ]*[=+@-][ ]*[A-Za-z_.]+[(|!]", re.MULTILINE)
_FOREIGN = (
    (b"%!PS", "a PostScript file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file, which can hold macros"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"#!", "a program"),
    (b"BM", "a BMP picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
)


class _Content(Struct, frozen=True):
    """What the bytes turned out to be; `code` is "" where they are fine."""

    kind: str = ""
    width: int = 0
    height: int = 0
    pages: int = 0
    code: str = ""
    message: str = ""
    hint: str = ""
    line: int = 1
    column: int = 1


def read_owned(
    raw: bytes, path: str, owner: str, name: str
) -> tuple[OwnedFile | None, tuple[Problem, ...]]:
    """The file with these bytes, or None with what is wrong with it.

    `raw` may be cut one byte above `SIZE_LIMIT_BYTES`. `name` is in Unicode's composed form.
    """
    content = _content(raw, name)
    if content.code:
        place = Place(path, content.line, content.column)
        return None, (Problem(place, content.code, content.message, content.hint),)
    file = OwnedFile(
        path=path,
        owner=owner,
        name=name,
        kind=content.kind,
        size_bytes=len(raw),
        digest=sha256(raw).hexdigest(),
        width=content.width,
        height=content.height,
        pages=content.pages,
    )
    return file, ()


def _content(raw: bytes, name: str) -> _Content:
    if not raw:
        return _wrong("file-broken", "the file is empty", "copy or export the file again")
    if len(raw) > SIZE_LIMIT_BYTES:
        return _wrong("file-too-large", "the file is over 25 MB", "make it smaller")
    if raw.startswith(_LFS):
        message = "this is a git LFS pointer, not the file itself"
        return _wrong("lfs-pointer", message, "run: git lfs pull")
    ending = name.rpartition(".")[2].lower()
    kind = _kind(raw, ending)
    if kind not in _ENDINGS:
        return _wrong("file-type", f"this is {kind}", f"save it as {_KINDS}")
    if ending not in _ENDINGS[kind]:
        message = f"this is a {kind} file, and its name does not end in .{kind}"
        return _wrong("file-type", message, f"let its name end in .{kind}")
    if kind == "svg":
        return _svg(raw)
    if kind == "pdf":
        paper = read_pdf(raw)
        hint = "export it again as a plain PDF, such as PDF/A" if paper.code else ""
        return _Content("pdf", 0, 0, paper.pages, paper.code, paper.message, hint)
    return _csv(raw) if kind == "csv" else _picture(raw, kind)


def _wrong(code: str, message: str, hint: str, line: int = 1, column: int = 1) -> _Content:
    return _Content("", 0, 0, 0, code, message, hint, line, column)


def _kind(raw: bytes, ending: str) -> str:
    """One of the kinds that may be published, or words for what the bytes are."""
    if raw.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if raw[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        return "webp"
    if raw[4:8] == b"ftyp" and raw[8:12] in (b"avif", b"avis"):
        return "avif"
    if raw.startswith(b"%PDF-"):
        return "pdf"
    if _SVG_START.match(raw[:65536].removeprefix(b"\xef\xbb\xbf")):
        return "svg"
    if raw.startswith(b"PK\x03\x04"):
        return _zip_kind(raw, ending)
    for start, words in _FOREIGN:
        if raw.startswith(start):
            return words
    is_page = raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    if is_page:
        return "a web page or another XML file"
    if ending == "csv" and b"\x00" not in raw:
        return "csv"
    return f'a file of a kind that may not be published (".{ending[:20]}")'


def _zip_kind(raw: bytes, ending: str) -> str:
    if b"vbaProject.bin" in raw or ending in ("docm", "xlsm", "pptm", "dotm"):
        return "an Office file with macros"
    if ending in ("docx", "xlsx", "pptx", "odt", "ods", "odp"):
        return f"an Office file ({ending})"
    return "an archive"


def _svg(raw: bytes) -> _Content:
    drawing = read_svg(raw)
    if drawing.code:
        hint = "save it as a plain SVG, without scripts, styles from elsewhere and document type"
        return _wrong(drawing.code, drawing.message, hint, drawing.line, drawing.column)
    return _Content("svg", drawing.width, drawing.height)


def _csv(raw: bytes) -> _Content:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        message = f"the byte 0x{raw[error.start]:02X} on line {line} is not UTF-8"
        return _wrong("encoding", message, "save the table as CSV UTF-8", line)
    text = text.replace("\r\n", "\n")
    for offset in unseen(text)[:1]:
        line = text.count("\n", 0, offset) + 1
        message = f"the character {named(text[offset])} cannot be seen"
        return _wrong("control-character", message, "delete it", line)
    formula = _FORMULA.search(text)
    if formula:
        line = text.count("\n", 0, formula.end()) + 1
        message = "a cell holds a formula, which a spreadsheet would run"
        return _wrong("file-unsafe", message, "save the values and not the formulas", line)
    return _Content("csv")


def _picture(raw: bytes, kind: str) -> _Content:
    """The size of a picture from its header; no pixel is decoded."""
    from PIL import Image  # most edits come without a picture, and it takes long to import

    broken = _wrong("file-broken", "the picture cannot be read", "copy or export it again")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(raw), formats=_PICTURES) as image:
                width, height = image.size
    except Image.DecompressionBombError:
        return _wrong("file-too-large", "the picture has over 40 megapixels", "make it smaller")
    except _UNREADABLE:
        return broken
    if width * height > PIXEL_LIMIT:
        message = f"the picture has {width} × {height} pixels, over 40 megapixels"
        return _wrong("file-too-large", message, "make it smaller")
    if not _is_whole(raw, kind):
        return _wrong("file-broken", "the picture is cut off", "copy or export it again")
    return _Content(kind, width, height)


def _is_whole(raw: bytes, kind: str) -> bool:
    """Whether the end of a picture is there."""
    if kind == "jpg":
        return raw.rfind(b"\xff\xd9") > raw.rfind(b"\xff\xda")
    if kind == "png":
        return b"IEND\xae\x42\x60\x82" in raw
    if kind == "gif":
        return b"\x3b" in raw[-64:]
    if kind == "webp":
        return int.from_bytes(raw[4:8], "little") + 8 <= len(raw)
    return _boxes_fit(raw)


def _boxes_fit(raw: bytes) -> bool:
    """Whether the boxes of an AVIF file end within it."""
    offset = 0
    while offset < len(raw):
        size = int.from_bytes(raw[offset : offset + 4], "big")
        if size == 0:
            return True
        if size == 1:
            size = int.from_bytes(raw[offset + 8 : offset + 16], "big")
        if size < 8:
            return False
        offset += size
    return offset == len(raw)
