"""The documents are current and complete."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from agora.cli import cli
from agora.codes import CODES
from agora.docs import pages
from agora.model import TYPES
from tests.pictures import MOST_BYTES, PICTURES

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
WRITTEN = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


@pytest.mark.parametrize("name", pages())
def test_a_generated_page_is_current(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == pages()[name], "run `make docs`"


@pytest.mark.parametrize("collection", TYPES)
def test_every_type_is_in_the_content_reference(collection: str) -> None:
    assert f"\n## {collection}\n" in (DOCS / "content.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_every_command_and_option_is_documented(command: str) -> None:
    text = (DOCS / "editing.md").read_text(encoding="utf-8")
    assert f"`{command}" in text
    for option in cli.commands[command].params:
        if isinstance(option, click.Option) and not option.hidden:
            assert any(f"`{name}" in text or f" {name}" in text for name in option.opts), (
                option.opts
            )


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_is_used_and_tested(code: str) -> None:
    quoted = f'"{code}"'
    sources = [path for path in (ROOT / "agora").rglob("*.py") if path.name != "codes.py"]
    assert any(quoted in path.read_text(encoding="utf-8") for path in sources), "no code raises it"
    told = re.compile(rf"(?<![\w-]){re.escape(code)}(?![\w-])")
    tests = [path for path in (ROOT / "tests").rglob("test_*.py") if path != Path(__file__)]
    assert any(told.search(path.read_text(encoding="utf-8")) for path in tests), "no test raises it"


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_the_documents_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_the_pictures_are_small_and_each_is_shown() -> None:
    taken = {f"{picture.name}.webp" for picture in PICTURES}
    assert {path.name for path in (DOCS / "pictures").iterdir()} == taken
    shown = re.findall(r"pictures/([\w-]+\.webp)", (DOCS / "design.md").read_text(encoding="utf-8"))
    assert set(shown) == taken
    for name in taken:
        assert (DOCS / "pictures" / name).stat().st_size <= MOST_BYTES
