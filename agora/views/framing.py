"""The shapes of what stands around every page: head, header, footer, languages, feeds, assets."""

from __future__ import annotations

from agora.views.shape import Shape
from agora.views.shapes import Link, Phrase


class Feed(Shape, frozen=True):
    """`text` is the format's name (Atom, RSS, JSON Feed)."""

    text: str
    href: str
    media_type: str


class Subscription(Shape, frozen=True):
    """The feeds of this page; `title` is what one subscribes to."""

    title: Phrase
    feeds: tuple[Feed, ...]


class Language(Shape, frozen=True):
    """One choice of the language switch; only languages that the page exists in have one."""

    code: str
    name: str
    href: str
    current: bool = False


class Alternate(Shape, frozen=True):
    """`hreflang` (a code or "x-default") and the absolute address for the page's head."""

    hreflang: str
    href: str


class Assets(Shape, frozen=True):
    """Addresses of the shipped assets, with the hash of their content in their names.

    `europe` and `icons` are SVG files whose parts are used by fragment (`{{ assets.icons }}#energy`).
    `script` and `preview` are empty where there is none.
    """

    stylesheet: str
    icons: str
    europe: str
    favicon: str
    font: str
    entry_sheet: str = ""
    home_sheet: str = ""
    chart_sheet: str = ""
    paper_sheet: str = ""
    list_sheet: str = ""
    explore_sheet: str = ""
    map_sheet: str = ""
    search_sheet: str = ""
    compare_sheet: str = ""
    explore_script: str = ""
    map_script: str = ""
    search_script: str = ""
    compare_script: str = ""
    script: str = ""
    preview: str = ""


class Frame(Shape, frozen=True):
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
    search: str
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
