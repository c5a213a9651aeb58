"""What stands at the end of an entry's page: how to cite it, and how to say that something is wrong."""

from __future__ import annotations

from urllib.parse import quote

from agora.entries import Entry
from agora.views.edition import Edition
from agora.views.frame import updated_on
from agora.views.shapes import Citation, Link

CITED = frozenset(
    ("cities", "sites", "projects", "initiatives", "solutions", "topics", "news", "events")
)
"""What somebody writes about; pages about the website and themes are only ways to it."""

_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "#$%&_"},
    }
)


def citation_of(edition: Edition, entry: Entry) -> Citation | None:
    """The page as a reference, in words and for programs; None where a page is not cited."""
    if entry.collection not in CITED:
        return None
    title, publisher = edition.title(entry).text, edition.settings.title.text
    href = edition.absolute(edition.entry_address(entry))
    changed = updated_on(edition, entry)
    year = str(changed.year) if changed else ""
    dated = f" ({year})" if year else ""
    return Citation(
        plain=f"{publisher}{dated}: {title}. {href}",
        bibtex=_bibtex(entry, title, publisher, href, year),
        ris=_ris(title, publisher, href, year),
    )


def _bibtex(entry: Entry, title: str, publisher: str, href: str, year: str) -> str:
    """An @online entry of BibLaTeX; the title in braces of its own, so that its capitals stay."""
    fields = [("title", f"{{{tex(title)}}}"), ("organization", tex(publisher))]
    fields += [("year", year)] if year else []
    fields.append(("url", href))
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields)
    return f"@online{{{entry.id.replace('/', '-')},\n{lines}}}"


def tex(text: str) -> str:
    """Text that TeX prints as it is."""
    return text.translate(_TEX)


def _ris(title: str, publisher: str, href: str, year: str) -> str:
    fields = [("TY", "ELEC"), ("TI", title), ("PB", publisher)]
    fields += [("PY", year)] if year else []
    fields += [("UR", href), ("ER", "")]
    return "\n".join(f"{tag}  - {value}" for tag, value in fields)


def report_of(edition: Edition, entry: Entry) -> Link | None:
    """Where a reader can say that something is wrong here, with the page's id in the message.

    An issue of the repository where there is one, else a mail, else the page of the contact; None where
    the settings name none of them.
    """
    words = edition._("Tell us what is wrong here")
    subject = edition._("Something is wrong: %(id)s") % {"id": entry.id}
    settings = edition.settings
    if settings.repository:
        middle = (
            "-/issues/new?issue[title]=" if "gitlab" in settings.repository else "issues/new?title="
        )
        return Link(words, f"{settings.repository.rstrip('/')}/{middle}{quote(subject, safe='')}")
    contact = settings.contact
    if contact and contact.email:
        return Link(words, f"mailto:{contact.email}?subject={quote(subject, safe='')}")
    if contact and contact.url:
        return Link(words, contact.url)
    page = edition.library.get("pages", "contact")
    return Link(words, edition.entry_href(page)) if page and page is not entry else None
