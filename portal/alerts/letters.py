"""Letters about wards: the question whether somebody wants them, and the letters themselves, as text and as a page."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.accounts.emails import link
from portal.alerts.keys import key_of
from portal.alerts.models import AlertRequest, Subscriber
from portal.kernel import mail
from portal.kernel.codes import PREFIX
from portal.kernel.i18n import speaking


def secret() -> str:
    return str(current_app.secret_key)


def pages(subscriber: Subscriber) -> dict[str, str]:
    """The addresses in a letter: where to change what comes, and where to stop it."""
    here = f"/langganan/{key_of(secret(), subscriber.salt)}"
    return {"change": link(here, subscriber.language), "stop": link(f"{here}/henti", subscriber.language)}


def confirmation(asked: AlertRequest, ward: str, key: str) -> dict[str, str]:
    """Subject, text and html of the question, in the language it was asked in."""
    with speaking(asked.language):
        known = {"ward": ward, "url": link(f"/langganan/konfirmasi/{key}", asked.language), "pace": asked.pace}
        return {"subject": _("Confirm your subscription: news from %(ward)s", ward=ward), **_drawn("confirm", known)}


def news(subscriber: Subscriber, rows: Sequence[Any]) -> dict[str, Any]:
    """A letter as `kernel.mail` takes it, with the headers of RFC 2369, RFC 2919 and RFC 8058."""
    to, lang = pages(subscriber), subscriber.language
    with speaking(lang):
        told = [(row, link(f"/berita/{row.slug}-{PREFIX}-{row.code}", lang)) for row in rows]
        letter = {"subject": subject(rows), **_drawn("news", {"told": told, "to": to, "pace": subscriber.pace})}
    headers = {
        "List_Id": f"Kabar kelurahan <kabar-kelurahan.{host()}>",
        "List_Unsubscribe": f"<{to['stop']}>",
        "List_Unsubscribe_Post": "List-Unsubscribe=One-Click",
    }
    return {"to": subscriber.email, **letter, "headers": headers}


def subject(rows: Sequence[Any]) -> str:
    """One story by its title, several by their number."""
    if len(rows) == 1:
        return f"{rows[0].ward}: {rows[0].title}"
    places = sorted({row.ward for row in rows})
    if len(places) == 1:
        return str(ngettext("%(num)d new story", "%(num)d new stories", len(rows))) + f" – {places[0]}"
    return str(ngettext("%(num)d new story from your wards", "%(num)d new stories from your wards", len(rows)))


def host() -> str:
    return mail.ascii_domain(urlsplit(current_app.config["SETTINGS"].base_url).hostname or "localhost")


def _drawn(name: str, known: dict[str, Any]) -> dict[str, str]:
    # straight from the environment: a worker has no request, and context processors may ask for one
    known |= {"city": current_app.extensions["portal.city"]}
    env = current_app.jinja_env
    return {
        kind: env.get_template(f"email/alerts/{name}.{ending}").render(known)
        for kind, ending in (("text", "txt"), ("html", "html"))
    }
