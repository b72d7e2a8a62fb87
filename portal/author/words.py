"""What residents are told about their stories: one set of words for the list of notices and for letters."""

from collections.abc import Callable
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.author.photo_words import why
from portal.kernel import codes
from portal.kernel.dates import day_stamp
from portal.kernel.i18n import language
from portal.kernel.text import slugify
from portal.notices.words import Detail, Words, due, names, quoted


def reasons(detail: Detail) -> list[dict[str, str]]:
    """The reasons in the language of the page or letter: `title`, `fix`, `quote`."""
    english = language() == "en"
    found = []
    for row in detail.get("reasons", ()):
        title = (english and row.get("title_en")) or row.get("title") or row.get("code", "")
        fix = (english and row.get("fix_en")) or row.get("fix", "")
        found.append({"title": title, "fix": fix, "quote": row.get("quote", "")})
    return found


def own_path(detail: Detail) -> str:
    return f"/kiriman/{codes.PREFIX}-{detail.get('code', '')}"


def public_path(detail: Detail) -> str:
    return f"/berita/{detail.get('slug') or slugify(detail.get('title', ''))}-{codes.PREFIX}-{detail.get('code', '')}"


def submitted(detail: Detail) -> Words:
    lines = [_("%(title)s is in the review queue of %(ward)s.", title=quoted(detail), ward=detail.get("ward", ""))]
    if when := due(detail):
        lines.append(_("It is reviewed by %(due)s.", due=when))
    return Words(_("We have received your story"), lines, own_path(detail), _("Follow your story"), "up")


def returned(detail: Detail) -> Words:
    told = reasons(detail)
    title = ngettext("One change before it is published", "%(num)d changes before it is published", max(1, len(told)))
    lines = [_("%(title)s has been reviewed.", title=quoted(detail))]
    if when := due(detail):
        lines.append(_("You have until %(due)s. After that it goes back to your drafts and is not lost.", due=when))
    return Words(
        title, lines, f"{own_path(detail)}/ubah", _("Improve your story"), "undo", told, detail.get("note", "")
    )


def rejected(detail: Detail) -> Words:
    lines = [_("%(title)s cannot be published. Here is why.", title=quoted(detail))]
    title, label = _("Your story was not accepted"), _("See the reasons")
    return Words(title, lines, own_path(detail), label, "x", reasons(detail), detail.get("note", ""))


def held(detail: Detail) -> Words:
    lines = [_("%(title)s waits until something has been settled.", title=quoted(detail))]
    title, label = _("Your story is on hold"), _("See what is open")
    return Words(title, lines, own_path(detail), label, "pause", reasons(detail), detail.get("note", ""))


def escalated(detail: Detail) -> Words:
    lines = [_("%(title)s is now with the public relations office, which decides instead.", title=quoted(detail))]
    title = _("Your story was passed on")
    return Words(title, lines, own_path(detail), _("Follow your story"), "next")


def published(detail: Detail) -> Words:
    lines = [_("%(title)s can be read by everybody. Share it with your neighbours.", title=quoted(detail))]
    return Words(_("Your story is published"), lines, public_path(detail), _("Read your story"), "check")


def hidden(detail: Detail) -> Words:
    named, label = quoted(detail), _("See your story")
    if detail.get("by") == "author":
        line = _("Readers no longer see %(title)s. We answer your request by %(due)s.", title=named, due=due(detail))
        return Words(_("Your story is hidden, as you asked"), [line], own_path(detail), label, "lock")
    line = _("Readers do not see %(title)s while something about it is checked.", title=named)
    title = _("Your story is taken down for now")
    return Words(title, [line], own_path(detail), label, "lock", [], detail.get("note", ""))


def withdrawn(detail: Detail) -> Words:
    if detail.get("by") == "author":
        return Words(
            _("You took your story back"),
            [_("%(title)s will not be reviewed and will not be published.", title=quoted(detail))],
            own_path(detail),
            _("See your story"),
            "undo",
        )
    lines = [_("%(title)s was withdrawn. Its address stays and says so.", title=quoted(detail))]
    title, label = _("Your story was withdrawn"), _("See the reasons")
    return Words(title, lines, own_path(detail), label, "flag", reasons(detail), detail.get("note", ""))


def restored(detail: Detail) -> Words:
    lines = [_("%(title)s can be read by everybody again.", title=quoted(detail))]
    title, label = _("Your story is back"), _("Read your story")
    return Words(title, lines, public_path(detail), label, "check", [], detail.get("note", ""))


def shared(detail: Detail) -> Words:
    channel = detail.get("channel", "")
    named = {"title": quoted(detail), "channel": channel}
    lines = [_("%(title)s was shared on %(channel)s.", **named)]
    if when := detail.get("at"):
        moment = day_stamp(datetime.fromisoformat(when), language())
        lines = [_("%(title)s was shared on %(channel)s on %(time)s.", **named, time=moment)]
    path = detail.get("url") or own_path(detail)
    return Words(_("Your story is on %(channel)s", channel=channel), lines, path, _("See the post"), "link")


def taken_back(detail: Detail) -> Words:
    title = _("Your story is no longer on %(channel)s", channel=detail.get("channel", ""))
    lines = [_("The public relations office took down the post about %(title)s there.", title=quoted(detail))]
    if detail.get("live"):
        lines.append(_("Nothing changes on this portal: everybody can still read your story here."))
        return Words(title, lines, public_path(detail), _("Read your story"), "undo")
    lines.append(_("It follows from what was decided about your story; your story's page tells you more."))
    return Words(title, lines, own_path(detail), _("See your story"), "undo")


def photo_failed(detail: Detail) -> Words:
    lines = [
        _("A photo of %(title)s cannot be used.", title=quoted(detail)),
        why(detail.get("failure"), detail.get("photo", "")),
        _("Your text and the other photos are safe."),
    ]
    return Words(_("A photo cannot be used"), lines, own_path(detail), _("See your story"), "album")


def name_accepted(detail: Detail) -> Words:
    line = _(
        "You are “%(name)s” from now on. The old address of your author page redirects to the new one.",
        **names(detail),
    )
    lines = [line, *filter(None, [detail.get("note")])]
    return Words(_("Your new name is in use"), lines, "/akun", _("See my account"), "check")


def name_refused(detail: Detail) -> Words:
    line = _("Your name stays “%(former_name)s”.", **names(detail))
    lines = [line, *filter(None, [detail.get("note")])]
    return Words(_("Your new name was not accepted"), lines, "/akun", _("See my account"), "x")


KINDS: dict[str, Callable[[Detail], Words]] = {
    "submitted": submitted,
    "returned": returned,
    "rejected": rejected,
    "held": held,
    "escalated": escalated,
    "published": published,
    "hidden": hidden,
    "withdrawn": withdrawn,
    "restored": restored,
    "shared": shared,
    "taken_back": taken_back,
    "photo_failed": photo_failed,
    "name_accepted": name_accepted,
    "name_refused": name_refused,
}


def of(kind: str, detail: Detail) -> Words:
    """Raises KeyError for a kind nobody has written words for."""
    return KINDS[kind](detail)
