"""The YAML reader: what the editor typed, where it stands, and what is wrong with it."""

from __future__ import annotations

import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from agora.documents import Mapping, Plain, Scalar, plain
from agora.reader.yaml_events import Reading, read_yaml

PATH = "content/cities/heerlen.yaml"


def read(text: str) -> Reading:
    return read_yaml(text, PATH)


def fields(text: str) -> Plain | None:
    found = read(text).fields
    return plain(found) if found is not None else None


def found(text: str) -> list[tuple[int, int, str]]:
    problems = sorted(read(text).problems, key=lambda problem: problem.place)
    return [(each.place.line, each.place.column, each.code) for each in problems]


@pytest.mark.parametrize(
    "typed",
    ["NO", "01234", "12:30", "1.10", "12_34", "0o17", "yes", "null", ".nan", "1e3", "2024-02-30"],
)
def test_a_scalar_is_what_the_editor_typed(typed: str) -> None:
    assert fields(f"country: {typed}\n") == {"country": typed}


def test_a_number_of_five_thousand_digits_is_text() -> None:
    assert fields("population: " + "9" * 5000) == {"population": "9" * 5000}


def test_a_tilde_is_nothing_and_so_is_a_key_alone() -> None:
    reading = read("title:\nsummary: ~\nlocal_name: '~'\n")
    assert reading.fields is not None
    assert [isinstance(node, Scalar) and node.is_empty for _, node in reading.fields.pairs] == [
        True,
        True,
        False,
    ]


def test_every_value_and_key_knows_its_first_character() -> None:
    reading = read_yaml(
        "title: Zürich 🏙\nfacts:\n  - label: 'Áreas'\n    source: {title: A, url: b}\n",
        PATH,
        first_line=6,
    )
    assert reading.fields is not None
    facts = reading.fields.get("facts")
    assert facts is not None
    assert (facts.line, facts.column) == (8, 3)
    key = reading.fields.key("facts")
    assert key is not None
    assert (key.line, key.column) == (7, 1)
    places = []

    def walk(node: object) -> None:
        if isinstance(node, Mapping):
            for name, value in node.pairs:
                places.append((name.text, name.line, name.column))
                walk(value)
        elif isinstance(node, Scalar):
            places.append((node.text, node.line, node.column))
        else:
            for item in getattr(node, "items", ()):
                walk(item)

    walk(facts)
    assert places == [
        ("label", 8, 5),
        ("Áreas", 8, 12),
        ("source", 9, 5),
        ("title", 9, 14),
        ("A", 9, 21),
        ("url", 9, 24),
        ("b", 9, 29),
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("title: *missing\n", (1, 8)),
        ("title: &name A\n", (1, 8)),
        ("cities: &all\n  - a\n", (1, 9)),
        ("a: {<<: {x: y}}\n", (1, 5)),
        ('x: !!python/object/apply:os.system ["touch pwned-by-yaml"]\n', (1, 4)),
        ("x: !!bool maybe\n", (1, 4)),
        ("x: !!timestamp yesterday\n", (1, 4)),
        ("x: !secret value\n", (1, 4)),
        ("x: ! value\n", (1, 4)),
        ("title: *bold* text\n", (1, 8)),
        ("title: A\n---\ntitle: B\n", (2, 1)),
        ("title: A\n...\nsummary: B\n", (3, 1)),
        ("%YAML 1.1\n---\ntitle: A\n", (1, 1)),
        ("%TITLE x\n---\ntitle: A\n", (1, 1)),
    ],
)
def test_what_makes_yaml_a_program_is_refused_at_its_sign(
    text: str, place: tuple[int, int]
) -> None:
    assert found(text) == [(*place, "yaml-refused")]


def test_a_merge_bomb_is_refused_at_once() -> None:
    text = "a0: &a0 {k0: v}\n" + "".join(
        f"a{n}: &a{n} {{<<: [{','.join([f'*a{n - 1}'] * 9)}], k{n}: v}}\n" for n in range(1, 9)
    )
    start = time.process_time()
    problems = read(text).problems
    assert time.process_time() - start < 1
    assert {problem.code for problem in problems} == {"yaml-refused"}
    assert (problems[0].place.line, problems[0].place.column) == (1, 5)


@pytest.mark.parametrize("bracket", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_an_error_and_no_crash(bracket: str) -> None:
    start = time.process_time()
    reading = read("deep:\n  " + bracket * 60_000)
    assert time.process_time() - start < 2
    assert {problem.code for problem in reading.problems} == {"yaml-depth"}
    assert read("title: A\ndeep: " + "[" * 16 + "]" * 16 + "\n").fields is not None
    depths = "title: A\ndeep: " + "[" * 16 + "]" * 16 + "\nlat: x\n"
    assert found(depths) == [(2, 22, "yaml-depth")]
    assert fields(depths) == {"title": "A", "lat": "x"}
    assert found("deep: " + "[" * 15 + "]" * 15 + "\n") == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("true: a\nTrue: b\n1: c\n", [(1, 1), (2, 1), (3, 1)]),
        ("on: 2024-05-01\n", [(1, 1)]),
        ("null: x\n", [(1, 1)]),
        ("? [a, b]\n: c\n", [(1, 3)]),
        ("a b: c\n", [(1, 1)]),
        ('"": c\n', [(1, 1)]),
        ("2022-11: c\n", [(1, 1)]),
        ("cities:\n  - {city:valencia}\n", [(2, 6)]),
    ],
)
def test_a_key_that_is_no_plain_word_is_refused(text: str, places: list[tuple[int, int]]) -> None:
    assert found(text) == [(*place, "yaml-key") for place in places]


