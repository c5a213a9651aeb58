"""Plain bodies that are written in one pass are what Python-Markdown makes of them."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agora.documents import Body
from agora.markup import Rendered
from agora.markup.conversion import html_and_problems
from agora.markup.marks import mark
from agora.markup.plain import rendered_plainly
from bench.marketplace import marketplace

ROOT = Path(__file__).resolve().parent.parent
PATH = "content/pages/a.md"

PLAIN = {
    "nothing": "",
    "blank lines": "\n\n\n",
    "paragraphs": "One\nof two lines.\n\n\nAnother: 5 * 3 > 14 & more.  ",
    "headings": "# A\n## B & c ##\n#### D\nText\n\n# A\n\n# Österreich *is* `x > y`\n\n##!",
    "emphasis": "*a* **b c** _d_ __e__, (*f*), **g**: snake_case a * b, x_. *h*_i_ 2*",
    "code": "`a`, `*b*`, ` > & ` and `c d`.",
    "links": "[a](cities/a) [*b* `c`](https://example.org/a_b*c?d=1&e=2) **[d](#e)** _x [f](/explore/) y_",
    "pictures": "![a *b* c](d.png) [e](f/g), wow! *![h](i/j.jpg)*\n\n![k](l.svg)",
    "a link over lines": "[a\nb](cities/b)",
    "a list": "- a\n-  *b*\n  c\n+ d\ne",
    "a list that is apart": "- a\n\n- b\n- c\n\n\n* d",
    "a list in a list": "- a\n    - b\n        - c\n      d\n    - e\n- f",
    "a list of both kinds": "1. a\n2. b\n    - c\n    - d\n3. e",
    "numbers": "3. a\n4. b\n\n007. c\n\nd\n\n1. e",
    "list after list": "- a\n\n1. b\n\n- c",
    "a quotation": "> a\n> b\n>\n> - c\n> - d\n>\n> ## E",
    "quotations": "> a\n\n> b\n\nc\n\n> > d",
    "no lists": "-a\n\n1.b\n\na\n- b\n1. c\n\n2026 was\n\n+1",
    "other letters": "日本 *語*. Ünïcödé_ ١٢",
    "a colon": "[a](b/c): d\n[e](f/g): h",
}


def stock(body: Body) -> tuple[Rendered, tuple[object, ...]]:
    return html_and_problems(*mark(body, PATH))


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_plain_syntax_is_written_as_the_converter_writes_it(name: str) -> None:
    body = Body(PLAIN[name], 4, 3)
    rendered = rendered_plainly(body, PATH)
    assert rendered is not None
    assert (rendered, ()) == stock(body)


@pytest.mark.parametrize(
    "text",
    [
        *("a < b", "\\*a", "a | b", "~~~\na\n~~~", "```\na\n```", "``a``", "`a", "`a\nb`"),
        *("&amp;", "&#65;", "a\tb", "a\r\nb", "a\u00a0b", "a\u2028b", "a\x00b"),
        *("a  \nb", "a\n \nb", "a\n\n  ", " a", "    a", "a\n---", "a\n===", "***", "a\n- - -\nb"),
        *(
            "[a]",
            "[a][b]",
            "[a]: b",
            "[^1]",
            "[^1](a/b)",
            "![a](b)(c",
            "![`a`](b.png)",
            "![](b.png)",
            "![a](https://b.c/d.png)",
            "# ![a](b.png)",
            "[a](<b>)",
            '[a](b "c")',
        ),
        *(
            "[a]( b)",
            "[](a/b)",
            "[a](x:y)",
            "[a](../b)",
            "[[a](b/c)](d/e)",
            "[`[`](a/b)",
            "[a](b(c)",
        ),
        *("*a **b***", "***a***", "*a", "**a*", "*a_b_*", "[*a](b/c)*", "*[a*](b/c)"),
        *("#", "# ", "# a # b", "#######a", "# `&`amp;", "a\n# b", "- # a", "- > a", "- - a"),
        *(
            "- ",
            "- a\n- \n- b",
            "1. \na",
            "-  a\n    b\n\n    c",
            " - a",
            "- a\n     - b",
            "- a\n    -",
        ),
        *("> a\nb", "> a\n>", ">     a", "a\n> b", "> " * 5 + "a", "- a\n\n    b"),
    ],
)
def test_anything_else_is_left_to_the_converter(text: str) -> None:
    """Some of it would be simple enough; what matters is that it is not written in another way."""
    body = Body(text, 4, 3)
    rendered = rendered_plainly(body, PATH)
    assert rendered is None or (rendered, ()) == stock(body)


SIGNS = st.text("*_[]()!#>-+.`~\\<&|:\"' \n\t019az", max_size=30)
WORDS = st.text("*_`[]() \n.a", max_size=20)
LINES = st.lists(
    st.tuples(
        st.sampled_from(["", "", "  ", "    ", "        ", "> ", "> > ", ">"]),
        st.sampled_from(["", "- ", "* ", "+", "1. ", "2. ", "# ", "###", "---", "==="]),
        st.sampled_from(["", "a", "b *c*", " d", "[e](a/b)", "`g`", "**h** _i_", "k &", "l#"]),
    ).map("".join),
    max_size=9,
).map("\n".join)
PIECES = st.lists(
    st.sampled_from(
        [
            *("word", "two words", " ", "\n", "\n\n", "  \n", "\n    ", ".", ",", "(", ")", "!"),
            *("*", "**", "_", "__", "***", "`", "``", "*a*", "**b c**", "_d_", "a*b*c", "a_b_c"),
            *("[a](cities/one)", "[*a* `b`](https://e.org/a_b)", "[b](#x)", "[c](x:y)", "[", "]"),
            *(
                "\n# ",
                "\n## ",
                "#",
                "\n- ",
                "\n1. ",
                "\n    - ",
                "\n\n- ",
                "\n> ",
                "\n\n> ",
                ">",
                "![p](q.png)",
            ),
            *("---", "&", "&amp;", "<b>", "\\", "|", "\t", "\u00a0", "é", "[^1]", "[a]: b", "~~~"),
        ]
    ),
    max_size=16,
).map("".join)


@settings(max_examples=1500)
@given(SIGNS | WORDS | LINES | PIECES)
def test_any_text_is_written_as_the_converter_writes_it_or_left_to_it(text: str) -> None:
    body = Body(text, 4, 3)
    rendered = rendered_plainly(body, PATH)
    assert rendered is None or (rendered, ()) == stock(body)


def test_the_content_is_written_as_the_converter_writes_it_and_most_of_it_is_plain() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("content/**/*.md"))]
    bodies = [Body(text.split("\n---\n", 1)[-1]) for text in texts]
    plain = [(body, found) for body in bodies if (found := rendered_plainly(body, PATH))]
    assert len(plain) > 0.9 * len(bodies)
    for body, rendered in plain:
        assert (rendered, ()) == stock(body)


def test_the_bodies_of_the_benchmark_are_plain() -> None:
    for site in marketplace(20).sites:
        body = Body(re.sub(r"\[\[(.+?)\]\]", r"[\1](cities/\1)", site.body))
        rendered = rendered_plainly(body, PATH)
        assert (rendered, ()) == stock(body)


def test_no_white_space_but_the_space_can_be_printed() -> None:
    """By this the reader of plain bodies knows that nothing else separates words or lines."""
    printable = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isprintable()]
    assert [sign for sign in printable if sign.isspace() or re.match(r"\s", sign)] == [" "]
    assert [sign for sign in printable if len(f"a{sign}b".splitlines()) > 1] == []


@pytest.mark.parametrize(
    "piece",
    [
        *("- a\n", "- a\n\n", "- a\n    - b\n", "a\n", "#a\n", "# a\n\n", "> a\n", "> a\n\n"),
        *("*a* ", "`a` ", "[a](b/c)", "[a](b/c)\n", "& ", "&a", "_a", "*a ", "[", "[a", "`a", "é"),
    ],
)
def test_a_body_of_the_greatest_size_takes_a_moment(piece: str) -> None:
    """No limit of time is set here, so none may be needed."""
    text = piece * (131_072 // len(piece))
    for body in (Body(text), Body(f"- a\n{text}"), Body(f"a {text.replace(chr(10), ' ')}")):
        used = time.process_time()
        rendered = rendered_plainly(body, PATH)
        assert time.process_time() - used < 1
        assert rendered is None or len(rendered.html.encode()) < 2_000_000


def test_a_longer_text_is_left_to_the_converter() -> None:
    assert rendered_plainly(Body("a" * 131_072), PATH) is not None
    assert rendered_plainly(Body("a" * 131_073), PATH) is None
