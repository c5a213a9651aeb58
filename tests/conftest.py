from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from tests.workspace import MARKETPLACE, Workspace

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
