"""What every page has around its own matter: head, header, footer, languages, feeds."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import NamedTuple

from agora import addresses, labels
from agora.entries import Entry
from agora.plan import FEED_COLLECTIONS
from agora.views.edition import Edition
from agora.views.framing import Alternate, Feed, Frame, Language, Subscription
from agora.views.menus import browse_links, menu_links, page_links
from agora.views.once import once_each
from agora.views.shapes import Link, Phrase

FEEDS = (
    ("Atom", "feed.xml", "application/atom+xml"),
    ("RSS", "rss.xml", "application/rss+xml"),
    ("JSON Feed", "feed.json", "application/feed+json"),
)
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)
_LEFT_TO_RIGHT, _RIGHT_TO_LEFT = "ltr", "rtl"


class Place(NamedTuple):
    """A page as its frame sees it.

    `path` is the address without the language's prefix ("cities/valencia/"). `languages` are those that
    the page really exists in; `sources` is the path of its file, "" where it is made of many.
    Its script may ask this website for files where it `asks`, and run WebAssembly where it `runs_wasm`.
    """

    path: str
    title: str
    description: str
    crumbs: tuple[Link, ...]
    languages: tuple[str, ...]
    feeds: tuple[Feed, ...] = ()
    feed_title: str = ""
    edit: str = ""
    updated: dt.date | None = None
    robots: str = ""
    asks: bool = False
    runs_wasm: bool = False


class _Chrome(NamedTuple):
    """What the pages of one folder have in common."""

    direction: str
    marketplace: Phrase
    tagline: Phrase | None
    home: str
    search: str
    menu: tuple[Link, ...]
    footer: tuple[Link, ...]
    browse: tuple[Link, ...]
    licence: Link | None


@once_each
def _chrome(edition: Edition, folder: str) -> _Chrome:
    """What stands around every page below a folder ("cities"), whose links are current."""
    settings = edition.settings
    licence = settings.licence
    return _Chrome(
        direction=_RIGHT_TO_LEFT if edition.locale.text_direction == "rtl" else _LEFT_TO_RIGHT,
        marketplace=edition.say(settings.title),
        tagline=edition.say_if(settings.tagline),
        home=edition.href(edition.address()),
        search=edition.href(edition.address("search/")),
        menu=menu_links(edition, folder),
        footer=page_links(edition, "footer", folder),
        browse=browse_links(edition, folder),
        licence=Link(licence.title, licence.url or "") if licence else None,
    )


def frame_of(edition: Edition, place: Place) -> Frame:
    chrome = _chrome(edition, place.path.partition("/")[0])
    real = edition.language in place.languages
    original = edition.language if real else edition.default
    return Frame(
        lang=edition.language,
        direction=chrome.direction,
        title=_window_title(edition, place.title),
        description=place.description,
        canonical=_absolute(edition, original, place.path),
        policy=_policy(edition, place),
        marketplace=chrome.marketplace,
        tagline=chrome.tagline,
        home=chrome.home,
        search=chrome.search,
        assets=edition.assets,
        robots=place.robots or ("" if real else "noindex"),
        fallback="" if real else _fallback(edition),
        alternates=_alternates(edition, place) if real and not place.robots else (),
        languages=_languages(edition, place),
        untranslated_languages=_untranslated(edition, place),
        menu=chrome.menu,
        footer=chrome.footer,
        browse=chrome.browse,
        crumbs=place.crumbs,
        feeds=place.feeds,
        feed_title=place.feed_title,
        updated=edition.date(place.updated) if place.updated else "",
        updated_iso=place.updated.isoformat() if place.updated else "",
        edit=place.edit,
        licence=chrome.licence,
    )


def _policy(edition: Edition, place: Place) -> str:
    policy = _POLICY
    if place.runs_wasm:
        policy = policy.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
    return policy + ("; connect-src 'self'" if edition.preview or place.asks else "")


def frame_of_entry(edition: Edition, entry: Entry) -> Frame:
    title = edition.title(entry)
    fields = entry.in_language(edition.language)
    path = addresses.entry_address(entry.id, edition.default, edition.default).lstrip("/")
    language = edition.language if edition.is_translated(entry) else edition.default
    subscription = subscription_of(edition, entry)
    place = Place(
        path=path,
        title=title.text,
        description=fields.summary.text if fields.summary else "",
        crumbs=_entry_crumbs(edition, entry, title),
        languages=tuple(code for code in edition.library.languages if code in entry.documents),
        feeds=subscription.feeds if subscription else (),
        feed_title=title.text,
        edit=edit_href(edition, entry.documents[language].path),
        updated=updated_on(edition, entry),
    )
    return frame_of(edition, place)


def updated_on(edition: Edition, entry: Entry) -> dt.date | None:
    """The day of the entry's last change in this language: its own word, else the Git history's."""
    moment = updated_at(edition, entry)
    return moment.astimezone(edition.settings.zone).date() if moment else None


@once_each
def updated_at(edition: Edition, entry: Entry) -> dt.datetime | None:
    """The moment of the entry's last change, midnight UTC where only the day is said."""
    if entry.fields.updated is not None:
        return dt.datetime.combine(entry.fields.updated, dt.time(), edition.settings.zone)
    shown = {edition.default, edition.language}
    moments = [
        edition.library.dates[document.path].updated
        for language, document in entry.documents.items()
        if language in shown and document.path in edition.library.dates
    ]
    return max(moments, default=None)


