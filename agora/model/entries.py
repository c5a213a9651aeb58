"""The collections: one class each, from which validation, messages, documentation and skeletons follow.

To add a type, add a class here and a line to `TYPES`; a template of its own is optional.
"""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple, get_args

from pydantic import Field, ValidationInfo, field_validator

from agora.model import reading
from agora.model.common import Fields
from agora.model.facts import Fact
from agora.model.fields import (
    AnyDate,
    Boolean,
    CityRef,
    Date,
    EntryId,
    InitiativeRef,
    Integer,
    Kind,
    Latitude,
    Longitude,
    LText,
    Many,
    OneOf,
    ProjectRef,
    SiteRef,
    Text,
    ThemeRef,
    Url,
)
from agora.model.parts import (
    Contact,
    Document,
    InitiativeCity,
    Lead,
    Match,
    Money,
    Population,
    ProjectCity,
    Step,
)
from agora.model.values import PartialDate


class City(Fields):
    local_name: Text | None = Field(None, description="Its name in its own language.")
    alt_names: Many[Text] = Field((), description="Other names that people search for.")
    country: Annotated[Text, Kind("country code", "ES")] = Field(
        description="ISO 3166-1 alpha-2 code; XK for Kosovo."
    )
    lat: Latitude = Field(description="Decimal degrees north, WGS 84.")
    lon: Longitude = Field(description="Decimal degrees east, WGS 84.")
    population: Population | None = Field(
        None, description="Inhabitants, with the territory counted."
    )
    nuts3: Text | None = Field(None, description="The code of its NUTS 3 region.")
    geonames_id: Integer | None = Field(None, description="Its number in GeoNames.")
    wikidata: Text | None = Field(None, description="Its item in Wikidata (Q…).")
    website: Url | None = Field(None, description="The city's own website.")
    networks: Many[Text] = Field((), description="Networks of cities that it belongs to.")
    facts: Many[Fact] = Field((), description="Numbers with their origin.")

    @field_validator("country", mode="after")
    @classmethod
    def _known_country(cls, code: str) -> str:
        from agora.geography.countries import is_country, likely_country

        if not is_country(code):
            meant = likely_country(code)
            hint = (
                f"write {meant}"
                if meant
                else "write the ISO 3166-1 code of two letters, such as ES"
            )
            raise reading.mistake(
                "value-unknown", f"{reading.shown(code)} is not a country code", hint
            )
        return code


ProjectKind = Literal["lighthouse", "demonstration", "planning", "related"]


class Project(Fields):
    acronym: Text = Field(description="The short name that everybody uses.")
    kind: Annotated[ProjectKind, OneOf(get_args(ProjectKind))] | None = Field(
        None, description="What kind of project it is."
    )
    programme: Text = Field(description="The programme that funds it.")
    call: Text | None = Field(None, description="The call that it answered.")
    start: AnyDate = Field(description="When it started.")
    end: AnyDate | None = Field(None, description="When it ended or will end.")
    planned_end: AnyDate | None = Field(None, description="The end that was first planned.")
    eu_grant: Money | None = Field(None, description="What the EU contributes.")
    total_cost: Money | None = Field(None, description="What it costs in all.")
    cordis_id: Text | None = Field(None, description="Its number in CORDIS.")
    website: Url | None = Field(None, description="The project's own website.")
    coordinator: Text | None = Field(None, description="The organisation that coordinates it.")
    partners: Integer | None = Field(None, description="How many organisations take part.")
    cities: Many[ProjectCity] = Field((), description="Its cities and their roles.")
    facts: Many[Fact] = Field((), description="Numbers with their origin.")

    @field_validator("end", "planned_end", mode="after")
    @classmethod
    def _ends_later(cls, end: PartialDate | None, info: ValidationInfo) -> PartialDate | None:
        if end is not None:
            reading.not_before(end, info.data.get("start"))
        return end

    @field_validator("total_cost", mode="after")
    @classmethod
    def _covers_the_grant(cls, total: Money | None, info: ValidationInfo) -> Money | None:
        grant: object = info.data.get("eu_grant")
        if not isinstance(grant, Money) or total is None or grant.currency != total.currency:
            return total
        if grant.amount > total.amount:
            raise reading.mistake(
                "grant-over-total",
                f"the EU grant {grant.amount} is above the total cost {total.amount}",
                "check both amounts",
                at=("eu_grant", "amount"),
            )
        return total


Precision = Literal["site", "district", "city"]
SiteStatus = Literal["planned", "building", "operating", "ended"]


