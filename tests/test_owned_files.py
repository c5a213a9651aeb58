"""Pictures and documents of entries, checked by what they are."""

from __future__ import annotations

import struct
import time
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from agora.documents import OwnedFile
from agora.problems import Problem
from agora.reader.owned import SIZE_LIMIT_BYTES, read_owned


def read(raw: bytes, name: str) -> tuple[OwnedFile | None, tuple[Problem, ...]]:
    return read_owned(raw, f"content/cities/oslo/{name}", "cities/oslo", name)


def code(raw: bytes, name: str) -> str:
    file, problems = read(raw, name)
    assert (file is None) == bool(problems)
    return problems[0].code if problems else ""


def picture(form: str, width: int = 3, height: int = 2) -> bytes:
    written = BytesIO()
    Image.new("RGB", (width, height), "teal").save(written, form)
    return written.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A small file that claims to be a large picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    size = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def svg(inside: str, head: str = "") -> bytes:
    start = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'{start} viewBox="0 0 40 30"{head}>{inside}</svg>'.encode()


def pdf(*extra: str, catalog: str = "") -> bytes:
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>",
        "<</Type /Page/Parent 2 0 R/MediaBox[0 0 99 99]>>",
        *extra,
    ]
    body = "".join(f"{number} 0 obj\n{text}\nendobj\n" for number, text in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n".encode("latin-1")


def object_stream(text: bytes, head: str = "/Type/ObjStm/Filter/FlateDecode") -> str:
    packed = zlib.compress(text).decode("latin-1")
    return f"<<{head}/N 1/First 4>>\nstream\n{packed}\nendstream"


@pytest.mark.parametrize(
    ("form", "name", "kind"),
    [
        ("JPEG", "a.jpg", "jpg"),
        ("JPEG", "a.JPEG", "jpg"),
        ("PNG", "a.png", "png"),
        ("WEBP", "a.webp", "webp"),
        ("AVIF", "a.avif", "avif"),
        ("GIF", "a.gif", "gif"),
    ],
)
def test_a_picture_is_known_by_its_bytes_and_measured(form: str, name: str, kind: str) -> None:
    raw = picture(form)
    file, problems = read(raw, name)
    assert problems == ()
    assert file is not None
    assert (file.kind, file.width, file.height, file.size_bytes) == (kind, 3, 2, len(raw))
    assert (file.path, file.owner, file.name) == (
        f"content/cities/oslo/{name}",
        "cities/oslo",
        name,
    )


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_a_picture_that_is_cut_off_is_broken(form: str) -> None:
    raw = picture(form, 64, 64)
    name = "a." + {"JPEG": "jpg"}.get(form, form.lower())
    assert code(raw, name) == ""
    assert code(raw[: len(raw) * 2 // 3], name) == "file-broken"
    assert code(raw[:20], name) == "file-broken"


def test_a_picture_has_its_limits_in_pixels_and_bytes() -> None:
    assert code(png_header(8000, 5000), "a.png") == ""
    start = time.process_time()
    assert code(png_header(8001, 5000), "a.png") == "file-too-large"
    assert code(png_header(60_000, 60_000), "a.png") == "file-too-large"
    assert time.process_time() - start < 0.5
    large = picture("PNG") + bytes(SIZE_LIMIT_BYTES)
    assert code(large, "a.png") == "file-too-large"


@pytest.mark.parametrize(
    ("raw", "name", "words"),
    [
        (picture("PNG"), "a.jpg", "png"),
        (picture("PNG"), "a", "png"),
        (pdf(), "a.svg", "pdf"),
        (b"PK\x03\x04" + b"\0" * 60, "plan.docm", "macros"),
        (b"PK\x03\x04 word/vbaProject.bin", "plan.docx", "macros"),
        (b"PK\x03\x04" + b"\0" * 60, "plan.docx", "docx"),
        (b"PK\x03\x04" + b"\0" * 60, "plan.zip", "archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "plan.doc", "Office"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "a.png", "PostScript"),
        (b"<!doctype html><script>alert(1)</script>", "a.html", "web page"),
        (b"<html><script>alert(1)</script>", "a.csv", "web page"),
        (b"alert(1)", "a.js", '".js"'),
        (b"MZ\x90\0", "a.exe", "program"),
        (b"junk\n%PDF-1.4\n%%EOF", "a.pdf", '".pdf"'),
        (b"a;b\n\0", "a.csv", '".csv"'),
    ],
)
def test_a_file_of_another_kind_is_refused_by_its_kind(raw: bytes, name: str, words: str) -> None:
    file, (problem,) = read(raw, name)
    assert file is None
    assert problem.code == "file-type"
    assert words in problem.message


def test_an_empty_file_and_a_pointer_are_named() -> None:
    assert code(b"", "a.png") == "file-broken"
    assert code(b"version https://git-lfs.github.com/spec/v1\noid", "a.png") == "lfs-pointer"


def test_a_drawing_that_only_draws_is_fine() -> None:
    inside = (
        "<title>Map</title><defs><linearGradient id='g'><stop offset='0' stop-color='#fff'/>"
        "</linearGradient></defs><style>.a{fill:url(#g)}</style>"
        "<g class='a' style='fill: url( \"#g\" )'><path d='M0 0h1' aria-hidden='true'/>"
        "<use xlink:href='#g'/><use href='#g'/></g>"
        "<image href='data:image/png;base64,AAAA' width='1' height='1'/>"
    )
    notes = "xmlns:inkscape='http://www.inkscape.org/namespaces/inkscape' inkscape:label='Layer'"
    file, problems = read(
        b"<?xml version='1.0'?>\n<!-- A map -->\n" + svg(inside, " " + notes), "a.svg"
    )
    assert problems == ()
    assert file is not None
    assert (file.kind, file.width, file.height) == ("svg", 40, 30)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<g onload='alert(1)'/>",
        "<foreignObject><p/></foreignObject>",
        "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
        "<a xlink:href='javascript:alert(1)'><path/></a>",
        "<use href='https://evil.example/a.svg#b'/>",
        "<use xlink:href='other.svg#b'/>",
        "<image href='https://evil.example/a.png'/>",
        "<image href='data:image/svg+xml;base64,AAAA'/>",
        "<use href='data:image/png;base64,AAAA'/>",
        "<style>@import 'https://evil.example/a.css';</style>",
        "<style>a{fill:url(https://evil.example/a)}</style>",
        "<style>a{fill:\\75rl(x)}</style>",
        "<g style='fill:url(//evil.example/a)'/>",
        "<g fill='url(data:image/svg+xml,x)'/>",
        "<set attributeName='href' to='javascript:alert(1)'/>",
        "<animate attributeName='href' values='x'/>",
        "<iframe src='x'/>",
        "<g xml:base='https://evil.example/'/>",
        "<g unknown='x'/>",
        "<?xml-stylesheet href='x'?>",
        "<g>" * 70 + "</g>" * 70,
    ],
)
def test_a_drawing_that_acts_or_fetches_is_unsafe(inside: str) -> None:
    assert code(svg(inside), "a.svg") == "file-unsafe"


def test_a_drawing_is_refused_at_the_place_of_its_script() -> None:
    _, (problem,) = read(svg("\n  <script/>"), "a.svg")
    assert (problem.place.line, problem.place.column) == (2, 3)


@pytest.mark.parametrize(
    "head",
    [
        b'<!DOCTYPE svg [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>',
        b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">',
    ],
)
def test_a_drawing_with_a_document_type_is_unsafe(head: bytes) -> None:
    assert code(head + svg("<path/>"), "a.svg") == "file-unsafe"


def test_a_drawing_that_does_not_parse_is_broken() -> None:
    assert code(svg("<path>"), "a.svg") == "file-broken"
    assert code(b"<svg/>", "a.svg") == "file-unsafe"


def test_a_plain_document_is_fine_and_its_pages_are_counted() -> None:
    file, problems = read(pdf(), "a.pdf")
    assert problems == ()
    assert file is not None
    assert (file.kind, file.pages) == ("pdf", 2)
    packed = object_stream(b"1 0 <</Type/Page/Parent 2 0 R>>")
    uncertain, _ = read(pdf(packed), "a.pdf")
    assert uncertain is not None
    assert uncertain.pages == 0


@pytest.mark.parametrize(
    ("catalog", "extra"),
    [
        ("/OpenAction[3 0 R /XYZ null null 0]", ()),
        ("/OpenAction<</S/GoTo/D[3 0 R/Fit]>>", ()),
        ("/OpenAction 5 0 R", ("<</S /GoTo/D[3 0 R/Fit]>>",)),
        ("/OpenAction 5 0 R", ("[3 0 R/Fit]",)),
    ],
)
def test_a_document_may_say_which_page_it_opens_at(catalog: str, extra: tuple[str, ...]) -> None:
    assert code(pdf(*extra, catalog=catalog), "a.pdf") == ""


@pytest.mark.parametrize(
    ("catalog", "extra"),
    [
        ("/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>", ()),
        ("/OpenAction<</S/Launch/F(cmd.exe)>>", ()),
        ("/OpenAction<</S/URI/URI(https://evil.example)>>", ()),
        ("/OpenAction 5 0 R", ("<</S/URI/URI(https://evil.example)>>",)),
        ("/OpenAction 9 0 R", ()),
        ("/Names<</EmbeddedFiles 5 0 R>>", ()),
        ("", ("<</S/J#61vaScript/J#53(x)>>",)),
        ("", ("<</S/Rendition/JS(x)>>",)),
        ("", ("<</Type/EmbeddedFile>>",)),
        ("", ("<</S/SubmitForm>>",)),
        ("", (object_stream(b"7 0 <</S/JavaScript/JS(x)>>"),)),
        ("", (object_stream(b"7 0 <</S/Launch>>", "/Type/Obj#53tm/Filter/FlateDecode"),)),
        (
            "",
            (
                object_stream(b"x", "/Type/ObjStm/Filter/LZWDecode").replace(
                    "stream\nx", "stream\n"
                ),
            ),
        ),
    ],
)
def test_a_document_that_acts_by_itself_is_unsafe(catalog: str, extra: tuple[str, ...]) -> None:
    raw = pdf(*extra, catalog=catalog)
    if b"LZW" in raw:
        raw = raw.replace(b"stream\nx", b"stream\n\0\0")
    assert code(raw, "a.pdf") == "file-unsafe"


def test_three_letters_in_a_compressed_picture_are_no_script() -> None:
    assert code(pdf("<</Subtype/Image>>\nstream\n\x01/JS \x02\nendstream"), "a.pdf") == ""


def test_a_document_that_is_cut_off_is_broken() -> None:
    assert code(pdf()[:-40], "a.pdf") == "file-broken"


def test_a_document_that_unpacks_without_end_is_refused_in_time() -> None:
    bomb = zlib.compress(bytes(80 * 1024 * 1024), 9)
    raw = pdf().replace(
        b"trailer",
        b"5 0 obj<</Type/ObjStm/Filter/FlateDecode>>stream\n" + bomb + b"endstream trailer",
    )
    start = time.process_time()
    assert code(raw, "a.pdf") == "file-unsafe"
    assert time.process_time() - start < 2


def test_a_table_is_text_without_formulas() -> None:
    assert code("city;value\nMálaga;-5.2\n@smart;+3\n".encode("utf-8-sig"), "a.csv") == ""
    assert code(b"city,value\n=HYPERLINK(A1),1\n", "a.csv") == "file-unsafe"
    assert code(b"city,\"=cmd|'/c calc'!A1\"\n", "a.csv") == "file-unsafe"
    assert code("city;M\xe1laga\n".encode("latin-1"), "a.csv") == "encoding"
    assert code("city\u202e;x\n".encode(), "a.csv") == "control-character"


SAMPLES = [(picture(form), f"a.{form.lower()}") for form in ("PNG", "WEBP", "GIF", "AVIF")]
SAMPLES += [(picture("JPEG"), "a.jpg"), (pdf(object_stream(b"x")), "a.pdf"), (svg("<g/>"), "a.svg")]


@given(st.data())
def test_no_bytes_whatever_stop_the_check(data: st.DataObject) -> None:
    raw, name = data.draw(st.sampled_from(SAMPLES))
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(raw)))
        piece = data.draw(st.binary(max_size=4))
        raw = raw[:at] + piece + raw[at + data.draw(st.integers(0, 5)) :]
    file, problems = read(raw, name)
    assert (file is None) == bool(problems)
