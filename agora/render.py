"""From a view to the text of a page: Jinja2, strict about every name.

A page is a pure function of its template and its view: templates get the view's fields and the
interface texts of one language, and nothing else. A folder of the website's own templates overlays the
shipped one file by file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import TypeVar

from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    meta,
    nodes,
)
from jinja2.defaults import DEFAULT_NAMESPACE

from agora.fingerprint import digest
from agora.jinja import PageEnvironment, bytecode_cache, install_texts
from agora.problems import Place, Problem
from agora.template_mistakes import (
    computed_name,
    missing_template,
    pointed,
    template_problem,
    word_in,
)
from agora.texts import Texts
from agora.views.shape import Shape, fields_of

TEMPLATES_LABEL = "templates"
"""What problems call the folder: each file stands at `templates/…` of the root that has it."""

_MISTAKES = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    TemplateSyntaxError,
    UndefinedError,
)
"""What a template can raise while it renders (TemplateNotFound is a LookupError)."""


_WORD = re.compile(r"\w+")
EnvironmentT = TypeVar("EnvironmentT", bound=Environment)


class Renderer:
    """Templates of `folders` (the first that has a file wins) in each of the languages of `texts`.

    `bytecode` is a folder for compiled templates, made if need be; it is left alone where it cannot be
    written. It must not be shared with people who may not run code here.
    """

    def __init__(
        self, folders: tuple[Path, ...], texts: Mapping[str, Texts], bytecode: Path | None = None
    ) -> None:
        self._folders, self._texts = folders, texts
        cache = bytecode_cache(bytecode)
        self._environments = {
            language: _environment(PageEnvironment, folders, texts[language], cache)
            for language in sorted(texts)
        }
        self._exact: dict[str, Environment] = {}  # made where there is a mistake to tell
        self._any = next(iter(self._environments.values()))
        self._known = frozenset(self._any.list_templates())
        self._digests: dict[str, str] = {}
        self._words: dict[str, frozenset[str]] = {}

    def __reduce__(self) -> tuple[Callable[..., Renderer], tuple[object, ...]]:
        """Another process compiles the templates itself, from the same folders."""
        return _same_renderer, (self._folders, self._texts, self.digest)

    def render(
        self, template: str, view: Shape, language: str, subject: str = ""
    ) -> tuple[str, tuple[Problem, ...]]:
        """The page, and no problem; or an empty text and the mistake that the template holds.

        `subject` says in an editor's words which page it was
        ("content/cities/heerlen.md"). A mistake of the program itself is raised as it is.
        """
        with suppress(*_MISTAKES):
            return self._environments[language].get_template(template).render(fields_of(view)), ()
        try:
            page = self._exact_in(language).get_template(template).render(fields_of(view))
        except _MISTAKES as mistake:
            place = self._place_of(mistake, template)
            if place is None:
                raise
            return "", (template_problem(place, mistake, subject),)
        return page, ()

    def _exact_in(self, language: str) -> Environment:
        """Jinja as it is: mistakes are told in its words."""
        if language not in self._exact:
            exact = _environment(Environment, self._folders, self._texts[language])
            self._exact[language] = exact
        return self._exact[language]

    def digest_of(self, template: str) -> str:
        """The digest of a template and of all that it extends, includes and imports."""
        if template not in self._digests:
            sources = self.sources_of(template)
            self._digests[template] = digest(repr(sorted(sources.items())).encode())
        return self._digests[template]

    def sources_of(self, template: str) -> dict[str, str]:
        """The text of a template and of all that it names, by their names.

        A template names others in quotes: whatever stands in quotes and is one's name counts as named.
        """
        sources: dict[str, str] = {}
        waiting = [template]
        while waiting:
            name = waiting.pop()
            if name not in sources:
                sources[name] = _source(self._any, name)
                waiting.extend(found for found in self._known if _is_quoted(found, sources[name]))
        return sources

    def words_in(self, template: str) -> frozenset[str]:
        """Every word of a template and of all that it names: a field of its view that is none of them cannot
        be shown."""
        if template not in self._words:
            text = " ".join(self.sources_of(template).values())
            self._words[template] = frozenset(_WORD.findall(text))
        return self._words[template]

    def has(self, template: str) -> bool:
        """Whether one of the folders holds the template."""
        return template in self._known

    @property
    def digest(self) -> str:
        """The digest of all templates with their names."""
        total = sha256()
        for name in sorted(self._known):
            path = next(folder / name for folder in self._folders if (folder / name).is_file())
            total.update(repr((name, path.read_bytes())).encode())
        return total.hexdigest()

    def mistakes(self) -> tuple[Problem, ...]:
        """What is wrong with the templates before any page is made, used or not.

        Syntax, and names of other templates that are computed or lead nowhere.
        """
        environment = self._any
        found: list[Problem] = []
        for name in environment.list_templates(extensions=["html"]):
            found.extend(self._mistakes_in(environment, name))
        return tuple(found)

    def _mistakes_in(self, environment: PageEnvironment, name: str) -> Iterator[Problem]:
        place = Place(f"{TEMPLATES_LABEL}/{name}")
        try:
            source = _source(environment, name)
            tree = environment.parse_first(source, name)
            named = tuple(_templates_named_in(tree))
            environment.get_template(name)  # which the pages then find compiled
        except (TemplateSyntaxError, UnicodeDecodeError) as mistake:
            yield template_problem(self._place_of(mistake, name) or place, mistake, "")
            return
        for node, target in named:
            where = pointed(place.path, node.lineno, source, target or "")
            if target is None:
                yield computed_name(where)
            elif target not in self._known:
                yield missing_template(where, target, "")
            elif not _is_quoted(target, source):
                yield computed_name(where)

    def _place_of(self, mistake: BaseException, template: str) -> Place | None:
        """The innermost line of a template that the mistake comes from; None where it is not one's."""
        if isinstance(mistake, TemplateSyntaxError):
            return self._at(mistake.name or template, mistake.lineno, mistake)
        if isinstance(mistake, UnicodeDecodeError):
            return Place(f"{TEMPLATES_LABEL}/{template}")
        lines = tuple(self._template_lines(mistake.__traceback__))
        if lines:
            return self._at(*lines[-1], mistake)
        return (
            Place(f"{TEMPLATES_LABEL}/{template}")
            if isinstance(mistake, TemplateNotFound)
            else None
        )

    def _template_lines(self, traceback: TracebackType | None) -> Iterator[tuple[str, int]]:
        for frame, line in walk_tb(traceback):
            path = Path(frame.f_code.co_filename)
            for folder in self._folders:
                if path.is_relative_to(folder):
                    yield path.relative_to(folder).as_posix(), line

    def _at(self, name: str, line: int, mistake: BaseException) -> Place:
        path = f"{TEMPLATES_LABEL}/{name}"
        environment = self._any
        return pointed(path, line, _source(environment, name), word_in(mistake))


