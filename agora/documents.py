"""A content file as written: raw nodes that know where they stand.

Nothing here is typed yet: a scalar is the text that the editor wrote, and the model decides later
whether that is a number, a date or a word. There are many of these objects, and none is part of a ring:
the collector of garbage need not look at them.
"""

from __future__ import annotations

from sys import intern
from typing import TypeAlias

from msgspec import Struct

from agora.problems import Place

COLLECTIONS = (
    "cities",
    "sites",
    "projects",
    "initiatives",
    "solutions",
    "themes",
    "topics",
    "news",
    "events",
    "pages",
)
"""The folders of `content/`; a test holds that each has its type in `agora.model`."""


class NoMarketplace(Exception):
    """The root holds no `content/marketplace.yaml`: there is nothing to build."""


class Scalar(Struct, frozen=True, gc=False):
    """Text as typed (`plain` when it stood without quotes), at its first character."""

    text: str
    line: int
    column: int
    plain: bool = True

    @property
    def is_empty(self) -> bool:
        """`key:` with nothing behind it; `key: ""` is an empty text that was meant."""
        return self.plain and not self.text


class Sequence(Struct, frozen=True, gc=False):
    items: tuple[Node, ...]
    line: int
    column: int


class Mapping(Struct, frozen=True, gc=False):
    """Keys in the order of the file; the reader has refused duplicates."""

    pairs: tuple[tuple[Scalar, Node], ...]
    line: int
    column: int

    def get(self, key: str) -> Node | None:
        return next((node for name, node in self.pairs if name.text == key), None)

    def key(self, key: str) -> Scalar | None:
        return next((name for name, _ in self.pairs if name.text == key), None)


Node: TypeAlias = Scalar | Sequence | Mapping
Steps: TypeAlias = tuple[str | int, ...]
"""The way to a value: names of fields and positions in lists."""

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"


class Body(Struct, frozen=True, gc=False):
    """The Markdown of a document, and where it stands in its file.

    `line` is the file's line of the text's first line. `column` is the column of each line's first
    character: 1 in a `.md` file, more where the text is an indented block of a `.yaml` file.
    """

    text: str = ""
    line: int = 1
    column: int = 1

    @property
    def is_blank(self) -> bool:
        return not self.text or self.text.isspace()

    def place(self, path: str, offset: int) -> Place:
        """The place in the file of the character at `offset` of the text."""
        before = self.text[:offset]
        row = before.count("\n")
        return Place(path, self.line + row, self.column + offset - (before.rfind("\n") + 1))


class Document(Struct, frozen=True, gc=False):
    """One content file.

    `path` is relative to the root (`content/cities/valencia.es.md`); `language` is the suffix of a
    translation as written, `""` for the default language. `fields` is None when the front matter
    could not be read: the file still owns its id, and its body is still checked. `end` is where a
    missing field is reported (the opening fence, or the file's first character).
    `digest` is the SHA-256 of the bytes. `unread` are the steps to values that were left out of
    `fields` because of a mistake that is already reported: they are not missing.
    """

    path: str
    collection: str
    slug: str
    language: str
    fields: Mapping | None
    body: Body
    digest: str
    end: Place
    unread: frozenset[Steps] = frozenset()

    @property
    def id(self) -> str:
        return intern(f"{self.collection}/{self.slug}")

    def is_unread(self, steps: Steps) -> bool:
        """Whether a value, or one that holds it, was left out because of a reported mistake."""
        return any(steps[: len(lost)] == lost for lost in self.unread)


class OwnedFile(Struct, frozen=True):
    """A file that an entry owns: `content/<collection>/<slug>/<name>`, checked by its content.

    `name` is relative to the entry's folder, with `/`. `kind` is jpg, png, webp, avif, gif, svg,
    pdf or csv. `width` and `height` are pixels (0 where it is no picture), `pages` counts a PDF's.
    """

    path: str
    owner: str
    name: str
    kind: str
    size_bytes: int
    digest: str
    width: int = 0
    height: int = 0
    pages: int = 0


class Source(Struct, frozen=True):
    """All that was read from `content/`: one `marketplace` document for each language."""

    marketplace: tuple[Document, ...]
    documents: tuple[Document, ...]
    files: tuple[OwnedFile, ...]


def plain(node: Node) -> Plain:
    """The node without positions; keys with nothing behind them are left out."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.pairs if not is_absent(value)}


def is_absent(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_empty


def locate(node: Node, steps: tuple[str | int, ...]) -> tuple[Node, tuple[str | int, ...]]:
    """Follow keys and indices as far as they lead; what is left over comes back with the node."""
    for taken, step in enumerate(steps):
        found: Node | None = None
        if isinstance(node, Mapping) and isinstance(step, str):
            found = node.get(step)
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            found = node.items[step]
        if found is None:
            return node, steps[taken:]
        node = found
    return node, ()
