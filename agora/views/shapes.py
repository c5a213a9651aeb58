"""What a template may see: frozen plain data, already printed in the reader's language.

Numbers, dates and labels arrive as finished text, addresses as finished `href`s (with the base path
of the website), HTML only as `Markup` that the Markdown stage made safe. Empty text, an empty tuple or
None means "not there". A template decides order and markup, nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Phrase:
    """Text of an entry; `lang` is its language where that is not the page's own, else empty."""

    text: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """`href` is empty where the text leads nowhere; `current` marks the reader's own place."""

    text: str
    href: str = ""
    lang: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    href: str
    alt: Phrase
    width: int
    height: int
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """A rendered body; its headings start at h2. `lang` as in Phrase."""

    html: Markup
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Marker:
    """A station on a map: `x` and `y` are printed map units; the page's own place is `here`."""

    x: str
    y: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class Track:
    """A line that joins markers: an SVG path's text, and the theme whose colour it has (may be empty)."""

    path: str
    line: str = ""


@dataclass(frozen=True, slots=True)
class MapTile:
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


@dataclass(frozen=True, slots=True)
class Badge:
    """A theme: `line` is its colour and icon (energy, mobility, buildings, digital, circular,
    governance, finance or nature; empty where it has none)."""

    text: str
    href: str
    line: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Card:
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


@dataclass(frozen=True, slots=True)
class Shelf:
    """Cards under a heading; `anchor` is the heading's id. `rest` are further entries as plain links,
    so that a shelf of a hundred is not a page of a hundred maps."""

    heading: str
    anchor: str
    cards: tuple[Card, ...]
    note: str = ""
    rest: tuple[Link, ...] = ()
    more: Link | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something comes from; `href` is empty for a source without an address."""

    text: str
    href: str = ""
    accessed: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One fact, printed: never shown without its label, unit, kind and origin.

    `value` holds the qualifier ("about 20–40"); `unit` is the printed unit, empty where the value
    says it (dates, texts). `kind` is target, achieved, reported or context; `kind_label` its word.
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


@dataclass(frozen=True, slots=True)
class Strand:
    """Facts on one thing: one figure, or targets beside what was achieved, or sources that differ.

    `figures` are in the order target, reported, achieved, context, then as written.
    `conflict` says that two of them contradict each other.
    """

    label: Phrase
    figures: tuple[Figure, ...]
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list of particulars: a term and its values."""

    term: str
    values: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: `details` such as ("PDF", "2.4 MB", "38 pages", "English", "2022").

    Where it is `on_request`, there is no `href` and the page says whom to ask.
    """

    title: Phrase
    href: str = ""
    details: tuple[str, ...] = ()
    description: Phrase | None = None
    on_request: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a route map; `state` is done, ongoing, planned or empty."""

    what: Phrase
    state: str = ""
    state_label: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    role: Phrase
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask: an e-mail address and the address of a page, either may be empty."""

    email: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a site learnt, under its heading ("What worked")."""

    heading: str
    anchor: str
    text: Phrase


@dataclass(frozen=True, slots=True)
class Provenance:
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


@dataclass(frozen=True, slots=True)
class Feed:
    """`text` is the format's name (Atom, RSS, JSON Feed)."""

    text: str
    href: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """The feeds of this page; `title` is what one subscribes to."""

    title: Phrase
    feeds: tuple[Feed, ...]


@dataclass(frozen=True, slots=True)
class Language:
    """One choice of the language switch; only languages that the page exists in have one."""

    code: str
    name: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Alternate:
    """`hreflang` (a code or "x-default") and the absolute address for the page's head."""

    hreflang: str
    href: str


