"""Templates whose own texts are looked up once, when they are compiled, not with every page; and quick escaping."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment, Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

Answer = Callable[[str], str]


class FoldingEnvironment(Environment):
    """An environment in which calls such as _("Back") or kit.icon("back") become what they give.

    answers: by the name of the function, one that gives the same answer for the same words as long as we run. Jinja
    escapes a text and joins it with the markup around it, as it does with any constant.
    """

    def __init__(self, **options: Any) -> None:
        self.template_class = EscapingTemplate
        super().__init__(**options)
        self.answers: dict[str, Answer] = {}

    def compile(self, source: str | nodes.Template, *given: Any, **more: Any) -> Any:
        """The arguments are those of Jinja's own method: source, name, filename, raw, defer_init."""
        parsed = self.parse(source, *given[:2]) if isinstance(source, str) else source
        return super().compile(_Folder(self.answers).visit(parsed), *given, **more)


class EscapingTemplate(Template):
    """Escapes plain texts itself: a page has hundreds, and MarkupSafe makes an object of each of them."""

    @classmethod
    def from_code(cls, environment: Environment, *given: Any, **more: Any) -> Template:
        """The arguments are those of Jinja's own method: code, globals, uptodate."""
        made = super().from_code(environment, *given, **more)
        made.root_render_func.__globals__["escape"] = escaped
        return made


def escaped(value: Any) -> str:
    """markupsafe.escape, at a quarter of its price for what is mostly given."""
    if type(value) is Markup:
        return value
    if type(value) is not str:
        return escape(value)
    text = value.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;")
    return text.replace("'", "&#39;").replace('"', "&#34;")


class _Folder(NodeTransformer):
    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self.answers = answers

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        """Only where nothing but the words is given: values and numbers are known with the page."""
        self.generic_visit(node)
        answer, words = self.answers.get(_name(node.node)), node.args[0] if len(node.args) == 1 else None
        if answer is None or not isinstance(words, nodes.Const) or node.kwargs or node.dyn_args or node.dyn_kwargs:
            return node
        return nodes.Const(answer(words.value), lineno=node.lineno)

    def visit_CondExpr(self, node: nodes.CondExpr) -> nodes.Node:
        """What has no else is nothing; Jinja would make an object of that nothing each time."""
        self.generic_visit(node)
        node.expr2 = node.expr2 or nodes.Const("", lineno=node.lineno)
        return node


def _name(called: nodes.Node) -> str:
    if isinstance(called, nodes.Getattr) and isinstance(called.node, nodes.Name):
        return f"{called.node.name}.{called.attr}"
    return called.name if isinstance(called, nodes.Name) else ""
