"""Block processors of Python-Markdown, tried only where they could match.

The stock parser has each block looked through for tables, headings, rules, quotations and definitions. Most
blocks hold no sign of any of them. The result is the same, which a test holds by comparing the two.
"""

from __future__ import annotations

from functools import cached_property
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor

TRIGGERS = {
    "table": "|",
    "details": "<",
    "hashheader": "#",
    "setextheader": "\n",
    "hr": "-_*",
    "quote": ">",
    "footnote": "^",
    "reference": "]",
}
"""By the name of a processor, the signs of which a block must hold one; those without are always tried."""


class TriggeredBlockParser(BlockParser):
    """The stock parser, without the processors that cannot match."""

    @classmethod
    def of(cls, md: Markdown) -> TriggeredBlockParser:
        """One with the processors that the parser of `md` has."""
        parser = cls(md)
        parser.blockprocessors = md.parser.blockprocessors
        for processor in parser.blockprocessors:
            processor.parser = parser
        return parser

    @cached_property
    def _tried(self) -> list[tuple[BlockProcessor, str]]:
        """The processors in their order with their signs, once all are registered."""
        known = self.blockprocessors
        signs = {known[name]: signs for name, signs in TRIGGERS.items() if name in known}
        return [(processor, signs.get(processor, "")) for processor in known]

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:
        """As in the parent class."""
        while blocks:
            for processor, signs in self._tried:
                block = blocks[0]
                if signs and not any(sign in block for sign in signs):
                    continue
                if processor.test(parent, block) and processor.run(parent, blocks) is not False:
                    break
