"""Dates as feeds print them.

A date that is not known is left out of RSS and JSON Feed. Atom demands one; there the first instant of
Unix time stands for "not known": valid, the same in every build, and plainly no date of the marketplace.
"""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime
from functools import lru_cache
from typing import TypeAlias

UNKNOWN = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

Date: TypeAlias = dt.date | dt.datetime | None


def instant(date: Date) -> dt.datetime | None:
    """The date in UTC: a day is its first moment."""
    if date is None:
        return None
    if not isinstance(date, dt.datetime):  # every datetime is a date, too
        return dt.datetime(date.year, date.month, date.day, tzinfo=dt.UTC)
    return date.replace(tzinfo=dt.UTC) if date.tzinfo is None else date.astimezone(dt.UTC)


def rfc3339(moment: dt.datetime | None) -> str:
    """As in Atom and JSON Feed, "" where it is not known; `moment` is in UTC."""
    return f"{moment.replace(tzinfo=None, microsecond=0).isoformat()}Z" if moment else ""


@lru_cache(maxsize=1024)  # many entries are of the same day, or changed in the same commit
def rfc822(moment: dt.datetime | None) -> str:
    """As in RSS, "" where it is not known; `moment` is in UTC."""
    return format_datetime(moment, usegmt=True) if moment else ""
