"""What Markdown becomes, where its mistakes are reported, and how addresses come into it."""

from __future__ import annotations

import pickle
import re
import signal
import threading
import time
from textwrap import dedent

import pytest

from agora.documents import Body
from agora.markup import BodyTarget, LinkKind, Picture, Rendered, convert, resolve
from agora.markup.angles import ELEMENTS

PATH = "content/cities/valencia.md"


def html_of(text: str) -> str:
    """The HTML of a text without a mistake, on one line."""
    rendered, problems = convert(Body(text), PATH)
    assert problems == ()
    return rendered.html.replace("\n", "")


def found_in(text: str, line: int = 1, column: int = 1) -> list[str]:
    """The problems of a text, each as `line:column code`."""
    _, problems = convert(Body(text, line, column), PATH)
    return [f"{p.place.line}:{p.place.column} {p.code}" for p in problems]


def said_of(text: str) -> tuple[str, str]:
    """The message and the hint of the only problem of a text."""
    _, (problem,) = convert(Body(text), PATH)
    return problem.message, problem.hint


def links_in(text: str) -> list[tuple[str, str, str]]:
    rendered, problems = convert(Body(text), PATH)
    assert problems == ()
    return [(link.kind.value, link.target, link.anchor) for link in rendered.outline.links]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "*a* **b** ***c*** _d_ __e__ f_g_h",
            "<p><em>a</em> <strong>b</strong> <strong><em>c</em>",
        ),
        ("`<b> &amp; *x*`", "<p><code>&lt;b&gt; &amp;amp; *x*</code></p>"),
        ("a  \nb", "<p>a<br>b</p>"),
        ("a < b & c > d \"e\" 'f'", "<p>a &lt; b &amp; c &gt; d \"e\" 'f'</p>"),
        ("&copy; &#233; &lt;b&gt; &nosuch; AT&T", "<p>© é &lt;b&gt; &amp;nosuch; AT&amp;T</p>"),
        ("\\*a\\* \\<b> \\[c](d)", "<p>*a* &lt;b&gt; [c](d)</p>"),
        ("***", "<hr>"),
        ("> a\n>\n> > b", "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>"),
        ("- a\n- b\n    - c", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("- a\n\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        ("    a < b\n\n    c", "<pre><code>a &lt; bc</code></pre>"),
        ("```py\na < b\n\n# c\n```", '<pre><code class="language-py">a &lt; b# c</code></pre>'),
        ("~~~\n```\n~~~", "<pre><code>```</code></pre>"),
        ("a\n```\nb\n```\nc", "<p>a</p><pre><code>b</code></pre><p>c</p>"),
        ("```\nnot closed", "<pre><code>not closed</code></pre>"),
        ("> ```\n> a\n> ```\n> b", "<blockquote><pre><code>a</code></pre><p>b</p></blockquote>"),
        ("- a\n\n    ```\n    b\n    ```", "<ul><li><p>a</p><pre><code>b</code></pre></li></ul>"),
        ("H<sub>2</sub>O m<sup>2</sup>", "<p>H<sub>2</sub>O m<sup>2</sup></p>"),
        ("<KBD>*a*</KBD><br/>b", "<p><kbd><em>a</em></kbd><br>b</p>"),
        ('<abbr title="a &amp; b">c</abbr>', '<p><abbr title="a &amp; b">c</abbr></p>'),
        ('<abbr title="&amp;lt; <b>">c</abbr>', '<p><abbr title="&amp;lt; &lt;b&gt;">c</abbr></p>'),
        ("<sub>a<sub>b</sub></sub>", "<p><sub>a<sub>b</sub></sub></p>"),
        ('[TOC] {: onclick=x} "a" -- ...', '<p>[TOC] {: onclick=x} "a" -- ...</p>'),
        ("*[HTML]: x\n\nHTML", "<p>*[HTML]: x</p><p>HTML</p>"),
        ("*a **b*c", "<p>*a **b*c</p>"),
        ('[a]("(b c d', '<p>[a]("(b c d</p>'),
    ],
)
def test_markdown_becomes_plain_html(text: str, html: str) -> None:
    assert html_of(text).startswith(html)


