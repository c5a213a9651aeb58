"""Countries by their ISO 3166-1 alpha-2 codes, and their names in the reader's language.

Codes and names come from the CLDR through Babel; XK stands for Kosovo.
"""

from __future__ import annotations

from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

# Two letters in the CLDR, but no country of ISO 3166-1: unions, islands with reserved codes, tests.
NOT_COUNTRIES = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")
)
# What the European institutions write; "UK" is an alias of the CLDR already.
EU_STYLE = {"EL": "GR"}


@cache
def country_codes() -> tuple[str, ...]:
    """Every code that `country` may have, sorted."""
    return tuple(sorted(filter(is_country, _names("en"))))


def is_country(code: str) -> bool:
    """Whether `code` is an ISO 3166-1 alpha-2 code, in capitals, or XK."""
    return len(code) == 2 and code in _names("en") and code not in NOT_COUNTRIES


def country_name(code: str, language: str) -> str:
    """The country's name in a language, in English where the CLDR has none, else the code."""
    return _names(language).get(code) or _names("en").get(code, code)


def likely_country(written: str) -> str:
    """The code that an editor probably meant, or `""`.

    Understands small letters, alpha-3 and numeric codes, UK and EL, and English names.
    """
    word = written.strip()
    capitals = word.upper()
    aliases: tuple[str, ...] = tuple(get_global("territory_aliases").get(capitals, ()))
    candidates = (capitals, EU_STYLE.get(capitals, ""), *aliases)
    named = (code for code in country_codes() if _names("en")[code].casefold() == word.casefold())
    return next((code for code in (*candidates, *named) if is_country(code)), "")


@cache
def _names(language: str) -> dict[str, str]:
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return {}
    return {str(code): str(name) for code, name in locale.territories.items()}
