"""Walks the syntax tree of a template with the types of its view, and notes each name that is not there.

It follows `extends`, `include`, imported macros (with the types of the arguments that they are called
with) and `for`, so that `{{ card.titel.text }}` deep in a macro is found without rendering a page.
"""

from __future__ import annotations

import re
from pathlib import Path
from types import NoneType, UnionType
from typing import TypeAlias, Union, get_args, get_origin, get_type_hints

from jinja2 import Environment, nodes

from agora.views import pages
from agora.views.shape import Shape

Type: TypeAlias = object
"""A type of the shapes, a Macro, or None where nothing is known."""

Scope: TypeAlias = dict[str, Type]
FUNCTIONS: Scope = dict.fromkeys(("_", "gettext", "ngettext"))


class Macro:
    def __init__(self, template: str, node: nodes.Macro, scope: Scope) -> None:
        self.template, self.node, self.scope = template, node, scope


class Checker:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = Environment(extensions=["jinja2.ext.i18n"])
        self.found: list[str] = []
        self.called: set[tuple[str, str, tuple[str, ...]]] = set()

    def mistakes(self, page: str) -> list[str]:
        """What the page's template, and all that it uses, names and its view does not have."""
        first = self.text(page).split("\n", 1)[0]
        view = re.fullmatch(r"\{# view: (\w+) #\}", first)
        assert view, first
        self.template(page, get_type_hints(getattr(pages, view[1])))
        return self.found

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def template(self, name: str, scope: Scope) -> Scope:
        """Checks the template; returns the names that it defines itself (its macros and imports)."""
        inner = FUNCTIONS | scope
        for node in self.environment.parse(self.text(name)).body:
            self.statement(node, inner, name)
        return inner

    def statement(self, node: nodes.Node, scope: Scope, name: str) -> None:
        match node:
            case nodes.Extends() | nodes.Include():
                assert isinstance(node.template, nodes.Const)
                self.template(str(node.template.value), dict(scope))
            case nodes.FromImport():
                assert isinstance(node.template, nodes.Const)
                library = self.template(str(node.template.value), {})
                for item in node.names:
                    known, alias = (item, item) if isinstance(item, str) else item
                    if known not in library:
                        self.note(name, node, f"{node.template.value} has no {known}")
                    scope[alias] = library.get(known)
            case nodes.Macro():
                scope[node.name] = Macro(name, node, scope)
            case nodes.For():
                inner = scope | {"loop": None}
                assert isinstance(node.target, nodes.Name)
                inner[node.target.name] = element(self.value(node.iter, scope, name))
                if node.test is not None:
                    self.value(node.test, inner, name)
                self.all(node.body, inner, name)
                self.all(node.else_, dict(scope), name)
            case nodes.Assign():
                assert isinstance(node.target, nodes.Name)
                scope[node.target.name] = self.value(node.node, scope, name)
            case nodes.Expr():
                self.value(node, scope, name)
            case _:
                self.all(list(node.iter_child_nodes()), scope, name)

    def all(self, body: list[nodes.Node], scope: Scope, name: str) -> None:
        for node in body:
            self.statement(node, scope, name)

    def value(self, node: nodes.Node, scope: Scope, name: str) -> Type:
        """The type of an expression, after all names in it were looked up."""
        match node:
            case nodes.Name():
                if node.name not in scope:
                    self.note(name, node, f"{node.name} is not known here")
                return scope.get(node.name)
            case nodes.Getattr():
                return self.field(self.value(node.node, scope, name), node, name)
            case nodes.Call():
                return self.call(node, scope, name)
        for child in node.iter_child_nodes():
            self.value(child, scope, name)
        return None

    def field(self, owner: Type, node: nodes.Getattr, name: str) -> Type:
        known = strip(owner)
        if known is None or isinstance(known, Macro):
            return None
        assert isinstance(known, type)
        is_shape = issubclass(known, Shape)
        if is_shape:
            hints = get_type_hints(known)
            if node.attr in hints:
                return strip(hints[node.attr])
        if not hasattr(known, node.attr) or not is_shape:
            self.note(name, node, f"{known.__name__} has no {node.attr}")
        return None

    def call(self, node: nodes.Call, scope: Scope, name: str) -> Type:
        arguments = [self.value(argument, scope, name) for argument in node.args]
        for keyword in node.kwargs:
            self.value(keyword.value, scope, name)
        function = self.value(node.node, scope, name)
        if isinstance(function, Macro):
            key = (function.template, function.node.name, tuple(map(str, arguments)))
            if len(arguments) != len(function.node.args):
                self.note(name, node, f"{function.node.name} wants {len(function.node.args)}")
            elif key not in self.called:
                self.called.add(key)
                names = (argument.name for argument in function.node.args)
                inner = function.scope | dict(zip(names, arguments, strict=True))
                self.all(function.node.body, inner, function.template)
        return None

    def note(self, name: str, node: nodes.Node, what: str) -> None:
        self.found.append(f"templates/{name}:{node.lineno}: {what}")


def strip(kind: Type) -> Type:
    """`X` of `X | None`."""
    if get_origin(kind) in (Union, UnionType):
        (only,) = (part for part in get_args(kind) if part is not NoneType)
        return only
    return kind


def element(kind: Type) -> Type:
    """`X` of `tuple[X, ...]`."""
    return strip(get_args(kind)[0]) if get_origin(kind) is tuple else None