def _same_renderer(
    folders: tuple[Path, ...], texts: Mapping[str, Texts], expected: str
) -> Renderer:
    renderer = Renderer(folders, texts)
    if renderer.digest != expected:
        named = ", ".join(map(str, folders))
        raise FileNotFoundError(0, "a worker finds other templates there", named)
    return renderer


def _environment(
    kind: type[EnvironmentT],
    folders: tuple[Path, ...],
    texts: Texts,
    cache: FileSystemBytecodeCache | None = None,
) -> EnvironmentT:
    environment = kind(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
        auto_reload=False,
        bytecode_cache=cache,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    for name in DEFAULT_NAMESPACE:
        del environment.globals[name]  # some count or keep a state, and `range` has no end
    install_texts(environment, texts)
    return environment


def _source(environment: Environment, name: str) -> str:
    if environment.loader is None:
        raise TemplateNotFound(name)
    return environment.loader.get_source(environment, name)[0]


def _templates_named_in(tree: nodes.Template) -> Iterator[tuple[nodes.Node, str | None]]:
    """Each `extends`, `include` and `import` with the template that it names (None: computed)."""
    kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
    for node in tree.find_all(kinds):
        for name in meta.find_referenced_templates(nodes.Template([node], lineno=node.lineno)):
            yield node, name


def _is_quoted(name: str, source: str) -> bool:
    """Whether the name of a template stands in a source as it is, in quotes."""
    return f'"{name}"' in source or f"'{name}'" in source
