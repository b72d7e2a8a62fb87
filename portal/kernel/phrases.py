"""Words from dictionaries: a page says some sixty, and asking the catalogue for each costs half a ms.

`gettext` and `ngettext` are Flask-Babel's for the code behind public pages, which are drawn anew by the thousand.
"""

from collections.abc import Callable
from typing import Any

from babel.support import NullTranslations, Translations
from flask import Flask
from flask.globals import _cv_app
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from portal.kernel.drawing import to_output
from portal.kernel.i18n import LANGUAGES, language


class Phrases:
    """The catalogue of one language; each sentence is looked up once."""

    def __init__(self, catalogue: NullTranslations) -> None:
        self._catalogue = catalogue
        self._known: dict[str, Markup] = {}
        self._plain: dict[str, str] = {}

    def __getitem__(self, msgid: str) -> Markup:
        found = self._known.get(msgid)
        if found is None:
            found = Markup(self._catalogue.ugettext(msgid))  # noqa: S704 – our own catalogue, as Jinja treats it
            self._known[msgid] = found
        return found

    def plain(self, msgid: str) -> str:
        found = self._plain.get(msgid)
        if found is None:
            found = self._plain[msgid] = str(self._catalogue.ugettext(msgid))
        return found

    def counted(self, one: str, many: str, number: int) -> str:
        return str(self._catalogue.ungettext(one, many, number))


NOBODY = Phrases(NullTranslations())  # outside an application words stay English, as Flask-Babel leaves them


def gettext(msgid: str, **variables: Any) -> str:
    """The sentence in the language of the page, with `%(name)s` filled in."""
    text = _here().plain(msgid)
    return text % variables if variables else text


def ngettext(one: str, many: str, number: int, **variables: Any) -> str:
    """The same for a number, which is `%(num)d` in the sentence."""
    return _here().counted(one, many, number) % ({"num": number} | variables)


def _here() -> Phrases:
    app = _cv_app.get(None)
    tables: dict[str, Phrases] = app.app.extensions.get("portal.phrases", {}) if app else {}
    return tables.get(language(), NOBODY)


def speaker(tables: dict[str, Phrases]) -> Callable[..., Any]:
    """The `_` of templates: like Jinja's own, variables are escaped where the template escapes."""

    @pass_eval_context
    def say(context: EvalContext, msgid: str, /, **variables: Any) -> str:
        text: str = tables[language()][msgid]
        return filled(text, variables, context) if variables or "%" in text else text

    return say


def filled(text: str, variables: dict[str, Any], context: EvalContext) -> str:
    """A sentence of our catalogue with variables, which are escaped where the template escapes."""
    if not context.autoescape:
        return str(text) % variables
    # what `Markup % variables` does, at a third of its price
    safe = {name: value if isinstance(value, int | float) else to_output(value) for name, value in variables.items()}
    return Markup(str.__mod__(text, safe))  # noqa: S704 – our own catalogue, and escaped variables


def counter(tables: dict[str, Phrases]) -> Callable[..., Any]:
    """The `ngettext` of templates."""

    @pass_eval_context
    def say(context: EvalContext, one: str, many: str, number: int, /, **variables: Any) -> str:
        return filled(tables[language()].counted(one, many, number), {"num": number} | variables, context)

    return say


def init_app(app: Flask) -> None:
    """After i18n. Letters are written outside a request, where the language is Indonesian."""
    folder = str(app.config["TRANSLATIONS"])
    tables = {lang: Phrases(Translations.load(folder, [lang])) for lang in LANGUAGES}
    app.extensions["portal.phrases"] = tables
    app.jinja_env.globals.update(_=speaker(tables), ngettext=counter(tables))
