"""The law of every memo: a build that remembers makes the same bytes as one that does not."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agora.crew import Forked
from agora.page import view_of
from agora.pipeline import Build, Request, build, prepare
from agora.plan import Kind, Page
from agora.timings import Timings
from agora.trace import Notes
from agora.views.pages import EntryView
from tests.workspace import MARKETPLACE, NOW, Workspace

SHIPPED = Path(__file__).resolve().parent.parent

WEBSITE = f"""\
-- content/marketplace.yaml --
{MARKETPLACE.replace("languages: [en]", "languages: [en, es]")}
-- content/themes/energy.md --
---
title: Energy
line: energy
---
-- content/themes/heat.md --
---
title: Heat
parent: energy
---
-- content/cities/one.md --
---
title: One
country: ES
lat: 40.123
lon: -3.456
themes: [energy]
sources: [{{title: A report}}]
---
The first, near [Two](cities/two).
-- content/cities/two.md --
---
title: Two
country: FR
lat: 45.123
lon: 3.456
population: {{value: 90000, year: 2020}}
themes: [heat]
sources: [{{title: A report}}]
---
## A place
The second.
-- content/cities/two.es.md --
---
title: Dos
---
-- content/projects/lines.md --
---
title: Lines between cities
acronym: Lines
programme: H2020
start: 2019
themes: [heat]
cities:
  - {{city: one, role: lighthouse}}
  - {{city: two, role: fellow}}
sources: [{{title: A report}}]
---
-- content/sites/one.md --
---
title: Lines One
project: lines
city: one
themes: [heat]
sources: [{{title: A report}}]
facts:
  - {{label: Homes, value: 12, unit: dwellings, kind: achieved, source: {{title: A report}}}}
---
What was done.
-- content/pages/about.md --
---
title: About
menu: header
---
All about it.
"""

EXTRA_CITY = """---
title: Three
country: ES
lat: 41.123
lon: -2.456
themes: [energy]
sources: [{title: A report}]
---
"""


@dataclass
class Editor:
    """Someone who edits a website, and what they have changed since."""

    root: Path
    now: dt.datetime = NOW
    before: dict[Path, bytes | None] = field(default_factory=dict)

    def put(self, name: str, content: str | None) -> None:
        path = self.root / name
        self.before = {path: path.read_bytes() if path.is_file() else None}
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        path = self.root / name
        if path.is_file():
            self.put(name, path.read_text(encoding="utf-8").replace(old, new, 1))

    def overlay(self, name: str, old: str, new: str) -> None:
        """The shipped file with something changed, in the website's own folder."""
        own = self.root / name
        source = own if own.is_file() else SHIPPED / name
        text = source.read_text(encoding="utf-8")
        assert old in text, name
        self.put(name, text.replace(old, new, 1))

    def toggle(self, name: str, content: str) -> None:
        self.put(name, None if (self.root / name).is_file() else content)

    def revert(self) -> None:
        for path, content in self.before.items():
            path.unlink(missing_ok=True)
            if content is not None:
                path.write_bytes(content)

    def touch(self) -> None:
        for path in sorted((self.root / "content").rglob("*.md")):
            os.utime(path, (1_700_000_000, 1_700_000_000))

    def wait(self) -> None:
        self.now += dt.timedelta(days=1)


