"""Lists of a collection, the tree of themes and the A–Z of everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from math import ceil
from operator import itemgetter

from agora import labels
from agora.addresses import PAGE_SIZE, list_address
from agora.entries import Entry
from agora.library import as_fields
from agora.model import City, Project, Theme
from agora.outputs import Files
from agora.pieces import Said
from agora.views.cards import card_of, kicker_of, sorted_entries
from agora.views.edition import Edition, alphabetical
from agora.views.frame import Place, feeds_at, frame_of, home_crumb, list_crumb
from agora.views.framing import Frame, Subscription
from agora.views.once import once_each
from agora.views.pages import Branch, IndexItem, IndexView, Letter, ListView, Pager, ThemesView
from agora.views.shapes import Link, Phrase

ALL_STEPS = 12
AROUND = 2
INDEXED = "index"
"""What the A–Z says of entries is called among the pieces of an edition."""


def page_count(edition: Edition, collection: str) -> int:
    return max(1, ceil(len(edition.library.collection(collection)) / PAGE_SIZE))


def list_view(edition: Edition, collection: str, number: int) -> ListView:
    """The `number`-th page of a collection's list, from 1."""
    entries = sorted_entries(edition, collection)
    shown = entries[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    title = edition._(labels.COLLECTIONS[collection])
    count = edition.texts.ngettext("%(number)s entry", "%(number)s entries", len(entries))
    return ListView(
        frame=_list_frame(edition, collection, number),
        kind=collection,
        title=title,
        lead=edition._(labels.LEADS[collection]),
        count=count % {"number": edition.number(len(entries))},
        cards=tuple(card_of(edition, entry) for entry in shown),
        pager=_pager(edition, collection, number),
        subscription=_subscription(edition, collection, title),
    )


def _subscription(edition: Edition, collection: str, title: str) -> Subscription:
    home = list_address(collection, 1, edition.language, edition.default)
    return Subscription(Phrase(title), feeds_at(edition, home))


def _list_frame(edition: Edition, collection: str, number: int = 1) -> Frame:
    title = edition._(labels.COLLECTIONS[collection])
    home = home_crumb(edition)
    crumbs: tuple[Link, ...] = (home, Link(title, current=True))
    if number > 1:
        here = _page_words(edition, number)
        crumbs = (home, list_crumb(edition, collection), Link(here, current=True))
        title = f"{title}, {here}"
    address = list_address(collection, number, edition.default, edition.default)
    place = Place(
        path=address.lstrip("/"),
        title=title,
        description=edition._(labels.LEADS[collection]),
        crumbs=crumbs,
        languages=edition.library.languages,
        feeds=_subscription(edition, collection, title).feeds,
        feed_title=edition._(labels.COLLECTIONS[collection]),
    )
    return frame_of(edition, place)


def _page_words(edition: Edition, number: int) -> str:
    return edition._("page %(number)s") % {"number": edition.number(number)}


def _pager(edition: Edition, collection: str, number: int) -> Pager:
    def address(page: int) -> str:
        return list_address(collection, page, edition.language, edition.default)

    return pager_of(edition, number, page_count(edition, collection), address)


def pager_of(edition: Edition, number: int, last: int, address: Callable[[int], str]) -> Pager:
    """Where the `number`-th of `last` pages stands; `address` is that of each of them."""
    if last == 1:
        return Pager("")

    def link(to: int, text: str) -> Link:
        return Link(text, edition.href(address(to)), current=to == number)

    sentence = edition._("Page %(number)s of %(last)s")
    return Pager(
        sentence % {"number": edition.number(number), "last": edition.number(last)},
        tuple(link(to, edition.number(to)) if to else Link("…") for to in steps(number, last)),
        link(number - 1, edition._("Previous page")) if number > 1 else None,
        link(number + 1, edition._("Next page")) if number < last else None,
    )


def steps(number: int, last: int) -> tuple[int, ...]:
    """The pages that a pager names: all where they fit into two lines of a phone, else the first, the last
    and those around the `number`-th. 0 stands for pages left out, of which there are never fewer than two."""
    if last <= ALL_STEPS:
        return tuple(range(1, last + 1))
    start = max(1, min(number - AROUND, last - ALL_STEPS + 3))
    end = min(last, max(number + AROUND, ALL_STEPS - 2))
    before = (1, 0) if start > 3 else tuple(range(1, start))
    after = (0, last) if end < last - 2 else tuple(range(end + 1, last + 1))
    return (*before, *range(start, end + 1), *after)


def themes_view(edition: Edition) -> ThemesView:
    """The tree of themes, each branch in the order of its titles."""
    roots = [
        theme
        for theme in edition.library.collection("themes")
        if isinstance(theme.fields, Theme)
        and (theme.fields.parent is None or not edition.library.get("themes", theme.fields.parent))
    ]
    title = edition._(labels.COLLECTIONS["themes"])
    return ThemesView(
        frame=_list_frame(edition, "themes"),
        title=title,
        lead=edition._(labels.LEADS["themes"]),
        branches=tuple(_branches(edition, roots)),
        subscription=_subscription(edition, "themes", title),
    )


def _branches(edition: Edition, themes: list[Entry]) -> Iterator[Branch]:
    for theme in sorted(themes, key=lambda entry: alphabetical(edition.title(entry).text)):
        title = edition.title(theme)
        yield Branch(
            title.text,
            edition.entry_href(theme),
            edition.library.theme_line(theme.slug),
            edition.number(len(edition.library.about_theme(theme))),
            title.lang,
            tuple(_branches(edition, list(edition.library.themes_below(theme)))),
            tuple(
                edition.say(label) for label in as_fields(theme, Theme, edition.language).alt_labels
            ),
        )


def index_view(edition: Edition) -> IndexView:
    """Everything by its first letter, other names leading to the entry's own."""
    title = edition._("A–Z of everything")
    letters: dict[str, list[IndexItem]] = {}
    for plain, text, href, see, note, lang in sorted(_index_rows(edition), key=_PLACE):
        first = plain[:1].upper()
        item = IndexItem(text, href, note, lang, see)
        letters.setdefault(first if first.isalpha() else "0–9", []).append(item)
    place = Place(
        path="a-z/",
        title=title,
        description=edition._("All entries of this website by their first letter."),
        crumbs=(home_crumb(edition), Link(title, current=True)),
        languages=edition.library.languages,
    )
    return IndexView(
        frame=frame_of(edition, place),
        title=title,
        lead=edition._("All entries of this website by their first letter."),
        letters=tuple(
            Letter(letter, f"letter-{number}", tuple(found))
            for number, (letter, found) in enumerate(sorted(letters.items()), 1)
        ),
    )


def index_files(edition: Edition) -> Files:
    """None: what the page says of each entry is kept for later builds."""
    _told_of_all(edition, "")
    return Files()


_PARTS = 6
"""A name of an entry: both keys of `alphabetical`, of which the second is the name itself, where it leads,
the real name of a synonym, what the entry is, and the language."""
_PLACE = itemgetter(0, 1, 2, 3)


def _index_rows(edition: Edition) -> Iterator[Said]:
    for told in _told_of_all(edition, ""):
        for at in range(0, len(told), _PARTS):
            yield told[at : at + _PARTS]


@once_each
def _told_of_all(edition: Edition, _: str) -> list[Said]:
    entries = edition.library.entries.values()
    return edition.pieces[INDEXED].of(entries, partial(_indexed, edition))


def _indexed(edition: Edition, entry: Entry) -> Said:
    """The rows of all its names, one behind the other."""
    title, href, note = edition.title(entry), edition.entry_href(entry), index_note(edition, entry)
    rows = [(title, "")]
    rows += (
        (other, title.text) for other in _other_names(edition, entry) if other.text != title.text
    )
    return tuple(
        part
        for name, see in rows
        for part in (*alphabetical(name.text), href, see, note, name.lang)
    )


def index_note(edition: Edition, entry: Entry) -> str:
    """What an entry is, behind its name in a list of all types: "City, Spain"."""
    what = edition._(labels.SINGULARS[entry.collection])
    more = kicker_of(edition, entry)
    return what if entry.collection == "pages" or more == what else f"{what}, {more}"


def _other_names(edition: Edition, entry: Entry) -> list[Phrase]:
    fields = entry.in_language(edition.language)
    if isinstance(fields, City):
        names = [name for name in (fields.local_name, *fields.alt_names) if name]
        return [Phrase(name) for name in dict.fromkeys(names)]
    if isinstance(fields, Theme):
        return [edition.say(label) for label in fields.alt_labels]
    if isinstance(fields, Project):
        return [edition.say(fields.title)]
    return []
