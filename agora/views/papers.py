"""The documents of an entry, with what a reader wants to know before opening one."""

from __future__ import annotations

from agora.entries import Entry
from agora.model.parts import Document
from agora.views.edition import Edition
from agora.views.shapes import Paper


def papers_of(edition: Edition, entry: Entry) -> tuple[Paper, ...]:
    documents: tuple[Document, ...] = getattr(entry.in_language(edition.language), "documents", ())
    return tuple(_paper(edition, entry, document) for document in documents)


def _paper(edition: Edition, entry: Entry, document: Document) -> Paper:
    details: list[str] = []
    href = document.url or ""
    if document.file:
        file = entry.file(document.file)
        assert file is not None, "the link stage has refused a document that is not there"
        href = edition.file_href(entry, file.name)
        details = [file.kind.upper(), size(edition, file.size_bytes)]
        if file.pages:
            pages = edition.texts.ngettext("%(number)s page", "%(number)s pages", file.pages)
            details.append(pages % {"number": edition.number(file.pages)})
    elif document.url:
        details.append(edition.host(document.url))
    if document.language:
        details.append(edition.language_name(document.language))
    if document.date:
        details.append(edition.date(document.date))
    return Paper(
        title=edition.say(document.title),
        href=href,
        details=tuple(details),
        description=edition.say_if(document.description),
        on_request=not href,
    )


def size(edition: Edition, size_bytes: int) -> str:
    """A file's size in the unit that a reader thinks in: 860 kB, 2.4 MB (of 1,000)."""
    from decimal import Decimal

    if size_bytes < 1_000_000:
        return f"{edition.number(max(1, round(size_bytes / 1000)))} kB"
    return f"{edition.number(Decimal(round(size_bytes / 100_000)) / 10)} MB"
