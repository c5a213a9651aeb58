"""Edits are written right whatever happens to the trees on the disk between builds, and while they run."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agora import building
from agora.crew import Crew
from agora.memo import memo_of, recall
from agora.recipe import find_on
from agora.store import store_in
from agora.write import NothingToRollBack, Written, rollback
from agora.writing import laying, looks, renewal
from agora.writing.laying import Laid, Source
from agora.writing.looks import Folders, Seen, seen_in
from agora.writing.swap import place_of
from agora.writing.verify import verify
from tests.test_amend import ALL, begun, build_here, differences
from tests.test_incremental import Editor, bytes_of, clean

MORE_THAN_A_STEP_OF_THE_CLOCK_S = 0.05
AMENDED = (
    *("a summary", "a heading comes", "a link comes", "a page's title", "another order of titles"),
    *("a theme's title", "a title", "a translated title", "a body", "a number's digits", "a fact"),
)


@dataclass
class Surroundings:
    """An editor's website, what of others stands in its output folder, and a memo that was put aside."""

    editor: Editor
    mine: dict[str, str] = field(default_factory=dict)
    memo: bytes = b""

    @property
    def output(self) -> Path:
        return self.editor.root / "output"

    @property
    def cache(self) -> Path:
        return self.editor.root / ".cache"

    def roll_back(self) -> None:
        with contextlib.suppress(NothingToRollBack):
            rollback(root=self.editor.root, output=self.output, cache=self.cache)

    def come(self, path: str) -> None:
        if not self.output.is_dir():  # deleted, and mistakes are in the way of another
            return
        (self.output / path).parent.mkdir(exist_ok=True)
        (self.output / path).write_text("mine")
        self.mine[path] = "mine"

    def go(self) -> None:
        for path in self.mine:
            (self.output / path).unlink()
        self.mine = {}

    def lose(self, tree: Path) -> None:
        shutil.rmtree(tree, ignore_errors=True)
        if tree == self.output:
            self.mine = {}

    def damage(self) -> None:
        page = self.output / "index.html"
        if page.is_file():
            page.write_bytes(page.read_bytes() + b"X")

    def keep_memo(self) -> None:
        self.memo = memo_of(self.cache, self.output).read_bytes()

    def bring_memo(self) -> None:
        memo_of(self.cache, self.output).write_bytes(self.memo or b"{}")


EVENTS: dict[str, Callable[[Surroundings], object]] = {
    "the edits are taken back": lambda it: it.editor.revert(),
    "a rollback": Surroundings.roll_back,
    "a file of others": lambda it: it.come("CNAME"),
    "a folder of others": lambda it: it.come("mine/note.txt"),
    "what is of others goes": Surroundings.go,
    "the spare is deleted": lambda it: it.lose(place_of(it.editor.root, it.output, it.cache).spare),
    "the output is deleted": lambda it: it.lose(it.output),
    "a damaged page": Surroundings.damage,
    "a memo is kept": Surroundings.keep_memo,
    "an old memo comes back": Surroundings.bring_memo,
}
STEPS = st.lists(
    st.tuples(
        st.sampled_from([*AMENDED, *AMENDED, *EVENTS]),
        st.integers(0, 4),
        st.sampled_from([1, 2, 2, 2]),
    ),
    min_size=6,
    max_size=12,
)


@pytest.mark.parametrize("examples", [4, pytest.param(60, marks=pytest.mark.long)])
def test_whatever_happens_between_builds_the_website_is_that_of_a_clean_one(
    tmp_path: Path, cache: Path, examples: int
) -> None:
    @settings(max_examples=examples, suppress_health_check=[HealthCheck.too_slow])
    @given(steps=STEPS, wide=st.sampled_from([0, 20, 100]), behind=st.sampled_from([0, 100]))
    def law(steps: list[tuple[str, int, int]], wide: int, behind: int) -> None:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("agora.amend.WIDE", wide)
            patched.setattr("agora.writing.near.BEHIND", behind)
            follow(steps)

    def follow(steps: list[tuple[str, int, int]]) -> None:
        around = Surroundings(begun(tmp_path / "website", cache))
        for name, word, jobs in steps:
            if name in EVENTS:
                EVENTS[name](around)
            else:
                ALL[name](around.editor)
                text = (around.editor.root / "content/cities/two.md").read_text()
                around.editor.put("content/cities/two.md", f"{text}\nMore: {word}.\n")
            build_here(around.editor, jobs)
            judge(around, cache)

    law()


