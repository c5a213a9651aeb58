"""From the text that the editor typed to a value, or to a mistake with a code, a sentence and a hint.

Every function takes what stands in the file (text, a list or a mapping of such) and returns the value or
raises `PydanticCustomError` whose type is a code of `agora.codes`. The type of the field decides, never
YAML's guess.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from urllib.parse import SplitResult, urlsplit

from pydantic_core import PydanticCustomError

from agora.model.values import FactValue, PartialDate, Range, Wording

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SLUG_LENGTH = 80
_NUMBER = re.compile(r"-?\d{1,18}(?:\.\d{1,12})?")
_THREE_AFTER_DOT = re.compile(r"-?(?:[1-9]\d*)\.\d{3}")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_RANGE = re.compile(r"(-?[\d.,]+)\s*[-–—]\s*(-?[\d.,]+)")
_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def mistake(
    code: str, message: str, hint: str = "", at: tuple[str | int, ...] = ()
) -> PydanticCustomError:
    """A mistake in content as pydantic carries it; `agora.validate` makes a Problem of it.

    `at` leads to another value of the same group, where the mistake is better shown there.
    """
    # The message is an argument of its own, so that braces in the editor's text stay text.
    about = {"message": message, "hint": hint, "at": at}
    return PydanticCustomError(code, "{message}", about)


def shown(text: str) -> str:
    """The editor's text as it is quoted in a message: on one line and not too long."""
    line = " ".join(text.split())
    return f'"{line if len(line) <= 60 else line[:57] + "…"}"'


def text(raw: object) -> str:
    """Plain text, trimmed, in Unicode's composed form (NFC)."""
    if isinstance(raw, list):
        raise mistake("value-type", "this field wants a text, not a list", "write one value")
    if not isinstance(raw, str):
        raise mistake("value-type", "this field wants a text, not fields of its own")
    stripped = unicodedata.normalize("NFC", raw.strip())
    if not stripped:
        raise mistake("field-missing", "the value is empty", "write the value, or delete the line")
    return stripped


def wording(raw: object, language: str) -> Wording:
    """Text in `language`, unless a translation has already said which."""
    return raw if isinstance(raw, Wording) else Wording(text(raw), language)


def boolean(raw: object) -> bool:
    words = {"true": True, "yes": True, "false": False, "no": False}
    word = text(raw)
    if word.lower() not in words:
        raise mistake(
            "value-type", f"{shown(word)} is neither true nor false", "write true or false"
        )
    return words[word.lower()]


def slug(raw: object) -> str:
    word = text(raw)
    if not SLUG.fullmatch(word) or len(word) > SLUG_LENGTH:
        proposal = slugified(word)
        hint = f"write {proposal}" if proposal else "use small letters a–z, digits and hyphens"
        raise mistake("slug-invalid", f"{shown(word)} is not a slug", hint)
    return word


def slugified(word: str) -> str:
    """The slug that a text would have: letters without accents, words joined by hyphens."""
    for letter, spelt in (("ß", "ss"), ("ł", "l"), ("Ł", "L"), ("ø", "o"), ("Ø", "O"), ("đ", "d")):
        word = word.replace(letter, spelt)
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:SLUG_LENGTH].strip("-")


def number(raw: object) -> Decimal:
    """A number as CONTENT.md has it: no separators of thousands, a decimal point."""
    word = text(raw)
    if _THREE_AFTER_DOT.fullmatch(word):
        whole = word.replace(".", "")
        raise mistake(
            "number-ambiguous",
            f"{shown(word)} can mean {whole} or {word.split('.')[0]}",
            f"write {whole}, or {word.split('.')[0]} without the dot",
        )
    return _decimal(word)


def coordinate(raw: object, limit: int) -> Decimal:
    """Decimal degrees between -`limit` and `limit`; exempt from the rule of three digits."""
    degrees = _decimal(text(raw))
    if abs(degrees) > limit:
        raise mistake(
            "value-out-of-range",
            f"{degrees} is not between -{limit} and {limit}",
            "write decimal degrees; `lat` is north, `lon` is east",
        )
    return degrees


def integer(raw: object) -> int:
    value = number(raw)
    if value != value.to_integral_value():
        raise mistake(
            "number-invalid", f"{shown(str(value))} is not a whole number", f"write {round(value)}"
        )
    return int(value)


def _decimal(word: str) -> Decimal:
    if _NUMBER.fullmatch(word):
        return Decimal(word)
    bare = re.sub(r"(?<=\d)[ \u00a0\u202f,'’_.](?=\d{3}(?!\d))", "", word)
    hint = "write digits and a decimal point, such as 526000 or 0.5"
    if bare != word and _NUMBER.fullmatch(bare):
        hint = f"write {bare}"
    elif _NUMBER.fullmatch(word.replace(",", ".")):
        hint = f"write {word.replace(',', '.')}"
    raise mistake("number-invalid", f"{shown(word)} is not a number", hint)


def number_or_range(raw: object) -> Decimal | Range:
    word = text(raw)
    found = _RANGE.fullmatch(word)
    if found is None:
        return number(word)
    low, high = number(found[1]), number(found[2])
    if f"{found[1]}-{found[2]}" != word:
        raise mistake(
            "number-invalid", f"{shown(word)} is not a range", f"write {found[1]}-{found[2]}"
        )
    if low >= high:
        raise mistake(
            "number-invalid", f"the range {shown(word)} does not go up", f"write {high}-{low}"
        )
    return Range(low, high)


