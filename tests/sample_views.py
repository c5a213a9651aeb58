"""Views of real entries, as the pipeline would make them, for tests of templates alone."""

from __future__ import annotations

from markupsafe import Markup
from msgspec.structs import replace

from agora.views.charts import Bar, Bars, Number, Strip, Stroke, ThemeLine, Tick
from agora.views.compare_shapes import (
    Compared,
    ComparedCell,
    ComparedFigure,
    ComparedRow,
    ComparedTable,
    Prepared,
)
from agora.views.explore_shapes import Box, Bubble, FacetBoxes, FoundRow
from agora.views.framing import Alternate, Assets, Feed, Frame, Language, Subscription
from agora.views.map_shapes import (
    CityRow,
    CountryRows,
    Gathering,
    InsetBox,
    LineChoice,
    ProjectTrack,
    Stop,
)
from agora.views.pages import (
    Branch,
    CompareView,
    ComparisonView,
    Entrance,
    EntryView,
    ExploreView,
    FacetView,
    HomeView,
    IndexItem,
    IndexView,
    Letter,
    ListView,
    MapView,
    MissingView,
    Pager,
    RedirectView,
    SearchView,
    ThemesView,
)
from agora.views.shapes import (
    Badge,
    Card,
    Contact,
    Figure,
    Lesson,
    Link,
    MapTile,
    Marker,
    Nearby,
    Origin,
    Paper,
    Person,
    Phrase,
    Prose,
    Provenance,
    Row,
    Shelf,
    Step,
    Strand,
    Track,
)

POLICY = (
    "default-src 'none'; base-uri 'none'; font-src 'self'; form-action 'self'; "
    "img-src 'self'; script-src 'self'; style-src 'self'"
)
BASE = "https://example.org"
PAGE = Origin("Smart Cities Marketplace, page “Scalable cities”")
MIJNWATER = Origin(
    "mijnwater.com: APG hoofdkantoor", "https://mijnwater.com/en/projects/apg-hoofdkantoor"
)
REWARDHEAT = Origin(
    "rewardheat.eu: Heerlen",
    "https://www.rewardheat.eu/en/Demonstration-Networks/Heerlen",
    "22 November 2026",
)
VAKBLAD = Origin(
    "vakbladwarmtepompen.nl",
    "https://www.vakbladwarmtepompen.nl:443/7180/warmtenet-mijnwater-wordt-steeds-slimmer",
)
WIJLIMBURG = Origin(
    "wijlimburg.nl",
    "https://www.wijlimburg.nl/nieuws-overzicht/minister-kajsa-ollongren-krijgt-tekst-en-uitleg-mijnwater-b-v-heerlen/",
)

ENERGY = Badge("Energy", "/themes/energy/", "energy")
MOBILITY = Badge("Mobility", "/themes/mobility/", "mobility")
DIGITAL = Badge("Digital", "/themes/digital/", "digital")
BUILDINGS = Badge("Buildings", "/themes/buildings/", "buildings")
CIRCULAR = Badge("Circular city", "/themes/circular-city/", "circular")
GOVERNANCE = Badge("Governance", "/themes/governance/", "governance")
UNLINED = Badge("Market engagement", "/themes/market-engagement/")

PLACES = {
    "Valencia": ("324", "745"),
    "Heerlen": ("451", "492"),
    "Grenoble": ("440", "624"),
    "Gothenburg": ("534", "336"),
    "Dresden": ("564", "489"),
    "Antalya": ("891", "765"),
    "Amsterdam": ("445", "449"),
    "Kranj": ("583", "617"),
    "Peterborough": ("340", "432"),
}


def placed_below(*figures: Figure) -> tuple[Figure, ...]:
    """Key figures whose anchors stand in the facts below them."""
    return tuple(replace(figure, anchor="") for figure in figures)


