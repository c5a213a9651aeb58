"""Our dialect of Markdown: Python-Markdown with tables, footnotes, fences and sane lists.

Without raw HTML (see `angles`), attribute lists, smart quotes and a table of contents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Self
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockparser import State
from markdown.extensions.footnotes import FN_BACKLINK_TEXT, FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableProcessor
from markdown.inlinepatterns import IMAGE_LINK_RE, LINK_RE
from markdown.preprocessors import Preprocessor
from markdown.util import AtomicString, code_escape

from agora.markup.angles import AngleProcessor, DetailsProcessor, Refusals
from agora.markup.blocks import TriggeredBlockParser
from agora.markup.inline import TriggeredInlineProcessor
from agora.markup.limits import TooComplex
from agora.markup.marks import unmarked
from agora.markup.repairs import EmphasisProcessor, ImageProcessor, LinkProcessor

CELL_LIMIT = 50_000
DEPTH_LIMIT = 64

_FENCE = re.compile(r"(?P<prefix>[ >]*)(?P<fence>`{3,}|~{3,})(?P<info>.*)")
_LIST_ITEM = re.compile(r"[ >]*(?:[-*+]|[0-9]+\.)[ ]")
_LANGUAGE = re.compile(r"[ ]*([\w+#.\-]{1,40})")


class Definitions(dict[str, tuple[str, str]]):
    """Reference definitions by label; the marks that a label may hold are no part of it."""

    def __setitem__(self, label: str, definition: tuple[str, str]) -> None:
        super().__setitem__(unmarked(label), definition)

    def __getitem__(self, label: str) -> tuple[str, str]:
        return super().__getitem__(unmarked(label))

    def __contains__(self, label: object) -> bool:
        return super().__contains__(unmarked(str(label)))


class FenceProcessor(Preprocessor):
    """Fenced code, also inside quotations and lists, is put aside before anything else looks at it.

    A fence that is not closed holds all that follows. Only the first word behind a fence counts.
    """

    def run(self, lines: list[str]) -> list[str]:
        if not any("```" in line or "~~~" in line for line in lines):
            return lines
        kept: list[str] = []
        rest = iter(lines)
        in_list = False
        for line in rest:
            fence = _FENCE.fullmatch(line)
            if fence is None or not _opens(fence, in_list):
                kept.append(line)
                if line.strip(" >"):
                    in_list = bool(_LIST_ITEM.match(line)) or (in_list and line.startswith(" "))
                continue
            code, after = _code(fence, rest)
            blank = fence["prefix"].rstrip(" ")
            kept += [blank, fence["prefix"] + self._put_aside(fence["info"], code), blank]
            kept += after
        return kept

    def _put_aside(self, info: str, code: list[str]) -> str:
        pre = Element("pre")
        language = _LANGUAGE.match(unmarked(info))
        attributes = {"class": f"language-{language[1]}"} if language else {}
        SubElement(pre, "code", attributes).text = AtomicString(code_escape("\n".join(code)))
        return self.md.htmlStash.store(pre)


def _opens(fence: re.Match[str], in_list: bool) -> bool:
    before, _, after = fence["prefix"].rpartition(">")
    indented = before.startswith("    ") or len(after) > (4 if ">" in fence["prefix"] else 3)
    return "`" not in fence["info"] and (in_list or not indented)


def _code(fence: re.Match[str], rest: Iterator[str]) -> tuple[list[str], list[str]]:
    """The lines of code behind an opening fence, and the line that ended its quotation, if one did."""
    quote = fence["prefix"].rstrip(" ")
    indent = len(fence["prefix"])
    close = re.compile(rf"[ >]*{fence['fence'][0]}{{{len(fence['fence'])},}}[ ]*")
    code: list[str] = []
    for line in rest:
        if quote and not line.startswith(quote):
            return code, ["", line]
        if close.fullmatch(line):
            break
        if quote:
            code.append(line[len(quote) :].removeprefix(" "))
        else:
            code.append(line[min(indent, len(line) - len(line.lstrip(" "))) :])
    return code, []


class BoundedState(State[str]):
    """How deep lists, quotations and details stand in each other.

    Bounded far above the interpreter's own limit, which would be met sooner or later by who called us.
    """

    def set(self, state: str) -> None:
        if len(self) >= DEPTH_LIMIT:
            raise TooComplex(f"has lists and quotations over {DEPTH_LIMIT} deep in each other")
        super().set(state)


class BoundedTableProcessor(TableProcessor):
    """Tables; a short text can ask for millions of cells, because each row gets all columns."""

    def run(self, parent: Element, blocks: list[str]) -> None:
        if blocks[0].count("\n") * len(self.separator) > CELL_LIMIT:
            raise TooComplex(f"holds a table of over {CELL_LIMIT} cells")
        super().run(parent, blocks)


class Footnotes(FootnoteExtension):
    """Footnotes in the order of their marks; the tree's writer gives them their numbers and roles."""

    def __init__(self) -> None:
        # Nobody can write these control characters: the notes always stand at the end.
        super().__init__(
            USE_DEFINITION_ORDER=False, BACKLINK_TITLE="", PLACE_MARKER="\x0enotes\x0f"
        )

    def makeFootnotesDiv(self, root: Element) -> Element | None:
        """As in the parent class, which fails where a footnote holds the definition of another."""
        if not self.footnotes:
            return None
        div = Element("div", {"class": "footnote"})
        notes = SubElement(div, "ol")
        done: set[str] = set()
        while len(done) < len(self.footnotes):
            for label in [label for label in self.footnotes if label not in done]:
                done.add(label)
                note = SubElement(notes, "li", {"id": self.makeFootnoteId(label)})
                holder = Element("div")
                self.parser.parseChunk(holder, self.footnotes[label])
                note.extend(list(holder))
                last = note[-1] if len(note) and note[-1].tag == "p" else SubElement(note, "p")
                last.text = (last.text or "") + (" " if last.text else "")
                href = f"#{self.makeFootnoteRefId(label)}"
                back = SubElement(last, "a", {"class": "footnote-backref", "href": href})
                back.text = FN_BACKLINK_TEXT
        return div


