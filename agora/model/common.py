"""What every entry may say, whatever its type."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from agora.codes import CODES
from agora.model import reading
from agora.model.fields import (
    Boolean,
    Date,
    Kind,
    LText,
    Many,
    OldPath,
    Text,
    ThemeRef,
    TopicRef,
    Url,
)
from agora.model.parts import Image, OriginField
from agora.problems import nearest


class Fields(BaseModel):
    """What every entry may say."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True
    )

    title: LText = Field(description="The name. A city's is its English name.")
    summary: LText | None = Field(None, description="One or two sentences, plain text.")
    themes: Many[ThemeRef] = Field((), description="What it is about.")
    topics: Many[TopicRef] = Field((), description="The topics that gather it.")
    image: Image | None = Field(None, description="A picture that the entry owns.")
    sources: Many[OriginField] = Field((), description="Where the entry comes from.")
    unverified: Many[Text] = Field((), description="Names of fields that no source confirms.")
    notes: Many[LText] = Field(
        (), description='Doubts and conflicts, shown under "Where this comes from".'
    )
    accept: Annotated[
        dict[str, Text], Kind("codes of warnings with reasons", "{conflict: two sources differ}")
    ] = Field(default_factory=dict, description="Warnings to silence, each with a reason.")
    aliases: Many[OldPath] = Field((), description="Old paths of this page; each leads here.")
    same_as: Many[Url] = Field((), description="Addresses of the same thing elsewhere.")
    draft: Boolean = Field(False, description="true: not published.")
    publish: Date | None = Field(None, description="The first day on which the entry exists.")
    expire: Date | None = Field(None, description="The last day on which the entry exists.")
    created: Date | None = Field(None, description="First published; else from the Git history.")
    updated: Date | None = Field(None, description="Last changed; else from the Git history.")
    reviewed: Date | None = Field(None, description="The day on which someone last checked it.")
    reviewed_by: Text | None = Field(None, description="Who checked it.")
    review_after: Date | None = Field(None, description="When it should be looked at again.")

    @field_validator("accept", mode="before")
    @classmethod
    def _known_codes(cls, raw: object) -> object:
        if not isinstance(raw, dict):
            raise reading.mistake(
                "value-type",
                "this field wants codes with reasons",
                "write {conflict: why both stand}",
            )
        warnings = [code for code, about in CODES.items() if about.severity == "warning"]
        for code in raw:
            if code not in warnings:
                near = nearest(str(code), warnings)
                raise reading.mistake(
                    "value-unknown",
                    f"{reading.shown(str(code))} is not the code of a warning",
                    f"did you mean {near}?" if near else "docs/problems.md lists the codes",
                    at=("accept", code),
                )
        return raw

    @field_validator("unverified", mode="after")
    @classmethod
    def _known_fields(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        known = [field.alias or name for name, field in cls.model_fields.items()]
        for position, name in enumerate(names):
            if name not in known:
                near = nearest(name, known)
                raise reading.mistake(
                    "value-unknown",
                    f"{reading.shown(name)} is not a field of this type",
                    f"did you mean {near}?" if near else "",
                    at=("unverified", position),
                )
        return names

    @field_validator("expire", mode="after")
    @classmethod
    def _expires_later(cls, expire: dt.date | None, info: ValidationInfo) -> dt.date | None:
        if expire is not None:
            reading.not_before(expire, info.data.get("publish"))
        return expire
