"""The model is the schema: one class for each content type, from which all else follows."""

from agora.model.common import Fields
from agora.model.entries import (
    TYPES,
    City,
    EntryType,
    Event,
    Initiative,
    News,
    Page,
    Project,
    Site,
    Solution,
    Theme,
    Topic,
)
from agora.model.fields import Context, UnitLimits
from agora.model.frozen import share_defaults
from agora.model.marketplace import Marketplace

share_defaults()

__all__ = [
    "TYPES",
    "City",
    "Context",
    "EntryType",
    "Event",
    "Fields",
    "Initiative",
    "Marketplace",
    "News",
    "Page",
    "Project",
    "Site",
    "Solution",
    "Theme",
    "Topic",
    "UnitLimits",
]
