"""The stage: a body in, safe HTML and its problems out."""

from __future__ import annotations

from functools import cache, partial

from markdown import Markdown

from agora.documents import Body
from agora.markup import limits
from agora.markup.addresses import Addresses
from agora.markup.angles import Refusals, RefusedTag
from agora.markup.clean import clean
from agora.markup.dialect import new_converter
from agora.markup.marks import Marks, mark
from agora.markup.rendered import Rendered
from agora.markup.writer import Writer
from agora.problems import Problem, in_order

CPU_LIMIT_SECONDS = 2.0
HTML_LIMIT_BYTES = 5_000_000


def convert(
    body: Body, path: str, *, cpu_limit_seconds: float = CPU_LIMIT_SECONDS
) -> tuple[Rendered, tuple[Problem, ...]]:
    """The body as safe HTML, its links and pictures, and every mistake at its place.

    A function of its arguments alone. What is refused stands in the HTML as text or not at all; a body
    over a limit has no HTML. Outside a process's main thread the work is done by a helper process,
    because only a main thread can be stopped in time.
    """
    if not limits.in_main_thread():
        return limits.in_helper_process(
            partial(convert, body, path, cpu_limit_seconds=cpu_limit_seconds)
        )
    text, marks = mark(body, path)
    try:
        with limits.cpu_limit(cpu_limit_seconds):
            return _convert(text, marks)
    except limits.TooComplex as limit:
        excess = str(limit)
    except RecursionError:
        excess = "is nested too deeply"
    _converter.cache_clear()  # it was left in the middle of its work
    hint = "look for long rows of brackets or signs, and split the text"
    return Rendered(), (Problem(marks.start, "body-too-complex", f"this text {excess}", hint),)


@cache
def _converter() -> tuple[Markdown, Refusals]:
    """The one converter of this process, reset before each use."""
    return new_converter()


def _convert(text: str, marks: Marks) -> tuple[Rendered, tuple[Problem, ...]]:
    md, refusals = _converter()
    md.reset()
    refusals.tags.clear()
    lines = text.split("\n")
    for preprocessor in md.preprocessors:
        lines = preprocessor.run(lines)
    root = md.parser.parseDocument(lines).getroot()
    assert root is not None
    for treeprocessor in md.treeprocessors:
        changed = treeprocessor.run(root)
        root = root if changed is None else changed
    addresses = Addresses(marks, marks.path.rpartition("/")[0].rpartition("/")[2])
    writer = Writer(addresses, md.htmlStash.rawHtmlBlocks)
    html = writer.write(root)
    addresses.unused(md.references)
    if len(html) > HTML_LIMIT_BYTES or len(html.encode()) > HTML_LIMIT_BYTES:
        raise limits.TooComplex("makes over 5 MB of HTML")
    problems = addresses.problems + [_refused(tag, marks) for tag in refusals.in_order()]
    safe = clean(html)
    if safe != html:
        message = "part of this text makes HTML that a browser would not read as it is written"
        hint = "write nested lists, tables and HTML in a simpler way"
        problems.append(Problem(marks.start, "html-refused", message, hint))
    rendered = Rendered(
        html=safe,
        links=tuple(sorted(addresses.links)),
        images=tuple(sorted(addresses.images)),
        anchors=frozenset(writer.ids),
    )
    return rendered, in_order(problems)


def _refused(tag: RefusedTag, marks: Marks) -> Problem:
    # The mark stands behind the <, which is the first character of the tag.
    place = marks.place(marks.offsets[tag.mark] - 1)
    return Problem(place, "html-refused", tag.message, tag.hint)
