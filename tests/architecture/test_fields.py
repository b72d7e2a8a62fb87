"""Every text field of every form: what cannot be seen is nothing."""

import importlib
from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, PasswordField, StringField, TextAreaField

from portal.kernel.forms import BaseForm
from tests.kernel.test_text import UNSEEN

PORTAL = Path(__file__).parents[2] / "portal"
EVERYTHING = "".join(UNSEEN) * 3


def subclasses(kind):
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


def forms():
    for path in sorted(PORTAL.rglob("*forms.py")):
        importlib.import_module(".".join(path.relative_to(PORTAL.parent).with_suffix("").parts))
    return sorted({each for each in subclasses(BaseForm) if each.__module__.startswith("portal.")}, key=str)


@pytest.mark.parametrize("kind", forms(), ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_nothing_visible_is_nothing_typed(app, kind):
    with app.test_request_context():
        names = [
            field.name
            for field in kind()
            if isinstance(field, StringField | TextAreaField) and not isinstance(field, PasswordField | HiddenField)
        ]
        for typed in (EVERYTHING, *(letter * 30 for letter in UNSEEN)):
            filled = kind(MultiDict(dict.fromkeys(names, typed)))
            assert {name: filled[name].data for name in names} == dict.fromkeys(names, ""), repr(typed)
