"""How templates become Python here: as with Jinja, without its detours for what our views never hold.

Jinja looks for an attribute and then for an item, makes safe HTML of each text before it is put together with
the next, and hands on one text after the other. Views are plain values whose fields are attributes.

A page is the same as with Jinja's own code; only mistakes are told otherwise. What fails is to be rendered
once more as Jinja does it.
"""

from __future__ import annotations

from collections.abc import Iterable
from keyword import iskeyword
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

try:
    from markupsafe._speedups import _escape_inner
except ImportError:  # not every machine has it in C
    from markupsafe._native import _escape_inner


def written(value: object) -> str:
    """What `escape` gives, as plain text: it is put together with other text and not looked at again."""
    if type(value) is str:
        return _escape_inner(value)
    return value if type(value) is Markup else str(escape(value))


def safe(html: str) -> Markup:
    """The same text as `Markup`, which does not ask a text for its HTML."""
    return str.__new__(Markup, html)


class TemplateCode(CodeGenerator):
    """Writes the code of one template."""

    _hands_on_parts = False
    """Whether something in the template hands on its texts one after the other, come what may."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        includes = node.find_all(nodes.Include)
        self._hands_on_parts = not all(include.with_context for include in includes)
        self.writeline(f"from {__name__} import {written.__name__}")
        super().visit_Template(node, frame)

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """A whole template or block puts its texts together, and so do the parts of it."""
        if frame.buffer is not None or self._hands_on_parts:
            super().blockvisit(nodes, frame)
            return
        self.buffer(frame)
        super().blockvisit(nodes, frame)
        self.writeline(f"yield concat({frame.buffer})")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        if iskeyword(node.attr):
            super().visit_Getattr(node, frame)
            return
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """Without the variables of loops and blocks, for functions that want the context."""
        self.write("context.call(")
        self.visit(node.node, frame)
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write(f"{written.__name__}(")