EDITS: dict[str, Callable[[Editor], None]] = {
    "a fact": lambda it: it.change("content/sites/one.md", "value: 1", "value: 21"),
    "a title": lambda it: it.change("content/cities/one.md", "title: One", "title: One by one"),
    "a translated title": lambda it: it.change("content/cities/two.es.md", "Dos", "Dos y dos"),
    "a body": lambda it: it.change("content/cities/two.md", "The second.", "The second. More."),
    "a heading that is linked": lambda it: it.change("content/cities/two.md", "A place", "A spot"),
    "a link": lambda it: it.change("content/cities/one.md", "(cities/two)", "(projects/lines)"),
    "a theme": lambda it: it.change("content/sites/one.md", "themes: [heat]", "themes: [energy]"),
    "a theme's parent": lambda it: it.change(
        "content/themes/heat.md", "parent: energy", "line: nature"
    ),
    "a place": lambda it: it.change("content/cities/two.md", "lat: 45", "lat: 46"),
    "people": lambda it: it.change("content/cities/two.md", "value: 9", "value: 19"),
    "a settings' title": lambda it: it.change("content/marketplace.yaml", "Test Market", "Market"),
    "a draft": lambda it: it.change(
        "content/cities/three.md", "title: Three", "title: Three\ndraft: true"
    ),
    "a time": lambda it: it.change(
        "content/cities/three.md", "title: Three", "title: Three\npublish: 2026-11-25"
    ),
    "a city comes or goes": lambda it: it.toggle("content/cities/three.md", EXTRA_CITY),
    "a city that begins the list": lambda it: it.toggle("content/cities/a.md", EXTRA_CITY),
    "a translation comes or goes": lambda it: it.toggle(
        "content/cities/one.es.md", "---\ntitle: Uno\n---\n"
    ),
    "a template": lambda it: it.overlay("templates/entry.html", "<p", "<p data-own"),
    "an included template": lambda it: it.overlay(
        "templates/partials/footer.html", "<p", "<p data-own"
    ),
    "a macro": lambda it: it.overlay("templates/macros/card.html", "<p", "<p data-own"),
    "a style": lambda it: it.overlay("assets/css/base.css", "{", "{ color: red;"),
    "a script": lambda it: it.overlay("assets/js/scheme.js", "//", "// Ours."),
    "the last edit is taken back": Editor.revert,
    "files are touched": Editor.touch,
    "a day goes by": Editor.wait,
}


def bytes_of(made: Build) -> dict[str, bytes | str]:
    return {
        output.path: output.copy_of or (output.kept.read() if output.kept else output.content)
        for output in made.outputs
    }


def remembered(editor: Editor, cache: Path) -> Build:
    return build(Request(editor.root, editor.now, cache=cache))


def clean(editor: Editor, cache: Path) -> Build:
    """With the cut font and the compiled templates of other tests, and nothing else."""
    (cache / "made.sqlite").unlink(missing_ok=True)
    return build(Request(editor.root, editor.now, cache=cache))


def steps(folder: Path, cache: Path, names: list[str]) -> Iterator[tuple[str, Build, Build]]:
    """Edit after edit, with a build after each that remembers, and a clean one."""
    shutil.rmtree(folder, ignore_errors=True)
    editor = Editor(Workspace(folder / "website").add(WEBSITE).root)
    own = folder / "cache"
    shutil.copytree(cache, own)
    remembered(editor, own)
    for name in names:
        EDITS[name](editor)
        yield name, remembered(editor, own), clean(editor, cache)


SEQUENCES = st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=7)


@pytest.mark.parametrize("examples", [12, pytest.param(300, marks=pytest.mark.long)])
def test_a_build_that_remembers_equals_a_clean_one(
    tmp_path: Path, cache: Path, examples: int
) -> None:
    @settings(max_examples=examples, suppress_health_check=[HealthCheck.too_slow])
    @given(names=SEQUENCES)
    def law(names: list[str]) -> None:
        for name, fast, slow in steps(tmp_path / "followed", cache, names):
            assert fast.problems == slow.problems, name
            assert bytes_of(fast) == bytes_of(slow), name

    law()


@pytest.mark.parametrize("name", sorted(EDITS))
def test_each_edit_alone_changes_the_website_or_is_a_mistake_that_is_told(
    tmp_path: Path, cache: Path, name: str
) -> None:
    """The edits of the law are real: an edit that changed nothing would prove nothing."""
    editor = Editor(Workspace(tmp_path / "website").add(WEBSITE).root)
    editor.put("content/cities/three.md", EXTRA_CITY)
    before = clean(editor, cache)
    assert before.is_sound, before.problems
    EDITS[name](editor)
    after = clean(editor, cache)
    changed = bytes_of(before) != bytes_of(after)
    assert changed is (name not in ("files are touched", "a day goes by"))


