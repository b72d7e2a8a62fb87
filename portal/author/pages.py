"""Draws the story form in all its states: empty, faulty, previewed, overtaken."""

from datetime import timedelta
from typing import Any, NamedTuple

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy.exc import OperationalError

from portal.accounts import service as accounts
from portal.accounts.models import User
from portal.author import intake, questions
from portal.author.rows import Row, Rows
from portal.kernel import codes, errors, html
from portal.kernel.dates import short_date
from portal.kernel.i18n import language
from portal.kernel.text import initials
from portal.stories import rules
from portal.stories.forms import StoryForm
from portal.stories.models import Story


class Preview(NamedTuple):
    """The story as its readers would see it."""

    title: str
    body: Markup
    rubric: dict[str, Any]
    ward: dict[str, Any]
    byline: str
    day: str
    numbers: list[tuple[str, str]]  # kind and number: personal data in the words, which readers would see too


def person() -> User | None:
    """Whoever is signed in."""
    user = current_user._get_current_object()
    return user if isinstance(user, User) else None


def byline(name: str, credit: str, ward: str) -> str:
    """The name as the author wants it shown, said as readers will see it; initials when nothing was said."""
    letters = initials(name) if credit in ("initials", "") else ""
    if letters:
        return str(_("%(initials)s, citizen contributor in %(ward)s", initials=letters, ward=ward))
    return name if credit == "full" else str(_("A resident of %(ward)s", ward=ward))


def preview(form: StoryForm, user: User | None) -> Preview:
    ward, rubric = intake.city().ward(form.typed("ward")), intake.city().rubric(form.typed("rubric"))
    day = rules.read_day(form.typed("event_date"))
    return Preview(
        title=form.typed("title"),
        body=html.render(form.typed("body")),
        rubric={"name": rubric.name(language()), "color": rubric.color} if rubric else {},
        ward={"name": ward.name} if ward else {},
        byline=byline(user.name if user else "", form.typed("credit"), ward.name if ward else ""),
        day=short_date(day, language()) if day else "",
        numbers=[(questions.kind_words(found.kind), found.text) for _field, found in questions.numbers(form, Rows())],
    )


def form_page(form: StoryForm, rows: Rows, status: int = 200, **more: Any) -> ResponseReturnValue:
    """The form as typed. JSON callers get what is wrong as problem+json instead."""
    if status >= 400 and errors.wants_json():
        question = more.get("question")
        return errors.answer(status, said(form, rows, question.said if question else more.get("why", "")))
    user = person()
    form.offer(intake.city(), language())
    page = render_template(
        "author/write.html",
        form=form,
        rows=[row.shown() for row in rows.rows],
        spare=[Row(typed).shown() for typed in rows.spare],
        photo_errors=rows.messages(),
        photo_faults=photo_faults(rows),
        photos_consent={"ticked": rows.all_consent, "errors": rows.consent_errors},
        rules=rules,
        today=intake.today().isoformat(),
        yesterday=(intake.today() - timedelta(days=1)).isoformat(),
        number_patterns=questions.page_patterns(),
        user=user,
        names={"full": user.name, "initials": initials(user.name)} if user else {},
        may_send=user is None or accounts.may_send(user),
        here=f"{request.script_root}{request.path}",
        **more,
    )
    return make_response(page, status)


def rescued(form: StoryForm, rows: Rows, error: OperationalError) -> ResponseReturnValue:
    """The form as typed when the database takes nothing; if it cannot be read either, the general page says so."""
    status = 507 if any(sign in str(error).lower() for sign in errors.FULL) else 503
    words = errors.words_for(status)
    form.form_errors.append(f"{words.title}. {words.text}")
    response = make_response(form_page(form, rows, status))
    response.headers["Retry-After"] = errors.RETRY_AFTER[status]
    return response


def too_many(form: StoryForm, rows: Rows, seconds: int) -> ResponseReturnValue:
    """A visitor's form as typed when their connection has left too many unfinished stories with us."""
    form.form_errors.append(
        _("Many stories from your connection wait for someone to sign in. Sign in first, then send.")
    )
    response = make_response(form_page(form, rows, 429))
    response.headers["Retry-After"] = str(seconds)
    return response


def photo_faults(rows: Rows) -> list[tuple[str, str]]:
    """What the summary above the form says of pictures: id of the field, and the message."""
    fields = [(n, name, text) for n, row in enumerate(rows.rows) for name, text in row.typed.errors.items()]
    words = [(f"photo-{n}-{name}", text) for n, name, text in fields if name != "consent"]
    consent = [("photos_consent", text) for text in rows.consent_errors]
    return [("photos", text) for text in rows.messages()] + words + consent


def said(form: StoryForm, rows: Rows, why: str = "") -> str:
    """Every fault of a form in one line each."""
    lines = [f"{name}: {' '.join(map(str, found))}" for name, found in form.errors.items() if name]
    lines += [*map(str, form.form_errors), *(f"{name}: {text}" for name, text in photo_faults(rows)), why]
    return "\n".join(line for line in lines if line)


def overtaken(
    form: StoryForm, rows: Rows, story: Story, *, why: str, editable: bool, asked: Any = None
) -> ResponseReturnValue:
    """409: what stands instead, and everything that was typed."""
    first: dict[str, Any] = {"code": codes.pretty(story.code), "status": story.status, "title": story.title}
    first["body"] = Markup(story.body_html)  # noqa: S704 – went through kernel.html when it was saved
    return form_page(form, rows, 409, first=first, why=why, editable=editable, asked=asked)