def test_details_hold_markdown_and_open_only_when_asked() -> None:
    assert (
        html_of(
            dedent("""\
        Before
        <details>
        <summary>More *here*</summary>

        - a `</details>`

        <details open><summary>Inner</summary>b</details>

        </details>
        After
        """)
        )
        == "<p>Before</p><details><summary>More <em>here</em></summary>"
        "<ul><li>a <code>&lt;/details&gt;</code></li></ul>"
        '<details open=""><summary>Inner</summary><p>b</p></details></details><p>After</p>'
    )


def test_tables_say_what_their_columns_are_and_can_be_scrolled_by_keyboard() -> None:
    assert (
        html_of(
            dedent("""\
        | City *name* | Area | |
        | --- | --: | :-: |
        | `a|b` | 1 | x |
        """)
        )
        == '<div class="scroll" role="group" tabindex="0" aria-label="City name, Area">'
        '<table><thead><tr><th scope="col">City <em>name</em></th>'
        '<th scope="col" class="align-right">Area</th><th scope="col" class="align-center"></th></tr>'
        '</thead><tbody><tr><td><code>a|b</code></td><td class="align-right">1</td>'
        '<td class="align-center">x</td></tr></tbody></table></div>'
    )


def test_footnotes_are_numbered_by_their_marks_and_lead_back() -> None:
    html = html_of(
        dedent("""\
        One[^z], two[^a b], one again[^z].

        [^a b]: Second.
        [^z]: First.
        [^unused]: Third.
        """)
    )
    assert html.startswith(
        '<p>One<sup id="fnref:1"><a href="#fn:1" role="doc-noteref">1</a></sup>, '
        'two<sup id="fnref:2"><a href="#fn:2" role="doc-noteref">2</a></sup>, '
        'one again<sup id="fnref2:1"><a href="#fn:1" role="doc-noteref">1</a></sup>.</p>'
    )
    assert html.endswith(
        '<div class="footnotes" role="doc-endnotes"><ol>'
        '<li id="fn:1"><p>First. <a href="#fnref:1" role="doc-backlink">↩︎</a>'
        '<a href="#fnref2:1" role="doc-backlink">↩︎2</a></p></li>'
        '<li id="fn:2"><p>Second. <a href="#fnref:2" role="doc-backlink">↩︎</a></p></li>'
        '<li id="fn:3"><p>Third. </p></li></ol></div>'
    )


def test_a_footnote_may_hold_the_definition_of_another() -> None:
    assert html_of("a[^1]\n\n[^1]: > b[^2]\n    >\n    > [^2]: c").count("<li id=") == 2


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("# A\n\n## B\n\n### C", ["h2 a", "h3 b", "h4 c"]),
        ("### A\n\n# B\n\n#### C", ["h2 a", "h2 b", "h3 c"]),
        (
            "# A\n## B\n### C\n#### D\n##### E\n###### F",
            ["h2 a", "h3 b", "h4 c", "h5 d", "h6 e", "h6 f"],
        ),
        ("A\n===\n\nB\n---", ["h2 a", "h3 b"]),
        ("# Same\n# Same\n# Same 1\n# same!", ["h2 same", "h2 same-1", "h2 same-1-1", "h2 same-2"]),
        ("# Łódź & *Zürich*[^1] `x`\n\n[^1]: n", ["h2 lodz-zurich-x"]),
        ("# Αθήνα\n# 42\n# —", ["h2 section", "h2 42", "h2 section-1"]),
        ("# Main\n# Facts", ["h2 main-1", "h2 facts-1"]),
    ],
)
def test_headings_start_at_h2_skip_no_level_and_have_stable_ids(
    text: str, headings: list[str]
) -> None:
    rendered, _ = convert(Body(text), PATH)
    found = re.findall(r'<(h\d) id="([^"]*)"', rendered.html)
    assert [" ".join(pair) for pair in found] == headings
    assert rendered.outline.anchors >= {anchor for _, anchor in found}


