"""The page of one entry, of any type."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set

from agora import labels
from agora.entries import Entry
from agora.model import City, Initiative, Site, Solution
from agora.model.parts import Contact, Document
from agora.views import shapes
from agora.views.bodies import body_html
from agora.views.cards import badges_of, kicker_of, picture_of
from agora.views.charts import Bars, Glance
from agora.views.edition import Edition
from agora.views.facts import key_figures, strands, told_once
from agora.views.frame import frame_of_entry, subscription_of
from agora.views.glance import ABOUT, glance_of
from agora.views.likeness import nearby_of
from agora.views.maps import entry_tile
from agora.views.page_end import citation_of, report_of
from agora.views.pages import EntryView
from agora.views.papers import papers_of
from agora.views.particulars import rows_of
from agora.views.shapes import (
    Figure,
    Lesson,
    Nearby,
    Person,
    Phrase,
    Picture,
    Provenance,
    Step,
    Strand,
)
from agora.views.shelves import shelves_of
from agora.views.timeline import city_timeline


def entry_view(edition: Edition, entry: Entry, named: Set[str]) -> EntryView:
    """What the page of an entry shows, as far as its template names it.

    What no word of the template is the name of costs nothing, and a change of it makes no page anew.
    """
    has_figures = not named.isdisjoint(("key_figures", "strands"))
    figures, found = _told(edition, entry) if has_figures else ((), ())
    parts = {part: make(edition, entry) for part, make in _PARTS.items() if part in named}
    return EntryView(
        frame=frame_of_entry(edition, entry),
        kind=entry.collection,
        kicker=_kicker(edition, entry),
        title=edition.title(entry),
        line=edition.library.line_of(entry),
        key_figures=figures,
        strands=found,
        **parts,  # type: ignore[arg-type]  # each is made by the function that stands beside its name
    )


def _told(edition: Edition, entry: Entry) -> tuple[tuple[Figure, ...], tuple[Strand, ...]]:
    return told_once(key_figures(edition, entry), strands(edition, entry))


def _kicker(edition: Edition, entry: Entry) -> str:
    """What an entry is, above its title on its own page."""
    what = edition._(labels.SINGULARS[entry.collection])
    if isinstance(entry.fields, City | Site):
        return what
    if entry.collection == "pages":
        return ""
    said = kicker_of(edition, entry)
    return said if said == what or isinstance(entry.fields, Initiative) else f"{what} · {said}"


def _lessons(edition: Edition, entry: Entry) -> tuple[Lesson, ...]:
    """What a site learnt and what a solution needs, each under its heading."""
    fields = entry.in_language(edition.language)
    told: list[tuple[str, str, Phrase | None]] = []
    if isinstance(fields, Site):
        told = [
            (edition._("What worked"), "what-worked", edition.say_if(fields.what_worked)),
            (edition._("What did not work"), "what-did-not", edition.say_if(fields.what_did_not)),
            (edition._("When others can do it"), "when", edition.say_if(fields.replicable_when)),
        ]
    elif isinstance(fields, Solution):
        told = [
            (edition._("The problem"), "problem", edition.say_if(fields.problem)),
            (edition._("What a place needs"), "needs", edition.say_if(fields.needs)),
            (edition._("What it costs"), "cost", edition.say_if(fields.cost_range)),
        ]
    return tuple(Lesson(heading, anchor, text) for heading, anchor, text in told if text)


def _route_map(edition: Edition, entry: Entry) -> tuple[Step, ...]:
    fields = entry.in_language(edition.language)
    if not isinstance(fields, Initiative):
        return ()
    return tuple(
        Step(
            edition.say(step.what),
            step.state or "",
            edition._(labels.STEP_STATES[step.state]) if step.state else "",
            edition.date(step.date) if step.date else "",
        )
        for step in fields.route_map
    )


def _people(edition: Edition, entry: Entry) -> tuple[Person, ...]:
    fields = entry.in_language(edition.language)
    if not isinstance(fields, Initiative):
        return ()
    return tuple(
        Person(lead.name, edition.say(lead.role), lead.organisation or "") for lead in fields.leads
    )


def _contact(edition: Edition, entry: Entry) -> shapes.Contact | None:
    """Whom to ask: the initiative's contact, and the marketplace's where documents are on request."""
    fields = entry.in_language(edition.language)
    contact: Contact | None = None
    documents: tuple[Document, ...] = getattr(fields, "documents", ())
    if isinstance(fields, Initiative):
        contact = fields.contact
    if contact is None and any(not found.file and not found.url for found in documents):
        contact = edition.settings.contact
    return shapes.Contact(contact.email or "", contact.url or "") if contact else None


def _provenance(edition: Edition, entry: Entry) -> Provenance:
    fields = entry.in_language(edition.language)
    reviewed = ""
    if fields.reviewed is not None:
        about = {"date": edition.date(fields.reviewed), "name": fields.reviewed_by or ""}
        sentence = (
            "Checked on %(date)s by %(name)s." if fields.reviewed_by else "Checked on %(date)s."
        )
        reviewed = edition._(sentence) % about
    return Provenance(
        origins=tuple(edition.origin(source) for source in fields.sources),
        notes=tuple(edition.say(note) for note in fields.notes),
        unverified=tuple(
            edition._(labels.FIELDS.get(name, name.replace("_", " "))) for name in fields.unverified
        ),
        reviewed=reviewed,
        same_as=tuple(shapes.Link(edition.host(href), href) for href in fields.same_as),
    )


def _lead(edition: Edition, entry: Entry) -> Phrase | None:
    return edition.say_if(entry.in_language(edition.language).summary)


def _picture(edition: Edition, entry: Entry) -> Picture | None:
    return picture_of(edition, entry, entry.in_language(edition.language).image)


def _timeline(edition: Edition, entry: Entry) -> Bars | None:
    return city_timeline(edition, entry) if entry.collection == "cities" else None


def _nearby(edition: Edition, entry: Entry) -> tuple[Nearby, ...]:
    return nearby_of(edition, entry) if entry.collection == "cities" else ()


def _glance(edition: Edition, entry: Entry) -> Glance | None:
    return glance_of(edition) if entry.id == f"pages/{ABOUT}" else None


_PARTS: Mapping[str, Callable[[Edition, Entry], object]] = {
    "lead": _lead,
    "badges": badges_of,
    "tile": entry_tile,
    "picture": _picture,
    "body": body_html,
    "rows": rows_of,
    "lessons": _lessons,
    "route_map": _route_map,
    "people": _people,
    "contact": _contact,
    "papers": papers_of,
    "provenance": _provenance,
    "timeline": _timeline,
    "nearby": _nearby,
    "glance": _glance,
    "shelves": shelves_of,
    "subscription": subscription_of,
    "citation": citation_of,
    "report": report_of,
}
"""The fields of the view that may be left out, by who makes them."""
