"""What entries are made of beside plain fields: sources, facts, documents, people, steps."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from agora.model import reading
from agora.model.fields import (
    AnyDate,
    Boolean,
    CityRef,
    Context,
    Date,
    Email,
    FilePath,
    Kind,
    Localised,
    LText,
    Number,
    OneOf,
    Slug,
    Text,
    Url,
    context_of,
)
from agora.model.values import FactValue, PartialDate, Plural, Range, Wording


class Part(BaseModel):
    """Frozen, and every unknown key is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


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


FactKind = Literal["target", "achieved", "reported", "context"]
Qualifier = Literal["about", "almost", "more-than", "less-than", "up-to", "at-least"]


def _unit(raw: object, info: ValidationInfo) -> str:
    from agora.problems import nearest

    unit, units = reading.text(raw), context_of(info).units
    if unit not in units:
        near = nearest(unit, units)
        raise reading.mistake(
            "unit-unknown",
            f"the unit {reading.shown(unit)} is not declared",
            f"did you mean {near}?"
            if near
            else "declare it in content/marketplace.yaml under units",
        )
    return unit


def _value(raw: object, info: ValidationInfo) -> FactValue:
    unit = info.data.get("unit")
    if not isinstance(unit, str):
        # The unit is a mistake of its own; without it the value cannot be judged.
        return reading.text(raw)
    value = reading.fact_value(raw, unit)
    _within(value, unit, context_of(info))
    return value


def _within(value: FactValue, unit: str, context: Context) -> None:
    from decimal import Decimal

    least, most = context.units[unit]
    ends = (value.low, value.high) if isinstance(value, Range) else (value,)
    for end in ends:
        if not isinstance(end, Decimal):
            continue
        if (least is not None and end < least) or (most is not None and end > most):
            low = "any" if least is None else least
            high = "any" if most is None else most
            raise reading.mistake(
                "value-out-of-range",
                f"{end} is outside the limits of the unit {unit}",
                f"allowed: from {low} to {high}",
            )


class Fact(Part):
    """One number with its origin."""

    id: Slug | None = Field(None, description="Names the fact for translations and links.")
    label: LText = Field(description="What is counted or said.")
    # The unit stands before the value because it decides how the value is read.
    unit: Annotated[str, BeforeValidator(_unit), Kind("id of a declared unit", "percent")] = Field(
        description="The id of a unit of marketplace.yaml."
    )
    value: Annotated[
        FactValue,
        PlainValidator(_value),
        WithJsonSchema({"type": "string"}),
        Kind("number, range, date or text, as the unit says", "20-40"),
    ] = Field(description="As the unit decides: a number or a range, a date, or text.")
    qualifier: Annotated[Qualifier, OneOf(get_args(Qualifier))] | None = Field(
        None, description="What the source says of the number."
    )
    kind: Annotated[FactKind, OneOf(get_args(FactKind))] = Field(
        description="target: planned or promised; achieved: measured or finished; reported: stated "
        "without saying which; context: about the place."
    )
    as_of: AnyDate | None = Field(None, description="When it was so.")
    source: OriginField = Field(description="Where the number comes from.")
    verified: Boolean = Field(True, description="false: no source that we could read confirms it.")
    note: LText | None = Field(None, description="What a reader should know of this number.")
    indicator: Slug | None = Field(
        None, description="Pairs a target with what was achieved, and two sources on one thing."
    )


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
