"""The types that fields are declared with, and what else they say of a field.

`Localised` marks the fields that a translation may set (the L of the content contract), `RefersTo` those
that hold a reference. Both are read off the annotations by `agora.model.shape`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, NamedTuple, TypeVar

from pydantic import (
    BeforeValidator,
    GetCoreSchemaHandler,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import core_schema

from agora.model import reading
from agora.model.values import PartialDate, Wording


class UnitLimits(NamedTuple):
    """What a unit says of its values; None where it sets no limit."""

    least: Decimal | None
    most: Decimal | None


@dataclass(frozen=True, slots=True)
class Context:
    """What a validator must know beside the value: the language of plain text and the declared units."""

    language: str
    units: dict[str, UnitLimits]


def context_of(info: ValidationInfo) -> Context:
    """The context that `agora.validate` hands to every model."""
    context: object = info.context
    assert isinstance(context, Context)
    return context


@dataclass(frozen=True, slots=True)
class Kind:
    """What a field wants, in an editor's words, and an example of it."""

    words: str
    example: str


@dataclass(frozen=True, slots=True)
class Localised:
    """A translation may set this field."""


@dataclass(frozen=True, slots=True)
class RefersTo:
    """The field holds the slug of an entry of `collection`; an id where `collection` is empty."""

    collection: str


@dataclass(frozen=True, slots=True)
class NamesFile:
    """The field holds the path of a file in the entry's folder."""


def _wording(raw: object, info: ValidationInfo) -> Wording:
    return reading.wording(raw, context_of(info).language)


def _schema(kind: str, **more: str) -> WithJsonSchema:
    return WithJsonSchema({"type": kind, **more})


Text = Annotated[str, BeforeValidator(reading.text), Kind("text", "text")]
LText = Annotated[
    Wording, PlainValidator(_wording), _schema("string"), Localised(), Kind("text", "text")
]
Boolean = Annotated[bool, BeforeValidator(reading.boolean), Kind("true or false", "true")]
Slug = Annotated[str, BeforeValidator(reading.slug), Kind("slug", "a-slug")]
Number = Annotated[Decimal, BeforeValidator(reading.number), Kind("number", "0.5")]
Integer = Annotated[int, BeforeValidator(reading.integer), Kind("whole number", "12")]
Latitude = Annotated[
    Decimal,
    BeforeValidator(lambda raw: reading.coordinate(raw, 90)),
    Kind("degrees north", "39.47391"),
]
Longitude = Annotated[
    Decimal,
    BeforeValidator(lambda raw: reading.coordinate(raw, 180)),
    Kind("degrees east", "-0.37966"),
]
Date = Annotated[dt.date, BeforeValidator(reading.full_date), Kind("date", "2022-11-15")]
AnyDate = Annotated[
    PartialDate,
    PlainValidator(reading.partial_date),
    _schema("string"),
    Kind("date, month or year", "2022-11"),
]
Url = Annotated[
    str, BeforeValidator(reading.web_address), Kind("web address", "https://example.org/")
]
Email = Annotated[str, BeforeValidator(reading.email), Kind("e-mail address", "name@example.org")]
OldPath = Annotated[str, BeforeValidator(reading.alias), Kind("old path", "/old/page/")]
FilePath = Annotated[
    str,
    BeforeValidator(reading.text),
    NamesFile(),
    Kind("file of the entry's folder", "report.pdf"),
]
EntryId = Annotated[
    str, BeforeValidator(reading.text), RefersTo(""), Kind("id of an entry", "cities/valencia")
]

CityRef = Annotated[
    str, BeforeValidator(reading.text), RefersTo("cities"), Kind("slug of a city", "valencia")
]
ProjectRef = Annotated[
    str, BeforeValidator(reading.text), RefersTo("projects"), Kind("slug of a project", "matchup")
]
SiteRef = Annotated[
    str,
    BeforeValidator(reading.text),
    RefersTo("sites"),
    Kind("slug of a site", "matchup-valencia"),
]
InitiativeRef = Annotated[
    str,
    BeforeValidator(reading.text),
    RefersTo("initiatives"),
    Kind("slug of an initiative", "small-giants"),
]
ThemeRef = Annotated[
    str, BeforeValidator(reading.text), RefersTo("themes"), Kind("slug of a theme", "energy")
]
TopicRef = Annotated[
    str,
    BeforeValidator(reading.text),
    RefersTo("topics"),
    Kind("slug of a topic", "scalable-cities"),
]

ItemT = TypeVar("ItemT")
Many = Annotated[tuple[ItemT, ...], BeforeValidator(reading.listing)]


@dataclass(frozen=True, slots=True)
class OneOf:
    """The allowed words of a closed list, refused with the nearest and all of them."""

    allowed: tuple[str, ...]

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(
            reading.one_of(self.allowed), handler(source)
        )
