"""Block processors that are tried only where they could match give what trying all of them gives."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.blockparser import BlockParser

from agora.documents import Body
from agora.markup.blocks import TRIGGERS, TriggeredBlockParser
from agora.markup.conversion import converter, html_and_problems
from agora.markup.dialect import new_converter
from agora.markup.marks import mark

BEGINNINGS = ("", "", "  ", "    ", "        ", "> ", ">", "- ", "* ", "+ ", "1. ", "2. ", "| ")
LINES = (
    *("", "", "word", "two words", "# a", "#", "b #", "---", "- - -", "***", "* * *", "_ _ _"),
    *("===", "=", "-", "a | b", "--|--", ":-|-:", "[a]: b", "[a]: b (c)", "[b]:", "[^1]: note"),
    *("[^1]", "[c](d/e)", "<details>", "</details>", "<summary>s</summary>", "<details><summary>"),
    *("~~~", "```", "code", "*a*", "a_b", "c  ", "&gt;", "<b>", "1.", "10. x", "!"),
)
TEXTS = st.lists(
    st.tuples(st.sampled_from(BEGINNINGS), st.sampled_from(LINES)).map("".join), max_size=14
).map("\n".join)


@settings(max_examples=400)
@given(TEXTS)
def test_the_result_is_that_of_the_stock_parser(text: str) -> None:
    marked = mark(Body(text), "content/pages/a.md")
    ours = html_and_problems(*marked)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TriggeredBlockParser, "parseBlocks", BlockParser.parseBlocks)
        assert html_and_problems(*marked) == ours


def test_our_parser_is_the_one_that_every_processor_has() -> None:
    md, _ = new_converter()
    assert isinstance(md.parser, TriggeredBlockParser)
    assert {id(processor.parser) for processor in md.parser.blockprocessors} == {id(md.parser)}


@pytest.mark.parametrize("name", sorted(TRIGGERS))
def test_no_processor_takes_a_block_without_its_signs(name: str) -> None:
    md, _ = converter()
    processor = md.parser.blockprocessors[name]
    others = [chr(code) for code in range(0x2FF) if chr(code) not in TRIGGERS[name]]
    for text in ("".join(others), *(sign * 3 for sign in others), "details"):
        blocks = [text]
        parent = Element("div")
        assert not processor.test(parent, text) or processor.run(parent, blocks) is False, text
        assert (blocks, len(parent)) == ([text], 0)