@dataclass(frozen=True, slots=True)
class Assets:
    """Addresses of the shipped assets, with the hash of their content in their names.

    `europe` and `icons` are SVG files whose parts are used by fragment (`{{ assets.icons }}#energy`).
    `script` and `preview` are empty where there is none.
    """

    stylesheet: str
    icons: str
    europe: str
    favicon: str
    font: str
    script: str = ""
    preview: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page has around its own matter.

    `direction` is ltr or rtl. `title` is the whole `<title>`. `fallback` is the sentence that says that
    this page is not translated yet (then `robots` is "noindex" and `canonical` leads to the original).
    `policy` is the text of the Content-Security-Policy.
    """

    lang: str
    direction: str
    title: str
    description: str
    canonical: str
    policy: str
    marketplace: Phrase
    tagline: Phrase | None
    home: str
    assets: Assets
    robots: str = ""
    fallback: str = ""
    alternates: tuple[Alternate, ...] = ()
    languages: tuple[Language, ...] = ()
    untranslated_languages: str = ""
    menu: tuple[Link, ...] = ()
    footer: tuple[Link, ...] = ()
    browse: tuple[Link, ...] = ()
    crumbs: tuple[Link, ...] = ()
    feeds: tuple[Feed, ...] = ()
    feed_title: str = ""
    updated: str = ""
    updated_iso: str = ""
    edit: str = ""
    licence: Link | None = None


@dataclass(frozen=True, slots=True)
class EntryView:
    """The page of one entry, of any type: `kind` is its collection ("cities"), `line` the theme whose
    colour it has (may be empty)."""

    frame: Frame
    kind: str
    kicker: str
    title: Phrase
    line: str = ""
    lead: Phrase | None = None
    badges: tuple[Badge, ...] = ()
    tile: MapTile | None = None
    picture: Picture | None = None
    key_figures: tuple[Figure, ...] = ()
    body: Prose | None = None
    rows: tuple[Row, ...] = ()
    strands: tuple[Strand, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    route_map: tuple[Step, ...] = ()
    people: tuple[Person, ...] = ()
    contact: Contact | None = None
    papers: tuple[Paper, ...] = ()
    provenance: Provenance = Provenance()
    shelves: tuple[Shelf, ...] = ()
    subscription: Subscription | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A key figure of the network with the caption that says what is counted."""

    value: str
    caption: str
    href: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """A theme as a line whose length is its count: `share` is 0–100 of the longest, a whole number."""

    text: str
    href: str
    line: str
    count: str
    share: int
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Entrance:
    """A way into the website for one kind of reader."""

    title: str
    href: str
    text: str


@dataclass(frozen=True, slots=True)
class HomeView:
    """The first page: claim, map of the network, key figures, themes as lines, shelves, entrances.

    `network` shows all cities with lines for projects; `feature` is one initiative or topic.
    """

    frame: Frame
    claim: str
    sentence: str
    examples: tuple[Link, ...]
    network: MapTile
    numbers: tuple[Number, ...]
    theme_lines: tuple[ThemeLine, ...]
    shelves: tuple[Shelf, ...]
    feature: Card | None
    entrances: tuple[Entrance, ...]


@dataclass(frozen=True, slots=True)
class Pager:
    """Where this page of a list stands; `links` hold every page, `current` marks this one."""

    sentence: str
    links: tuple[Link, ...] = ()
    previous: Link | None = None
    following: Link | None = None


@dataclass(frozen=True, slots=True)
class ListView:
    """One page (of 48 entries at most) of a collection's list."""

    frame: Frame
    kind: str
    title: str
    lead: str
    count: str
    cards: tuple[Card, ...]
    pager: Pager
    subscription: Subscription | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """A theme in the tree, with the number of entries at it and below."""

    text: str
    href: str
    line: str
    count: str
    lang: str = ""
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemesView:
    frame: Frame
    title: str
    lead: str
    branches: tuple[Branch, ...]
    subscription: Subscription | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A section of the A–Z list; `links` carry their type in `notes` of the same order."""

    letter: str
    anchor: str
    items: tuple[IndexItem, ...]


@dataclass(frozen=True, slots=True)
class IndexItem:
    """`note` says what it is ("City, Spain"); a synonym has the real name in `see`."""

    text: str
    href: str
    note: str
    lang: str = ""
    see: str = ""


@dataclass(frozen=True, slots=True)
class IndexView:
    """The A–Z list of everything."""

    frame: Frame
    title: str
    lead: str
    letters: tuple[Letter, ...]


@dataclass(frozen=True, slots=True)
class MissingView:
    """404.html."""

    frame: Frame
    title: str
    text: str
    ways: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class RedirectView:
    """An alias: a page that leads on to where its entry now stands."""

    frame: Frame
    title: str
    target: str