@pytest.mark.parametrize(
    ("target", "kind", "named", "anchor"),
    [
        ("cities/heerlen", "entry", "cities/heerlen", ""),
        ("cities/heerlen#what-was-done", "entry", "cities/heerlen", "what-was-done"),
        ("citys/herlen", "entry", "citys/herlen", ""),
        ("heerlen", "entry", "heerlen", ""),
        ("report.pdf", "file", "report.pdf", ""),
        ("maps/my%20plan.png", "file", "maps/my plan.png", ""),
        ("<my plan.png>", "file", "my plan.png", ""),
        ("report.pdf#page=3", "file", "report.pdf", "page=3"),
        ("#one", "anchor", "", "one"),
        ("#caf%C3%A9", "anchor", "", "café"),
        (
            "https://example.org/a_(b)?c=d&e=f#g",
            "outside",
            "https://example.org/a_(b)?c=d&e=f#g",
            "",
        ),
        ("HTTPS://EXAMPLE.ORG", "outside", "HTTPS://EXAMPLE.ORG", ""),
        ("http://user@example.org:8080", "outside", "http://user@example.org:8080", ""),
        ("https://münchen.example/ä", "outside", "https://münchen.example/ä", ""),
        ("mailto:a@example.org", "outside", "mailto:a@example.org", ""),
        ("tel:+34963", "outside", "tel:+34963", ""),
        ("/", "root", "/", ""),
        ("/explore/", "root", "/explore/", ""),
        ("/explore/?theme=energy#list", "root", "/explore/?theme=energy", "list"),
        ("/cities/", "root", "/cities/", ""),
        ("/cities/page/2/", "root", "/cities/page/2/", ""),
        ("/topics/scalable-cities/feed.xml", "root", "/topics/scalable-cities/feed.xml", ""),
    ],
)
def test_a_target_is_read_as_what_it_is(target: str, kind: str, named: str, anchor: str) -> None:
    assert links_in(f"See [it]({target}).") == [(kind, named, anchor)]
    if " " not in target:  # which no definition may hold
        assert links_in(f"See [it][r].\n\n[r]: {target}\n") == [(kind, named, anchor)]


def test_addresses_in_angle_brackets_are_links() -> None:
    assert html_of("<https://example.org/?a=1&b=2> <me@example.org> <tel:+34963>") == (
        '<p><a href="https://example.org/?a=1&amp;b=2">https://example.org/?a=1&amp;b=2</a> '
        '<a href="mailto:me@example.org">me@example.org</a> <a href="tel:+34963">+34963</a></p>'
    )


def test_what_may_not_stand_in_an_address_is_encoded() -> None:
    html = html_of('[a](https://example.org/a b"c|d%zz)')
    assert '<a href="https://example.org/a%20b%22c%7Cd%25zz">' in html


def test_the_title_of_a_link_is_kept() -> None:
    assert html_of("[a](#b \"c 'd' <e> & f\")") == (
        '<p><a href="#b" title="c \'d\' &lt;e&gt; &amp; f">a</a></p>'
    )


