"""The settings of the website: `content/marketplace.yaml`."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from agora.model import reading
from agora.model.fields import Kind, LText, Many, Url
from agora.model.parts import Contact
from agora.model.units import Licence, Unit
from agora.problems import nearest


def _language(raw: object) -> str:
    from babel import Locale, UnknownLocaleError

    code = reading.text(raw)
    try:
        Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        raise reading.mistake(
            "language-unknown",
            f"{reading.shown(code)} is not a language code",
            "write a code such as en or es",
        ) from None
    return code


def _timezone(raw: object) -> str:
    name = reading.text(raw)
    if name not in available_timezones():
        near = nearest(name, available_timezones())
        raise reading.mistake(
            "value-unknown",
            f"{reading.shown(name)} is not a time zone",
            f"did you mean {near}?" if near else "write a name such as Europe/Brussels",
        )
    return name


LanguageCode = Annotated[str, BeforeValidator(_language), Kind("language code", "en")]


class Marketplace(BaseModel):
    """The website's name, address, languages and units."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True
    )

    title: LText = Field(description="The name of the website.")
    tagline: LText | None = Field(None, description="What it is, in a few words.")
    base_url: Url = Field(description="Its address; may hold a path.")
    default_language: LanguageCode = Field(
        description="The language of files without a language suffix."
    )
    languages: Many[LanguageCode] = Field(description="All languages, the default one among them.")
    contact: Contact | None = Field(None, description="Whom to write to.")
    units: Many[Unit] = Field((), description="The units that facts may use.")
    licence: Licence | None = Field(None, description="The licence of the texts.")
    repository: Url | None = Field(None, description='The repository, for "edit this page".')
    timezone: Annotated[str, BeforeValidator(_timezone), Kind("time zone", "Europe/Brussels")] = (
        Field("UTC", description="The time zone that decides which day it is.")
    )

    @field_validator("languages", mode="after")
    @classmethod
    def _default_is_listed(
        cls, languages: tuple[str, ...], info: ValidationInfo
    ) -> tuple[str, ...]:
        default: object = info.data.get("default_language")
        if isinstance(default, str) and default not in languages:
            raise reading.mistake(
                "language-unknown",
                f"the default language {default} is not among the languages",
                f"add {default} to languages",
            )
        return languages

    @property
    def origin(self) -> str:
        """Scheme and host of the website, without a slash at the end."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def base_path(self) -> str:
        """The path under which everything stands, with a slash at both ends."""
        path = urlsplit(self.base_url).path.strip("/")
        return f"/{path}/" if path else "/"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)