def test_a_word_that_other_programs_retype_is_a_key_in_quotes() -> None:
    assert fields('"on": a\nwhat_worked: b\nfloor-area: c\n2nd: d\ntítulo: e\n') == {
        "on": "a",
        "what_worked": "b",
        "floor-area": "c",
        "2nd": "d",
        "título": "e",
    }


@pytest.mark.parametrize(
    ("text", "place", "lines"),
    [
        ("title: A\ntitle: B\n", (2, 1), ("line 1", "line 2")),
        ("contact:\n  email: a\n  url: b\n  email: c\n", (4, 3), ("line 2", "line 4")),
        ("contact: {email: a, email: b}\n", (1, 21), ("line 1",)),
        ('title: A\n"title": B\n', (2, 1), ("line 1", "line 2")),
    ],
)
def test_a_duplicate_key_is_an_error_at_the_second_that_names_both_lines(
    text: str, place: tuple[int, int], lines: tuple[str, ...]
) -> None:
    (problem,) = read(text).problems
    assert (problem.place.line, problem.place.column, problem.code) == (*place, "duplicate-key")
    assert all(line in problem.message for line in lines)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('title: "City\nsummary: x\nlat: 5\n', (1, 8), "quote"),
        ('title: "City\nsummary: "Hello"\nlat: 5\n', (1, 8), "quote"),
        ('title: "City\nsummary: B"\n', (1, 8), "quote"),
        ("title: 'It's here'\n", (1, 12), "behind the closing quote"),
        ('title: "A" B\n', (1, 12), "behind the closing quote"),
        ('title: "C:\\d"\n', (1, 11), "backslash"),
        ("contact:\n\temail: a\n", (2, 1), "tab"),
        ("contact:\n  email: a\n\turl: b\n", (3, 1), "tab"),
        ("body: |\n\ttext\n", (2, 1), "tab"),
        ("title: A: B\n", (1, 9), "second colon"),
        ("title: A\ncountry ES\nlat: 3\n", (2, 1), "name: value"),
        ("country ES\nlat: 3\n", (1, 1), "name: value"),
        ("title: A\ncountry:ES\nlat: 3\n", (2, 1), "space is missing"),
        ("title: A\n  summary: x\nlat: 3\n", (2, 3), "indented"),
        ("contact:\n  email: b\n url: c\n", (3, 2), "line up"),
        ("facts:\n  - label: b\n   value: c\n", (3, 4), "line up"),
        ("themes: [a, b\ntitle: x\n", (1, 9), "never closed"),
        ("themes: [a,\n", (1, 9), "never closed"),
        ("contact: {email: b\ntitle: x\n", (1, 10), "never closed"),
        ("title: ]x\n", (1, 8), "closes nothing"),
        ("title: @x\n", (1, 8), "cannot start with @"),
        ("title: > text\n", (1, 10), "behind the sign"),
        ("title: - x\n", (1, 8), "list"),
        ("title: x\n- a\n", (2, 1), "list item"),
        (": x\n", (1, 1), "name is missing"),
        ("title: ? x\n", (1, 8), "cannot start with ?"),
        ("  title: A\nlat: x\n", (2, 1), "line up"),
    ],
)
def test_a_syntax_error_stands_where_it_was_made_and_speaks_plainly(
    text: str, place: tuple[int, int], words: str
) -> None:
    (problem,) = read(text).problems
    assert (problem.place.line, problem.place.column, problem.code) == (*place, "yaml-syntax")
    assert words in problem.message
    assert "token" not in problem.message


def test_behind_a_syntax_error_the_other_fields_are_still_read() -> None:
    text = (
        "title: A\ntitle: B\nfacts:\n  - label: x\n   value: 2\ncountry: NO\n"
        'summary: "never closed\ncoordinator ES\nlat: 4\nlat: 5\n'
    )
    reading = read(text)
    assert found(text) == [
        (2, 1, "duplicate-key"),
        (5, 4, "yaml-syntax"),
        (7, 10, "yaml-syntax"),
        (8, 1, "yaml-syntax"),
        (10, 1, "duplicate-key"),
    ]
    assert fields(text) == {"title": "A", "country": "NO", "lat": "4"}
    assert {("facts",), ("summary",), ("coordinator",)} <= reading.unread