@pytest.mark.parametrize(
    ("target", "code", "hint"),
    [
        ("../heerlen.md", "link-form", "write cities/heerlen"),
        ("../sites/storm-site-heerlen.md", "link-form", "write sites/storm-site-heerlen"),
        ("heerlen.md", "link-form", "write cities/heerlen"),
        ("heerlen.es.md", "link-form", "write cities/heerlen"),
        ("content/themes/energy.yaml", "link-form", "write themes/energy"),
        ("cities/heerlen/", "link-form", "write cities/heerlen"),
        ("cities/heerlen/index.html", "link-form", "write cities/heerlen"),
        ("cities/heerlen?x=1", "link-form", "write cities/heerlen"),
        ("/cities/heerlen/", "link-form", "write cities/heerlen"),
        ("/es/cities/heerlen/#x", "link-form", "write cities/heerlen"),
        ("//example.org/b", "link-form", "write https://example.org/b"),
        ("/a/../b/", "link-form", ""),
        ("\\\\example.org", "link-form", ""),
        ("/\\example.org", "link-form", ""),
        ("some words", "link-form", ""),
        ("www.example.org", "link-form", "write https://www.example.org"),
        ("me@example.org", "link-form", "write mailto:me@example.org"),
        ("a/b/c", "link-form", ""),
        ("", "link-form", ""),
        ("#", "link-form", ""),
        ("https:example.org", "link-form", "write https://, then the host and the path"),
        ("https://", "link-form", ""),
        ("https://[x", "link-form", ""),
        ("https://a<b", "link-form", ""),
        ("mailto:", "link-form", ""),
        ("javascript:alert(1)", "link-scheme", "allowed are https:, http:, mailto: and tel:"),
        ("JaVaScRiPt:alert(1)", "link-scheme", ""),
        ("data:text/html,x", "link-scheme", ""),
        ("ftp://example.org", "link-scheme", ""),
        ("agora-entry:cities/heerlen", "link-scheme", ""),
    ],
)
def test_a_target_of_another_form_is_refused_at_its_first_character(
    target: str, code: str, hint: str
) -> None:
    assert found_in(f"See [it]({target}) now") == [f"1:10 {code}"]
    assert hint in said_of(f"See [it]({target})")[1]
    assert "href" not in convert(Body(f"See [it]({target})"), PATH)[0].html


def test_pictures_are_owned_files() -> None:
    rendered, problems = convert(Body('![A "plan"](maps/plan%201.png "T")\n\n![](b.svg)'), PATH)
    assert problems == ()
    assert [(image.name, image.alt) for image in rendered.outline.images] == [
        ("maps/plan 1.png", 'A "plan"'),
        ("b.svg", ""),
    ]
    assert rendered.outline.images[0].place.column == 13


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("https://example.org/a.png", "image-remote"),
        ("http://example.org/a.png", "image-remote"),
        ("//example.org/a.png", "image-remote"),
        ("data:image/png;base64,AAAA", "link-scheme"),
        ("/assets/a.png", "link-form"),
        ("../heerlen/a.png", "link-form"),
        ("", "link-form"),
    ],
)
def test_pictures_from_elsewhere_are_refused_and_leave_their_words(target: str, code: str) -> None:
    assert found_in(f"![Words]({target})") == [f"1:10 {code}"]
    assert convert(Body(f"![Words]({target})"), PATH)[0].html == "<p>Words</p>"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a\n\n- b\n    - c [d](x:y)", ["4:13 link-scheme"]),
        ("> > a [b](x:y)", ["1:11 link-scheme"]),
        ("| a | b |\n|---|---|\n| c | [d](x:y) |", ["3:11 link-scheme"]),
        ("# a [b](x:y)", ["1:9 link-scheme"]),
        ("a[^1]\n\n[^1]:\n    b [c](x:y)", ["4:11 link-scheme"]),
        ("[a][r] and [r]\n\n[r]: x:y 'T'", ["3:6 link-scheme"]),
        ("[a][r]\n\n[r]:\n  <x:y>", ["4:4 link-scheme"]),
        ("[r]: x:y", ["1:6 link-scheme"]),
        ("![a][r]\n\n[r]: //x/y.png", ["3:6 image-remote"]),
        ("é😀 [a]( x:y 'T')", ["1:9 link-scheme"]),
        ("[a](\nx:y)", ["2:1 link-scheme"]),
        ("[a](x:y)[b](x:y)\n[c](x:y)", ["1:5 link-scheme", "1:13 link-scheme", "2:5 link-scheme"]),
        ("a\t[b](x:y)\n\n\tcode [b](x:y)", ["1:7 link-scheme"]),
        ("a\r\n\r\n[b](x:y)\r\n", ["3:5 link-scheme"]),
        ("`[a](x:y)` [a](x:y)", ["1:16 link-scheme"]),
        ("```\n[a](x:y)\n```\n\n    [a](x:y)\n\n[a](x:y)", ["7:5 link-scheme"]),
        ("<x:y> and <ftp://z>", ["1:2 link-scheme", "1:12 link-scheme"]),
        ("[![a](//x/y.png)](x:y)", ["1:7 image-remote", "1:19 link-scheme"]),
        ("[a <https://b> c](cities/e)", ["1:5 link-form"]),
        ("[a[^1]](cities/e)\n\n[^1]: b", ["1:9 link-form"]),
        ("a <b>c</b>", ["1:3 html-refused"]),
        ("a\n\n<div>\n*b*\n\n</div>", ["3:1 html-refused"]),
        ("a </div>", ["1:3 html-refused"]),
        ("- a\n\n    <i>", ["3:5 html-refused"]),
        ("`<b>` <b>\n\n    <b>\n\n```\n<b>\n```", ["1:7 html-refused"]),
        ("a <!-- b -->", ["1:3 html-refused"]),
        ("<!--\n\nb -->", ["1:1 html-refused"]),
        ("<?php x ?>", ["1:1 html-refused"]),
        ("<![CDATA[x]]> <!DOCTYPE html>", ["1:1 html-refused", "1:15 html-refused"]),
        ("<a href='cities/x'>y</a>", ["1:1 html-refused"]),
        ("<sub>a", ["1:1 html-refused"]),
        ("<sub>a\n\nb</sub>", ["1:1 html-refused"]),
        ("<sub>a <script>b</script></sub>", ["1:8 html-refused"]),
        ("*a <sub>b* c</sub>", []),
        ("<br onclick=x> <kbd style=y>a</kbd>", ["1:1 html-refused", "1:16 html-refused"]),
        ("<details>\n\na", ["1:1 html-refused"]),
        ("a <details>b</details>", ["1:3 html-refused"]),
        ("a </details>", ["1:3 html-refused"]),
        ("<details>\na\n</details>", ["1:1 html-refused"]),
        ("<details ontoggle=x>\n<summary>a</summary>\n</details>", ["1:1 html-refused"]),
        ("<details>\n<summary class=x>a</summary>\n</details>", ["2:1 html-refused"]),
        ("<summary>a</summary>", ["1:1 html-refused"]),
        ("\\<div>, a < b, 1 <2, <3 and a<", []),
    ],
)
def test_a_mistake_is_reported_where_it_stands_and_nothing_in_code_is_one(
    text: str, places: list[str]
) -> None:
    assert found_in(text) == places