class _Converter(Markdown):
    """Python-Markdown with our parser of blocks, which the extensions must find in its place."""

    def build_parser(self) -> Self:
        super().build_parser()
        self.parser = TriggeredBlockParser.of(self)
        return self


def new_converter() -> tuple[Markdown, Refusals]:
    """A converter for one process, and where it notes the tags that it refuses."""
    md = _Converter(extensions=[SaneListExtension(), Footnotes()])
    refusals = Refusals()
    md.references = Definitions()
    md.parser.state = BoundedState()
    md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "|", "<"]
    md.preprocessors.deregister("html_block")
    md.preprocessors.register(FenceProcessor(md), "fenced_code_block", 25)
    tables = BoundedTableProcessor(md.parser, {"use_align_attribute": True})
    md.parser.blockprocessors.register(tables, "table", 75)
    md.parser.blockprocessors.register(DetailsProcessor(md, refusals), "details", 72)
    for name in ("autolink", "automail", "html", "entity"):
        md.inlinePatterns.deregister(name)
    md.inlinePatterns.register(AngleProcessor(md, refusals), "angle", 120)
    _mend(md)
    # The tree is written by our own writer, which does the work of these.
    for name in ("prettify", "unescape"):
        md.treeprocessors.deregister(name)
    return md, refusals


def _mend(md: Markdown) -> None:
    emphasis = EmphasisProcessor("*", "strong,em", md)
    emphasis.add("_", "strong,em", smart=True)
    md.inlinePatterns.register(emphasis, "em_strong", 60)
    md.inlinePatterns.register(LinkProcessor(LINK_RE, md), "link", 160)
    md.inlinePatterns.register(ImageProcessor(IMAGE_LINK_RE, md), "image_link", 150)
    # After the patterns: it notes which there are.
    md.treeprocessors.register(TriggeredInlineProcessor(md), "inline", 20)
