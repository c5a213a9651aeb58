"""Content files as editors and their programs save them: fences, encodings, bodies, places."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.documents import Body, Document, Plain, plain
from agora.problems import Place, Problem
from agora.reader.document import Origin, read_document

MARKDOWN = "content/cities/heerlen.md"
YAML = "content/cities/heerlen.yaml"
BOM = b"\xef\xbb\xbf"


def read(raw: bytes | str, path: str = MARKDOWN) -> tuple[Document, tuple[Problem, ...]]:
    written = raw.encode() if isinstance(raw, str) else raw
    return read_document(written, Origin(path, "cities", "heerlen", ""))


def found(raw: bytes | str, path: str = MARKDOWN) -> list[tuple[int, int, str]]:
    return [(each.place.line, each.place.column, each.code) for each in read(raw, path)[1]]


def fields(raw: bytes | str, path: str = MARKDOWN) -> Plain | None:
    document, _ = read(raw, path)
    return plain(document.fields) if document.fields is not None else None


VARIANTS = list(product((0, 1, 5), ("\n", "\r\n"), (b"", BOM)))


@pytest.mark.parametrize(("blanks", "end", "mark"), VARIANTS)
def test_places_are_those_of_the_file_however_it_was_saved(
    blanks: int, end: str, mark: bytes
) -> None:
    text = "\n" * blanks + "---\ntitle: A\ncountry ES\nlat: 5\nlat: 6\n---\nOne\n<<<<<<< mine\n"
    raw = mark + text.replace("\n", end).encode()
    document, _ = read(raw)
    assert found(raw) == [
        (blanks + 3, 1, "yaml-syntax"),
        (blanks + 5, 1, "duplicate-key"),
        (blanks + 8, 1, "conflict-marker"),
    ]
    assert document.end == Place(MARKDOWN, blanks + 1, 1)
    assert document.body == Body("One\n<<<<<<< mine\n", blanks + 7, 1)


@pytest.mark.parametrize(("blanks", "end", "mark"), VARIANTS)
def test_a_value_has_the_same_place_however_its_file_was_saved(
    blanks: int, end: str, mark: bytes
) -> None:
    text = "\n" * blanks + "--- \ntitle: Ä: B\n---\t\nText\n"
    assert found(mark + text.replace("\n", end).encode()) == [(blanks + 2, 9, "yaml-syntax")]


def test_a_file_of_notepad_reads_as_its_plain_twin() -> None:
    text = "---\ntitle: A\nbody-text: |\n  one\n  two\n---\nBody\n\nEnd\n"
    twin, _ = read(text)
    saved, problems = read(BOM + text.replace("\n", "\r\n").encode())
    assert problems == ()
    assert (saved.fields, saved.body, saved.end) == (twin.fields, twin.body, twin.end)


def test_rules_in_a_body_are_rules() -> None:
    document, problems = read("---\ntitle: A\n---\nOne\n\n---\n\ntitle: not a field\n\n---\nTwo\n")
    assert problems == ()
    assert document.body.text == "One\n\n---\n\ntitle: not a field\n\n---\nTwo\n"


@pytest.mark.parametrize("name", ["content", "handler", "self", "metadata"])
def test_a_field_may_have_a_name_that_python_frontmatter_cannot_bear(name: str) -> None:
    assert fields(f"---\ntitle: A\n{name}: x\n---\nBody\n") == {"title": "A", name: "x"}


def test_a_fence_that_is_never_closed_is_an_error_at_the_fence() -> None:
    text = "\n---\ntitle: A\ncountry: NL\n\nBody text, with a colon: yes.\n"
    document, _ = read(text)
    assert found(text) == [(2, 1, "fence-unclosed")]
    assert fields(text) == {"title": "A", "country": "NL"}
    assert document.body.text.strip() == "Body text, with a colon: yes."
    assert document.body.place(MARKDOWN, 1) == Place(MARKDOWN, 6, 1)


def test_prose_behind_a_fence_that_is_never_closed_is_one_error() -> None:
    assert found("---\nThis is prose: or so it seems: yes\n") == [(1, 1, "fence-unclosed")]


def test_dots_do_not_close_a_fence() -> None:
    text = "---\ntitle: A\n...\nBody\n"
    assert found(text) == [(3, 1, "fence-unclosed")]
    assert fields(text) == {"title": "A"}
    assert read(text)[0].body == Body("Body\n", 4, 1)


@pytest.mark.parametrize(
    ("text", "place", "code", "words"),
    [
        ('+++\ntitle = "A"\n+++\nBody\n', (1, 1), "fence-missing", "TOML"),
        ("{\nfoo\n}\nBody\n", (1, 1), "fence-missing", "JSON"),
        ("", (1, 1), "fence-missing", "empty"),
        ("\n \n", (1, 1), "fence-missing", "empty"),
        ("title: A\nlat: 1\n", (1, 1), "fence-missing", "does not start"),
        ("  ---\ntitle: A\n  ---\n", (1, 3), "fence-missing", "indented"),
        ("—\ntitle: A\n", (1, 1), "fence-missing", "does not start"),
        ("–—\ntitle: A\n---\n", (1, 1), "fence-missing", "exactly"),
        ("-----\ntitle: A\n---\n", (1, 1), "fence-missing", "exactly"),
        ("\n Hello\n---\ntitle: A\n---\nBody\n", (2, 2), "text-before-fence", "line 3"),
    ],
)
def test_what_stands_in_place_of_the_fence_is_named(
    text: str, place: tuple[int, int], code: str, words: str
) -> None:
    ((line, column, first),) = found(text)
    assert (line, column, first) == (*place, code)
    assert words in read(text)[1][0].message


def test_fields_below_stray_text_are_still_read() -> None:
    text = "Hello\n---\ntitle: A\ntitle: B\n---\nBody\n"
    assert found(text) == [(1, 1, "text-before-fence"), (4, 1, "duplicate-key")]
    assert fields(text) == {"title": "A"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("---\njust words\n---\nBody\n", (2, 1)),
        ("---\n\nSome introduction.\n\n---\n\nThe rest.\n", (3, 1)),
        ("---\n- a\n- b\n---\nBody\n", (2, 1)),
    ],
)
def test_front_matter_that_is_no_mapping_is_an_error_and_never_a_body(
    text: str, place: tuple[int, int]
) -> None:
    document, _ = read(text)
    assert found(text) == [(*place, "not-a-mapping")]
    assert document.fields is None
    assert document.id == "cities/heerlen"
    assert document.body.text.strip() in ("Body", "The rest.")


def test_empty_front_matter_has_no_fields_and_misses_them_at_its_fence() -> None:
    document, problems = read("\n---\n---\nBody\n")
    assert problems == ()
    assert document.fields is not None
    assert not document.fields.pairs
    assert document.end == Place(MARKDOWN, 2, 1)


def test_a_rule_inside_a_block_of_text_is_said_to_end_the_front_matter() -> None:
    text = "---\ntitle: A\nsummary: |\n  one\n---\n  two\nlat: 1\n---\nBody\n"
    assert found(text) == [(5, 1, "fence-inside")]
    assert read(text)[0].end == Place(MARKDOWN, 5, 1)


@pytest.mark.parametrize(
    ("raw", "place", "words"),
    [
        (b"---\ntitle: A\n---\ngood line\nbad \xff\xfe byte\n", (5, 5), "0xFF"),
        (BOM + b"---\r\ntitle: A\r\n---\r\nbad \xc3\xa9\xff\r\n", (4, 6), "0xFF"),
        (b"---\ntitle: \xce\xf0\xee\xe4\n---\n", (2, 8), "0xCE"),
        ("---\ntitle: A\n---\nПриве".encode() + b"\xd1", (4, 6), "cut off"),
        ("---\ntitle: A\n---\n".encode("utf-16"), (1, 1), "UTF-16"),
        ("---\ntitle: A\n---\n".encode("utf-16-le"), (1, 1), "UTF-16"),
        ("---\ntitle: A\n---\n".encode("utf-32"), (1, 1), "UTF-32"),
    ],
)
def test_bytes_that_are_not_utf8_are_shown_at_the_first(
    raw: bytes, place: tuple[int, int], words: str
) -> None:
    document, problems = read(raw)
    assert found(raw) == [(*place, "encoding")]
    assert words in problems[0].message
    assert document.id == "cities/heerlen"


def test_a_bad_byte_in_a_file_of_an_old_mac_is_on_its_line() -> None:
    raw = b"---\rtitle: A\r---\rbad \xff\r"
    assert found(raw) == [(1, 4, "control-character"), (4, 5, "encoding")]


def test_bad_bytes_in_a_body_do_not_hide_mistakes_in_the_fields() -> None:
    raw = b"---\ntitle: A\ntitle: B\n---\nbad \xff byte\n"
    assert found(raw) == [(3, 1, "duplicate-key"), (5, 5, "encoding")]
    assert fields(raw) == {"title": "A"}


def test_fields_with_bad_bytes_are_not_read() -> None:
    document, _ = read(b"---\ntitle: \xe9\n---\nBody\n")
    assert document.fields is None
    assert document.body == Body("Body\n", 4, 1)
    assert found(b"title: \xe9: A\n", YAML) == [(1, 8, "encoding")]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("---\ntitle: A\0B\n---\nx\n", [(2, 9)]),
        ("---\ntitle: A\n---\nA\0B\n", [(4, 2)]),
        ("---\ntitle: A\n---\nleft \u202eright\u202c\n", [(4, 6), (4, 12)]),
        ("---\ntitle: val\u200bencia\n---\n", [(2, 11)]),
        ("---\ntitle: A\u2028country: NO\n---\n", [(2, 9)]),
        ("---\ntitle: A\x85\n---\n", [(2, 9)]),
        ("---\ntitle: A\ufeff\n---\n", [(2, 9)]),
        ("---\nti\0tle: A\n---\n", [(2, 3)]),
        ("---\ntitle: A\n---\none\rtwo\n", [(4, 4)]),
        ("---\rtitle: A\r---\rBody\r", [(1, 4)]),
        ("---\ntitle: A\n---\nabc\U000e0041\n", [(4, 4)]),
    ],
)
def test_a_character_that_cannot_be_seen_is_an_error_at_its_place(
    text: str, places: list[tuple[int, int]]
) -> None:
    assert found(text) == [(*place, "control-character") for place in places]


def test_a_value_with_an_unseen_character_is_not_called_missing() -> None:
    document, _ = read("---\ntitle: A\0B\ncountry: NL\n---\n")
    assert document.is_unread(("title",))
    assert not document.is_unread(("country",))


@pytest.mark.parametrize(
    "text",
    [
        "🏗️ مدينة & ﷱ",
        "👩\u200d🔧 family",
        "می\u200cخواهم",
        "שלום\u200f, C++\u200e",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f Glasgow",
        "10\u00a0000 soft\u00adhyphen",
    ],
)
def test_letters_of_every_script_are_fine(text: str) -> None:
    assert found(f"---\ntitle: {text}\n---\n{text}\n") == []


def test_conflict_marks_are_named_and_nothing_else_is_said_of_them() -> None:
    conflict = "<<<<<<< HEAD\n{0}: ours\n=======\n{0}: theirs\n>>>>>>> branch\n"
    in_body = f"---\ntitle: A\n---\ntext\n{conflict.format('x')}"
    in_fields = f"---\ntitle: A\n{conflict.format('lat')}---\nBody\n"
    assert found(in_body) == [(5, 1, "conflict-marker")]
    assert fields(in_body) == {"title": "A"}
    assert found(in_fields) == [(3, 1, "conflict-marker")]
    assert fields(in_fields) is None
    assert found(conflict.format("title"), YAML) == [(1, 1, "conflict-marker")]
    assert found("---\ntitle: A\n---\nHeading\n=======\n>>>>>>> end\n") == [
        (6, 1, "conflict-marker")
    ]
    assert found("---\ntitle: A\n---\nHeading\n=======\n") == []


def test_an_lfs_pointer_is_named() -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n"
    assert found(pointer) == [(1, 1, "lfs-pointer")]


def test_a_file_and_a_body_have_limits() -> None:
    head = "---\ntitle: A\n---\n"
    assert found(head + "x" * (128 * 1024)) == []
    assert found(head + "x" * (128 * 1024 + 1)) == [(4, 1, "file-too-large")]
    assert found(head + "é" * (65 * 1024)) == [(4, 1, "file-too-large")]
    assert fields(head + "x" * (128 * 1024 + 1)) == {"title": "A"}
    large = f"---\ntitle: {'x' * (256 * 1024)}\n---\n"
    assert found(large) == [(1, 1, "file-too-large")]
    assert found(large, YAML) == [(1, 1, "file-too-large")]


def test_a_flood_of_mistakes_is_cut_and_says_so() -> None:
    problems = read("---\n" + "".join(f"x{n}: *a\n" for n in range(500)) + "---\n")[1]
    assert len(problems) == 100
    assert "400 more" in problems[-1].hint
    unseen = read("---\ntitle: A\n---\n" + "\0" * 500)[1]
    assert len(unseen) == 20
    assert "480 more" in unseen[-1].hint


def test_a_yaml_entry_has_its_body_in_a_literal_block() -> None:
    text = "# a city\ntitle: A\nbody: |\n  One\n\n    code\n  A [link](x)\nlat: 5\n"
    document, problems = read(text, YAML)
    assert problems == ()
    assert fields(text, YAML) == {"title": "A", "lat": "5"}
    assert document.body.text == "One\n\n  code\nA [link](x)\n"
    assert document.body.place(YAML, document.body.text.index("[link]")) == Place(YAML, 7, 5)
    assert document.body.place(YAML, document.body.text.index("code")) == Place(YAML, 6, 5)
    assert document.end == Place(YAML, 1, 1)


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("body: Text\ntitle: A\n", Body("Text", 1, 7)),
        ('title: A\nbody: "Text"\n', Body("Text", 2, 8)),
        ("body: |-\n\n  Text\n", Body("\nText", 2, 3)),
        ("body: |2\n    Text\n", Body("  Text\n", 2, 3)),
        ("body: >\n  One\n  two\n", Body("One two\n", 2, 3)),
        ("title: A\n", Body("", 1, 1)),
        ("body:\n", Body("", 1, 6)),
    ],
)
def test_a_body_in_another_style_has_its_place_as_near_as_can_be(text: str, body: Body) -> None:
    assert read(text, YAML)[0].body == body


def test_a_body_that_is_a_list_is_an_error() -> None:
    assert found("title: A\nbody:\n  - x\n", YAML) == [(3, 3, "value-type")]


def test_a_fence_in_a_yaml_file_is_explained() -> None:
    assert found("---\ntitle: A\n", YAML) == []
    assert found("---\ntitle: A\n---\nBody\n", YAML) == [(3, 1, "yaml-refused")]


def test_a_body_field_in_markdown_is_a_field_like_any_other() -> None:
    assert fields("---\ntitle: A\nbody: x\n---\nText\n") == {"title": "A", "body": "x"}


GOOD = (
    "---\ntitle: MAtchUP Valencia\nthemes: [energy, mobility]\nfacts:\n  - label: 'Área'\n"
    "    value: 52\n---\n\n## Text\n\nA [link](cities/valencia).\n"
).encode()


@given(st.data())
def test_no_bytes_whatever_stop_the_reader(data: st.DataObject) -> None:
    raw = data.draw(st.one_of(st.just(GOOD), st.just(BOM + GOOD), st.binary(max_size=60)))
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(raw)))
        piece = data.draw(
            st.one_of(
                st.binary(max_size=4),
                st.sampled_from(
                    [b"---\n", b"...\n", b"\r\n", b"\r", b"<<<<<<< a\n", b"\x00", b"\t"]
                ),
                st.sampled_from(["\u202e", "\u2028", "\ufffd", "\u00a0", "🏙"]).map(str.encode),
            )
        )
        raw = raw[:at] + piece + raw[at + data.draw(st.integers(0, 5)) :]
    path = data.draw(st.sampled_from([MARKDOWN, YAML]))
    document, problems = read(raw, path)
    text = raw.removeprefix(BOM).decode("utf-8", "replace").replace("\r\n", "\n")
    from_old_mac = "\n" not in text and text.count("\r") > 1
    lines = (text.replace("\r", "\n") if from_old_mac else text).split("\n")
    places = [problem.place for problem in problems]
    for place in [*places, document.end, document.body.place(path, 0)]:
        assert place.path == path
        assert 1 <= place.line <= len(lines) + 1
        row = lines[place.line - 1] if place.line <= len(lines) else ""
        assert 1 <= place.column <= len(row) + 1