def test_places_count_from_where_the_body_stands_in_its_file() -> None:
    assert found_in("a\n[b](x:y)", line=7, column=3) == ["8:7 link-scheme"]
    (link,) = convert(Body("a\n[b](cities/c)", 7, 3), PATH)[0].outline.links
    assert (link.place.path, link.place.line, link.place.column) == (PATH, 8, 7)


def test_messages_name_what_is_wrong() -> None:
    assert said_of("<div>") == (
        "the HTML tag <div> may not stand here",
        f"write it as Markdown; the elements that may stand here are {ELEMENTS}",
    )
    assert said_of('<br onload="x">')[0] == 'the attribute "onload" may not stand on <br>'
    assert said_of("<kbd>a")[0] == "<kbd> is not closed in its paragraph"
    assert said_of("[a](x:y)")[0] == 'the scheme "x:" is not allowed'
    assert said_of(f"[a](b/c/{'d' * 200})")[0].endswith('d…" is not the id of an entry')


def test_resolve_puts_addresses_in_the_place_of_what_they_stand_for() -> None:
    rendered, _ = convert(
        Body(
            "[*a*](cities/b#c) [d](e.pdf) [f](/explore/?x=y) [g](#h) [i](https://example.org)"
            ' [![j](k%20l.png "T")](cities/m "<n>")'
        ),
        PATH,
    )
    asked: list[BodyTarget] = []

    def href_of(target: BodyTarget) -> str:
        asked.append(target)
        return f"/base/{target.target}&{target.anchor}"

    html = resolve(rendered.html, href_of, lambda name: Picture(f"/i/{name}?a&b", 640, 480))
    assert html == (
        '<p><a href="/base/cities/b&amp;c"><em>a</em></a> <a href="/base/e.pdf&amp;">d</a> '
        '<a href="/base//explore/?x=y&amp;">f</a> <a href="#h">g</a> '
        '<a href="https://example.org">i</a> <a href="/base/cities/m&amp;" title="&lt;n&gt;">'
        '<img src="/i/k l.png?a&amp;b" alt="j" width="640" height="480" title="T" loading="lazy">'
        "</a></p>"
    )
    assert asked == [
        BodyTarget(LinkKind.ENTRY, "cities/b", "c"),
        BodyTarget(LinkKind.FILE, "e.pdf", ""),
        BodyTarget(LinkKind.ROOT, "/explore/?x=y", ""),
        BodyTarget(LinkKind.ENTRY, "cities/m", ""),
    ]