def paths_that_differ(one: Build, other: Build) -> set[str]:
    """The pages of the other build that are new or other than they were."""
    before, after = bytes_of(one), bytes_of(other)
    pages = {path for path in after if path.endswith(".html")}
    return {path for path in pages if before.get(path) != after[path]}


@dataclass
class Edited:
    """A build before an edit, and one after it that remembers the first."""

    before: Build
    after: Build


def edited(website: Workspace, cache: Path, edit: Callable[[Editor], None]) -> Edited:
    editor = Editor(website.root)
    before = clean(editor, cache)
    assert before.rendered == before.pages
    edit(editor)
    return Edited(before, remembered(editor, cache))


def test_touching_files_renders_nothing(website: Callable[[str], Workspace], cache: Path) -> None:
    assert edited(website(WEBSITE), cache, Editor.touch).after.rendered == 0


def test_a_body_renders_the_pages_that_show_it(
    website: Callable[[str], Workspace], cache: Path
) -> None:
    """In English, and in Spanish, where the page shows the English text."""
    done = edited(website(WEBSITE), cache, EDITS["a body"])
    shown = {"cities/two/index.html", "es/cities/two/index.html"}
    assert paths_that_differ(done.before, done.after) == shown
    assert done.after.rendered == len(shown)


@pytest.mark.parametrize("name", ["a fact", "a title", "a translated title", "people", "a macro"])
def test_an_edit_renders_exactly_the_pages_that_show_it(
    website: Callable[[str], Workspace], cache: Path, name: str
) -> None:
    done = edited(website(WEBSITE), cache, EDITS[name])
    different = paths_that_differ(done.before, done.after)
    assert 0 < len(different) < done.after.pages
    if name != "a macro":  # pages that could show cards are made again, with or without one
        assert done.after.rendered == len(different)


def test_a_template_renders_the_pages_that_are_made_with_it(
    website: Callable[[str], Workspace], cache: Path
) -> None:
    def edit(editor: Editor) -> None:
        editor.overlay("templates/404.html", "<p", "<p data-own")

    done = edited(website(WEBSITE), cache, edit)
    assert paths_that_differ(done.before, done.after) == {"404.html"}
    assert done.after.rendered == 1


def test_a_view_holds_and_reads_only_what_the_words_of_its_template_name(
    website: Callable[[str], Workspace], cache: Path
) -> None:
    workspace = website(WEBSITE)
    work = prepare(Request(workspace.root, NOW, cache=cache), Forked(1), Timings()).work
    assert work is not None
    edition, home = work.editions["en"], Page(Kind.ENTRY, "/cities/two/", "en", "cities/two")
    with Notes() as without:
        bare = view_of(edition, home, frozenset({"title", "text"}))
    with Notes() as along:
        whole = view_of(edition, home, work.presentation.renderer.words_in("entry.html"))
    assert isinstance(bare, EntryView)
    assert isinstance(whole, EntryView)
    assert (bare.title, bare.body, bare.strands, bare.tile) == (whole.title, None, (), None)
    assert whole.body is not None
    assert whole.strands != ()
    assert whole.tile is not None
    assert "content/cities/two.md" in along - without


def test_what_the_store_has_lost_is_made_again(
    website: Callable[[str], Workspace], cache: Path
) -> None:
    """Heads are read while pages are made, texts only when they are written: the file may go between."""
    editor = Editor(website(WEBSITE).root)
    before = clean(editor, cache)
    again = remembered(editor, cache)
    (cache / "made.sqlite").unlink()
    assert again.rendered == 0
    assert bytes_of(again) == bytes_of(before)
