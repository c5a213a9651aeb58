"""An edit of a few entries is made into the build before: the same bytes, and only what shows it is made."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pickle
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agora import snapshot_file
from agora.base import Base, find_base
from agora.building import build_website
from agora.memo import recall
from agora.options import Options
from agora.outputs import FORMER_ASSETS, MANIFEST
from agora.pipeline import Build
from agora.report import FORMATS
from agora.snapshot_file import load_snapshot
from agora.views import compare_files
from agora.writing.looks import seen_in
from agora.writing.manifest import Generation, record_of
from tests.test_incremental import EDITS, WEBSITE, Editor, bytes_of, clean
from tests.workspace import Workspace

SMALL: dict[str, Callable[[Editor], None]] = {
    "a summary": lambda it: it.change("content/cities/one.md", "title:", "summary: New.\ntitle:"),
    "a heading comes": lambda it: it.change("content/cities/two.md", "The second", "## More\n\nSo"),
    "a link comes": lambda it: it.change("content/pages/about.md", "All", "[Two](cities/two) all"),
    "a link to a heading": lambda it: it.change(
        "content/pages/about.md", "about", "[it](cities/two#a-place)"
    ),
    "a page's title": lambda it: it.change("content/pages/about.md", "title: A", "title: Ab A"),
    "another order of titles": lambda it: it.change(
        "content/cities/two.md", "title: T", "title: A T"
    ),
    "a title in another script": lambda it: it.change(
        "content/cities/two.md", "title: T", "title: \u03a4"
    ),
    "a theme's title": lambda it: it.change("content/themes/heat.md", "title: H", "title: Hot H"),
    "a day of change": lambda it: it.change(
        "content/sites/one.md", "title:", "updated: 2026-11-20\ntitle:"
    ),
    "a country": lambda it: it.change("content/cities/two.md", "country: FR", "country: IT"),
    "an alias": lambda it: it.change("content/cities/two.md", "title:", "aliases: [/two]\ntitle:"),
    "a fact goes": lambda it: it.change("content/sites/one.md", "facts:", "summary: Yes.\nparts:"),
    "a status": lambda it: it.change("content/sites/one.md", "title:", "status: running\ntitle:"),
    "a doubt": lambda it: it.change("content/cities/one.md", "lat: 40", "lat: 10"),
    "an accepted doubt": lambda it: it.change(
        "content/cities/one.md", "title:", "accept: {point-outside-country: So.}\ntitle:"
    ),
    "a mistake": lambda it: it.change("content/sites/one.md", "kind: achieved", "kind: achived"),
    "a number's digits": lambda it: it.change("content/sites/one.md", "value: 12", "value: 12.0"),
    "a body in two languages": lambda it: it.change("content/cities/two.es.md", "---\n", "---\n"),
}
ALL = EDITS | SMALL


@dataclass
class Told:
    """What the command `build` said: its problems, and whether it amended."""

    problems: list[object]
    has_amended: bool
    rendered: int


def build_here(editor: Editor, jobs: int = 1) -> Told:
    """The command, in this process and as many more."""
    root = editor.root
    options = Options(
        root=root,
        output=root / "output",
        now=editor.now,
        now_given="",
        jobs=jobs,
        scheduler="",
        drafts=False,
        strict=False,
        format="json",
        use_cache=True,
        quiet=False,
        timings=True,
    )
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        build_website(options, lean=True, preview=False)
    rendered = re.search(r"\((\d+) rendered\)", err.getvalue())
    return Told(
        json.loads(out.getvalue())["problems"],
        "\nrecall " in err.getvalue(),
        int(rendered[1]) if rendered else 0,
    )


def differences(editor: Editor, made: Build) -> list[str]:
    """The paths of the output folder that are not as a clean build makes them. What the write stage adds does
    not count, nor the assets that it keeps of the website before."""
    output = editor.root / "output"
    there = {
        file.relative_to(output).as_posix(): file.read_bytes()
        for file in output.rglob("*")
        if file.is_file()
    }
    wanted = {
        path: content if isinstance(content, bytes) else (editor.root / content).read_bytes()
        for path, content in bytes_of(made).items()
    }
    records = {path: record_of(content) for path, content in wanted.items()}
    wanted[MANIFEST] = Generation(records).lists[MANIFEST]
    added = {
        path
        for path in there.keys() - wanted.keys()
        if path != FORMER_ASSETS and not path.startswith("assets/")
    }
    return sorted(added | {path for path, content in wanted.items() if there.get(path) != content})


def begun(folder: Path, cache: Path) -> Editor:
    """A website that was built, and its editor."""
    shutil.rmtree(folder, ignore_errors=True)
    editor = Editor(Workspace(folder).add(WEBSITE).root)
    unmade = shutil.ignore_patterns("made.sqlite*")
    shutil.copytree(cache, editor.root / ".cache", ignore=unmade)
    assert not build_here(editor).has_amended
    return editor


TOO_MUCH = {
    # of what an edit of an entry can do
    *("a theme", "a theme's parent", "a place", "people", "a country", "a status", "a doubt"),
    *("a heading that is linked", "an alias", "a mistake", "a fact goes", "a draft", "a time"),
    "a day of change",  # no history is told of
    "a title in another script",
    # what is no edit of an entry
    *("a settings' title", "a template", "an included template", "a macro", "a style", "a script"),
    *("a city comes or goes", "a city that begins the list", "a translation comes or goes"),
    *(
        "a day goes by",
        "files are touched",
        "the last edit is taken back",
        "a body in two languages",
    ),
}
"""What makes the whole website again, or leaves it as it is."""


SEQUENCES = st.lists(
    st.one_of(st.sampled_from(sorted(ALL)), st.sampled_from(sorted(SMALL))), min_size=1, max_size=7
)


@dataclass
class Step:
    """A build by the command after an edit, beside a clean one."""

    edit: str
    told: Told
    problems: list[object]
    differences: list[str]


def problems_of(made: Build) -> list[object]:
    """As the command tells them."""
    found: list[object] = json.loads(FORMATS["json"](made.problems))["problems"]
    return found


def steps(folder: Path, cache: Path, names: list[str], jobs: int = 1) -> Iterator[Step]:
    """Edit after edit, with the command after each. What mistakes keep from being written does not differ."""
    editor = begun(folder, cache)
    for name in names:
        ALL[name](editor)
        told, slow = build_here(editor, jobs), clean(editor, cache)
        different = differences(editor, slow) if slow.is_sound else []
        if slow.is_sound:
            memo = recall(editor.root / ".cache", editor.root / "output")
            assert memo and memo.outputs == seen_in(editor.root / "output").state
        yield Step(name, told, problems_of(slow), different)


@pytest.mark.parametrize("examples", [10, pytest.param(300, marks=pytest.mark.long)])
def test_a_build_that_amends_equals_a_clean_one(tmp_path: Path, cache: Path, examples: int) -> None:
    @settings(max_examples=examples, suppress_health_check=[HealthCheck.too_slow])
    @given(
        names=SEQUENCES,
        jobs=st.sampled_from([1, 2]),
        wide=st.sampled_from([0, 20, 100, 100]),
        behind=st.sampled_from([0, 100]),
    )
    def law(names: list[str], jobs: int, wide: int, behind: int) -> None:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("agora.amend.WIDE", wide)
            patched.setattr("agora.writing.near.BEHIND", behind)
            for step in steps(tmp_path / "followed", cache, names, jobs):
                assert step.told.problems == step.problems, step.edit
                assert step.differences == [], step.edit

    law()


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_amended_build_is_what_the_next_one_begins_with_where_it_was_wide(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    monkeypatch.setattr("agora.amend.WIDE", 0)
    names = ["a title", "a theme's title", "a heading comes", "a link to a heading", "a summary"]
    for step in steps(tmp_path / "followed", cache, names, jobs):
        assert step.told.has_amended, step.edit
        assert step.differences == [], step.edit


def test_a_process_of_its_own_amends_no_otherwise(tmp_path: Path, cache: Path) -> None:
    names = ["a body", "a title", "a mistake", "a title", "a style", "a summary", "a page's title"]
    told = [(step.told.has_amended, step) for step in steps(tmp_path / "website", cache, names, 2)]
    assert [has_amended for has_amended, _ in told[:4]] == [True, True, False, False]
    for _, step in told:
        assert step.told.problems == step.problems, step.edit
        assert step.differences == [], step.edit


@pytest.mark.parametrize("wide", [0, 300])
def test_files_of_facts_stand_that_an_edit_does_not_reach(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, wide: int
) -> None:
    """Each place has a file of its own here; one that an edit took away comes back with the next."""
    monkeypatch.setattr("agora.amend.WIDE", wide)
    monkeypatch.setattr(compare_files, "SHARD_BYTES", 1)
    monkeypatch.setattr(compare_files, "_ROOM", 2)
    editor = begun(tmp_path / "website", cache)
    name = "content/cities/two.md"
    text = (editor.root / name).read_text()
    new = text.replace("title: T", "title: Another T")
    third = text.replace("title: T", "title: A third T")
    for told in (new, third, f"{new}\nMore.", f"{text}\nMore.", f"{new}\nYet more."):
        editor.put(name, told)
        assert build_here(editor).has_amended
        assert differences(editor, clean(editor, cache)) == []


@pytest.mark.parametrize("name", sorted(ALL))
def test_small_edits_are_amended_and_what_reaches_further_makes_the_whole_website(
    tmp_path: Path, cache: Path, name: str
) -> None:
    (step,) = steps(tmp_path / "followed", cache, [name])
    assert step.told.has_amended is (name not in TOO_MUCH)
    assert step.told.problems == step.problems
    assert step.differences == []


def test_a_body_makes_only_the_pages_that_show_it(tmp_path: Path, cache: Path) -> None:
    """In English, and in Spanish, where the page shows the English text."""
    editor = begun(tmp_path / "website", cache)
    ALL["a body"](editor)
    told = build_here(editor)
    assert told.has_amended
    assert told.rendered == 2


def test_edits_add_up_until_the_first_is_taken_back(tmp_path: Path, cache: Path) -> None:
    editor = begun(tmp_path / "website", cache)
    before = {name: (editor.root / name).read_text() for name in ("content/cities/one.md",)}
    for name in ("a body", "a title", "a page's title"):
        ALL[name](editor)
        assert build_here(editor).has_amended
    for name, text in before.items():
        editor.put(name, text)
    assert build_here(editor).has_amended
    assert differences(editor, clean(editor, cache)) == []


def commit(root: Path, date: str) -> None:
    who = ("-c", "user.name=An Editor", "-c", "user.email=editor@example.org")
    for command in (("init", "-q"), ("add", "content"), (*who, "commit", "-qm", "Edit")):
        dated = os.environ | {"GIT_COMMITTER_DATE": date, "GIT_AUTHOR_DATE": date}
        subprocess.run(("git", *command), cwd=root, check=True, env=dated)


def test_a_commit_changes_the_dates_of_its_files_and_no_more(tmp_path: Path, cache: Path) -> None:
    editor = begun(tmp_path / "website", cache)
    commit(editor.root, "2026-11-01T12:00:00Z")
    assert not build_here(editor).has_amended, "there was no history before"
    ALL["a body"](editor)
    assert build_here(editor).has_amended
    commit(editor.root, "2026-11-20T12:00:00Z")
    told = build_here(editor)
    assert told.has_amended
    assert told.rendered > 0
    assert differences(editor, clean(editor, cache)) == []
    assert "20 November 2026" in (editor.root / "output/cities/two/index.html").read_text()


def test_where_the_history_is_gone_the_dates_go_too(tmp_path: Path, cache: Path) -> None:
    editor = begun(tmp_path / "website", cache)
    commit(editor.root, "2026-11-01T12:00:00Z")
    build_here(editor)
    shutil.rmtree(editor.root / ".git")
    ALL["a body"](editor)
    told = build_here(editor)
    slow = clean(editor, cache)
    assert told.problems == problems_of(slow)
    assert differences(editor, slow) == []


def base_of(editor: Editor) -> Base:
    base = find_base(editor.root / ".cache", editor.root / "output")
    assert base is not None
    return base


def nothing_else(raw: bytes) -> bytes:
    return raw[: raw.index(b"\n") + 1]


def without_end(raw: bytes) -> bytes:
    return raw[:-9]


def zeros_in_rows(raw: bytes) -> bytes:
    start = raw.index(b"\n") + 1 + 32
    rows = start + 8 + int.from_bytes(raw[start : start + 8], "big")
    return raw[:rows] + bytes(len(raw) - rows)


def changed_bit(raw: bytes) -> bytes:
    at = raw.index(b"\n") + 1000
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]


@pytest.mark.parametrize(
    ("spoil", "jobs"),
    [
        *[(bytes.upper, 1), (nothing_else, 1), (without_end, 1), (zeros_in_rows, 1)],
        *[(changed_bit, 1), (nothing_else, 2), (zeros_in_rows, 2)],
    ],
)
def test_a_spoilt_snapshot_costs_time_and_nothing_else(
    tmp_path: Path, cache: Path, spoil: Callable[[bytes], bytes], jobs: int
) -> None:
    editor = begun(tmp_path / "website", cache)
    base = base_of(editor)
    base.file.write_bytes(spoil(base.file.read_bytes()))
    ALL["a body"](editor)
    assert not build_here(editor, jobs).has_amended
    assert differences(editor, clean(editor, cache)) == []
    ALL["a title"](editor)
    assert build_here(editor, jobs).has_amended


class Bomb:
    """What somebody could write into a cache that others restore."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return Path.write_text, (self.target, "boom")


def test_a_snapshot_that_was_tampered_with_runs_nothing(tmp_path: Path, cache: Path) -> None:
    base = base_of(begun(tmp_path / "website", cache))
    core = pickle.dumps(Bomb(tmp_path / "hole"))
    size = len(core).to_bytes(8, "big")
    base.file.write_bytes(base.line + snapshot_file.sum_of(core) + size + core)
    assert load_snapshot(base) is None
    assert not (tmp_path / "hole").exists()


def test_what_the_store_has_lost_is_made_again(tmp_path: Path, cache: Path) -> None:
    editor = begun(tmp_path / "website", cache)
    ALL["a body"](editor)
    (editor.root / ".cache/made.sqlite").unlink()
    assert not build_here(editor).has_amended
    assert differences(editor, clean(editor, cache)) == []
