"""Why a page is as it is: the files that it is made from, and why the last build made it anew or kept it.

The page's view is made once more, and with it the trace of what it reads (`agora.trace`); its key is the
one that a build decides by. So this tells what the program does, and not what somebody thought that it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias
from urllib.parse import unquote, urlsplit

from agora.inputs import Inputs
from agora.library import Library
from agora.memo import Remembered
from agora.page import Work, key_and_reads, template_of
from agora.plan import Page
from agora.problems import nearest
from agora.recipe import files_of, find_on
from agora.store import Store
from agora.trace import spelled_out, take_gathered

State: TypeAlias = Literal["new", "kept", "changed"]


class UnknownAddress(Exception):
    """There is no page at an address; the text says so and names the nearest."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Whether a build makes a page anew, and the files for which it does."""

    state: State
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Where a page comes from. `files` are named from the root ("content/cities/ghent.md", "templates/…").

    `last` is what the last build did with it, None where no build is remembered; `next` what a build would
    do now.
    """

    address: str
    template: str
    files: tuple[str, ...]
    last: Reason | None
    next: Reason


def explain(
    work: Work,
    pages: Iterable[Page],
    address: str,
    store: Store | None,
    last: Remembered | None,
    inputs: Inputs,
) -> Explanation:
    """Of the page at an address, as a reader or the `build` command writes it. Raises `UnknownAddress`."""
    library = work.library
    page = _page_at(pages, address, library.marketplace.base_path)
    key, reads = key_and_reads(work, page)
    asked = spelled_out(reads, take_gathered())
    template = template_of(work.presentation.renderer, page)
    files = (*_content_files(library, asked, page, inputs), *_templates(work, template))
    before: _Former | None = None
    was: _Former | None = None
    if store is not None and last is not None:
        was = _Former(page.path, store, last.inputs, last.today)
        before = _Former(page.path, store, *last.before)
    return Explanation(
        address=page.address,
        template=f"templates/{template}",
        files=files,
        last=_reason(was.key, was.files, before, files) if was and was.key else None,
        next=_reason(key, inputs.files, was, files),
    )


class _Former:
    """What a build that was made knows of a page: its key, b"" where it had none, and all of its files."""

    def __init__(self, path: str, store: Store, inputs: str, today: str) -> None:
        website = find_on(store, inputs, today) if inputs else None
        outputs = website.outputs if website else ()
        keys = (found.kept.key for found in outputs if found.path == path and found.kept)
        self.key = next(keys, b"")
        self.files = files_of(store, inputs)


def _reason(
    key: bytes, now: Mapping[str, str], former: _Former | None, files: Iterable[str]
) -> Reason:
    if former is None or not former.key:
        return Reason("new")
    if former.key == key:
        return Reason("kept")
    before = former.files
    changed = {name for name in now.keys() | before.keys() if now.get(name) != before.get(name)}
    own = {_name(name) for name in changed} & set(files)
    # A page also shows who refers to its entry: who does so no longer is none of its files now.
    return Reason("changed", tuple(sorted(own or {_name(name) for name in changed})))


def _name(name: str) -> str:
    """The shipped templates and those of the root are one set, and so is the program."""
    shipped = name.removeprefix("program/")
    return "the program" if shipped.startswith("agora/") and shipped != name else shipped


def _page_at(pages: Iterable[Page], address: str, base_path: str) -> Page:
    path = unquote(urlsplit(address).path)
    if base_path != "/":
        path = "/" + path.removeprefix(base_path).lstrip("/")
    path = "/" + path.lstrip("/").removesuffix("index.html")
    known = {page.address: page for page in pages}
    page = known.get(path) or known.get(f"{path}/")
    if page is None:
        near = nearest(path, known) or nearest(f"{path}/", known)
        hint = f"; did you mean {near}?" if near else ""
        raise UnknownAddress(f"there is no page at {path}{hint}")
    return page


def _content_files(
    library: Library, asked: Iterable[str], page: Page, inputs: Inputs
) -> tuple[str, ...]:
    """The page's own file, then the settings and those of all entries that were asked, in the languages that
    the page may show."""
    settings = {
        name
        for name in inputs.files
        if name in ("content/marketplace.yaml", f"content/marketplace.{page.language}.yaml")
    }
    entries = [library.entries[name] for name in asked if name in library.entries]
    shown = {
        document.path
        for entry in entries
        for language, document in entry.documents.items()
        if language in (entry.language, page.language)
    }
    own = page.place.path if page.place else ""
    return tuple(sorted(shown | settings, key=lambda name: (name != own, name)))


def _templates(work: Work, template: str) -> tuple[str, ...]:
    return tuple(
        sorted(f"templates/{name}" for name in work.presentation.renderer.sources_of(template))
    )
