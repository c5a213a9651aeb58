"""Templates are judged before any page is made, while something else is done; those without mistakes once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from agora.aside import Aside, Ended, Here, aside
from agora.engine import engine_digest
from agora.problems import Problem
from agora.render import Renderer
from agora.store import Store, Value, key_of
from agora.texts import english


class Judging:
    """The judgement of the templates in `folders`, which begins at once. Who is handed a `bytecode` folder
    leaves them there compiled (`agora.render`); without one, nothing is won by another process."""

    def __init__(
        self, folders: tuple[Path, ...], store: Store | None, bytecode: Path | None, jobs: int
    ) -> None:
        texts = english()  # what is wrong is so in every language
        self._renderer = Renderer(folders, {texts.language: texts}, bytecode)
        self._store = store
        self._key = key_of("templates", engine_digest(), self._renderer.digest)
        self._aside: Aside[tuple[Problem, ...]] | Here[tuple[Problem, ...]] | None = None
        self._told: Callable[[], tuple[Problem, ...]] = tuple
        if not (store and store.heads([self._key])):
            self._aside = aside(self._renderer.mistakes, jobs if bytecode else 1)
            self._told = self._aside.ask(tuple)

    def mistakes(self) -> tuple[Problem, ...]:
        """What is wrong with the templates. Waits for it."""
        found = self._heard()
        if self._store and not found:
            self._store.keep({self._key: Value(b"sound") if self._aside else None})
        return found

    def _heard(self) -> tuple[Problem, ...]:
        with suppress(Ended):
            return self._told()
        return self._renderer.mistakes()

    def close(self) -> None:
        """Nobody asks any more."""
        if self._aside is not None:
            self._aside.close()
