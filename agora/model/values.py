"""The plain values that fields hold once they are read: dates that may be partial, numbers, wordings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct


class Wording(Struct, frozen=True):
    """Text with the language that it is written in (a code of the marketplace)."""

    text: str
    language: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A year, a month or a day; 0 where it is not said. Sorts as its first day."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> dt.date:
        if self.day:
            return self.first_day
        year, month = (self.year, self.month + 1) if self.month else (self.year + 1, 1)
        if month > 12:
            year, month = year + 1, 1
        if year > dt.MAXYEAR:
            return dt.date.max
        return dt.date(year, month, 1) - dt.timedelta(days=1)

    def __str__(self) -> str:
        parts = [f"{self.year:04}"] + [f"{part:02}" for part in (self.month, self.day) if part]
        return "-".join(parts)


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both included."""

    low: Decimal
    high: Decimal

    def __str__(self) -> str:
        return f"{self.low}-{self.high}"


@dataclass(frozen=True, slots=True)
class Plural:
    """A label for each CLDR plural category that was given ("one", "other", …)."""

    forms: tuple[tuple[str, Wording], ...]

    def form(self, category: str) -> Wording:
        """The label of that category; "other" stands in for one that is not there."""
        found = dict(self.forms)
        return found.get(category) or found.get("other") or self.forms[-1][1]


FactValue: TypeAlias = Decimal | Range | PartialDate | str
