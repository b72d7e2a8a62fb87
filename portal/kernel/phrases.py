"""Words for templates from dictionaries: a page says some sixty, and asking the catalogue for each costs half a ms."""

from collections.abc import Callable
from typing import Any

from babel.support import NullTranslations, Translations
from flask import Flask
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from portal.kernel.i18n import LANGUAGES, language


class Phrases:
    """The catalogue of one language; each sentence is looked up once."""

    def __init__(self, catalogue: NullTranslations) -> None:
        self._catalogue = catalogue
        self._known: dict[str, Markup] = {}

    def __getitem__(self, msgid: str) -> Markup:
        found = self._known.get(msgid)
        if found is None:
            found = Markup(self._catalogue.ugettext(msgid))  # noqa: S704 – our own catalogue, as Jinja treats it
            self._known[msgid] = found
        return found


def speaker(tables: dict[str, Phrases]) -> Callable[..., Any]:
    """The `_` of templates: like Jinja's own, variables are escaped where the template escapes."""

    @pass_eval_context
    def say(context: EvalContext, msgid: str, /, **variables: Any) -> str:
        text: str = tables[language()][msgid]
        if not context.autoescape:
            text = str(text)
        return text % variables if variables or "%" in text else text

    return say


def init_app(app: Flask) -> None:
    """After i18n. Letters are written outside a request, where the language is Indonesian."""
    folder = str(app.config["TRANSLATIONS"])
    app.jinja_env.globals["_"] = speaker({lang: Phrases(Translations.load(folder, [lang])) for lang in LANGUAGES})