def judge(around: Surroundings, cache: Path) -> None:
    slow = clean(around.editor, cache)
    if not slow.is_sound:  # an edit was made twice
        return
    assert {*differences(around.editor, slow)} <= {*around.mine}
    assert {fault.kind for fault in verify(around.output)} <= {"foreign"}
    assert {path: (around.output / path).read_text() for path in around.mine} == around.mine
    memo = recall(around.cache, around.output)
    assert memo and memo.outputs == seen_in(around.output).state
    website = find_on(store_in(around.cache), memo.inputs, memo.today)
    assert website
    texts = {output.path: output for output in website.outputs}
    assert texts.keys() == bytes_of(slow).keys()
    for path, content in bytes_of(slow).items():
        kept = texts[path].kept
        assert kept is None or kept.read() == content


@pytest.mark.parametrize("with_others", [False, True])
def test_no_tree_is_walked_again_that_a_scout_has_walked(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, with_others: bool
) -> None:
    editor = begun(tmp_path / "website", cache)
    for _ in range(4):
        ALL["a body"](editor)
        build_here(editor, 2)
    if with_others:
        (editor.root / "output/CNAME").write_text("mine")
        build_here(editor, 2)
    time.sleep(MORE_THAN_A_STEP_OF_THE_CLOCK_S)
    walked: list[Path] = []
    this = os.getpid()

    def walk(tree: Path, known: Folders) -> tuple[Seen, Folders]:
        if os.getpid() == this:
            walked.append(tree)
        return seen_with_folders(tree, known)

    seen_with_folders = looks.seen_with_folders  # every walk is one of these
    for module in ("agora.writing.looks", "agora.writing.listing"):
        monkeypatch.setattr(f"{module}.seen_with_folders", walk)
    ALL["a body"](editor)
    assert build_here(editor, 2).has_amended
    assert walked == []


@pytest.mark.parametrize("behind", [0, 100])
def test_a_file_that_is_saved_while_it_is_copied_is_copied_again(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, behind: int
) -> None:
    monkeypatch.setattr("agora.writing.near.BEHIND", behind)
    editor = begun(tmp_path / "website", cache)
    editor.change("content/cities/two.md", "The second.", "The second. [Plan](plan.csv).")
    file = editor.root / "content/cities/two/plan.csv"
    file.parent.mkdir()
    file.write_text("a,b\n7,8\n")
    for _ in range(3):
        ALL["a body"](editor)
        build_here(editor, 2)

    def late(tree: Path, sources: dict[str, Source], crew: Crew, at_once: int) -> Laid:
        file.write_text("a,b\n7,8\n")
        return lay(tree, sources, crew, at_once)

    lay = laying.lay
    file.write_text("a,b\n5,6\n")
    with monkeypatch.context() as patched:
        patched.setattr(renewal, "lay", late)
        build_here(editor, 2)
    file.write_text("a,b\n5,6\n")
    ALL["a title"](editor)
    build_here(editor, 2)
    assert differences(editor, clean(editor, cache)) == []


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("with_others", [False, True])
def test_a_file_that_was_copied_while_it_was_being_saved_is_copied_again(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, jobs: int, with_others: bool
) -> None:
    editor = begun(tmp_path / "website", cache)
    plan = editor.root / "content/cities/two/plan.csv"
    editor.put("content/cities/two/plan.csv", "a,b\n1,2\n")
    for _ in range(3):
        build_here(editor, jobs)
        ALL["a body"](editor)
    if with_others:
        (editor.root / "output/CNAME").write_text("mine")
    time.sleep(MORE_THAN_A_STEP_OF_THE_CLOCK_S)

    def while_it_is_saved(write: Callable[..., Written]) -> Callable[..., Written]:
        def written(*args: object, **named: object) -> Written:
            whole = plan.read_bytes()
            plan.write_bytes(b"")
            done = write(*args, **named)
            plan.write_bytes(whole)
            return done

        return written

    with monkeypatch.context() as patched:
        for name in ("write", "write_near"):
            patched.setattr(f"agora.building.{name}", while_it_is_saved(getattr(building, name)))
        build_here(editor, jobs)
    build_here(editor, jobs)
    copy = next((editor.root / "output").rglob("plan*.csv"))
    assert copy.read_bytes() == plan.read_bytes()
