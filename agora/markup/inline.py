"""Inline patterns of Python-Markdown, tried only where they could match.

Most pieces of a text hold no sign that begins an emphasis, a link or a line break. The stock processor
tries every pattern on every piece all the same; that is most of the time of a conversion. The result is
the same, which a test holds by comparing the two.
"""

from __future__ import annotations

from markdown import Markdown
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

TRIGGERS = {
    "backtick": "`",
    "escape": "\\",
    "footnote": "[",
    "reference": "[",
    "link": "[",
    "image_link": "!",
    "image_reference": "!",
    "short_reference": "[",
    "short_image_ref": "!",
    "angle": "<",
    "linebreak": "\n",
    "em_strong": "*_",
}
"""By the name of a pattern, the signs of which a text must hold one; patterns without are always tried."""


class TriggeredInlineProcessor(InlineProcessor):
    """The stock processor, without the patterns that cannot match."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        known = self.inlinePatterns
        self._triggers = {
            known.get_index_for_name(name): signs
            for name, signs in TRIGGERS.items()
            if name in known
        }
        self._all = frozenset("".join(self._triggers.values()))
        self._only_triggered = len(self._triggers) == len(known)

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:
        """As in the parent class, whose private method this replaces."""
        if isinstance(data, AtomicString) or (self._only_triggered and self._all.isdisjoint(data)):
            return data
        start = 0
        while patternIndex < len(self.inlinePatterns):
            signs = self._triggers.get(patternIndex)
            if signs is not None and not any(sign in data for sign in signs):
                patternIndex, start = patternIndex + 1, 0
                continue
            pattern = self.inlinePatterns[patternIndex]
            data, matched, start = self._InlineProcessor__applyPattern(  # type: ignore[attr-defined]  # private
                pattern, data, patternIndex, start
            )
            if not matched:
                patternIndex += 1
        return data