def test_a_duplicate_key_in_a_field_that_breaks_later_is_still_reported() -> None:
    text = "contact:\n  email: a\n  email: b\n url: c\ntitle: A\n"
    assert found(text) == [(3, 3, "duplicate-key"), (4, 2, "yaml-syntax")]


def test_front_matter_of_which_nothing_is_left_has_no_fields() -> None:
    assert read("foo: bar: baz\n").fields is None
    assert read("").fields == Mapping((), 1, 1)
    assert read("# nothing yet\n").fields == Mapping((), 1, 1)


@pytest.mark.parametrize("text", ["just words\n", "- a\nb: c\n", "\n\n  'text'\n", "[" * 60_000])
def test_fields_that_are_no_mapping_are_an_error_at_their_first_character(text: str) -> None:
    (problem,) = read(text).problems
    first = text.index(text.strip()[0])
    assert problem.code == "not-a-mapping"
    assert problem.place.line == text.count("\n", 0, first) + 1
    assert problem.place.column == first - text.rfind("\n", 0, first)


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("title:\u00a0City\nlat: a\n", (1, 7), {"title": "City", "lat": "a"}),
        ("lat: a\ntitle:\u00a0City\n", (2, 7), {"lat": "a", "title": "City"}),
        ("contact:\n\u00a0 email: a\n", (2, 1), {"contact": {"email": "a"}}),
        ("cities:\n  - role:\u2009b\n", (2, 10), {"cities": [{"role": "b"}]}),
        ("contact:\n  email:\u3000b\n", (2, 9), {"contact": {"email": "b"}}),
    ],
)
def test_a_blank_that_is_no_space_is_named_and_read_as_a_space(
    text: str, place: tuple[int, int], expected: Plain
) -> None:
    (problem,) = read(text).problems
    assert (problem.place.line, problem.place.column, problem.code) == (
        *place,
        "control-character",
    )
    assert "U+" in problem.message
    assert fields(text) == expected


def test_a_no_break_space_in_a_text_is_text() -> None:
    assert fields("title: 10\u00a0000 homes\nbody: |\n  Note:\u00a0yes\n") == {
        "title": "10\u00a0000 homes",
        "body": "Note:\u00a0yes\n",
    }
    assert found("title: Note:\u00a0yes\n") == []


def test_an_unseen_character_written_as_an_escape_is_an_error() -> None:
    assert found('title: "A\\u202eB"\n') == [(1, 8, "control-character")]
    assert found('title: "A\\0B"\n') == [(1, 8, "control-character")]
    assert found('title: "A\\tB\\u00e9"\n') == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("title: Project #5 on the river\nsummary: #tag\n", [(1, 16), (2, 10)]),
        ("status: planned  # from the report\n", []),
        ("# a line of its own\nstatus: planned\n", []),
        ('title: "Project #5"\n', []),
        ("title: C#5 and a#b\n", []),
        ("themes:\n  - energy #1\n", [(2, 12)]),
        ("body: |\n  text #5\n", []),
    ],
)
def test_text_that_was_lost_to_a_comment_is_a_warning(
    text: str, places: list[tuple[int, int]]
) -> None:
    assert found(text) == [(*place, "yaml-comment") for place in places]


def test_a_tab_in_a_blank_line_is_fine() -> None:
    assert fields("title: A\n\t\nlat: x\n \t \n") == {"title": "A", "lat": "x"}


GOOD = (
    "title: MAtchUP Valencia\nthemes: [energy, mobility]\nfacts:\n  - label: 'Floor area'\n"
    '    value: 52\n    source: {title: "Report", url: https://example.org}\nnotes: |\n  A text.\n'
)


@given(st.data())
def test_no_text_whatever_stops_the_reader(data: st.DataObject) -> None:
    text = GOOD
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 6))
        piece = data.draw(
            st.text(alphabet="abc:-#'\"[]{}&*!|>%@`?,\\ \n\t\u00a0é🏙\ufffd", max_size=5)
        )
        text = text[:at] + piece + text[at + cut :]
    lines = text.split("\n")
    for problem in read_yaml(text, PATH, damaged=data.draw(st.booleans())).problems:
        assert 1 <= problem.place.line <= len(lines)
        assert 1 <= problem.place.column <= len(lines[problem.place.line - 1]) + 1


WORDS = st.text(alphabet="abcdefghijklmnop éü", min_size=1, max_size=12).map(str.strip)
TREES = st.dictionaries(
    WORDS.filter(lambda word: word.isalpha() and word.isascii()),
    st.one_of(WORDS.filter(bool), st.lists(WORDS.filter(bool), min_size=1, max_size=3)),
    min_size=1,
    max_size=4,
)


@given(TREES)
def test_what_yaml_writes_is_read_back(tree: dict[str, str | list[str]]) -> None:
    words = {"no", "on", "off"}
    tree = {key: value for key, value in tree.items() if key not in words}
    if tree:
        assert fields(yaml.safe_dump(tree, allow_unicode=True)) == tree
