"""Where something stands on a day, worked out from its dates: planned, running, ended, or not known."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from agora.model.values import PartialDate


class Status(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"
    UNKNOWN = "unknown"


def status_of(start: PartialDate, end: PartialDate | None, today: dt.date) -> Status:
    """The status on `today`. A date that is only a month or a year counts as its last day for an end, and as
    its first day for a start. Without an end, what has started may have ended since: nobody knows."""
    if today < start.first_day:
        return Status.PLANNED
    if end is None:
        return Status.UNKNOWN
    return Status.ENDED if end.last_day < today else Status.RUNNING