def frame(
    path: str,
    title: str,
    assets: Assets,
    *,
    lang: str = "en",
    fallback: str = "",
    current: str = "",
    crumbs: tuple[Link, ...] = (),
    feeds: tuple[Feed, ...] = (),
) -> Frame:
    """What surrounds a page at `path`, on a website in English and Spanish."""
    prefix = "/es" if lang == "es" else ""
    menu = ("sites", "Sites"), ("projects", "Projects"), ("themes", "Themes"), ("a-z", "A–Z")
    return Frame(
        lang=lang,
        direction="ltr",
        title=f"{title} – Smart Cities Marketplace",
        description="What European cities have tried, what came of it, and where to read more.",
        canonical=f"{BASE}{path}",
        policy=POLICY,
        marketplace=Phrase("Smart Cities Marketplace"),
        tagline=Phrase("What European cities have tried, and what came of it"),
        home=f"{prefix}/",
        search=f"{prefix}/search/",
        assets=assets,
        robots="noindex" if fallback else "",
        fallback=fallback,
        alternates=()
        if fallback
        else (
            Alternate("en", f"{BASE}{path}"),
            Alternate("es", f"{BASE}/es{path}"),
            Alternate("x-default", f"{BASE}{path}"),
        ),
        languages=(
            Language("en", "English", path, lang == "en"),
            Language("es", "Español", f"/es{path}", lang == "es"),
        ),
        menu=tuple(Link(text, f"{prefix}/{slug}/", current=slug == current) for slug, text in menu),
        footer=(
            Link("About", f"{prefix}/about/"),
            Link("How to read a target and a result", f"{prefix}/reading-figures/"),
            Link("Accessibility", f"{prefix}/accessibility/"),
            Link("Privacy", f"{prefix}/privacy/"),
        ),
        browse=tuple(Link(text, f"{prefix}/{slug}/") for slug, text in menu),
        crumbs=crumbs,
        feeds=feeds,
        feed_title=title,
        updated="22 November 2026",
        updated_iso="2026-11-22",
        edit="https://example.org/repository/edit/main/content/sites/matchup-valencia.md",
        licence=Link("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    )


def feeds(path: str) -> tuple[Feed, ...]:
    return (
        Feed("Atom", f"{path}feed.xml", "application/atom+xml"),
        Feed("RSS", f"{path}rss.xml", "application/rss+xml"),
        Feed("JSON Feed", f"{path}feed.json", "application/feed+json"),
    )


def tile(place: str, country: str, line: str = "", *, width: int = 260, label: str = "") -> MapTile:
    x, y = PLACES[place]
    height = width * 162 // 260
    box = f"{int(x) - width // 2} {int(y) - height // 2} {width} {height}"
    return MapTile(box, country, (Marker(x, y, here=True),), line, label=label)


def network() -> MapTile:
    """Three real projects of the first pages, as lines between their cities."""
    return MapTile(
        "90 130 860 690",
        "",
        tuple(Marker(x, y) for x, y in PLACES.values()),
        tracks=(
            Track("M324,745Q403,579 564,489Q772,575 891,765", "energy"),
            Track("M440,624Q412,541 445,449", "buildings"),
        ),
        label="Map of Europe with the cities of this website",
    )


def cards() -> tuple[Card, ...]:
    return (
        Card(
            Phrase("MAtchUP Valencia"),
            "/sites/matchup-valencia/",
            "Site · Valencia, Spain",
            Phrase("52 actions in energy, mobility and ICT were planned for several districts."),
            tile("Valencia", "ESP", "energy"),
            line="energy",
            badges=(ENERGY, MOBILITY, DIGITAL),
        ),
        Card(
            Phrase("STORM Site Heerlen"),
            "/sites/storm-heerlen/",
            "Site · Heerlen, Netherlands",
            Phrase(
                "Water in old mine galleries heats and cools buildings through a shared network."
            ),
            tile("Heerlen", "NLD", "energy"),
            line="energy",
            badges=(ENERGY, BUILDINGS),
        ),
        Card(
            Phrase("Small Giants"),
            "/initiatives/small-giants/",
            "Initiative",
            Phrase("Smaller cities share staff, learning and buying power on common themes."),
            line="circular",
            badges=(CIRCULAR, UNLINED),
            note="Cities of this initiative took part",
        ),
        Card(
            Phrase("EU-GUGLE Site Gothenburg"),
            "/sites/eu-gugle-gothenburg/",
            "Site · Gothenburg, Sweden",
            Phrase(
                "Renovation of homes in Hammarkullen, a district in the north-east of the city."
            ),
            tile("Gothenburg", "SWE", "buildings"),
            line="buildings",
            badges=(BUILDINGS, GOVERNANCE),
        ),
        Card(
            Phrase("City-ZEN Site Grenoble"),
            "/sites/city-zen-grenoble/",
            "Site · Grenoble, France",
            Phrase("The city wants to divide its greenhouse gas emissions by four by 2050."),
            tile("Grenoble", "FRA", "energy"),
            line="energy",
            badges=(ENERGY, BUILDINGS),
        ),
    )


def figure(
    label: str,
    value: str,
    unit: str,
    kind: str,
    origin: Origin = PAGE,
    *,
    anchor: str,
    as_of: str = "",
    note: str = "",
    unverified: bool = False,
) -> Figure:
    return Figure(
        Phrase(label),
        value,
        unit,
        kind,
        {"target": "Target", "achieved": "Achieved", "reported": "Reported", "context": "Context"}[
            kind
        ],
        origin,
        anchor,
        as_of,
        Phrase(note) if note else None,
        unverified,
    )


ACTIONS = figure("Innovative actions planned", "52", "actions", "target", anchor="fact-actions")


def valencia(assets: Assets, lang: str = "en") -> EntryView:
    """A site with little: one fact, a text of two paragraphs."""
    path = "/sites/matchup-valencia/"
    return EntryView(
        frame=frame(
            path,
            "MAtchUP Valencia",
            assets,
            lang=lang,
            current="sites",
            crumbs=(
                Link("Home", "/"),
                Link("Sites", "/sites/"),
                Link("MAtchUP Valencia", "", current=True),
            ),
        ),
        kind="sites",
        kicker="Site",
        title=Phrase("MAtchUP Valencia"),
        line="energy",
        lead=Phrase("A coastal city that planned 52 actions in energy, mobility and ICT."),
        badges=(ENERGY, MOBILITY, DIGITAL),
        tile=tile("Valencia", "ESP", "energy", width=330, label="Map: Valencia in Spain"),
        key_figures=placed_below(ACTIONS),
        body=Prose(
            Markup(
                '<h2 id="the-city">The city</h2>\n<p>Valencia lies on the coast, in the middle of a '
                "large metropolitan area. Its council says that innovation and sustainability are the "
                'ground of its plans.</p>\n<h2 id="what-is-planned">What is planned</h2>\n'
                "<p>Within MAtchUP the city will carry out 52 actions in several districts. They "
                'belong to <a href="/themes/energy/">energy</a>, mobility and ICT.</p>'
            )
        ),
        rows=(
            Row("Project", (Link("MAtchUP", "/projects/matchup/"),)),
            Row("City", (Link("Valencia", "/cities/valencia/"), Link("Spain"))),
            Row("District", (Link("Poblats Marítims", lang="ca"),)),
            Row("Place on the map", (Link("Middle of the city"),)),
        ),
        strands=(Strand(ACTIONS.label, (ACTIONS,)),),
        provenance=Provenance((PAGE,), reviewed="Last checked on 22 November 2026."),
        shelves=(
            Shelf(
                "More sites of MAtchUP",
                "project-sites",
                cards()[1:4],
                more=Link("All sites", "/sites/"),
            ),
        ),
    )


def heerlen(assets: Assets, lang: str = "en", fallback: str = "") -> EntryView:
    """A site with much: strands, a target beside results, a conflict, lessons, documents."""
    path = "/sites/storm-heerlen/"
    other = "en" if fallback else ""
    pages = figure(
        "Floor area connected to the low temperature network",
        "500,000",
        "m²",
        "reported",
        anchor="fact-floor-area",
    )
    in_2018 = figure(
        "Floor area connected to the low temperature network",
        "about 200,000",
        "m²",
        "reported",
        WIJLIMBURG,
        anchor="fact-floor-area-2018",
        as_of="2018",
        note="Read in a report of a ministerial visit.",
        unverified=True,
    )
    dwellings = (
        figure(
            "Dwellings still to connect", "30,000", "dwellings", "target", VAKBLAD, anchor="f-3"
        ),
        figure(
            "Dwellings connected", "about 450", "dwellings", "achieved", MIJNWATER, anchor="f-4"
        ),
    )
    warm = figure(
        "Temperature of the warm pipes", "25–28", "°C", "context", REWARDHEAT, anchor="f-5"
    )
    return EntryView(
        frame=frame(
            path,
            "STORM Site Heerlen",
            assets,
            lang=lang,
            fallback=fallback,
            current="sites",
            crumbs=(
                Link("Home", "/"),
                Link("Sites", "/sites/"),
                Link("STORM Site Heerlen", "", other, current=True),
            ),
        ),
        kind="sites",
        kicker="Site",
        title=Phrase("STORM Site Heerlen", other),
        line="energy",
        lead=Phrase("Water in old mine galleries heats and cools a whole district.", other),
        badges=(ENERGY, BUILDINGS),
        tile=tile("Heerlen", "NLD", "energy", width=330, label="Map: Heerlen in the Netherlands"),
        key_figures=placed_below(pages, dwellings[1], warm),
        body=Prose(
            Markup(
                '<h2 id="how-it-works">How it works</h2>\n<p>The mines below Heerlen are closed and '
                "full of water. Deep water is warm, shallow water is cool, and the network takes "
                "either to where it is wanted.</p>\n<ul>\n<li>One pipe is warm.</li>\n<li>One pipe is "
                "cool.</li>\n</ul>\n<table>\n<thead><tr><th>Depth</th><th>Water</th></tr></thead>"
                "<tbody><tr><td>250 m</td><td>16 °C</td></tr><tr><td>700 m</td><td>28 °C</td></tr>"
                "</tbody></table>"
            ),
            other,
        ),
        rows=(
            Row("Project", (Link("STORM", "/projects/storm/"),)),
            Row("City", (Link("Heerlen", "/cities/heerlen/"), Link("Netherlands"))),
            Row("State", (Link("Operating"),)),
            Row("Website", (Link("mijnwater.com", "https://mijnwater.com/"),)),
        ),
        strands=(
            Strand(pages.label, (pages, in_2018), conflict=True),
            Strand(Phrase("Dwellings", other), dwellings),
            Strand(warm.label, (warm,)),
        ),
        lessons=(
            Lesson("What worked", "what-worked", Phrase("Buildings trade heat and cold.", other)),
            Lesson("What did not", "what-did-not", Phrase("No figure is published.", other)),
        ),
        papers=(
            Paper(
                Phrase("Plan of the network", other),
                "/sites/storm-heerlen/plan.pdf",
                ("PDF", "2.4 MB", "38 pages", "English", "2022"),
                Phrase("Where the pipes run.", other),
            ),
        ),
        provenance=Provenance(
            (PAGE, REWARDHEAT, VAKBLAD),
            (Phrase("The idea of the mine water project dates from 2005.", other),),
            ("title", "status"),
            "Last checked on 22 November 2026.",
            (Link("cordis.europa.eu", "https://cordis.europa.eu/project/id/649743"),),
        ),
        shelves=(Shelf("Sites on the same lines", "same-lines", cards()[:1] + cards()[3:]),),
    )


def small_giants(assets: Assets) -> EntryView:
    """An initiative without a map: route map, people, contact, documents on request."""
    path = "/initiatives/small-giants/"
    members = figure(
        "Smaller cities in the joint informal network",
        "about 20–40",
        "cities",
        "reported",
        anchor="f-1",
    )
    goal = figure("Cities to support", "50", "cities", "target", anchor="f-2")
    return EntryView(
        frame=frame(
            path,
            "Small Giants",
            assets,
            current="initiatives",
            crumbs=(
                Link("Home", "/"),
                Link("Initiatives", "/initiatives/"),
                Link("Small Giants", "", current=True),
            ),
            feeds=feeds(path),
        ),
        kind="initiatives",
        kicker="Initiative",
        title=Phrase("Small Giants"),
        line="circular",
        lead=Phrase("A network through which smaller cities develop shared, affordable solutions."),
        badges=(CIRCULAR, MOBILITY, UNLINED),
        key_figures=placed_below(members, goal),
        body=Prose(
            Markup(
                '<h2 id="why">Why it exists</h2>\n<p>Most people in Europe live in smaller cities. '
                "Their town halls have few staff, little weight on the market, and hardly any time to "
                "look for funds.</p>"
            )
        ),
        rows=(Row("Started", (Link("2015"),)),),
        strands=(Strand(Phrase("Cities"), (goal, members)),),
        route_map=(
            Step(
                Phrase("Show the market how many such cities there are"),
                "done",
                "Done",
                "15 November 2022",
            ),
            Step(Phrase("Find one focal point for each country"), "ongoing", "Under way"),
            Step(Phrase("Build a lasting financial model"), "planned", "Planned"),
            Step(Phrase("Work with the Covenant of Mayors")),
        ),
        people=(
            Person("Trevor Gibson", Phrase("Initiative Lead")),
            Person("Graham Colclough", Phrase("Initiative Co-Lead")),
        ),
        contact=Contact("integratedinfrastructures@smartcitiesmarketplace.eu", "/contact/"),
        papers=tuple(
            Paper(Phrase(title), details=("PDF",), on_request=True)
            for title in (
                "Plans to Boost the ‘Small Giants’ Initiative in 2022",
                "EIP-SCC - SmallGiants_Brochure",
            )
        ),
        provenance=Provenance((PAGE,)),
        shelves=(Shelf("Sites to look at", "sites", cards()[:2], "Two that share a theme."),),
        subscription=Subscription(Phrase("Small Giants"), feeds(path)),
    )


def topic(assets: Assets) -> EntryView:
    """An entry without text, particulars or facts."""
    path = "/topics/scalable-cities/"
    return EntryView(
        frame=frame(path, "Scalable cities", assets, feeds=feeds(path)),
        kind="topics",
        kicker="Topic",
        title=Phrase("Scalable cities"),
        lead=Phrase("Five examples that other cities can take up."),
        shelves=(Shelf("In this topic", "members", cards()),),
        subscription=Subscription(Phrase("Scalable cities"), feeds(path)),
    )


def city(assets: Assets) -> EntryView:
    """A city: its years, those near it, and those like it with the reason."""
    path = "/cities/heerlen/"
    return EntryView(
        frame=frame(path, "Heerlen", assets, feeds=feeds(path)),
        kind="cities",
        kicker="City",
        title=Phrase("Heerlen"),
        line="energy",
        tile=tile("Heerlen", "NLD", "energy", width=330, label="Map: Heerlen in Netherlands"),
        rows=(Row("Country", (Link("Netherlands"),)),),
        timeline=Bars(
            "Projects of Heerlen by year",
            "timeline",
            ("Project", "Role", "Years"),
            (
                Bar(
                    Link("STORM", "/projects/storm/"),
                    "2015–2019",
                    "0",
                    "63",
                    "Demonstration city",
                    "energy",
                ),
                Bar(
                    Link("HeatNet NWE", "/projects/heatnet-nwe/"),
                    "from 2016",
                    "13",
                    "26",
                    "Partner city",
                    is_open=True,
                ),
            ),
            (Tick("0", "2015"), Tick("72", "2020")),
            "Dashed: the end is not known.",
        ),
        nearby=(
            Nearby(Link("Aachen", "/cities/aachen/"), "14 km"),
            Nearby(Link("Luik", "/cities/liege/", "nl"), "37 km"),
        ),
        shelves=(
            Shelf(
                "Similar cities",
                "similar",
                (
                    Card(
                        Phrase("Grenoble"),
                        "/cities/grenoble/",
                        "France",
                        tile=tile("Grenoble", "FRA", "energy"),
                        line="energy",
                        note="80,000–150,000 people, district heating and cooling",
                    ),
                    Card(Phrase("Kranj"), "/cities/kranj/", "Slovenia", note="ICT, energy"),
                ),
                "Cities of about the same size that work on the same themes.",
            ),
        ),
        subscription=Subscription(Phrase("Heerlen"), feeds(path)),
    )


def home(assets: Assets) -> HomeView:
    lines = (
        ("Energy", "energy", 5),
        ("Mobility", "mobility", 3),
        ("Buildings", "buildings", 3),
        ("Digital", "digital", 2),
        ("Market engagement", "", 1),
    )
    return HomeView(
        frame=frame("/", "Home", assets),
        claim="See what a city like yours has tried",
        sentence="Sites, projects and initiatives from across Europe, each figure with its source.",
        examples=(
            Link("Heat from a mine", "/sites/storm-heerlen/"),
            Link("Small Giants", "/initiatives/small-giants/"),
        ),
        network=network(),
        numbers=(
            Number("9", "cities with a place on this map", "/cities/", "mobility"),
            Number("4", "sites where something was built or tried", "/sites/", "energy"),
            Number("1", "initiative that cities can join", "/initiatives/", "circular"),
            Number("4", "documents, available or on request", "", "buildings"),
        ),
        theme_lines=tuple(
            ThemeLine(text, "/themes/", line, f"{count} entries", count * 20)
            for text, line, count in lines
        ),
        shelves=(Shelf("Sites", "sites", cards()[:4], more=Link("All sites", "/sites/")),),
        feature=Card(
            Phrase("Small Giants"),
            "/initiatives/small-giants/",
            "Initiative",
            Phrase("Smaller cities share staff, learning and buying power on common themes."),
            network(),
        ),
        timeline=Strip(
            heading="Projects by year",
            label="2 bars on an axis of years",
            height=40,
            strokes=(Stroke(26, "0", "62", "energy"), Stroke(35, "20", "100", "", is_open=True)),
            ticks=(Tick("12", "2015"), Tick("75", "2020")),
            key="Dashed: the end is not known.",
        ),
        funding="€42,000,000 of EU grants, known for 2 of 4 projects",
        more=Link("The network in tables", "/about/#network"),
        entrances=(
            Entrance(
                "I work for a city", "/cities/", "Find places of your size, and what they tried."
            ),
            Entrance(
                "I have a solution to offer", "/themes/", "See which cities work on your theme."
            ),
        ),
    )


def site_list(assets: Assets) -> ListView:
    """The second of three pages."""
    return ListView(
        frame=frame(
            "/sites/page/2/",
            "Sites",
            assets,
            current="sites",
            crumbs=(Link("Home", "/"), Link("Sites", "", current=True)),
        ),
        kind="sites",
        title="Sites",
        lead="Places in a city where a project built or tried something.",
        count="101 sites",
        cards=(cards() * 10)[:48],
        pager=Pager(
            "Page 2 of 3: entries 49 to 96",
            (
                Link("1", "/sites/"),
                Link("2", "/sites/page/2/", current=True),
                Link("3", "/sites/page/3/"),
            ),
            Link("Previous page", "/sites/"),
            Link("Next page", "/sites/page/3/"),
        ),
        subscription=Subscription(Phrase("Sites"), feeds("/sites/")),
    )


def themes(assets: Assets) -> ThemesView:
    return ThemesView(
        frame=frame("/themes/", "Themes", assets, current="themes"),
        title="Themes",
        lead="Every entry belongs to one theme or more.",
        branches=(
            Branch(
                "Energy",
                "/themes/energy/",
                "energy",
                "5 entries",
                branches=(
                    Branch(
                        "District heating and cooling",
                        "/themes/district-heating-cooling/",
                        "energy",
                        "2 entries",
                        branches=(
                            Branch("Mine water", "/themes/mine-water/", "energy", "1 entry"),
                        ),
                    ),
                ),
            ),
            Branch("Mobility", "/themes/mobility/", "mobility", "3 entries"),
            Branch("Participación", "/themes/participation/", "", "1 entry", "es"),
        ),
        subscription=Subscription(Phrase("Themes"), feeds("/themes/")),
    )


def index(assets: Assets) -> IndexView:
    return IndexView(
        frame=frame("/a-z/", "A–Z", assets, current="a-z"),
        title="Everything from A to Z",
        lead="All entries by name, also by the names they have elsewhere.",
        letters=(
            Letter(
                "G",
                "letter-g",
                (
                    IndexItem("Gothenburg", "/cities/gothenburg/", "City, Sweden"),
                    IndexItem(
                        "Göteborg", "/cities/gothenburg/", "City, Sweden", "sv", "Gothenburg"
                    ),
                ),
            ),
            Letter(
                "M",
                "letter-m",
                (
                    IndexItem("MAtchUP", "/projects/matchup/", "Project"),
                    IndexItem("MAtchUP Valencia", "/sites/matchup-valencia/", "Site, Spain"),
                ),
            ),
        ),
    )


def boxes(current: str = "") -> tuple[FacetBoxes, ...]:
    """Three facets: one with a tree, one whose rest is folded."""

    def box(name: str, facet: str, value: str, text: str, *below: Box) -> Box:
        href = f"/explore/{facet}/{value}/"
        return Box(name, value, text, "1", href, boxes=below, current=value == current)

    solar = box("t1", "theme", "solar", "Solar power")
    return (
        FacetBoxes(
            "type",
            "Type",
            (box("k0", "type", "sites", "Sites"), box("k1", "type", "cities", "Cities")),
        ),
        FacetBoxes("theme", "Theme", (box("t0", "theme", "energy", "Energy", solar),)),
        FacetBoxes(
            "country",
            "Country",
            (box("c0", "country", "es", "Spain"),),
            (box("c1", "country", "nl", "Netherlands"),),
        ),
    )


def found_rows() -> tuple[FoundRow, ...]:
    return (
        FoundRow(
            Phrase("MAtchUP Valencia"),
            "/sites/matchup-valencia/",
            "Demonstration site",
            "Valencia, Spain",
            Phrase("52 actions in energy, mobility and ICT were planned for several districts."),
            "energy",
            (ENERGY, MOBILITY),
            ACTIONS,
            "/sites/matchup-valencia/#fact-actions",
            "k0 t0 c0",
            places="1",
            since="2017-10",
        ),
        FoundRow(
            Phrase("Heerlen", "nl"),
            "/cities/heerlen/",
            "City",
            "Netherlands",
            None,
            "",
            (),
            None,
            "",
            "k1 c1",
            city="0",
            at="50.88 5.98",
        ),
        FoundRow(
            Phrase("Valencia"),
            "/cities/valencia/",
            "City",
            "Spain",
            None,
            "",
            (),
            None,
            "",
            "k1 t0 t1 c0",
            city="1",
            at="39.47 -0.38",
        ),
    )


def explorer(assets: Assets, *, can_filter: bool = True) -> ExploreView:
    """With boxes to tick, or, where there is too much for that, with lists to go to."""
    return ExploreView(
        frame=frame("/explore/", "Explore", assets, current="explore"),
        title="Explore",
        lead="Everything that cities have tried, in one list.",
        sheet=assets.explore_sheet,
        facets=boxes(),
        total="3",
        can_filter=can_filter,
        rows=found_rows(),
        bubbles=(
            Bubble("c0", "Spain", "Spain: 2 results", "2", "/explore/country/es/", "324", "745"),
            Bubble(
                "c1",
                "Netherlands",
                "Netherlands: 1 result",
                "1",
                "/explore/country/nl/",
                "451",
                "492",
                "M420 460L451 492",
            ),
        ),
    )


def facet_page(assets: Assets) -> FacetView:
    """The second of two pages of a theme."""
    return FacetView(
        frame=frame("/explore/theme/energy/page/2/", "Theme: Energy", assets),
        title="Theme: Energy",
        count="51 entries",
        about=Link("About this theme", "/themes/energy/"),
        rows=found_rows(),
        pager=Pager(
            "Page 2 of 2",
            (
                Link("1", "/explore/theme/energy/"),
                Link("2", "/explore/theme/energy/page/2/", current=True),
            ),
            Link("Previous page", "/explore/theme/energy/"),
        ),
        siblings=boxes("energy"),
        explorer=Link("Explore everything", "/explore/"),
    )


def network_map(assets: Assets) -> MapView:
    """A disc that opens, a city alone, an island in a box, a city outside, two lines."""
    path = "/map/"
    alkmaar, heerlen = Link("Alkmaar", "/cities/alkmaar/"), Link("Heerlen", "/cities/heerlen/")
    grenoble, funchal = Link("Grenoble", "/cities/grenoble/"), Link("Funchal", "/cities/funchal/")
    name, anchor = "2 cities around Alkmaar", "around-alkmaar-0"
    near = "l2 l3 l4 l5 l6"
    return MapView(
        frame=frame(
            path,
            "Map of the network",
            assets,
            current="map",
            crumbs=(Link("Home", "/"), Link("Map of the network", current=True)),
        ),
        title="Map of the network",
        lead="Every city, and the lines of the projects that join them.",
        label="Map of Europe with 3 cities",
        scales="84 48 28 14 7 3.5 1.75",
        stops=(
            Stop(name, f"#{anchor}", "447", "463", "l0 l1", "2", "443 434 8 58"),
            Stop(alkmaar.text, alkmaar.href, "443", "434", near),
            Stop(heerlen.text, heerlen.href, "451", "492", near),
            Stop(grenoble.text, grenoble.href, "440", "624", f"l0 l1 {near}", lang="fr"),
        ),
        tracks=(ProjectTrack("City-ZEN", "city-zen", "M440 624Q412 541 443 434"),),
        lines=(
            LineChoice("energy", "Energy", "1 project", ("city-zen",)),
            LineChoice("none", "Otros temas", "1 project", (), "es"),
        ),
        gatherings=(Gathering(anchor, name, (alkmaar, heerlen)),),
        insets=(
            InsetBox(
                "Madeira",
                "Map: Madeira",
                "0 0 160 110",
                "M40 50L60 44L90 56L70 62Z",
                (funchal,),
                (Stop(funchal.text, funchal.href, "72", "60"),),
            ),
        ),
        outside=(Link("Tbilisi, Georgia", "/cities/tbilisi/"),),
        countries=(
            CountryRows(
                "Netherlands", "in-nl", (CityRow(alkmaar, "0", "1"), CityRow(heerlen, "1", "1"))
            ),
            CountryRows("Portugal", "in-pt", (CityRow(funchal, "0", "0"),)),
        ),
    )


def compare(assets: Assets, *, lists: bool = False) -> CompareView:
    """The page to choose on, without its script, which has nothing to read here."""
    assets = replace(assets, compare_script="")
    letters = (
        Prepared("H", (Link("Heerlen", "/compare/heerlen/"),)),
        Prepared("V", (Link("Valencia", "/compare/valencia/"), Link("Võru", "/compare/voru/"))),
    )
    return CompareView(
        frame=frame("/compare/", "Compare places", assets),
        title="Compare places",
        lead="Two to four cities or demonstration sites side by side.",
        words="{}",
        names="",
        prepared=() if lists else letters,
        lists=(Link("Cities", "/cities/"),) if lists else (),
    )


def comparison(assets: Assets) -> ComparisonView:
    """Two places: a row that both have, one that is common, one of a single place."""
    site = Link("MAtchUP Valencia", "/sites/matchup-valencia/")
    people = figure(
        "Population", "824,340", "people", "context", MIJNWATER, anchor="fact.p", as_of="2023"
    )
    doubt = figure("Population", "93,084", "people", "context", anchor="fact.p", unverified=True)
    valencia, heerlen = "/cities/valencia/", "/cities/heerlen/"
    energy, mobility = Link("Energy", "/themes/energy/"), Link("Mobility", "/themes/mobility/")
    rows = (
        ComparedRow(
            "Status", (ComparedCell("Valencia", (Link("Ended"),)), ComparedCell("Heerlen"))
        ),
        ComparedRow(
            "Population",
            (
                ComparedCell("Valencia", figures=(ComparedFigure(people, f"{valencia}#fact.p"),)),
                ComparedCell("Heerlen", figures=(ComparedFigure(doubt, f"{heerlen}#fact.p"),)),
            ),
        ),
        ComparedRow("Themes in common", common=(energy, mobility), is_common=True),
        ComparedRow(
            "Other figures",
            (
                ComparedCell(
                    "Valencia",
                    figures=(ComparedFigure(ACTIONS, "/sites/matchup-valencia/#fact", site),),
                    more=Link("More figures", valencia),
                ),
                ComparedCell("Heerlen"),
            ),
        ),
    )
    columns = (
        Compared("cities/valencia", Link("Valencia", valencia), "Spain"),
        Compared("cities/heerlen", Link("Heerlen", heerlen, "nl"), "Netherlands"),
    )
    return ComparisonView(
        frame=frame("/compare/valencia/", "Valencia and cities like it", assets),
        title="Valencia and cities like it",
        lead="Cities of about the same size that work on the same themes.",
        table=ComparedTable("Side by side", columns, rows),
        change=Link("Take out or add places", "/compare/?with=cities/valencia&with=cities/heerlen"),
    )


def missing(assets: Assets) -> MissingView:
    return MissingView(
        frame=frame("/404.html", "Page not found", assets),
        title="This page does not exist",
        text="The address may be mistyped, or the page may have moved.",
        ways=(Link("First page", "/"), Link("Everything from A to Z", "/a-z/")),
    )


def search(assets: Assets) -> SearchView:
    """Without its script, which has no names to read here."""
    assets = replace(assets, search_script="")
    return SearchView(
        frame=frame("/search/", "Search", assets),
        title="Search",
        lead="Finds cities and sites by their names.",
        index="",
        ways=(Link("Everything from A to Z", "/a-z/"), Link("Explore", "/explore/")),
        bundle="/pagefind/",
    )


def redirect(assets: Assets) -> RedirectView:
    return RedirectView(
        frame=frame("/sites/old/", "Moved", assets),
        title="MAtchUP Valencia",
        target="/sites/matchup-valencia/",
    )


View = (
    EntryView
    | CompareView
    | ComparisonView
    | HomeView
    | ListView
    | ThemesView
    | IndexView
    | ExploreView
    | FacetView
    | MapView
    | MissingView
    | RedirectView
    | SearchView
)

SPANISH_NOTICE = "Esta página aún no está traducida. El texto está en inglés."


def all_pages(assets: Assets) -> tuple[tuple[str, str, str, View], ...]:
    """(path of the page, template, language, view) of one page for each case."""
    return (
        ("index.html", "home.html", "en", home(assets)),
        ("sites/matchup-valencia/index.html", "entry.html", "en", valencia(assets)),
        ("sites/storm-heerlen/index.html", "entry.html", "en", heerlen(assets)),
        (
            "es/sites/storm-heerlen/index.html",
            "entry.html",
            "es",
            heerlen(assets, "es", SPANISH_NOTICE),
        ),
        ("es/sites/matchup-valencia/index.html", "entry.html", "es", valencia(assets, "es")),
        ("initiatives/small-giants/index.html", "entry.html", "en", small_giants(assets)),
        ("cities/heerlen/index.html", "entry.html", "en", city(assets)),
        ("topics/scalable-cities/index.html", "entry.html", "en", topic(assets)),
        ("sites/page/2/index.html", "list.html", "en", site_list(assets)),
        ("themes/index.html", "themes.html", "en", themes(assets)),
        ("a-z/index.html", "a-z.html", "en", index(assets)),
        ("explore/index.html", "explore.html", "en", explorer(assets)),
        ("explore/lists/index.html", "explore.html", "en", explorer(assets, can_filter=False)),
        ("explore/theme/energy/page/2/index.html", "facet.html", "en", facet_page(assets)),
        ("map/index.html", "map.html", "en", network_map(assets)),
        ("compare/index.html", "compare.html", "en", compare(assets)),
        ("compare/many/index.html", "compare.html", "en", compare(assets, lists=True)),
        ("compare/valencia/index.html", "comparison.html", "en", comparison(assets)),
        ("search/index.html", "search.html", "en", search(assets)),
        ("404.html", "404.html", "en", missing(assets)),
        ("sites/old/index.html", "redirect.html", "en", redirect(assets)),
    )
