"""What may stand between < and > in a body: addresses, and a few elements.

Python-Markdown would pass any HTML through as text that nobody looks into. Here an allowed element becomes
an element of the tree, so that it is closed where it was opened, and all else is refused where it stands.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString
from msgspec import Struct

from agora.markup.marks import MARK, unmarked
from agora.markup.wording import characters

NOTHING = "nothing"  # an element that is not written, only what stands behind it
PAIRED = frozenset({"sub", "sup", "abbr", "kbd"})
BLOCKS = frozenset({"details", "summary"})
ELEMENTS = "sub, sup, abbr, kbd, br, details and summary"
_ATTRIBUTES = {"abbr": {"title"}, "details": {"open"}}
_GLOBAL_ATTRIBUTES = {"title", "lang", "dir"}

_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*:[^\s<>]*)>")
_MAIL = re.compile(r"([^<>\s!/@]+@[^@<>\s]+)>")
_NO_ELEMENT = re.compile(r"!--|!\[CDATA\[|![A-Za-z]|\?")
_TAG = re.compile(
    r"""(/?+)([A-Za-z][^\s"'<>/=]*+)((?:\s++|/(?!>)|"[^"]*+"|'[^']*+'|[^\s"'<>/])*+)/?+>"""
)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'<>]+))?""")
# A code span, which hides tags, or a tag of the two; neither goes over a blank line.
_STRUCTURE = re.compile(
    r"(?P<ticks>`+)(?!`)(?:(?!\n\n).)*?(?<!`)(?P=ticks)(?!`)"
    "|<\x0e(?P<mark>[0-9]+)\x0f(?P<end>/?)(?P<name>details|summary)(?P<rest>\\s[^<>]*)?>",
    re.DOTALL | re.IGNORECASE,
)


class RefusedTag(Struct, frozen=True):
    """`mark` is the number of the mark behind its <; `name` is "" for what is no element."""

    mark: int
    name: str
    is_end: bool
    message: str
    hint: str = f"write it as Markdown; the elements that may stand here are {ELEMENTS}"


class Refusals:
    """The refused tags of one body, in the order in which the converter meets them."""

    def __init__(self) -> None:
        self.tags: list[RefusedTag] = []

    def add(self, mark: int, name: str, message: str, *, is_end: bool = False) -> None:
        self.tags.append(RefusedTag(mark, name, is_end, message))

    def in_order(self) -> list[RefusedTag]:
        """Once each, by place; the end of an element whose start is refused is no mistake of its own."""
        shown: list[RefusedTag] = []
        open_tags: dict[str, int] = {}
        for tag in sorted(set(self.tags), key=lambda tag: tag.mark):
            if tag.is_end and open_tags.get(tag.name, 0):
                open_tags[tag.name] -= 1
                continue
            open_tags[tag.name] = open_tags.get(tag.name, 0) + (not tag.is_end)
            shown.append(tag)
        return shown


def attributes_of(name: str, written: str) -> tuple[dict[str, str], str]:
    """The attributes of a tag, with their entities, and the first that may not stand there, or ""."""
    found: dict[str, str] = {}
    for attribute, value in _ATTRIBUTE.findall(written):
        key = attribute.lower()
        if key not in _ATTRIBUTES.get(name, set()) | _GLOBAL_ATTRIBUTES:
            return found, characters(key)[:40]
        found.setdefault(key, "" if key == "open" else value.strip("\"'"))
    return found, ""


class AngleProcessor(InlineProcessor):
    """`<https://…>`, `<name@example.org>`, allowed inline elements; refuses other tags."""

    def __init__(self, md: Markdown, refusals: Refusals) -> None:
        super().__init__("<" + MARK.pattern, md)
        self._refusals = refusals

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str | None, int | None, int | None]:
        found = _ADDRESS.match(data, m.end())
        if found is not None:
            address = self.unescape(found[1])
            shown = address.removeprefix("mailto:").removeprefix("tel:")
            return _link(m[1], address, shown), m.start(), found.end()
        found = _MAIL.match(data, m.end())
        if found is not None:
            mail = self.unescape(found[1])
            return _link(m[1], f"mailto:{mail}", mail), m.start(), found.end()
        if _NO_ELEMENT.match(data, m.end()):
            self._refusals.add(int(m[1]), "", "a comment or declaration of HTML may not stand here")
            return "<", m.start(), m.end()
        found = _TAG.match(data, m.end())
        return (None, None, None) if found is None else self._tag(m, found, data)

    def _tag(
        self, m: re.Match[str], found: re.Match[str], data: str
    ) -> tuple[Element | str, int, int]:
        is_end = bool(found[1])
        name = characters(self.unescape(found[2])).lower()
        attributes, wrong = attributes_of(name, unmarked(self.unescape(found[3])))
        if is_end or (name not in PAIRED and name != "br"):
            why = _why_not(name, is_end)
        elif wrong:
            why = f'the attribute "{wrong}" may not stand on <{name}>'
        elif name == "br":
            return Element("br"), m.start(), found.end()
        else:
            ending = _ending(name, data, found.end())
            if ending is not None:
                element = Element(name, attributes)
                # Text goes through the patterns behind this one, a tail through this one as well.
                SubElement(element, NOTHING).tail = data[found.end() : ending.start()]
                return element, m.start(), ending.end()
            why = f"<{name}> is not closed in its paragraph"
        self._refusals.add(int(m[1]), name, why, is_end=is_end)
        return "<", m.start(), m.end()


