"""Inline patterns that are tried only where they could match give what trying all of them gives."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.treeprocessors import InlineProcessor

from agora.documents import Body
from agora.markup import conversion
from agora.markup.conversion import html_and_problems
from agora.markup.dialect import new_converter
from agora.markup.inline import TRIGGERS, TriggeredInlineProcessor
from agora.markup.marks import mark

PIECES = (
    *(
        "word",
        "two words",
        " ",
        "  \n",
        "\n",
        "\n\n",
        "*",
        "**",
        "_",
        "__",
        "`",
        "``",
        "\\",
        "\\*",
        "!",
    ),
    *(
        "[a](cities/one)",
        "[a][b]",
        "[b]: https://example.org",
        "![p](p.png)",
        "[^1]",
        "[^1]: a note",
    ),
    *(
        "<https://example.org>",
        "<b>",
        "<sub>",
        "</sub>",
        "&amp;",
        "&",
        "# ",
        "- ",
        "> ",
        "1. ",
        "|",
        "---",
    ),
    *("[", "]", "(", ")", "![", "snake_case_name", "a*b*c", "~~~\n", "    code"),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@settings(max_examples=400)
@given(TEXTS)
def test_the_result_is_that_of_the_stock_processor(text: str) -> None:
    marked, marks = mark(Body(text), "content/pages/a.md")
    fast = html_and_problems(marked, marks)
    md, refusals = conversion.converter()
    ours = md.treeprocessors["inline"]
    assert isinstance(ours, TriggeredInlineProcessor)
    md.treeprocessors.register(InlineProcessor(md), "inline", 20)
    try:
        assert html_and_problems(marked, marks) == fast
    finally:
        md.treeprocessors.register(ours, "inline", 20)
        refusals.tags.clear()


def test_every_pattern_of_our_dialect_has_its_signs() -> None:
    """Without them it would be tried everywhere: right, but slow; the names change with the library."""
    md, _ = new_converter()
    names = {name for name in TRIGGERS if name in md.inlinePatterns}
    assert len(names) == len(md.inlinePatterns)


@pytest.mark.parametrize("name", sorted(TRIGGERS))
def test_no_pattern_matches_without_its_signs(name: str) -> None:
    md, _ = new_converter()
    pattern = md.inlinePatterns[name]
    letters = [chr(code) for code in range(0x2FF) if chr(code) not in TRIGGERS[name]]
    for text in ("".join(letters), *(letter * 3 for letter in letters)):
        assert pattern.getCompiledRegExp().search(text) is None, text
