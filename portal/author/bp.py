"""The blueprint of everything a resident does with own stories; the view files add their pages to it."""

from typing import Any

from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from portal.accounts import agreements
from portal.kernel.i18n import language

bp = Blueprint("author", __name__)


def agreement(code: str) -> str:
    """The exact words that somebody agrees to, in the language of the page; templates call it."""
    return agreements.text(code, language())


@bp.record_once
def _offer(state: BlueprintSetupState) -> None:
    known: dict[str, Any] = state.app.jinja_env.globals
    known["agreement"] = agreement