def _link(mark: str, href: str, shown: str) -> Element:
    link = Element("a", {"href": f"\x0e{mark}\x0f{href}"})
    link.text = AtomicString(shown)
    return link


def _why_not(name: str, is_end: bool) -> str:
    """Why a tag is refused that is neither the start of an inline element nor a line break."""
    if name in PAIRED | BLOCKS | {"br"} and is_end:
        return f"</{name}> closes nothing"
    if name == "summary":
        return "<summary> must be the first thing in <details>, and be closed"
    if name == "details":
        return "<details> must start its line, and be closed by </details>"
    return f"the HTML tag <{'/' if is_end else ''}{name[:40]}> may not stand here"


def _ending(name: str, data: str, start: int) -> re.Match[str] | None:
    """The end tag of the element whose content starts at `start`."""
    tags = re.compile(f"<\x0e[0-9]+\x0f(/?){name}(?![^\\s/>])[^<>]*>", re.IGNORECASE)
    depth = 1
    for tag in tags.finditer(data, start):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag
    return None


class DetailsProcessor(BlockProcessor):
    """`<details>` at the start of a line, to its `</details>`: Markdown with a summary."""

    _OPEN = re.compile(
        "(?:^|\n)[ ]{0,3}<\x0e([0-9]+)\x0fdetails(\\s[^<>]*)?>", re.DOTALL | re.IGNORECASE
    )

    def __init__(self, md: Markdown, refusals: Refusals) -> None:
        super().__init__(md.parser)
        self._refusals = refusals

    def test(self, parent: Element, block: str) -> bool:
        return "details" in block.lower() and self._OPEN.search(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> bool:
        opening = self._OPEN.search(blocks[0])
        assert opening is not None
        whole = "\n\n".join(blocks)
        ending = _end_of_details(whole, opening.end())
        if ending is None:
            return False  # the paragraph that it becomes refuses the tag
        before, rest = whole[: opening.start()], whole[ending.end() :]
        if before.strip():
            self.parser.parseBlocks(parent, before.split("\n\n"))
        attributes, wrong = attributes_of("details", opening[2] or "")
        if wrong:
            message = f'the attribute "{wrong}" may not stand on <details>'
            self._refusals.add(int(opening[1]), "details", message)
        self._fill(
            SubElement(parent, "details", attributes),
            whole[opening.end() : ending.start()],
            int(opening[1]),
        )
        blocks[:] = rest.lstrip(" ").split("\n\n") if rest.strip() else []
        return True

    def _fill(self, details: Element, inner: str, number: int) -> None:
        tags = [tag for tag in _STRUCTURE.finditer(inner) if tag["name"]][:2]
        starts = bool(tags) and not inner[: tags[0].start()].strip()
        if starts and [(t["name"].lower(), t["end"]) for t in tags] == [
            ("summary", ""),
            ("summary", "/"),
        ]:
            attributes, wrong = attributes_of("summary", tags[0]["rest"] or "")
            if wrong:
                message = f'the attribute "{wrong}" may not stand on <summary>'
                self._refusals.add(int(tags[0]["mark"]), "summary", message)
            text = inner[tags[0].end() : tags[1].start()]
            SubElement(details, "summary", attributes).text = re.sub(r"\s*\n\s*", " ", text.strip())
            inner = inner[tags[1].end() :]
        else:
            message = "<details> must begin with its <summary>…</summary>"
            self._refusals.add(number, "details", message)
        self.parser.state.set("details")
        self.parser.parseChunk(details, inner.strip("\n").lstrip(" "))
        self.parser.state.reset()


def _end_of_details(whole: str, start: int) -> re.Match[str] | None:
    """The end tag of the `<details>` whose content starts at `start`."""
    depth = 1
    for tag in _STRUCTURE.finditer(whole, start):
        if (tag["name"] or "").lower() == "details":
            depth += -1 if tag["end"] else 1
            if not depth:
                return tag
    return None
