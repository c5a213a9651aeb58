"""Every word of the model's closed lists has a label that readers understand."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from agora import labels
from agora.documents import COLLECTIONS
from agora.model import TYPES, Initiative, Project, Site
from agora.model.common import Fields
from agora.model.facts import Fact
from agora.model.parts import Match, ProjectCity, Step
from agora.model.shape import Leaf, shape_of

LISTS: tuple[tuple[type[BaseModel], str, dict[str, str]], ...] = (
    (Project, "kind", labels.PROJECT_KINDS),
    (Initiative, "kind", labels.INITIATIVE_KINDS),
    (ProjectCity, "role", labels.ROLES),
    (Site, "status", labels.SITE_STATUS),
    (Site, "precision", labels.PRECISIONS),
    (Step, "state", labels.STEP_STATES),
    (Fact, "kind", labels.FACT_KINDS),
    (Fact, "qualifier", labels.QUALIFIERS),
    (Match, "relation", labels.RELATIONS),
)


@pytest.mark.parametrize(("model", "field", "words"), LISTS)
def test_a_closed_list_has_a_label_for_each_word(
    model: type[BaseModel], field: str, words: dict[str, str]
) -> None:
    shape = shape_of(model).get(field)
    assert isinstance(shape, Leaf)
    assert set(words) == set(shape.allowed)


def test_every_folder_of_content_has_its_type() -> None:
    assert set(COLLECTIONS) == set(TYPES)


@pytest.mark.parametrize("words", [labels.COLLECTIONS, labels.SINGULARS])
def test_every_collection_has_its_names(words: dict[str, str]) -> None:
    assert set(words) == set(TYPES)


def test_every_field_that_may_be_unverified_has_a_word() -> None:
    kept = {"unverified", "notes", "accept", "aliases", "draft", "publish", "expire", "created"}
    kept |= {"updated", "reviewed", "reviewed_by", "review_after", "sources", "topics"}
    names = {name for kind in TYPES.values() for name, _ in shape_of(kind.model).fields} - kept
    assert names - set(labels.FIELDS) == set()
    assert {name for name, _ in shape_of(Fields).fields} > kept
