"""From the converter's tree to HTML, with every link and picture judged on the way.

The HTML is written as a browser's parser would write it back, so that the allow-list, which comes after,
returns it byte for byte unless something is in it that we did not mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from markdown.util import HTML_PLACEHOLDER_RE

from agora.markup.addresses import Addresses
from agora.markup.angles import NOTHING
from agora.markup.headings import Outline
from agora.markup.targets import Refused, href_of, image_html
from agora.markup.wording import attribute_html, characters, text_html

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_VOID = frozenset({"br", "hr"})
_HOLDS_BLOCKS = frozenset({"div", "li", "blockquote", "details"})
_OWN_LINE = _HOLDS_BLOCKS | {
    "p",
    "ul",
    "ol",
    "hr",
    "br",
    "table",
    "thead",
    "tbody",
    "tr",
    "summary",
}
_BACK = "\u21a9\ufe0e"  # ↩ as a sign of text, not as an emoji


class Writer:
    """Writes one tree; `ids` are those of its headings and footnotes.

    Elements that the converter put aside are those of fenced code. A table stands in a frame that can
    be scrolled by keyboard; its name is that of its columns, which needs no word of the interface.
    """

    def __init__(self, addresses: Addresses, put_aside: list[str | Element]) -> None:
        self.ids: set[str] = set()
        self._addresses = addresses
        self._put_aside = put_aside
        self._outline = Outline()
        self._notes: dict[str, int] = {}
        self._note_marks: set[str] = set()
        self._around: Element | None = None
        self._html: list[str] = []

    def write(self, root: Element) -> str:
        """The HTML of all that `root` holds."""
        for notes in root.findall("div"):
            for number, note in enumerate(notes.iterfind("ol/li"), start=1):
                self._notes[note.get("id", "").partition(":")[2]] = number
            self._note_marks = {mark for sup in root.iter("sup") if (mark := sup.get("id"))}
        self._inside(root)
        return "".join(self._html).strip()

    def _inside(self, element: Element) -> None:
        if element.text:
            self._text(element.text, element.tag)
        for child in element:
            self._element(child)
            if child.tail:
                self._text(child.tail, element.tag)

    def _text(self, text: str, parent: str) -> None:
        """Text, with the code that was put aside; where no block may stand, the code is part of a line."""
        rest = 0
        for found in HTML_PLACEHOLDER_RE.finditer(text) if "\x02wzxhzdk:" in text else ():
            self._html.append(text_html(text[rest : found.start()]))
            block = self._put_aside[int(found[1])]
            assert isinstance(block, Element)
            self._element(block if parent in _HOLDS_BLOCKS else block[0])
            rest = found.end()
        self._html.append(text_html(text[rest:]))

    def _element(self, element: Element) -> None:
        tag = element.tag
        if tag == "a":
            self._link(element)
        elif tag == "img":
            self._image(element)
        elif tag in _HEADINGS:
            self._heading(element)
        elif tag == "pre":
            self._code(element[0])
        elif tag == "table":
            self._table(element)
        elif tag == "p" and element.text and _is_put_aside(element):
            self._text(element.text.strip(), "div")
        elif tag != NOTHING:
            self._plain(element)

    def _plain(self, element: Element) -> None:
        tag = element.tag
        self._html.append(f"<{tag}{self._attributes(element)}>")
        if tag not in _VOID:
            self._inside(element)
            self._html.append(f"</{tag}>")
        if tag in _OWN_LINE:
            self._html.append("\n")

    def _attributes(self, element: Element) -> str:
        html = ' scope="col"' if element.tag == "th" else ""
        for name, value in element.items():
            if name == "align":
                html += f' class="align-{value}"'
            elif name == "class" and element.tag == "div":
                html += ' class="footnotes" role="doc-endnotes"'
            elif name == "id":
                html += attribute_html("id", self._id(value))
            else:
                html += attribute_html(name, characters(value))
        return html

    def _id(self, written: str) -> str:
        """The id of a footnote or its mark, with the note's number in the place of its label."""
        kind, _, label = written.partition(":")
        found = f"{kind}:{self._notes[label]}"
        self.ids.add(found)
        return found

    def _heading(self, element: Element) -> None:
        level = self._outline.level(int(element.tag[1]))
        heading_id = self._outline.id(characters("".join(_words(element))))
        self.ids.add(heading_id)
        self._html.append(f'<h{level} id="{heading_id}">')
        self._inside(element)
        self._html.append(f"</h{level}>\n")

    def _code(self, code: Element) -> None:
        text = HTML_PLACEHOLDER_RE.sub(self._code_of, code.text or "").rstrip() + "\n"
        self._html.append(f"<pre><code{self._attributes(code)}>{text_html(text)}</code></pre>\n")

    def _code_of(self, found: re.Match[str]) -> str:
        """A fence in what turned out to be code already: its lines, without the fence."""
        block = self._put_aside[int(found[1])]
        assert isinstance(block, Element)
        return block[0].text or ""

    def _table(self, table: Element) -> None:
        columns = (
            characters("".join(_words(cell))).strip() for cell in table.iterfind("thead/tr/th")
        )
        name = ", ".join(column for column in columns if column)
        label = ' role="group" tabindex="0"' + attribute_html("aria-label", name) if name else ""
        self._html.append(f'<div class="scroll"{label}>')
        self._plain(table)
        self._html.append("</div>\n")

    def _link(self, element: Element) -> None:
        written = element.get("href", "")
        kind = element.get("class")
        if self._around is not None:
            self._addresses.refuse_nested(written, self._around.get("href", ""))
            self._inside(element)
        elif kind is not None:
            self._note_link(element, kind)
        else:
            found = self._addresses.link(written)
            self._around = element
            if isinstance(found, Refused):
                self._inside(element)
            else:
                href = attribute_html("href", href_of(found))
                title = characters(element.get("title", ""))
                self._enclose(element, href + (attribute_html("title", title) if title else ""))
            self._around = None

    def _note_link(self, link: Element, kind: str) -> None:
        """The mark of a footnote, or the way back from it; a note without a mark has no way back."""
        part, _, label = link.get("href", "").removeprefix("#").partition(":")
        href = attribute_html("href", f"#{part}:{self._notes[label]}")
        if kind == "footnote-ref":
            link.text = str(self._notes[label])
            self._enclose(link, f'{href} role="doc-noteref"')
        elif f"{part}:{label}" in self._note_marks:
            link.text = _BACK + part.removeprefix("fnref")
            self._enclose(link, f'{href} role="doc-backlink"')

    def _enclose(self, link: Element, attributes: str) -> None:
        self._html.append(f"<a{attributes}>")
        self._inside(link)
        self._html.append("</a>")

    def _image(self, element: Element) -> None:
        alt = characters(element.get("alt", ""))
        found = self._addresses.image(element.get("src", ""), alt)
        if isinstance(found, Refused):
            self._html.append(text_html(element.get("alt", "")))
            return
        self._html.append(image_html(found, alt, characters(element.get("title", ""))))


def _is_put_aside(paragraph: Element) -> bool:
    text = (paragraph.text or "").strip()
    return not len(paragraph) and HTML_PLACEHOLDER_RE.fullmatch(text) is not None


def _words(element: Element) -> Iterator[str]:
    """The text of an element without the marks of footnotes, whose numbers change."""
    yield element.text or ""
    for child in element:
        if child.tag == "img":
            yield child.get("alt", "")
        elif child.tag != "sup" or child.get("id") is None:
            yield from _words(child)
        yield child.tail or ""
