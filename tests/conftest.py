from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from agora.pipeline import Request, build
from tests.own_content import OwnWebsite
from tests.workspace import MARKETPLACE, NOW, PROJECT, Workspace, told

# Machines are shared and busy: how long an example takes says nothing of the law that it tries.
settings.register_profile("agora", deadline=None)
settings.load_profile("agora")


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def website(tmp_path: Path, cache: Path) -> Callable[[str], Workspace]:
    """Makes a workspace from one text; with settings of its own where the text has none."""

    def make(text: str) -> Workspace:
        workspace = Workspace(tmp_path / "website", cache)
        if "-- content/marketplace.yaml --" not in text:
            workspace.write("content/marketplace.yaml", MARKETPLACE.encode())
        return workspace.add(text)

    return make


@pytest.fixture(scope="session")
def own_website(cache: Path) -> OwnWebsite:
    """This repository's own content, built once in each process that tests it."""
    done = build(Request(PROJECT, NOW, cache=cache))
    assert done.is_sound, [told(problem) for problem in done.problems]
    return OwnWebsite(done)
