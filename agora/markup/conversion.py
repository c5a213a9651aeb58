"""One conversion, without a bound: from marked text to HTML and problems."""

from __future__ import annotations

from functools import cache

from markdown import Markdown

from agora.markup.addresses import Addresses
from agora.markup.angles import Refusals, RefusedTag
from agora.markup.clean import clean
from agora.markup.dialect import new_converter
from agora.markup.limits import TooComplex
from agora.markup.marks import Marks
from agora.markup.rendered import Outline, Rendered
from agora.markup.writer import Writer
from agora.problems import Problem, in_order

HTML_LIMIT_BYTES = 5_000_000


@cache
def converter() -> tuple[Markdown, Refusals]:
    """The one converter of this process, reset before each use."""
    return new_converter()


def html_and_problems(text: str, marks: Marks) -> tuple[Rendered, tuple[Problem, ...]]:
    """As `convert`; raises TooComplex and RecursionError, and leaves the converter broken then."""
    md, refusals = converter()
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
        raise TooComplex("makes over 5 MB of HTML")
    problems = addresses.problems + [_refused(tag, marks) for tag in refusals.in_order()]
    safe = clean(html)
    if safe != html:
        message = "part of this text makes HTML that a browser would not read as it is written"
        hint = "write nested lists, tables and HTML in a simpler way"
        problems.append(Problem(marks.start, "html-refused", message, hint))
    outline = Outline(
        links=tuple(sorted(addresses.links)),
        images=tuple(sorted(addresses.images)),
        anchors=frozenset(writer.ids),
    )
    return Rendered(safe, outline), in_order(problems)


def _refused(tag: RefusedTag, marks: Marks) -> Problem:
    # The mark stands behind the <, which is the first character of the tag.
    place = marks.place(marks.offsets[tag.mark] - 1)
    return Problem(place, "html-refused", tag.message, tag.hint)