def test_what_is_not_published_yet_leaves_its_words() -> None:
    rendered, _ = convert(Body("a [*b*](cities/c) ![d & e](f.svg)"), PATH)
    assert resolve(rendered.html, lambda _: None, lambda _: None) == "<p>a <em>b</em> d &amp; e</p>"
    svg = resolve(rendered.html, lambda _: None, lambda _: Picture("/f.svg"))
    assert '<img src="/f.svg" alt="d &amp; e" loading="lazy">' in svg


def test_text_that_looks_like_a_placeholder_stays_text() -> None:
    text = '`<a href="agora-entry:x">y</a>` [z](#q \'<a href="agora-entry:x">y</a>\')'
    rendered, _ = convert(Body(text), PATH)
    assert resolve(rendered.html, lambda _: "/leak/", lambda _: None) == rendered.html


def test_one_text_after_another_leaves_no_trace() -> None:
    first = convert(Body("[a][r] [^n] # H\n\n[r]: cities/b\n[^n]: c\n\n# H"), PATH)
    assert (
        convert(Body("[a][r] [^n]\n\n# H"), PATH)[0].html == '<p>[a][r] [^n]</p>\n<h2 id="h">H</h2>'
    )
    assert convert(Body("[a][r] [^n] # H\n\n[r]: cities/b\n[^n]: c\n\n# H"), PATH) == first


def test_an_empty_text_is_empty() -> None:
    assert convert(Body(""), PATH) == (Rendered(), ())
    assert convert(Body("\n  \n\t\n"), PATH) == (Rendered(), ())


def test_a_rendered_body_can_be_sent_to_another_process() -> None:
    found = convert(Body("# A\n\n[b](cities/c) ![d](e.png) [f](x:y)"), PATH)
    assert pickle.loads(pickle.dumps(found)) == found


def test_a_thread_gets_the_same_as_the_main_thread() -> None:
    body = Body("# A\n\n[b](cities/c) <div>")
    found: list[object] = []
    thread = threading.Thread(
        target=lambda: found.extend(
            (convert(body, PATH), convert(Body("[" * 10_000), PATH, cpu_limit_seconds=0.1)[1])
        )
    )
    thread.start()
    thread.join()
    assert found[0] == convert(body, PATH)
    assert "body-too-complex" in repr(found[1])


def test_the_limit_leaves_the_timers_of_others_as_they_were() -> None:
    def ours(*_: object) -> None:
        raise AssertionError

    signal.signal(signal.SIGPROF, ours)
    signal.setitimer(signal.ITIMER_PROF, 1000)
    try:
        found = convert(Body("[" * 10_000, 4), PATH, cpu_limit_seconds=0.1)
        assert [(p.code, p.place.line) for p in found[1]] == [("body-too-complex", 4)]
        assert signal.getsignal(signal.SIGPROF) is ours
        assert 900 < signal.getitimer(signal.ITIMER_PROF)[0] < 1001
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
    assert convert(Body("*a*"), PATH)[0].html == "<p><em>a</em></p>"


def test_an_ordinary_text_takes_milliseconds() -> None:
    body = Body("Some *words* with a [link](cities/x), `code` and more. " * 45)
    convert(body, PATH)
    start = time.process_time()
    for _ in range(20):
        convert(body, PATH)
    assert (time.process_time() - start) / 20 < 0.05
