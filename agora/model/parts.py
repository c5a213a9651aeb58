"""What entries are made of beside plain fields: sources, facts, documents, people, steps."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from agora.model import reading
from agora.model.fields import (
    AnyDate,
    CityRef,
    Date,
    Email,
    FilePath,
    Kind,
    LText,
    Number,
    OneOf,
    Slug,
    Text,
    Url,
)
from agora.model.values import PartialDate


class Part(BaseModel):
    """Frozen, and every unknown key is a mistake."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True
    )


def _origin(raw: object) -> object:
    """A source written as one text is its address or its title."""
    if not isinstance(raw, str):
        return raw
    return {"url": raw} if raw.strip().lower().startswith(("http:", "https:")) else {"title": raw}


class Source(Part):
    """Where something comes from: a title, an address, or both."""

    id: Slug | None = Field(None, description="Names the source for translations.")
    title: LText | None = Field(None, description="The title of the page, report or article.")
    url: Url | None = Field(None, description="Its address.")
    accessed: Date | None = Field(None, description="The day on which it was read.")

    @model_validator(mode="after")
    def _says_something(self) -> Source:
        if self.title is None and self.url is None:
            raise reading.mistake(
                "field-missing", "a source needs a title or an address", "add title: or url:"
            )
        return self


OriginField = Annotated[
    Source,
    BeforeValidator(_origin),
    Kind("source: title and url, or one of them as text", "https://example.org/"),
]


class Image(Part):
    file: FilePath = Field(description="The picture's path in the entry's folder.")
    alt: LText = Field(description="What the picture shows, for readers who do not see it.")
    credit: Text | None = Field(None, description="Who made it, and its licence.")


class Population(Part):
    value: Annotated[int, BeforeValidator(reading.integer), Kind("whole number", "824340")] = Field(
        description="Inhabitants."
    )
    year: Annotated[int, BeforeValidator(reading.integer), Kind("year", "2021")] | None = Field(
        None, description="The year of the count."
    )
    territory: Text | None = Field(
        None, description="What was counted: municipality, urban area, settlement."
    )
    source: OriginField | None = Field(None, description="Where the number comes from.")

    @field_validator("value")
    @classmethod
    def _not_negative(cls, value: int) -> int:
        if value < 0:
            raise reading.mistake("value-out-of-range", f"{value} is below 0", "check the number")
        return value


def _currency(raw: object) -> str:
    from babel import Locale

    word = reading.text(raw)
    known = Locale("en").currencies
    if word not in known:
        upper = word.upper()
        hint = f"write {upper}" if upper in known else "write its ISO 4217 code, such as EUR"
        raise reading.mistake("value-unknown", f"{reading.shown(word)} is not a currency", hint)
    return word


class Money(Part):
    amount: Number = Field(description="The amount, in whole or decimal units of the currency.")
    currency: Annotated[str, BeforeValidator(_currency), Kind("currency", "EUR")] = Field(
        "EUR", description="ISO 4217 code."
    )
    as_of: AnyDate | None = Field(None, description="When it was so.")
    source: OriginField | None = Field(None, description="Where the number comes from.")

    @model_validator(mode="before")
    @classmethod
    def _not_bare(cls, raw: object) -> object:
        if isinstance(raw, str):
            raise reading.mistake(
                "value-type",
                "an amount of money has fields of its own",
                f"write {{amount: {raw.strip()}}}",
            )
        return raw

    @field_validator("amount")
    @classmethod
    def _not_negative(cls, amount: Number) -> Number:
        if amount < 0:
            raise reading.mistake("value-out-of-range", f"{amount} is below 0", "check the amount")
        return amount


class Document(Part):
    """A document; without `file` and `url` it is available on request."""

    id: Slug | None = Field(None, description="Names the document for translations.")
    title: LText = Field(description="Its title.")
    file: FilePath | None = Field(None, description="Its path in the entry's folder.")
    url: Url | None = Field(None, description="Its address elsewhere.")
    language: Annotated[str, BeforeValidator(reading.text), Kind("language code", "en")] | None = (
        Field(None, description="The code of its language.")
    )
    date: AnyDate | None = Field(None, description="When it was published.")
    description: LText | None = Field(None, description="What it holds.")


class Contact(Part):
    email: Email | None = Field(None, description="An e-mail address.")
    url: Url | None = Field(None, description="The address of a contact page.")


class Lead(Part):
    id: Slug | None = Field(None, description="Names the person for translations.")
    name: Text = Field(description="The person's name.")
    role: LText = Field(description="What the person does here.")
    organisation: Text | None = Field(None, description="Where the person works.")


Role = Literal[
    "lighthouse",
    "fellow",
    "demonstration",
    "partner",
    "associated",
    "observer",
    "interest-group",
    "replication-cluster",
    "former-fellow",
]


class ProjectCity(Part):
    """A city's part in a project."""

    id: Slug | None = Field(None, description="Names the item for translations.")
    city: CityRef = Field(description="The slug of the city.")
    role: Annotated[Role, OneOf(get_args(Role))] = Field(description="Its role.")
    from_: AnyDate | None = Field(None, alias="from", description="Since when.")
    to: AnyDate | None = Field(None, description="Until when.")
    note: LText | None = Field(None, description="What a reader should know of this role.")

    @field_validator("to", mode="after")
    @classmethod
    def _ends_later(cls, to: PartialDate | None, info: ValidationInfo) -> PartialDate | None:
        if to is not None:
            reading.not_before(to, info.data.get("from_"))
        return to


class InitiativeCity(Part):
    """A city's part in an initiative."""

    id: Slug | None = Field(None, description="Names the item for translations.")
    city: CityRef = Field(description="The slug of the city.")
    role: LText | None = Field(None, description="What the city does here.")


StepState = Literal["done", "ongoing", "planned"]


class Step(Part):
    id: Slug | None = Field(None, description="Names the step for translations.")
    what: LText = Field(description="What is done.")
    date: AnyDate | None = Field(None, description="When.")
    state: Annotated[StepState, OneOf(get_args(StepState))] | None = Field(
        None, description="How far it is."
    )


class Match(Part):
    """The same theme in an outside vocabulary."""

    url: Url = Field(description="The address of the term.")
    relation: Annotated[
        Literal["exact", "close", "broad", "narrow"], OneOf(("exact", "close", "broad", "narrow"))
    ] = Field("exact", description="How near it is.")
