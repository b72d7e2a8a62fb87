"""Questions asked once before a story is sent: is it meant to go back unchanged, is a number meant to be in it?

Each is a 422 page with everything typed; the button that answers sends the same form with `confirm` set to the
question's code. The page also sends which numbers it showed, so that its answer counts for no others: whoever changes
the words on that page is asked anew. Nothing is asked before the form itself is right.
"""

import hashlib
import re
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from portal.author.rows import Rows
from portal.stories.forms import TEXTS, StoryForm
from portal.stories.personal_numbers import PATTERNS, URL, Found, numbers_of

FIELD: Final = "confirm"  # may come more than once
SHOWN: Final = "confirm_shown"  # a hash of the numbers the page asked about; programs may leave it out
UNCHANGED: Final = "unchanged"
NUMBERS: Final = "numbers"
KINDS: Final = {
    "nik": _l("national identity or card number"),
    "phone": _l("mobile number"),
    "account": _l("bank account number"),
    "email": _l("e-mail address"),
}


class Question(NamedTuple):
    """`code` is what `confirm` must say; `places` link to the fields it is about: (id, words)."""

    code: str
    title: str
    text: str
    places: list[tuple[str, str]]
    change: str  # the link that goes back to the form
    confirm: str  # the button that sends it all the same
    shown: str = ""  # comes back with the answer, which counts for nothing else

    @property
    def said(self) -> str:
        """For programs: the question, and how to answer it."""
        return f"{self.title} {self.text} ({FIELD}={self.code})"


def pending(form: StoryForm, rows: Rows, answers: MultiDict[str, str], *, unchanged: bool = False) -> Question | None:
    """The next question that is not answered yet. What was returned and comes back as it was has been asked before."""
    confirmed = answers.getlist(FIELD)
    if unchanged:
        return None if UNCHANGED in confirmed else _unchanged()
    found = numbers(form, rows)
    shown = fingerprint(each for _field, each in found)
    answered = NUMBERS in confirmed and answers.get(SHOWN, shown) == shown
    return _numbers(found, shown) if found and not answered else None


def fingerprint(found: Iterable[Found]) -> str:
    """A hash of the numbers themselves, wherever they stand."""
    return hashlib.sha256("\n".join(sorted({each.text for each in found})).encode()).hexdigest()[:16]


def numbers(form: StoryForm, rows: Rows) -> list[tuple[str, Found]]:
    """Personal numbers in the words of the story and of its photos; those of the city's own lines are no secret."""
    fields = {name: form.typed(name) for name in TEXTS}
    for n, row in enumerate(rows.rows):
        fields |= {f"photo-{n}-caption": row.typed.caption, f"photo-{n}-alt": row.typed.alt}
    return numbers_of(fields, public_numbers())


def page_patterns() -> dict[str, Any]:
    """What the note while typing needs: the patterns, the words of each kind, and the numbers that are everybody's."""
    kinds = [[kind_words(kind), pattern] for kind, pattern in PATTERNS.items()]
    return {"url": URL, "kinds": kinds, "public": sorted(public_numbers())}


def public_numbers() -> frozenset[str]:
    """The digits of numbers the city publishes itself."""
    city = current_app.extensions["portal.city"]
    phones = (re.sub(r"\D", "", phone) for phone in city.office.phones)
    return frozenset({city.complaint_line.whatsapp, *phones})


def kind_words(kind: str) -> str:
    return str(KINDS[kind])


def _unchanged() -> Question:
    return Question(
        UNCHANGED,
        _("Nothing has changed yet. Send it all the same?"),
        _("It goes back to the director as it was, with the same deadline and place in the queue."),
        [],
        _("Change it first"),
        _("Send all the same"),
    )


def _numbers(found: list[tuple[str, Found]], shown: str) -> Question:
    name, first = found[0]
    said = {"number": first.text, "field": _field_words(name)}
    title = _("There is the number %(number)s in %(field)s. On purpose?", **said)
    if first.kind == "email":
        title = _("There is the address %(number)s in %(field)s. On purpose?", **said)
    places = [
        (each, _("%(number)s (%(kind)s) in %(field)s", number=it.text, kind=kind_words(it.kind), field=label))
        for each, it in found
        for label in [_field_words(each)]
    ]
    text = _("Everybody can read it once your story is published, and it can be misused.")
    return Question(NUMBERS, title, text, places, _("Take it out first"), _("Yes, send"), shown)


def _field_words(name: str) -> str:
    if name.startswith("photo-"):
        number = int(name.split("-")[1]) + 1
        return str(_("the words of photo %(n)s", n=number))
    names = {"title": _("the title"), "body": _("the story"), "place": _("the place"), "source": _("the source")}
    return str(names[name])
