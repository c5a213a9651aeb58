"""Fragments of HTML that libxml2 reads and writes back byte for byte, told without it.

Nearly all bodies are such, since `agora.markup` writes few forms of tags. What is not named here may be
steady too; nobody relies on that it is.
"""

from __future__ import annotations

import re

_MOST_LEVELS = 50
_VOID = frozenset({"br", "hr", "img"})
_IN_LINES = frozenset({"em", "strong", "code", "sub", "sup", "kbd", "abbr", "a", "img", "br"})
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | {"p", "ul", "ol", "blockquote", "pre", "hr", "div", "table", "details"}
_HOLDS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("", "li", "blockquote", "div"), _IN_LINES | _BLOCKS),
    "details": _IN_LINES | _BLOCKS | {"summary"},
    **dict.fromkeys((*_HEADINGS, "p", "th", "td", "summary"), _IN_LINES),
    **dict.fromkeys(_IN_LINES - _VOID, _IN_LINES),
    **dict.fromkeys(("ul", "ol"), frozenset({"li"})),
    "pre": frozenset({"code"}),
    "table": frozenset({"thead", "tbody"}),
    **dict.fromkeys(("thead", "tbody"), frozenset({"tr"})),
    "tr": frozenset({"th", "td"}),
}
"""What may stand in what, so that reading opens and closes nothing by itself; "" is the fragment."""

_TAG = re.compile("<[^<>]*>")
_CLOSING = {f"</{name}>": name for name in _HOLDS if name}
_OPENING = {f"<{name}>": name for name in (_HOLDS.keys() | {"br", "hr"}) - {"", "a", "div"}}
# Each with the attributes that it is written with, in their order.
_WITH_ATTRIBUTES = re.compile(
    "<(?:"
    '(h[2-6]|li|sup) id="V"|(code|td) class="V"|(th) scope="V"(?: class="V")?|(ol) start="V"'
    '|(abbr) title="V"|(a) href="V"(?: role="V")?(?: title="V")?'
    '|(div) class="V"(?: role="V")?(?: tabindex="V")?(?: aria-label="V")?'
    '|(img) src="V" alt="V"(?: width="V" height="V")?(?: title="V")?(?: loading="V")?'
    ")>".replace("V", '[^"]*')
)


def is_steady(html: str) -> bool:
    """Whether the fragment is certainly written back as it is, but for addresses (`href`, `src`)."""
    tags = _TAG.findall(html)
    return (
        html.count("<") == html.count(">") == len(tags)
        and ("&" not in html or _is_escaped(html))
        and "\0" not in html
        and "\r" not in html
        # The end of an empty item is left out.
        and "<li></li>" not in html
        and _is_nested(tags)
    )


def _is_escaped(html: str) -> bool:
    """Whether each ampersand begins a reference that is written in text and attributes alike."""
    known = sum(html.count(reference) for reference in ("&amp;", "&lt;", "&gt;"))
    return html.count("&") == known and "&amp;{" not in html


def _is_nested(tags: list[str]) -> bool:
    """Whether all tags are of known forms and stand where they may, and all that are opened are closed."""
    path = [""]
    for tag in tags:
        closed = _CLOSING.get(tag)
        if closed is not None:
            if path.pop() != closed:
                return False
            continue
        name = _OPENING.get(tag) or _name_of(tag)
        if name not in _HOLDS[path[-1]] or len(path) > _MOST_LEVELS:
            return False
        if name not in _VOID:
            path.append(name)
    return len(path) == 1


def _name_of(tag: str) -> str:
    """The name of a tag with attributes; "" where they are not as they are written."""
    found = _WITH_ATTRIBUTES.fullmatch(tag)
    return found[found.lastindex or 0] if found else ""
