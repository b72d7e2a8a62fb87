"""The one form of a story, for a first draft and for every change after it; and the words typed for its pictures."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the type stubs

from portal.accounts import agreements
from portal.kernel import html
from portal.kernel.forms import BaseForm, line, paragraphs
from portal.kernel.text import clean_line, visible
from portal.stories import rules
from portal.stories.rules import PhotoWords, Sheet, Span, Wrong
from portal.wards.city import City

NO = ("", "0", "false", "False", "off", False)
TEXTS = {"title": rules.TITLE, "body": rules.BODY, "place": rules.PLACE, "source": rules.SOURCE}
CREDITS = ("full", "initials", "anonymous")
CONSENTS = ("consent_original", "consent_license")
ENOUGH = 1000  # characters of a body, of which most show the 100 that are needed
UNSAID = "initials"  # who does not say how to be named is not named in full
PHOTO_TEXTS = {"caption": rules.CAPTION, "alt": rules.ALT, "credit": rules.PHOTO_CREDIT}


class Tick(BooleanField):
    """A box whose label is a whole agreement; `short` names it in the summary above the form."""

    short = ""


class StoryForm(BaseForm):
    """Call `offer` before use and `check` instead of `validate`. The fields stand in the order of the page."""

    title = StringField(_l("Title"), filters=[line])
    body = TextAreaField(_l("Your story"), filters=[paragraphs])
    ward = SelectField(_l("Ward"), filters=[line], validate_choice=False)
    place = StringField(_l("Where exactly?"), filters=[line])
    event_date = StringField(_l("When did it happen?"), filters=[line])
    source = StringField(_l("How do you know?"), filters=[line])
    rubric = SelectField(_l("Section"), filters=[line], validate_choice=False)
    credit = RadioField(_l("Name shown with the story"), default="full", filters=[line], validate_choice=False)
    consent_original = Tick("", false_values=NO)
    consent_license = Tick("", false_values=NO)
    agree = Tick(_l("I agree to all three"), false_values=NO)  # the one box of our page: both consents at once
    submission_key = HiddenField(filters=[line])
    version = HiddenField(filters=[line])

    def offer(self, city: City, language: str) -> None:
        """Fill in the choices of this city and the exact wording of the agreements, in the language of the page."""
        self.ward.choices = [SelectChoice("", _("Choose a ward"))]
        self.ward.choices += [
            SelectChoice(ward.slug, ward.name) for ward in sorted(city.wards, key=lambda ward: ward.name)
        ]
        self.rubric.choices = [SelectChoice("", _("Choose a section"))]
        self.rubric.choices += [SelectChoice(each.slug, each.name(language)) for each in city.rubrics]
        self.credit.choices = [SelectChoice(*choice) for choice in agreements.choices("CREDIT", language)]
        self.credit.data = self.credit.data or UNSAID
        for field, code in (
            (self.credit, "CREDIT"),
            (self.consent_original, "ORIGINAL"),
            (self.consent_license, "LICENSE"),
        ):
            field.label.text = agreements.text(code, language)
        # the agreements are long: above the form they go by a short name
        self.consent_original.short, self.consent_license.short = _("Own work"), _("Permission to publish")
        self.agree.short = _("Agreement")

    def check(
        self, today: date, wards: Iterable[str], rubrics: Iterable[str], *, full: bool, agreed: bool = True
    ) -> bool:
        """Whether it can be sent (`full`) or kept as a draft; `today` is the day in Pekalongan.

        Without `agreed` nobody has to have agreed to anything yet, as before a preview.
        """
        fine = self.validate()
        self._agree()
        if not self.credit.raw_data:
            self.credit.data = ""  # a form without the field: the default on our page is no choice of its sender
        known = {"ward": wards, "rubric": rubrics, "credit": CREDITS}
        for name, span in TEXTS.items():
            shown = body_shown if name == "body" else visible
            self._say(name, rules.check_text(self.typed(name), span, full=full, shown=shown), span)
        self._say("event_date", rules.check_day(self.typed("event_date"), today, full=full))
        for name, choices in known.items():
            self._say(name, _choice(self.typed(name), choices, full=full and name != "credit"))
        if full and agreed:
            missing = [name for name in CONSENTS if not self[name].data]
            for name in ["agree"] if len(missing) == len(CONSENTS) else missing:
                self._say(name, Wrong("missing"))
        if not is_key(self.submission_key.data):
            self.form_errors.append(_("This page came in incomplete. Your words are still here: send it once more."))
            self.submission_key.data = str(uuid.uuid4())
        return fine and not self.errors

    def _agree(self) -> None:
        """The one box of our page stands for both consents, and programs send those: either way all three agree."""
        for name in CONSENTS if self.agree.data else ():
            self[name].data = True
        self.agree.data = all(self[name].data for name in CONSENTS)

    def typed(self, name: str) -> str:
        """One text field, cleaned; empty when it did not arrive."""
        return str(self[name].data or "")

    def _say(self, name: str, wrong: Wrong | None, span: Span | None = None) -> None:
        if wrong:
            field: Field = self[name]
            field.errors = [*field.errors, message(name, wrong, span)]

    def sheet(self, ward_id: int | None, rubric_id: int | None, photos: tuple[PhotoWords, ...]) -> Sheet:
        """What the service keeps; only after `check`."""
        return Sheet(
            title=self.typed("title"),
            body=self.typed("body"),
            ward_id=ward_id,
            rubric_id=rubric_id,
            event_date=rules.read_day(self.typed("event_date")),
            place=self.typed("place"),
            source=self.typed("source"),
            credit=self.typed("credit"),
            original=self.consent_original.data,
            license=self.consent_license.data,
            photos=photos,
        )


def body_shown(text: str) -> str:
    """What readers see of a body, or of its beginning where that is enough for the minimum: rendering is not free."""
    beginning = html.shown(text[:ENOUGH])
    return beginning if len(text) <= ENOUGH or len(beginning) >= rules.BODY.low else html.shown(text)


def is_key(text: str | None) -> bool:
    """Whether it is a UUID as browsers and `uuid` write it."""
    try:
        return str(uuid.UUID(text or "")) == (text or "").lower()
    except ValueError:
        return False


def _choice(value: str, known: Iterable[str], *, full: bool) -> Wrong | None:
    if not value:
        return Wrong("missing") if full else None
    return None if value in known else Wrong("unknown")


def message(field: str, wrong: Wrong, span: Span | None = None) -> str:
    """What is wrong and what to do about it, in one or two short sentences."""
    if wrong.code == "long":
        return str(
            ngettext("Too long. Take out %(num)d character.", "Too long. Take out %(num)d characters.", wrong.amount)
        )
    if wrong.code == "short":
        return _too_short(field, wrong.amount, span)
    return str(MESSAGES[field, wrong.code])


def _too_short(field: str, amount: int, span: Span | None) -> str:
    low = span.low if span else amount
    if field == "title":
        return str(_("Too short to say what happened. Write at least %(low)d characters.", low=low))
    return str(
        ngettext(
            "Tell a little more: %(num)d more character is needed.",
            "Tell a little more: %(num)d more characters are needed.",
            amount,
        )
    )


MESSAGES: Mapping[tuple[str, str], Any] = {
    ("title", "missing"): _l("Give your story a title."),
    ("body", "missing"): _l("Write what happened."),
    ("ward", "missing"): _l("Choose the ward where it happened."),
    ("ward", "unknown"): _l("We do not know this ward. Choose one from the list."),
    ("rubric", "missing"): _l("Choose the section that fits best."),
    ("rubric", "unknown"): _l("We do not know this section. Choose one from the list."),
    ("event_date", "missing"): _l("Say on which day it happened."),
    ("event_date", "unreadable"): _l("We cannot read this date. Write it like 24/11/2026."),
    ("event_date", "future"): _l("This day is still to come. Choose today or an earlier day."),
    ("credit", "unknown"): _l("Choose how your name is shown."),
    ("consent_original", "missing"): _l("Tick this box if the text and photos are yours or used with permission."),
    ("agree", "missing"): _l("Tick this box to send your story. Without it we may not publish it."),
    ("consent_license", "missing"): _l(
        "Without this permission we cannot publish your story. Tick the box to send it."
    ),
}


def consents_to_all(form: Mapping[str, str]) -> bool:
    """Whether the one box for all photos is ticked."""
    return form.get("photos_consent", "0") not in NO


class PhotoTyped:
    """The words typed for photo n, and what is wrong with them."""

    def __init__(self, form: Mapping[str, str], n: int) -> None:
        self.caption = clean_line(form.get(f"photo-{n}-caption", ""))
        self.alt = clean_line(form.get(f"photo-{n}-alt", ""))
        self.credit = clean_line(form.get(f"photo-{n}-credit", ""))
        self.own_consent = form.get(f"photo-{n}-consent", "0") not in NO
        self.consent = self.own_consent or consents_to_all(form)
        self.errors: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self.caption or self.alt or self.credit)

    def check(self) -> bool:
        for name, span in PHOTO_TEXTS.items():
            if wrong := rules.check_text(getattr(self, name), span, full=False):
                self.errors[name] = message(name, wrong)
        return not self.errors

    def words(self, photo_id: int) -> PhotoWords:
        return PhotoWords(photo_id, self.caption, self.alt, self.credit, self.consent)
