"""Draws the pages that many read: the template alone, without what Flask puts around each drawing."""

from typing import Any

from flask import Flask, current_app
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context


class SharedTemplate(Template):
    """A template whose macros are made once.

    Jinja compares all globals at each import to find those handed to one drawing only. We hand none, so the macros of
    a file never differ; the comparing costs more than the macro.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if self._module is None:
            self._module = self.make_module()
        return self._module


def draw(name: str, /, **values: Any) -> str:
    """The page, from `values` and the globals of `kernel.ui` alone.

    Context processors and signals are left out: they would look for a person, and open the session for it. So the
    page must not need `current_user`, `request`, `session` or `g`.
    """
    return current_app.jinja_env.get_template(name).render(values)


def init_app(app: Flask) -> None:
    """Before the first template is loaded."""
    app.jinja_env.template_class = SharedTemplate
