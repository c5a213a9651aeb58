"""Addresses become absolute without a parser where libxml2 would change nothing else, and only there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agora.documents import Body
from agora.feeds.addresses import absolute, written_anew
from agora.feeds.steady import is_steady
from agora.markup import Picture, convert, resolve

PAGE = "https://example.org/market/cities/ghent/"

BODY = """\
A [city](cities/valencia#sea), a [place](https://example.org/a?b=c&d) and *a **picture*** & `a < b`:

![The port](port.png "At night")

## A heading

- one
- two
    1. [below](#a-heading)
    2. three

> Somebody said[^1]\xa0so.

| Year | kWh |
| ---- | --: |
| 2020 | 12 |
| 2021 |  |

```python
print("<b>")
```

<details><summary>More</summary>

H<sub>2</sub>O

</details>

[^1]: A note.
"""


def shown(markdown: str) -> str:
    """The HTML of a body as it stands on its page."""
    rendered, _ = convert(Body(markdown), "content/cities/ghent.md")
    return resolve(
        rendered.html,
        lambda target: f"/market/{target.target}/#{target.anchor}" if target.target else None,
        lambda name: Picture(f"/market/cities/ghent/{name}", 640, 480),
    )


def test_all_that_editors_commonly_write_is_known_to_be_steady() -> None:
    html = shown(BODY).replace("&nbsp;", "\xa0")
    assert is_steady(html)
    assert absolute(html, PAGE) == written_anew(html, PAGE)


@pytest.mark.parametrize(
    "html",
    [
        "<li></li>",  # loses its end
        '<img src="a.png" alt="&amp;{b}">',  # loses its entity
        "<p>&quot;</p>",
        "<p>a\r\nb</p>",
        "<p>a & b</p>",
        "<p>a > b</p>",
        "<p>a</em>",
        "<p>a",
        "a</p>",
        "<p>a<p>b</p></p>",
        "<ul><p>a</p></ul>",
        '<p onclick="a">a</p>',
        "<script>a</script>",
        "<!-- a -->",
        "<em>" * 60 + "</em>" * 60,
    ],
)
def test_what_may_be_changed_is_not_steady(html: str) -> None:
    assert not is_steady(html)
    assert absolute(html, PAGE) == written_anew(html, PAGE)


text = st.text(st.characters(codec="utf-8", exclude_characters="<>&")) | (
    st.sampled_from(
        ("&amp;", "&lt;", "&gt;", "&nbsp;", "&quot;", "&amp;{", " ", "\n", "\t", '"', "é")
    )
)
segments = st.sampled_from(
    (
        "",
        "/",
        "//",
        "..",
        ".",
        "a",
        "b-c_d",
        "é",
        " ",
        "[1]",
        "%20",
        "?",
        "&amp;",
        "#",
        "=",
        "$",
        "{",
    )
)
address = st.builds(
    str.__add__,
    st.sampled_from(("", "/", "https://", "http://example.org", "HTTPS://A.b/", "mailto:", "//")),
    st.lists(segments, max_size=4).map("".join) | st.lists(segments, max_size=4).map("/".join),
)
PAGES = st.sampled_from((PAGE, "https://example.org/", "http://[::1]/a/", "https://a.b:80/é/?c#d"))
TAGS = (
    *("p", "h2", "h3", "ul", "ol", "li", "em", "strong", "code", "sub", "sup", "kbd", "abbr"),
    *("blockquote", "pre", "table", "thead", "tbody", "tr", "th", "td", "details", "summary"),
    *('li id="a"', 'h2 id="é"', 'code class="a"', 'th scope="col" class="a"', 'ol start="3"'),
    *('div class="a" role="b" tabindex="0" aria-label="c"', 'td class="a"', 'abbr title="a"'),
)


def enclosed(tag: str, inside: str) -> str:
    return f"<{tag}>{inside}</{tag.split()[0]}>"


leaves = text | st.sampled_from(("<br>", "<hr>"))
leaves |= st.builds('<img src="{}" alt="{}" loading="lazy">'.format, address, text)
links = st.builds('<a href="{}">{}</a>'.format, address, text)
trees = st.recursive(
    leaves | links,
    lambda inner: st.builds(
        enclosed, st.sampled_from(TAGS), st.lists(inner, max_size=4).map("".join)
    ),
    max_leaves=12,
)
plain = st.text("ab é\n") | st.sampled_from(("&amp;", "&lt;", "&nbsp;", "<br>"))
lines = st.recursive(
    plain | links,
    lambda inner: st.builds(
        enclosed,
        st.sampled_from(("em", "strong", "code", "sub", 'sup id="a"', "kbd", 'abbr title="a"')),
        st.lists(inner, max_size=3).map("".join),
    ),
    max_leaves=4,
)
cells = "<table><thead><tr><th>{}</th></tr></thead><tbody><tr><td>{}</td></tr></tbody></table>"
paragraphs = st.builds(enclosed, st.sampled_from(("p", "h2", 'h3 id="é"')), lines) | st.builds(
    cells.format, lines, lines
)
blocks = st.recursive(
    paragraphs | lines.map("<pre><code>{}</code></pre>\n".format),
    lambda inner: (
        st.builds("<ul>\n<li>{}</li>\n<li>{}</li>\n</ul>".format, lines, inner)
        | st.builds("<details><summary>{}</summary>{}</details>".format, lines, inner)
        | inner.map("<blockquote>\n{}\n</blockquote>".format)
        | inner.map('<div class="a">{}</div>'.format)
    ),
    max_leaves=4,
)


@given(st.lists(trees | blocks, max_size=4).map("".join), PAGES)
def test_any_fragment_is_what_libxml2_writes(html: str, page_href: str) -> None:
    assert absolute(html, page_href) == written_anew(html, page_href)


@given(address, PAGES)
def test_any_address_is_what_libxml2_writes(written: str, page_href: str) -> None:
    html = f'<p><a href="{written}">a</a></p>'
    assert absolute(html, page_href) == written_anew(html, page_href)


marks = st.sampled_from(
    ("*", "**", "- ", "1. ", "> ", "## ", "`", "\n", "\n\n", "    ", "| ", "|-|-|\n")
)
words = st.sampled_from(
    ("word", " ", "[a](cities/b)", "[c](#d)", "![e](f.png)", "<sub>2</sub>", "&nbsp;")
)


@given(st.lists(marks | words | text, max_size=25).map("".join))
def test_any_body_is_what_libxml2_writes(markdown: str) -> None:
    html = shown(markdown)
    assert absolute(html, PAGE) == written_anew(html, PAGE)
