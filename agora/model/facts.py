"""A fact: one number with its origin."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, PlainValidator, ValidationInfo, WithJsonSchema

from agora.model import reading
from agora.model.fields import AnyDate, Boolean, Context, Kind, LText, OneOf, Slug, context_of
from agora.model.parts import OriginField, Part
from agora.model.values import FactValue, Range
from agora.problems import nearest

FactKind = Literal["target", "achieved", "reported", "context"]
Qualifier = Literal["about", "almost", "more-than", "less-than", "up-to", "at-least"]


def _unit(raw: object, info: ValidationInfo) -> str:
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