def subscription_of(edition: Edition, entry: Entry) -> Subscription | None:
    """The feeds of an entry; those of the original where the page is not translated."""
    if entry.collection not in FEED_COLLECTIONS:
        return None
    language = edition.language if edition.is_translated(entry) else edition.default
    home = addresses.entry_address(entry.id, language, edition.default)
    return Subscription(edition.title(entry), feeds_at(edition, home))


def feeds_at(edition: Edition, home: str) -> tuple[Feed, ...]:
    """The three feeds that stand beside an address."""
    return tuple(Feed(name, edition.href(home + file), kind) for name, file, kind in FEEDS)


@once_each
def _crumbs_to(edition: Edition, collection: str) -> tuple[Link, Link]:
    return home_crumb(edition), list_crumb(edition, collection)


def home_crumb(edition: Edition) -> Link:
    return Link(edition._("Home"), edition.href(edition.address()))


def list_crumb(edition: Edition, collection: str) -> Link:
    href = edition.href(edition.address(f"{collection}/"))
    return Link(edition._(labels.COLLECTIONS[collection]), href)


def edit_href(edition: Edition, path: str) -> str:
    """Where a file can be edited in the repository's web pages; "" where no repository is known."""
    repository = edition.settings.repository
    if not repository:
        return ""
    middle = "-/edit" if "gitlab" in repository else "edit"
    return f"{repository.rstrip('/')}/{middle}/main/{path}"


def _window_title(edition: Edition, title: str) -> str:
    name = edition.settings.title.text
    return f"{title} – {name}" if title and title != name else name


def _fallback(edition: Edition) -> str:
    name = edition.language_name(edition.default)
    return edition._("This page is not translated yet. You read it in this language: %(name)s.") % {
        "name": name
    }


def _entry_crumbs(edition: Edition, entry: Entry, title: Phrase) -> tuple[Link, ...]:
    here = Link(title.text, "", title.lang, current=True)
    if entry.collection == "pages":
        return home_crumb(edition), here
    return *_crumbs_to(edition, entry.collection), here


def _absolute(edition: Edition, language: str, path: str) -> str:
    return edition.absolute(addresses.prefix(language, edition.default) + path)


def _alternates(edition: Edition, place: Place) -> tuple[Alternate, ...]:
    """Each language that the page really exists in, itself among them, and x-default."""
    if len(place.languages) < 2:
        return ()
    found = [Alternate(code, _absolute(edition, code, place.path)) for code in place.languages]
    default = edition.default if edition.default in place.languages else place.languages[0]
    return (*found, Alternate("x-default", _absolute(edition, default, place.path)))


def _languages(edition: Edition, place: Place) -> tuple[Language, ...]:
    return tuple(
        Language(
            code,
            own_name(code),
            edition.href(addresses.prefix(code, edition.default) + place.path),
            current=code == edition.language,
        )
        for code in edition.library.languages
        if code in place.languages or code == edition.language
    )


@cache
def own_name(code: str) -> str:
    """What a language calls itself, with a capital letter."""
    from babel import Locale

    name = Locale.parse(code.replace("-", "_")).get_display_name() or code
    return name[:1].upper() + name[1:]


def _untranslated(edition: Edition, place: Place) -> str:
    missing = [own_name(code) for code in edition.library.languages if code not in place.languages]
    if not missing:
        return ""
    return edition._("Not translated yet: %(languages)s.") % {"languages": edition.join(missing)}
