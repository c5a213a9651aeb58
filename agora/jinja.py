"""Jinja's environment, without what costs time on every page and is of no use here.

Jinja looks at each call for functions that want the context, and compares the names of globals at each
import. Our templates call macros, and the globals never change.
"""

from __future__ import annotations

import os
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from agora.texts import Texts


class _Context(Context):
    def call(self, called: Callable[..., Any], /, *args: Any, **named: Any) -> Any:
        if type(called) is not Macro:
            return super().call(called, *args, **named)
        named.pop("_loop_vars", None)  # for functions that want the context
        named.pop("_block_vars", None)
        return called(self.eval_ctx, *args, **named)


class PageEnvironment(Environment):
    """An environment that calls macros at once, and whose globals are one plain mapping."""

    context_class = _Context

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


def install_texts(environment: Environment, texts: Texts) -> None:
    """Make `_`, `gettext` and `ngettext` known to templates, as `{% trans %}` calls them: a text of the
    catalogue is HTML, and what is put into it is escaped."""

    def gettext(text: str, /, **named: object) -> Markup:
        return Markup(texts.gettext(text)) % named

    def ngettext(one: str, many: str, number: int, /, **named: object) -> Markup:
        named.setdefault("num", number)
        return Markup(texts.ngettext(one, many, number)) % named

    environment.globals.update(_=gettext, gettext=gettext, ngettext=ngettext)
    environment.newstyle_gettext = True  # type: ignore[attr-defined]


def bytecode_cache(folder: Path | None) -> FileSystemBytecodeCache | None:
    """What keeps compiled templates in the folder; None where that cannot be written."""
    if folder is None:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None
