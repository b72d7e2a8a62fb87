"""Draws pages cheaply: Jinja without the generality that no page of ours needs, which costs as much as our pages."""

from collections.abc import Mapping
from types import CodeType, FunctionType
from typing import Any, cast

from flask import Flask, current_app
from flask.sansio.app import App
from flask.templating import Environment as FlaskEnvironment
from jinja2 import Environment, Template, pass_eval_context
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escape_inner  # type: ignore[attr-defined]  # what `escape` calls for a str

EVAL_CONTEXT = cast(Any, pass_eval_context(lambda _context: None)).jinja_pass_arg


def to_output(value: Any) -> str:
    """What `{{ value }}` writes: as markupsafe's `escape`, without making a Markup of every piece of a page."""
    kind = type(value)
    if kind is Markup:
        found: str = value
    elif kind is str:
        found = escape_inner(value)
    else:
        found = escape(value)
    return found


class LightContext(Context):
    """Calls functions and macros straight; what else can be called goes the long way."""

    def call(self, obj: Any, /, *args: Any, **named: Any) -> Any:
        kind = type(obj)
        if kind is FunctionType:
            wants = getattr(obj, "jinja_pass_arg", None)
            if wants is None or wants is EVAL_CONTEXT:
                named.pop("_block_vars", None)
                named.pop("_loop_vars", None)
                return obj(*args, **named) if wants is None else obj(self.eval_ctx, *args, **named)
        elif kind is Macro:
            named.pop("_block_vars", None)
            named.pop("_loop_vars", None)
            return obj(self.eval_ctx, *args, **named)
        return super().call(obj, *args, **named)


class LightTemplate(Template):
    """A template whose macros are made once, and whose output is joined from plain strings.

    Jinja compares all globals at each import to find those handed to one drawing only. We hand none, so the macros of
    a file never differ, and the globals of a page are the environment's: one dictionary, not a chain of two.
    """

    @classmethod
    def from_code(cls, environment: Environment, code: CodeType, globals: Any, uptodate: Any = None) -> Template:
        made = super().from_code(environment, code, globals, uptodate)
        made.root_render_func.__globals__["escape"] = to_output
        return made

    def new_context(
        self, vars: dict[str, Any] | None = None, shared: bool = False, locals: Mapping[str, Any] | None = None
    ) -> Context:
        """The values of one drawing over the globals of the environment."""
        if shared or locals:
            return super().new_context(vars, shared, locals)
        known = {**self.environment.globals, **(vars or {})}
        return self.environment.context_class(self.environment, known, self.name, self.blocks)

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if self._module is None:
            self._module = self.make_module()
        return self._module


class LightEnvironment(FlaskEnvironment):
    """Finds a template it has found before by its name alone: a page asks for eleven."""

    template_class = LightTemplate
    context_class = LightContext

    def __init__(self, app: App, **options: Any) -> None:
        super().__init__(app, **options)
        self._found: dict[Any, Template] = {}

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:
        found = self._found.get(name)
        if found is None or self.auto_reload or globals:
            found = self._found[name] = super().get_template(name, parent, globals)
        return found


def draw(name: str, /, **values: Any) -> str:
    """The page, from `values` and the globals of `kernel.ui` alone.

    Context processors and signals are left out: they would look for a person, and open the session for it. So the
    page must not need `current_user`, `request`, `session` or `g`.
    """
    return current_app.jinja_env.get_template(name).render(values)


def init_app(app: Flask) -> None:
    """Before anybody asks for `app.jinja_env`, which Flask makes then."""
    app.jinja_environment = LightEnvironment
