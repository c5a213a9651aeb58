"""Who may import whom, who may touch the world, and how large a room may be."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ENGINE = ROOT / "agora"

# From the bottom to the top: a module imports only from its own layer or from those below it.
LAYERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "plain values",
        (
            "codes",
            "problems",
            "fingerprint",
            "sealed",
            "characters",
            "outputs",
            "documents",
            "trace",
            "forks",
            "crew",
            "aside",
            "ending",
            "scheduler",
            "engine",
            "heap",
            "index",
            "packing",
            "store",
            "pieces",
        ),
    ),
    ("declarations", ("geography", "labels", "addresses", "timings", "texts", "model")),
    ("the reader", ("reader", "inventory", "load", "history")),
    ("the flow: validate", ("entries", "mistakes", "translate", "validate", "references")),
    ("the flow: link", ("library", "link", "markup", "bodies", "sense")),
    (
        "what is worked out",
        (
            "status",
            "alike",
            "similar",
            "network",
            "completeness",
            "staleness",
            "explore",
            "clusters",
            "survey",
            "ground",
        ),
    ),
    (
        "the flow: plan",
        (
            *("plan", "linkcheck", "font", "assets"),
            *("template_code", "template_mistakes", "jinja", "render", "judging"),
        ),
    ),
    ("views", ("feeds", "views", "sitemap")),
    ("the flow: render", ("page", "feed_files", "broken", "rendering")),
    ("the order of the flow", ("pipeline",)),
    (
        "the disk",
        ("writing", "write", "lock", "inputs", "memo", "base", "recipe", "pagefind", "fulltext"),
    ),
    (
        "an edit",
        ("pickled", "reduced", "asleep", "snapshot", "snapshot_file", "edits", "intact", "amend"),
    ),
    (
        "commands",
        (
            *("report", "look_report", "options", "catalogues", "content_reference", "docs"),
            "cut_font",
            *(
                "progress",
                "explain",
                "explain_report",
                "asked",
                "explaining",
                "amending",
                "building",
            ),
            *("serving", "new", "cli"),
        ),
    ),
)
RANK = {name: rank for rank, (_, names) in enumerate(LAYERS) for name in names}
# Shapes are declared for others too: they know nothing of the views that are made of them.
SHAPES = (
    *("agora.views.shape", "agora.views.shapes", "agora.views.framing", "agora.views.pages"),
    "agora.views.charts",
    "agora.views.explore_shapes",
    "agora.views.map_shapes",
    "agora.views.compare_shapes",
)

# What touches the disk, the network or other programs, and why.
WORLD = {
    "inventory": "lists content/",
    "load": "reads content/",
    "history": "asks git",
    "assets": "reads assets/",
    "cut_font": "writes the files of the font",
    "texts": "reads the catalogues",
    "render": "reads templates/",
    "jinja": "keeps compiled templates in the cache",
    "geography": "reads its own outlines",
    "markup": "starts a helper process where it cannot be interrupted",
    "base": "reads which build an edit can be made into",
    "snapshot_file": "keeps what a build knew in the cache",
    "pickled": "reads what a snapshot holds",
    "write": "writes output/",
    "writing": "writes output/",
    "lock": "holds the lock",
    "pagefind": "looks for Pagefind's program",
    "fulltext": "runs Pagefind and remembers what it made",
    "inputs": "reads what a build is made from",
    "memo": "remembers the last build",
    "heap": "keeps what builds made",
    "index": "keeps where that stands",
    "store": "keeps what builds made",
    "engine": "reads the program itself",
    "scheduler": "reaches a Dask cluster",
    "forks": "asks the system about processes",
    "aside": "talks with a process that it has forked",
    "pipeline": "joins the folders of the root with the shipped ones",
    "docs": "writes docs/",
    "catalogues": "writes the catalogues",
    "serving": "serves a preview",
    "new": "writes a skeleton",
    "options": "reads the clock and the environment",
    "progress": "draws on the terminal",
    "cli": "is the edge",
}
_WORLDLY = re.compile(
    r"(?:(?<!Image\.)\bopen\(|\bos\.(?!path\.join|fspath)|\bshutil\.|socket\b|subprocess\.|urlopen|"
    r"\.(?:read_text|read_bytes|write_text|write_bytes|mkdir|unlink|rglob|iterdir|is_file|is_dir|exists)\()"
)


def modules() -> list[Path]:
    return sorted(path for path in ENGINE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(ENGINE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            if node.module == "agora":
                found.update(f"agora.{name.name}" for name in node.names)
    return {name for name in found if name.startswith("agora.") and name not in SHAPES}


def test_every_module_has_its_place() -> None:
    rooms = {room_of(path) for path in modules()} - {"__init__"}
    assert rooms - RANK.keys() == set()


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ENGINE)))
def test_imports_only_go_down(path: Path) -> None:
    here = room_of(path)
    upward = {
        name
        for name in imports_of(path)
        if here in RANK and name.split(".")[1] in RANK and RANK[name.split(".")[1]] > RANK[here]
    }
    assert upward == set()


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ENGINE)))
def test_only_the_edges_touch_the_world(path: Path) -> None:
    if room_of(path) in WORLD:
        return
    code = ast.unparse(ast.parse(path.read_text(encoding="utf-8")))
    lines = [
        line for line in code.splitlines() if _WORLDLY.search(re.sub(r'(".*?"|\'.*?\')', "", line))
    ]
    assert lines == []


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ENGINE)))
def test_a_room_is_small_and_a_function_fits_a_screen(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.name != "codes.py":  # a table, not a room
        assert len(text.splitlines()) <= 320
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or node.lineno) - node.lineno < 60, node.name


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ENGINE)))
def test_nothing_is_caught_that_was_not_expected(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ExceptHandler):
            names = ast.unparse(node.type) if node.type else "everything"
            assert names not in ("everything", "Exception", "BaseException")


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    named = re.compile(r"(?:^|[\s\"'=(:])/(?:work|root|home|Users)/\w", re.MULTILINE)
    for path in sorted([*ROOT.glob("*.*"), *ROOT.glob("docs/**/*.md"), *modules()]):
        if path.is_file() and path.suffix in (".py", ".md", ".toml", ".lock", ".txt", ".yml"):
            assert not named.search(path.read_text(encoding="utf-8")), path
