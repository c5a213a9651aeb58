"""The levels and ids of a body's headings.

A body's headings start below the page's own: its outermost are h2, and each deeper one is one level below
the heading that it stands under, so that no level is skipped, to h6 at most.

An id is the heading's text in small ASCII letters and digits, words joined by `-`; letters of other
scripts are left out, and "section" stands where nothing is left. A second heading of the same id gets
`-1`, the next `-2`: an id changes only when its own text or an equal heading above it does.
"""

from __future__ import annotations

import re
import unicodedata

# Ids that pages use for their own parts. Headings are numbered as if these stood above them.
RESERVED_IDS = frozenset(
    [
        "cities",
        "contact",
        "cost",
        "documents",
        "entrances",
        "entries-by-theme",
        "events",
        "facts",
        "feature",
        "footer-about",
        "footer-browse",
        "initiatives",
        "key-figures",
        "lessons",
        "explorer",
        "compare",
        "place",
        "ready",
        "network-help",
        "one-project",
        "outside",
        "table",
        "words",
        "in-texts",
        "ways",
        "use",
        "main",
        "members",
        "nearby",
        "needs",
        "network",
        "news",
        "next",
        "numbers",
        "origin",
        "pages",
        "particulars",
        "people",
        "problem",
        "projects",
        "projects-by-year",
        "cities-by-country",
        "similar",
        "timeline",
        "years",
        "route-map",
        "scheme-auto",
        "scheme-dark",
        "scheme-light",
        "sites",
        "solutions",
        "sources",
        "subscribe",
        "text",
        "themes",
        "topics",
        "what-did-not",
        "what-worked",
        "when",
    ]
)

# Letters of European alphabets that Unicode does not take apart.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_WORD = re.compile("[a-z0-9]+")


def slug(text: str) -> str:
    """The id that a heading asks for."""
    small = text.lower()
    if not small.isascii():
        plain = unicodedata.normalize("NFKD", small.translate(_LETTERS))
        small = plain.encode("ascii", "ignore").decode().lower()
    return "-".join(_WORD.findall(small.replace("'", ""))) or "section"


class Outline:
    """Gives levels and ids to headings in the order of the page."""

    def __init__(self) -> None:
        self._above: list[int] = []
        self._taken = set(RESERVED_IDS)
        self._next: dict[str, int] = {}

    def level(self, written: int) -> int:
        """The level, 2 to 6, of a heading that was written with so many `#`."""
        while self._above and self._above[-1] >= written:
            self._above.pop()
        self._above.append(written)
        return min(len(self._above) + 1, 6)

    def id(self, text: str) -> str:
        base = slug(text)
        found, number = base, self._next.get(base, 1)
        while found in self._taken:
            found = f"{base}-{number}"
            number += 1
        self._next[base] = number
        self._taken.add(found)
        return found