class Site(Fields):
    project: ProjectRef = Field(description="The project that it belongs to.")
    city: CityRef = Field(description="The city that it lies in.")
    district: Text | None = Field(None, description="The district or the name of the area.")
    lat: Latitude | None = Field(None, description="Decimal degrees north, WGS 84.")
    lon: Longitude | None = Field(None, description="Decimal degrees east, WGS 84.")
    precision: Annotated[Precision, OneOf(get_args(Precision))] = Field(
        "city", description="What the point stands for."
    )
    status: Annotated[SiteStatus, OneOf(get_args(SiteStatus))] | None = Field(
        None, description="How far it is."
    )
    website: Url | None = Field(None, description="A page about the site.")
    facts: Many[Fact] = Field((), description="Numbers with their origin.")
    what_worked: LText | None = Field(None, description="What others should copy.")
    what_did_not: LText | None = Field(None, description="What others should avoid.")
    replicable_when: LText | None = Field(None, description="What a place needs to do the same.")


InitiativeKind = Literal[
    "initiative", "action-cluster", "measure", "guidance", "service", "community", "network"
]


class Initiative(Fields):
    kind: Annotated[InitiativeKind, OneOf(get_args(InitiativeKind))] = Field(
        "initiative", description="What kind of initiative it is."
    )
    cluster: InitiativeRef | None = Field(
        None, description="The action cluster that it belongs to."
    )
    goal: LText | None = Field(None, description="What it wants to reach.")
    leads: Many[Lead] = Field((), description="Who leads it.")
    contact: Contact | None = Field(None, description="Whom to ask.")
    documents: Many[Document] = Field((), description="What it has published.")
    cities: Many[InitiativeCity] = Field((), description="The cities that take part.")
    route_map: Many[Step] = Field((), description="Its steps, in order.")
    facts: Many[Fact] = Field((), description="Numbers with their origin.")


class Solution(Fields):
    problem: LText | None = Field(None, description="What it solves.")
    needs: LText | None = Field(None, description="What a place needs for it.")
    cost_range: LText | None = Field(None, description="What it costs, in words.")
    used_at: Many[SiteRef] = Field((), description="The sites that use it.")
    initiatives: Many[InitiativeRef] = Field((), description="The initiatives that work on it.")
    facts: Many[Fact] = Field((), description="Numbers with their origin.")
    documents: Many[Document] = Field((), description="What to read about it.")


Line = Literal[
    "energy", "mobility", "buildings", "digital", "circular", "governance", "finance", "nature"
]


class Theme(Fields):
    alt_labels: Many[LText] = Field((), description="Other words for it.")
    parent: ThemeRef | None = Field(None, description="The wider theme.")
    line: Annotated[Line, OneOf(get_args(Line))] | None = Field(
        None, description="Its colour and icon; inherited from the parent."
    )
    matches: Many[Match] = Field((), description="The same in outside vocabularies.")


Collection = Literal[
    "cities",
    "sites",
    "projects",
    "initiatives",
    "solutions",
    "themes",
    "topics",
    "news",
    "events",
    "pages",
]


class Topic(Fields):
    members: Many[EntryId] = Field(
        (), description="What it gathers, in order; else every entry that names the topic."
    )
    include: Many[Annotated[Collection, OneOf(get_args(Collection))]] = Field(
        (), description="The collections that it gathers from; else all."
    )


class News(Fields):
    date: Date = Field(description="When it was published.")


class Event(Fields):
    start: AnyDate = Field(description="Its first day.")
    end: AnyDate | None = Field(None, description="Its last day.")
    place: LText | None = Field(None, description="Where it is.")
    city: CityRef | None = Field(None, description="The city that it is in.")
    online: Boolean = Field(False, description="true: one can take part from elsewhere.")
    registration: Url | None = Field(None, description="Where to register.")
    organisers: Many[InitiativeRef] = Field((), description="The initiatives that hold it.")

    @field_validator("end", mode="after")
    @classmethod
    def _ends_later(cls, end: PartialDate | None, info: ValidationInfo) -> PartialDate | None:
        if end is not None:
            reading.not_before(end, info.data.get("start"))
        return end


Menu = Literal["header", "footer", "none"]


class Page(Fields):
    menu: Annotated[Menu, OneOf(get_args(Menu))] = Field(
        "none", description="Which menu it stands in."
    )
    order: Integer = Field(0, description="Its place in the menu; the least comes first.")


class EntryType(NamedTuple):
    """A collection: its folder and address prefix, what one of its entries is called, its class."""

    collection: str
    singular: str
    model: type[Fields]
    about: str


TYPES: dict[str, EntryType] = {
    kind.collection: kind
    for kind in (
        EntryType("cities", "city", City, "A city."),
        EntryType("sites", "site", Site, "A demonstration site: one project in one city."),
        EntryType("projects", "project", Project, "A project and its cities."),
        EntryType("initiatives", "initiative", Initiative, "An initiative, cluster or network."),
        EntryType("solutions", "solution", Solution, "Something that another city can copy."),
        EntryType("themes", "theme", Theme, "A subject, in a tree."),
        EntryType("topics", "topic", Topic, "An ordered gathering of entries."),
        EntryType("news", "news", News, "A dated message."),
        EntryType("events", "event", Event, "Something that takes place."),
        EntryType(
            "pages", "page", Page, "A page of its own, such as about; its address has no prefix."
        ),
    )
}
