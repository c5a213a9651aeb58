"""Two places where Python-Markdown 3.11.3 loses text in silence, mended.

`*a **b*c` loses its c, and `[a]("(b c d` all but its last letter. In both, what cannot be read as
Markdown stays as it was typed.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import (
    Delimiter,
    DelimiterProcessor,
    ImageInlineProcessor,
    LinkInlineProcessor,
)


class EmphasisProcessor(DelimiterProcessor):
    """Takes no more characters for the end of an emphasis than there are signs."""

    _source = ""
    _is_sound = True

    def add_region(self, delim: Delimiter, a: int, b: int, c: int, d: int, size: int) -> None:
        signs = self._source[a:b] + self._source[c:d]
        self._is_sound = self._is_sound and set(signs) == {delim.token}
        super().add_region(delim, a, b, c, d, size)

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        if self.regions:  # found earlier, in the same text
            return super().handleMatch(m, data)
        self._source, self._is_sound = data, True
        found = super().handleMatch(m, data)
        if self._is_sound:
            return found
        self.reset()
        run = re.compile(re.escape(m[0]) + "+").match(data, m.start())
        return None, m.start(), m.end() if run is None else run.end()


class LinkProcessor(LinkInlineProcessor):
    """Takes nothing for a target that ends before it begins."""

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:
        href, title, end, found = super().getLink(data, index)
        return href, title, end, found and end > index


class ImageProcessor(ImageInlineProcessor):
    """As LinkProcessor."""

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:
        href, title, end, found = super().getLink(data, index)
        return href, title, end, found and end > index
