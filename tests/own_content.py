"""This repository's own content, built once for all tests that read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import lxml.html
from lxml.html import HtmlElement

from agora.library import Library
from agora.pipeline import Build


@dataclass(frozen=True)
class FactNode:
    """One figure of a page with what stands beside it."""

    element: HtmlElement

    @property
    def kind(self) -> str:
        """target, achieved, reported or context."""
        return str(self.element.get("data-fact"))

    @property
    def anchor(self) -> str:
        """The fragment that leads to it; empty at the top of a page, where it stands once more."""
        return str(self.element.get("id", ""))

    @property
    def strand(self) -> str:
        """What it and the figures beside it are about; empty at the top of a page."""
        found = self.element.xpath('ancestor::li[contains(@class, "strand")]/h3')
        return words_of(found[0]) if found else ""

    @property
    def label(self) -> str:
        return self.words("figure-label") or self.strand

    @property
    def value(self) -> str:
        """The number with its unit."""
        return self.words("figure-value")

    @property
    def hrefs(self) -> list[str]:
        return [str(link.get("href")) for link in self.element.iter("a")]

    def words(self, name: str) -> str:
        """The text of its first part of that class; "" where there is none."""
        found = self.element.find_class(name)
        return words_of(found[0]) if found else ""


@dataclass(frozen=True)
class OwnWebsite:
    """The website made of content/, as its pages by path."""

    build: Build

    @property
    def library(self) -> Library:
        assert self.build.library is not None
        return self.build.library

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """The pages and style sheets, by their output path."""
        return {
            output.path: text.decode()
            for output in self.build.outputs
            if output.path.endswith((".html", ".css"))
            for text in (output.kept.read() if output.kept else output.content,)
            if text is not None
        }

    @cached_property
    def pages(self) -> Mapping[str, HtmlElement]:
        """All HTML pages, parsed, by their output path."""
        return {
            path: lxml.html.document_fromstring(text)
            for path, text in self.texts.items()
            if path.endswith(".html")
        }

    @cached_property
    def _facts(self) -> Mapping[str, tuple[FactNode, ...]]:
        return {path: tuple(facts_in(page)) for path, page in self.pages.items()}

    def facts(self, path: str) -> tuple[FactNode, ...]:
        """The figures of a page, in its order."""
        return self._facts[path]


def facts_in(page: HtmlElement) -> Iterator[FactNode]:
    return (FactNode(element) for element in page.xpath("//*[@data-fact]"))


def words_of(element: HtmlElement) -> str:
    """The words of a part of a page."""
    return " ".join(str(element.text_content()).split())
