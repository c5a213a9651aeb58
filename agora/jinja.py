"""Jinja's environment, without what costs time on every page and is of no use here.

Jinja looks at each call for functions that want the context, compares the names of globals at each import,
and asks its loader for each template that another names. Our templates call macros and texts, and neither
they nor the globals change.
"""

from __future__ import annotations

import os
from collections.abc import Callable, MutableMapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, Template, nodes
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from agora.engine import engine_digest
from agora.template_code import TemplateCode, safe
from agora.texts import Texts


class _Context(Context):
    def call(self, called: Callable[..., Any], /, *args: Any, **named: Any) -> Any:
        if type(called) is not Macro:
            return called(*args, **named)
        if named or len(args) != called._argument_count or not _is_plain(called):
            return called(self.eval_ctx, *args, **named)
        text = called._func(*args)  # all that is left for such a macro to do
        return safe(text) if self.eval_ctx.autoescape else text


def _is_plain(macro: Macro) -> bool:
    return not (macro.caller or macro.catch_kwargs or macro.catch_varargs)


class _Template(Template):
    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return self._module or super()._get_default_module(ctx)


class PageEnvironment(Environment):
    """An environment that calls macros at once, and whose globals are one plain mapping."""

    context_class = _Context
    code_generator_class = TemplateCode
    template_class = _Template

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._found: dict[str, Template] = {}
        self._parsed: dict[tuple[str | None, str], nodes.Template] = {}

    def parse_first(self, source: str, name: str) -> nodes.Template:
        """The tree of a template that is compiled next, and need not be parsed for that once more. Raises
        `TemplateSyntaxError`."""
        tree = self._parsed[name, source] = self.parse(source, name)
        return tree

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        known = self._parsed.pop((name, source), None)
        return known or super()._parse(source, name, filename)

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        if not isinstance(name, str):
            return super().get_template(name, parent, globals)
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = super().get_template(name, parent, globals)
        return found

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


def install_texts(environment: Environment, texts: Texts) -> None:
    """Make `_`, `gettext` and `ngettext` known to templates, as `{% trans %}` calls them: a text of the
    catalogue is HTML, and what is put into it is escaped."""

    @cache
    def plain(text: str) -> Markup:
        return Markup(texts.gettext(text)) % {}

    def gettext(text: str, /, **named: object) -> Markup:
        return Markup(texts.gettext(text)) % named if named else plain(text)

    def ngettext(one: str, many: str, number: int, /, **named: object) -> Markup:
        named.setdefault("num", number)
        return Markup(texts.ngettext(one, many, number)) % named

    environment.globals.update(_=gettext, gettext=gettext, ngettext=ngettext)
    environment.newstyle_gettext = True  # type: ignore[attr-defined]


class _BytecodeCache(FileSystemBytecodeCache):
    """What this program has compiled: another writes other code of the same template."""

    def get_source_checksum(self, source: str) -> str:
        return sha256(f"{engine_digest()} {source}".encode()).hexdigest()[:40]


def bytecode_cache(folder: Path | None) -> FileSystemBytecodeCache | None:
    """What keeps compiled templates in the folder; None where that cannot be written."""
    if folder is None:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return _BytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None
