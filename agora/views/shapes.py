"""What a template may see: frozen plain data, already printed in the reader's language.

Numbers, dates and labels arrive as finished text, addresses as finished `href`s (with the base path
of the website), HTML only as `Markup` that the Markdown stage made safe. Empty text, an empty tuple or
None means "not there". A template decides order and markup, nothing else.
"""

from __future__ import annotations

from markupsafe import Markup

from agora.views.shape import Shape


class Phrase(Shape, frozen=True):
    """Text of an entry; `lang` is its language where that is not the page's own, else empty."""

    text: str
    lang: str = ""


class Link(Shape, frozen=True):
    """`href` is empty where the text leads nowhere; `current` marks the reader's own place."""

    text: str
    href: str = ""
    lang: str = ""
    current: bool = False


class Picture(Shape, frozen=True):
    href: str
    alt: Phrase
    width: int
    height: int
    credit: str = ""


class Prose(Shape, frozen=True):
    """A rendered body; its headings start at h2. `lang` as in Phrase."""

    html: Markup
    lang: str = ""


class Marker(Shape, frozen=True):
    """A station on a map: `x` and `y` are printed map units; the page's own place is `here`."""

    x: str
    y: str
    here: bool = False


class Track(Shape, frozen=True):
    """A line that joins markers: an SVG path's text, and the theme whose colour it has (may be empty)."""

    path: str
    line: str = ""


class MapTile(Shape, frozen=True):
    """A window on europe.svg.

    `view_box` is "x y width height"; `country` is the id of the path to highlight (alpha-3, or empty);
    `line` is the theme of the page's own place; `label` says in words what the map shows (empty where
    the words stand beside it). `stops` is one path whose parts each begin at a station: small maps draw
    lines and stations from it.
    """

    view_box: str
    country: str
    markers: tuple[Marker, ...]
    line: str = ""
    tracks: tuple[Track, ...] = ()
    label: str = ""
    stops: str = ""


class Badge(Shape, frozen=True):
    """A theme: `line` is its colour and icon (energy, mobility, buildings, digital, circular,
    governance, finance or nature; empty where it has none)."""

    text: str
    href: str
    line: str = ""
    lang: str = ""


class Card(Shape, frozen=True):
    """Another entry on this page. `kicker` says what and where it is; `note` why it stands here."""

    title: Phrase
    href: str
    kicker: str = ""
    summary: Phrase | None = None
    tile: MapTile | None = None
    picture: Picture | None = None
    line: str = ""
    badges: tuple[Badge, ...] = ()
    note: str = ""


class Shelf(Shape, frozen=True):
    """Cards under a heading; `anchor` is the heading's id. `rest` are further entries as plain links,
    so that a shelf of a hundred is not a page of a hundred maps."""

    heading: str
    anchor: str
    cards: tuple[Card, ...]
    note: str = ""
    rest: tuple[Link, ...] = ()
    more: Link | None = None


class Origin(Shape, frozen=True):
    """Where something comes from; `href` is empty for a source without an address."""

    text: str
    href: str = ""
    accessed: str = ""


class Figure(Shape, frozen=True):
    """One fact, printed: never shown without its label, unit, kind and origin.

    `value` holds the qualifier ("about 20–40"); `unit` is the printed unit, empty where the value
    says it (dates, texts). `kind` is target, achieved, reported or context; `kind_label` its word.
    `share` is the length of its bar where a target stands beside what was achieved: a percentage of the
    longest, printed ("76"), else empty.
    """

    label: Phrase
    value: str
    unit: str
    kind: str
    kind_label: str
    origin: Origin
    anchor: str
    as_of: str = ""
    note: Phrase | None = None
    unverified: bool = False
    share: str = ""


class Strand(Shape, frozen=True):
    """Facts on one thing: one figure, or targets beside what was achieved, or sources that differ.

    `figures` are in the order target, reported, achieved, context, then as written.
    `conflict` says that two of them contradict each other.
    """

    label: Phrase
    figures: tuple[Figure, ...]
    conflict: bool = False


class Row(Shape, frozen=True):
    """A line of the list of particulars: a term and its values."""

    term: str
    values: tuple[Link, ...]


class Paper(Shape, frozen=True):
    """A document: `details` such as ("PDF", "2.4 MB", "38 pages", "English", "2022").

    Where it is `on_request`, there is no `href` and the page says whom to ask.
    """

    title: Phrase
    href: str = ""
    details: tuple[str, ...] = ()
    description: Phrase | None = None
    on_request: bool = False


class Step(Shape, frozen=True):
    """A step of a route map; `state` is done, ongoing, planned or empty."""

    what: Phrase
    state: str = ""
    state_label: str = ""
    date: str = ""


class Person(Shape, frozen=True):
    name: str
    role: Phrase
    organisation: str = ""


class Contact(Shape, frozen=True):
    """Whom to ask: an e-mail address and the address of a page, either may be empty."""

    email: str = ""
    href: str = ""


class Citation(Shape, frozen=True):
    """A page as a reference: in words, as BibTeX and as RIS."""

    plain: str
    bibtex: str
    ris: str


class Lesson(Shape, frozen=True):
    """What a site learnt, under its heading ("What worked")."""

    heading: str
    anchor: str
    text: Phrase


class Provenance(Shape, frozen=True):
    """Where this comes from: `unverified` are printed names of fields that no source confirms."""

    origins: tuple[Origin, ...] = ()
    notes: tuple[Phrase, ...] = ()
    unverified: tuple[str, ...] = ()
    reviewed: str = ""
    same_as: tuple[Link, ...] = ()

    @property
    def is_stated(self) -> bool:
        """Whether there is anything to show."""
        return self != Provenance()


class Nearby(Shape, frozen=True):
    """Another place with how far away it is, printed."""

    link: Link
    distance: str
