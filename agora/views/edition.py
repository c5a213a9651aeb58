"""The website in one language: what every view is made from, and how things are printed there."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from functools import cache, cached_property
from urllib.parse import urlsplit

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent

from agora import addresses
from agora.bodies import KeptBodies
from agora.documents import Document
from agora.entries import Entry
from agora.library import Library
from agora.markup import Outline
from agora.model import Marketplace, Project
from agora.model.parts import Source
from agora.model.units import Unit
from agora.model.values import PartialDate, Plural, Range, Wording
from agora.pieces import Pieces
from agora.survey import Survey
from agora.texts import Texts
from agora.trace import note
from agora.views.framing import Assets
from agora.views.shapes import Origin, Phrase

# English here is European English: 15 November 2022, not November 15, 2022.
_LOCALES = {"en": "en_GB"}
_WITHOUT_UNIT = frozenset({"date", "year", "text", "items"})


@dataclass(frozen=True)
class Edition:
    """One language of the website.

    `preview` says that pages are for an editor's own machine.
    """

    library: Library
    survey: Survey
    language: str
    texts: Texts
    assets: Assets
    bodies: KeptBodies
    preview: bool = False
    has_texts: bool = False
    made: defaultdict[Hashable, dict[Hashable, object]] = field(
        default_factory=lambda: defaultdict(dict), compare=False, repr=False
    )
    """What `once_each` remembers, by the function that made it and its subject."""
    titles: dict[Entry, Phrase] = field(default_factory=dict, compare=False, repr=False)
    """What is asked for most of all."""
    pieces: defaultdict[str, Pieces] = field(
        default_factory=lambda: defaultdict(Pieces), compare=False, repr=False
    )
    """What large files are made of, by the name of the file."""
    orders: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    """The values of orders that are as they were in an earlier build, by their names (`agora.views.once`)."""

    def __reduce__(self) -> tuple[type[Edition], tuple[object, ...]]:
        """Another process gets what the edition is made from, and works the rest out itself."""
        return Edition, tuple(getattr(self, part.name) for part in fields(self) if part.compare)

    def entries(self) -> Mapping[str, Entry]:
        """The entries that readers see, by id."""
        return self.library.entries

    def let_go(self) -> None:
        """Hold no longer what pages have in common, and what large files are made of: all are made."""
        self.made.clear()
        self.pieces.clear()

    @cached_property
    def locale(self) -> Locale:
        return Locale.parse(_LOCALES.get(self.language, self.language).replace("-", "_"))

    @cached_property
    def settings(self) -> Marketplace:
        return self.library.settings[self.language]

    @cached_property
    def default(self) -> str:
        return self.settings.default_language

    @cached_property
    def _base_path(self) -> str:
        return self.settings.base_path

    @cached_property
    def _origin(self) -> str:
        return self.settings.origin

    @cached_property
    def _(self) -> Callable[[str], str]:
        """Tells an interface text in the reader's language; each is looked up once."""
        return cache(self.texts.gettext)

    # --- addresses -------------------------------------------------------------------------

    def href(self, address: str) -> str:
        return addresses.href(self._base_path, address)

    def absolute(self, address: str) -> str:
        return self._origin + self.href(address)

    def address(self, path: str = "") -> str:
        """The address of a path of this language: "" is home, "a-z/" the A–Z list."""
        return addresses.prefix(self.language, self.default) + path

    def entry_address(self, entry: Entry) -> str:
        return addresses.entry_address(entry.id, self.language, self.default)

    def entry_href(self, entry: Entry) -> str:
        return self.href(self.entry_address(entry))

    def file_href(self, entry: Entry, name: str) -> str:
        """An owned file stands under its entry's address in the default language."""
        home = addresses.entry_address(entry.id, self.default, self.default)
        return self.href(home + name)

    def canonical_id(self, entry: Entry) -> str:
        """What names an entry in feeds for ever: its address in the default language."""
        return self.absolute(addresses.entry_address(entry.id, self.default, self.default))

    def html_of(self, document: Document) -> str | None:
        """The rendered body of a document; None where it has none. That it was read is noted."""
        note(document.path)
        return self.bodies.html_of(document.path)

    def outline_of(self, document: Document) -> Outline | None:
        """What its body wants and offers; None where it has none. That it was read is noted."""
        note(document.path)
        return self.bodies.outline_of(document.path)

    def is_translated(self, entry: Entry) -> bool:
        return self.language in entry.documents

    # --- words -----------------------------------------------------------------------------

    def say(self, wording: Wording) -> Phrase:
        return _said_in(self.language, wording)

    def say_if(self, wording: Wording | None) -> Phrase | None:
        return None if wording is None else self.say(wording)

    def title(self, entry: Entry) -> Phrase:
        """What an entry is called (`title_in`)."""
        note(entry.id)
        found = self.titles.get(entry)
        if found is None:
            found = self.titles[entry] = title_in(self.language, entry)
        return found

    def join(self, words: list[str]) -> str:
        return format_list(words, style="standard", locale=self.locale)

    def language_name(self, code: str) -> str:
        """A language's name in the reader's language."""
        try:
            name = Locale.parse(code.replace("-", "_")).get_display_name(self.locale)
        except ValueError:
            name = None
        return name or code

    # --- numbers and dates -------------------------------------------------------------------

    def number(self, value: Decimal | int) -> str:
        # As text: 1 and 1.0 are equal, and printed differently.
        return self._number(str(value))

    @cached_property
    def _number(self) -> Callable[[str], str]:
        locale = self.locale  # not a part of the key: its hash costs as much as all the rest
        return cache(
            lambda value: format_decimal(Decimal(value), locale=locale, decimal_quantization=False)
        )

    def money(self, amount: Decimal, currency: str = "EUR") -> str:
        return format_currency(
            amount,
            currency,
            locale=self.locale,
            currency_digits=False,
            decimal_quantization=False,
            format=_money_pattern(self.locale, is_whole=amount == amount.to_integral_value()),
        )

    def percent(self, value: Decimal) -> str:
        """A number of hundredths with the sign as the language sets it: "40%", "40 %"."""
        return format_percent(value / 100, locale=self.locale, decimal_quantization=False)

    def date(self, date: PartialDate | dt.date) -> str:
        """A date printed as exactly as it is known."""
        if isinstance(date, dt.date) or date.day:
            return self._long_date(date if isinstance(date, dt.date) else date.first_day)
        if date.month:
            return format_skeleton("yMMMM", date.first_day, locale=self.locale)
        return str(date.year)

    @cached_property
    def _long_date(self) -> Callable[[dt.date], str]:
        locale = self.locale
        return cache(lambda day: format_date(day, "long", locale=locale))

    def period(self, start: PartialDate, end: PartialDate | None) -> str:
        """From start to end; the same text at both ends is printed once."""
        first = self.date(start)
        if end is None:
            return self._("from %(date)s") % {"date": first}
        last = self.date(end)
        if first == last:
            return first
        dash = "–" if not start.month and not end.month else " – "
        return f"{first}{dash}{last}"

    def years(self, start: PartialDate, end: PartialDate | None) -> str:
        return self.period(PartialDate(start.year), PartialDate(end.year) if end else None)

    def value_and_unit(self, value: object, unit_id: str) -> tuple[str, str]:
        """A fact's value and its unit as they are printed; the unit is "" where the value says it."""
        if isinstance(value, PartialDate):
            return self.date(value), ""
        if isinstance(value, str):
            return value, ""
        if unit_id == "percent" and isinstance(value, Decimal):
            return self.percent(value), ""
        if unit_id == "percent" and isinstance(value, Range):
            return f"{self.number(value.low)}–{self.percent(value.high)}", ""
        if isinstance(value, Range):
            printed, last = f"{self.number(value.low)}–{self.number(value.high)}", value.high
        else:
            assert isinstance(value, Decimal)
            printed, last = self.number(value), value
        return printed, "" if unit_id in _WITHOUT_UNIT else self.unit(unit_id, last)

    @cached_property
    def _units(self) -> Mapping[str, Unit]:
        return {unit.id: unit for unit in self.settings.units}

    def unit(self, unit_id: str, value: Decimal) -> str:
        """The unit behind a value: the counted noun in its plural form, else the sign, else the name."""
        unit = self._units[unit_id]
        if isinstance(unit.label, Plural):
            return unit.label.form(self.locale.plural_form(value)).text
        return unit.symbol or unit.label.text

    def host(self, href: str) -> str:
        """The name of a website, for links that have no better text."""
        return (urlsplit(href).hostname or href).removeprefix("www.")

    def origin(self, source: Source) -> Origin:
        """Where something comes from; an address without a title is named by its host."""
        text = source.title.text if source.title else self.host(source.url or "")
        accessed = self.date(source.accessed) if source.accessed else ""
        return Origin(text, source.url or "", accessed)


def title_in(language: str, entry: Entry) -> Phrase:
    """What an entry is called in a language, told by it alone: a project by its acronym, all others by their
    title."""
    fields = entry.in_language(language)
    if isinstance(fields, Project):
        return Phrase(fields.acronym)
    return _said_in(language, fields.title)


def _said_in(language: str, wording: Wording) -> Phrase:
    return Phrase(wording.text, wording.language if wording.language != language else "")


@cache
def _money_pattern(locale: Locale, *, is_whole: bool) -> str:
    """The locale's pattern for money: cents only where there are any."""
    pattern: str = locale.currency_formats["standard"].pattern
    return pattern.replace("0.00", "0") if is_whole else pattern


@cache
def alphabetical(text: str) -> tuple[str, str]:
    """A key that sorts accented letters beside their plain ones, in every locale alike."""
    if text.isascii():  # as most are, and nothing is combined in those
        return text.casefold(), text
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(letter)
    )
    return plain.casefold(), text
