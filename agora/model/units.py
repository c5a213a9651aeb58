"""The units that facts may use, and the licence: parts of the settings."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, PlainValidator, ValidationInfo, WithJsonSchema

from agora.model import reading
from agora.model.fields import Kind, Localised, Number, Slug, Text, Url, context_of
from agora.model.parts import Part
from agora.model.values import Plural, Wording


class Licence(Part):
    title: Text = Field(description="Its name.")
    url: Url | None = Field(None, description="The address of its text.")


PLURALS = ("zero", "one", "two", "few", "many", "other")


def _unit_label(raw: object, info: ValidationInfo) -> Wording | Plural:
    language = context_of(info).language
    if not isinstance(raw, dict):
        return reading.wording(raw, language)
    for category in raw:
        reading.one_of(PLURALS)(category)
    if "other" not in raw:
        raise reading.mistake(
            "field-missing", "a label with plural forms needs the form other", "add other:"
        )
    return Plural(
        tuple((str(category), reading.wording(form, language)) for category, form in raw.items())
    )


class Unit(Part):
    id: Slug = Field(description="What facts call it.")
    label: Annotated[
        Wording | Plural,
        PlainValidator(_unit_label),
        WithJsonSchema({"type": ["string", "object"]}),
        Localised(),
        Kind("text, or a mapping of plural categories", "{one: city, other: cities}"),
    ] = Field(description="Its name; where it is counted, a form for each plural category.")
    symbol: Text | None = Field(None, description="Its sign, printed behind the number.")
    min: Number | None = Field(None, description="The least value that makes sense.")
    max: Number | None = Field(None, description="The greatest value that makes sense.")
