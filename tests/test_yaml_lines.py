"""Plain YAML, line by line: the same nodes at the same places as by the parser of all of YAML, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.documents import Mapping, Scalar, Sequence
from agora.reader.yaml_events import Reading, read_yaml
from agora.reader.yaml_lines import fields_of

CONTENT = Path(__file__).parent.parent / "content"

SIGNS = [
    *" \n:,[]{}'\"#-?!&*|>%@~=<.\\\t",
    ": ",
    "- ",
    "\n  ",
    "\n- ",
    "\n  - ",
    " #",
    "---",
    "...",
]
WORDS = [
    "a",
    "k-1",
    "key: ",
    "yes",
    "null",
    "-1",
    "it's",
    "http://x.y/?q=1",
    "10:30",
    "é",
    "😀",
    "\u00a0",
]
soups = st.lists(st.sampled_from(SIGNS + WORDS), max_size=14).map("".join)

VALUES = [
    *("", " ", "word", "two words", "'it, is'", '"a: b"', "a: b", "a #b", "a#b", "-5", "- x", "|"),
    *(
        "[a, b c]",
        "[]",
        "{}",
        "{k: v, w: [x]}",
        "[ a , {b: 'c'} ]",
        "{k: v} ",
        "[a",
        "{k: v, k: w}",
    ),
]
rows = st.builds(
    lambda indent, dash, key, value: " " * indent + dash + key + value,
    st.integers(0, 5),
    st.sampled_from(["", "", "- ", "-"]),
    st.sampled_from(["a: ", "b: ", "c: ", "a:", "no: ", ""]),
    st.sampled_from(VALUES),
)
documents = st.lists(rows, max_size=7).map("\n".join)


def by_all_of_yaml(text: str) -> Reading:
    return read_yaml(text, "a.yaml", 7)


def agrees(text: str) -> bool:
    """Whether both ways make the same of a text, or the quick one leaves it to the other."""
    fields = fields_of(text, 7)
    # By their print: a list and a group of nothing are equal to Python where they stand at one place.
    return fields is None or repr(Reading(fields, frozenset(), ())) == repr(by_all_of_yaml(text))


@given(soups | documents | st.builds("a: {}".format, soups) | st.text(max_size=20))
def test_what_is_read_line_by_line_is_what_all_of_yaml_reads(text: str) -> None:
    assert agrees(text)


@pytest.mark.parametrize("text", ["a: {}", "a:\n- {}", "a: [{}]", "a: {{b: {}, c: d}}", "a: '{}'"])
def test_a_long_line_is_read_the_same_in_both_ways(text: str) -> None:
    long = text.format("word " * 1000 + "end")
    assert fields_of(long) is not None
    assert agrees(long)


@pytest.mark.parametrize("file", sorted(CONTENT.glob("*/*.md")), ids=lambda file: file.stem)
def test_our_own_content_is_read_the_same_in_both_ways(file: Path) -> None:
    assert agrees(file.read_text(encoding="utf-8").split("---")[1])


def test_most_of_our_own_content_is_written_plainly() -> None:
    texts = [file.read_text(encoding="utf-8") for file in CONTENT.glob("*/*.yaml")]
    assert sum(fields_of(text) is not None for text in texts) > 0.9 * len(texts)


def test_keys_lists_and_brackets_know_their_places() -> None:
    text = "a: one two\nb:\n- 'x'\n- c: {d: [e]}\n  f:\n"
    assert fields_of(text, first_line=2) == Mapping(
        (
            (Scalar("a", 2, 1), Scalar("one two", 2, 4)),
            (
                Scalar("b", 3, 1),
                Sequence(
                    (
                        Scalar("x", 4, 3, plain=False),
                        Mapping(
                            (
                                (
                                    Scalar("c", 5, 3),
                                    Mapping(
                                        (
                                            (
                                                Scalar("d", 5, 7),
                                                Sequence((Scalar("e", 5, 11),), 5, 10),
                                            ),
                                        ),
                                        5,
                                        6,
                                    ),
                                ),
                                (Scalar("f", 6, 3), Scalar("", 6, 5)),
                            ),
                            5,
                            3,
                        ),
                    ),
                    4,
                    1,
                ),
            ),
        ),
        2,
        1,
    )


@pytest.mark.parametrize(
    "text",
    [
        "a: b # a remark",
        "a: |\n  a block\n",
        "a: one\n  two\n",
        "a: &name b",
        'a: "\\u200b"',
        "a: b\na: c",
        "yes: b",
        "a: {b: c, b: d}",
        "a: [b, ]",
        "a: 'it''s'",
        "- a",
        "a:\tb",
        "a: " + "[" * 9 + "]" * 9,
        "a:\u00a0b",
        "---\na: b",
    ],
)
def test_all_else_is_left_to_the_parser_of_all_of_yaml(text: str) -> None:
    assert fields_of(text) is None
