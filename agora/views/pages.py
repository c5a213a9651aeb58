"""The views of whole pages: the first line of a template names one of these."""

from __future__ import annotations

from agora.views.charts import Bars, Glance, Number, Strip, ThemeLine
from agora.views.compare_shapes import ComparedTable, Prepared
from agora.views.explore_shapes import Bubble, FacetBoxes, FoundRow
from agora.views.framing import Frame, Subscription
from agora.views.map_shapes import (
    CountryRows,
    Gathering,
    InsetBox,
    LineChoice,
    ProjectTrack,
    Stop,
)
from agora.views.shape import Shape
from agora.views.shapes import (
    Badge,
    Card,
    Citation,
    Contact,
    Figure,
    Lesson,
    Link,
    MapTile,
    Nearby,
    Paper,
    Person,
    Phrase,
    Picture,
    Prose,
    Provenance,
    Row,
    Shelf,
    Step,
    Strand,
)


class EntryView(Shape, frozen=True):
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
    timeline: Bars | None = None
    nearby: tuple[Nearby, ...] = ()
    glance: Glance | None = None
    shelves: tuple[Shelf, ...] = ()
    subscription: Subscription | None = None
    citation: Citation | None = None
    report: Link | None = None


class Entrance(Shape, frozen=True):
    """A way into the website for one kind of reader."""

    title: str
    href: str
    text: str


class HomeView(Shape, frozen=True):
    """The first page: claim, map of the network, key figures, themes as lines, shelves, entrances.

    `network` shows all cities with lines for projects; `feature` is one initiative or topic. `funding` is
    a sentence, and `more` leads to the network in tables.
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
    timeline: Strip | None = None
    funding: str = ""
    more: Link | None = None


class Pager(Shape, frozen=True):
    """Where this page of a list stands; `links` hold every page, `current` marks this one."""

    sentence: str
    links: tuple[Link, ...] = ()
    previous: Link | None = None
    following: Link | None = None


class ListView(Shape, frozen=True):
    """One page (of 48 entries at most) of a collection's list."""

    frame: Frame
    kind: str
    title: str
    lead: str
    count: str
    cards: tuple[Card, ...]
    pager: Pager
    subscription: Subscription | None = None


class Branch(Shape, frozen=True):
    """A theme in the tree, with the number of entries at it and below, and its other words."""

    text: str
    href: str
    line: str
    count: str
    lang: str = ""
    branches: tuple[Branch, ...] = ()
    synonyms: tuple[Phrase, ...] = ()


class ThemesView(Shape, frozen=True):
    frame: Frame
    title: str
    lead: str
    branches: tuple[Branch, ...]
    subscription: Subscription | None = None


class Letter(Shape, frozen=True):
    """A section of the A–Z list; `links` carry their type in `notes` of the same order."""

    letter: str
    anchor: str
    items: tuple[IndexItem, ...]


class IndexItem(Shape, frozen=True):
    """`note` says what it is ("City, Spain"); a synonym has the real name in `see`."""

    text: str
    href: str
    note: str
    lang: str = ""
    see: str = ""


class IndexView(Shape, frozen=True):
    """The A–Z list of everything."""

    frame: Frame
    title: str
    lead: str
    letters: tuple[Letter, ...]


class SearchView(Shape, frozen=True):
    """The search page. `index` is the file of names, `bundle` the folder of the texts' index, `other`
    that of the website's own language where that is another (both may be ""), `base` the website's path."""

    frame: Frame
    title: str
    lead: str
    index: str
    ways: tuple[Link, ...]
    bundle: str = ""
    other: str = ""
    base: str = "/"


class ExploreView(Shape, frozen=True):
    """Everything in one list with facets. `sheet` is the style sheet that filters without a script.

    Where there are too many entries for one page, `can_filter` is false: `rows` are the first of them, and
    the facets lead to pages.
    """

    frame: Frame
    title: str
    lead: str
    sheet: str
    facets: tuple[FacetBoxes, ...]
    total: str
    can_filter: bool
    rows: tuple[FoundRow, ...]
    bubbles: tuple[Bubble, ...]


class FacetView(Shape, frozen=True):
    """One page (of 48 entries at most) of the entries that have a value; `siblings` lead to the others."""

    frame: Frame
    title: str
    count: str
    about: Link | None
    rows: tuple[FoundRow, ...]
    pager: Pager
    siblings: tuple[FacetBoxes, ...]
    explorer: Link


class MapView(Shape, frozen=True):
    """The map of the whole network and the table that is equal to it.

    `scales` are the least distances of markers in map units, the widest first, for the script; `outside`
    are the cities that neither the frame nor a box holds.
    """

    frame: Frame
    title: str
    lead: str
    label: str
    scales: str
    stops: tuple[Stop, ...]
    tracks: tuple[ProjectTrack, ...]
    lines: tuple[LineChoice, ...]
    gatherings: tuple[Gathering, ...]
    insets: tuple[InsetBox, ...]
    outside: tuple[Link, ...]
    countries: tuple[CountryRows, ...]


class CompareView(Shape, frozen=True):
    """Where readers put places side by side. `words` and `names` are for the script: what it says (JSON),
    and the file with the names of all places.

    `prepared` are the comparisons that need no script.
    """

    frame: Frame
    title: str
    lead: str
    words: str
    names: str
    prepared: tuple[Prepared, ...]
    lists: tuple[Link, ...]


class ComparisonView(Shape, frozen=True):
    """A city beside those that are like it; `change` leads to where one can choose others."""

    frame: Frame
    title: str
    lead: str
    table: ComparedTable
    change: Link


class MissingView(Shape, frozen=True):
    """404.html."""

    frame: Frame
    title: str
    text: str
    ways: tuple[Link, ...]


class RedirectView(Shape, frozen=True):
    """An alias: a page that leads on to where its entry now stands."""

    frame: Frame
    title: str
    target: str
