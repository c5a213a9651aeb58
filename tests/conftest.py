from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workspace import MARKETPLACE, Workspace


@pytest.fixture
def website(tmp_path: Path) -> Callable[[str], Workspace]:
    """Makes a workspace from one text; with settings of its own where the text has none."""

    def make(text: str) -> Workspace:
        workspace = Workspace(tmp_path / "website")
        if "-- content/marketplace.yaml --" not in text:
            workspace.write("content/marketplace.yaml", MARKETPLACE.encode())
        return workspace.add(text)

    return make