def partial_date(raw: object) -> PartialDate:
    word = text(raw)
    found = _DATE.fullmatch(word)
    if found is None:
        raise mistake("date-invalid", f"{shown(word)} is not a date", _proposed_date(word))
    year, month, day = (int(part or 0) for part in found.groups())
    try:
        dt.date(year, month if found[2] else 1, day if found[3] else 1)
    except ValueError:
        raise mistake(
            "date-invalid", f"there is no date {shown(word)}", "write year-month-day: 2022-11-15"
        ) from None
    return PartialDate(year, month, day)


def full_date(raw: object) -> dt.date:
    date = partial_date(raw)
    if not date.day:
        raise mistake(
            "date-invalid", f"{shown(str(date))} lacks the day", "write year-month-day: 2022-11-15"
        )
    return date.first_day


def _proposed_date(word: str) -> str:
    """The hint for a date in another spelling: its ISO form where there is only one reading."""
    months = {name.lower()[:3]: index for index, name in enumerate(calendar.month_name) if name}
    named = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th|\.)?\s+([A-Za-z]{3})[a-z.]*,?\s+(\d{4})", word)
    swapped = re.fullmatch(r"([A-Za-z]{3})[a-z.]*\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", word)
    numeric = re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", word)
    iso_like = re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", word)
    month_year = re.fullmatch(r"([A-Za-z]{3})[a-z.]*\s+(\d{4})", word)
    parts: tuple[int, int, int] | None = None
    if named and named[2].lower() in months:
        parts = int(named[3]), months[named[2].lower()], int(named[1])
    elif swapped and swapped[1].lower() in months:
        parts = int(swapped[3]), months[swapped[1].lower()], int(swapped[2])
    elif numeric and int(numeric[1]) > 12:
        parts = int(numeric[3]), int(numeric[2]), int(numeric[1])
    elif iso_like:
        parts = int(iso_like[1]), int(iso_like[2]), int(iso_like[3])
    if month_year and month_year[1].lower() in months:
        return f"write {month_year[2]}-{months[month_year[1].lower()]:02}"
    if parts is not None:
        try:
            return f"write {dt.date(*parts).isoformat()}"
        except ValueError:
            pass
    return "write year-month-day: 2022-11-15"


def web_address(raw: object) -> str:
    """An https or http address with a host."""
    word = text(raw)
    parts = _split(word)
    if parts is None or parts.scheme not in ("https", "http") or not parts.hostname or " " in word:
        bare = re.fullmatch(r"(?://)?((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?:/\S*)?)", word)
        hint = f"write https://{bare[1]}" if bare else "write the whole address with https://"
        raise mistake("address-invalid", f"{shown(word)} is not an address on the web", hint)
    return word


def _split(word: str) -> SplitResult | None:
    try:
        parts = urlsplit(word)
        parts.port  # noqa: B018 - a bad port raises here
    except ValueError:
        return None
    return parts


def email(raw: object) -> str:
    word = text(raw)
    if not _EMAIL.fullmatch(word):
        raise mistake(
            "address-invalid", f"{shown(word)} is not an e-mail address", "write name@example.org"
        )
    return word


def alias(raw: object) -> str:
    """An old path of this website: `/old/page/` or `/old/page.html`, returned with its leading slash."""
    word = text(raw)
    if not re.fullmatch(r"(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)+/?", word) or ".." in word:
        raise mistake(
            "address-invalid",
            f"{shown(word)} is not an old path of this website",
            "write it from the first slash, such as /old/page/",
        )
    return word


def one_of(allowed: tuple[str, ...]) -> Callable[[object], str]:
    """A reader of a closed list of words."""

    def read(raw: object) -> str:
        from agora.problems import nearest

        word = text(raw)
        if word not in allowed:
            near = nearest(word, allowed)
            hint = f"did you mean {near}? " if near else ""
            raise mistake(
                "value-unknown",
                f"{shown(word)} is not allowed here",
                f"{hint}allowed: {', '.join(allowed)}",
            )
        return word

    return read


def listing(raw: object) -> object:
    """A list; a single text is refused with the way to write it."""
    if isinstance(raw, str):
        raise mistake(
            "value-type",
            f"this field wants a list, not the text {shown(raw)}",
            f"write [{raw.strip()}]",
        )
    if isinstance(raw, dict):
        raise mistake("value-type", "this field wants a list", "start each item with a hyphen: - …")
    return raw


def fact_value(raw: object, unit: str) -> FactValue:
    """What a unit makes of a value: a date for `date` and `year`, text for `text`, else a number or range."""
    if unit in ("date", "year"):
        return partial_date(raw)
    if unit == "text":
        return text(raw)
    return number_or_range(raw)


def not_before(end: dt.date | PartialDate, start: object) -> None:
    """Raise `dates-reversed` when `end` is over before `start` begins (an unknown start allows all)."""
    last = end.last_day if isinstance(end, PartialDate) else end
    first = start.first_day if isinstance(start, PartialDate) else start
    if isinstance(first, dt.date) and last < first:
        raise mistake("dates-reversed", f"{end} is before the start {start}", "check both dates")
