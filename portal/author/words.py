"""What residents and directors are told about a story: one set of words for the list of notices and for letters."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.author.photo_words import why
from portal.kernel import codes
from portal.kernel.dates import day_stamp
from portal.kernel.i18n import language
from portal.kernel.text import slugify
from portal.newsroom.faults import APPROVAL

Detail = Mapping[str, Any]


@dataclass(frozen=True)
class Words:
    """A headline, paragraphs, reasons, and one thing to do; `path` starts with "/" or is a whole address."""

    title: str
    lines: list[str] = field(default_factory=list)
    path: str = ""
    label: str = ""
    icon: str = "doc"
    reasons: list[dict[str, str]] = field(default_factory=list)
    note: str = ""


def due(detail: Detail) -> str:
    """The deadline in words, or nothing."""
    text = detail.get("due")
    return day_stamp(datetime.fromisoformat(text), language()) if text else ""


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


def _named(detail: Detail) -> str:
    return str(_("“%(title)s”", title=detail.get("title") or _("Untitled")))


def submitted(detail: Detail) -> Words:
    lines = [_("%(title)s is in the review queue of %(ward)s.", title=_named(detail), ward=detail.get("ward", ""))]
    if when := due(detail):
        lines.append(_("It is reviewed by %(due)s.", due=when))
    return Words(_("We have received your story"), lines, own_path(detail), _("Follow your story"), "up")


def returned(detail: Detail) -> Words:
    told = reasons(detail)
    title = ngettext("One change before it is published", "%(num)d changes before it is published", max(1, len(told)))
    lines = [_("%(title)s has been reviewed.", title=_named(detail))]
    if when := due(detail):
        lines.append(_("You have until %(due)s. After that it goes back to your drafts and is not lost.", due=when))
    return Words(
        title, lines, f"{own_path(detail)}/ubah", _("Improve your story"), "undo", told, detail.get("note", "")
    )


def rejected(detail: Detail) -> Words:
    lines = [_("%(title)s cannot be published. Here is why.", title=_named(detail))]
    title, label = _("Your story was not accepted"), _("See the reasons")
    return Words(title, lines, own_path(detail), label, "x", reasons(detail), detail.get("note", ""))


def held(detail: Detail) -> Words:
    lines = [_("%(title)s waits until something has been settled.", title=_named(detail))]
    title, label = _("Your story is on hold"), _("See what is open")
    return Words(title, lines, own_path(detail), label, "pause", reasons(detail), detail.get("note", ""))


def escalated(detail: Detail) -> Words:
    lines = [_("%(title)s is now with the public relations office, which decides instead.", title=_named(detail))]
    title = _("Your story was passed on")
    return Words(title, lines, own_path(detail), _("Follow your story"), "next")


def published(detail: Detail) -> Words:
    lines = [_("%(title)s can be read by everybody. Share it with your neighbours.", title=_named(detail))]
    return Words(_("Your story is published"), lines, public_path(detail), _("Read your story"), "check")


def hidden(detail: Detail) -> Words:
    named, label = _named(detail), _("See your story")
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
            [_("%(title)s will not be reviewed and will not be published.", title=_named(detail))],
            own_path(detail),
            _("See your story"),
            "undo",
        )
    lines = [_("%(title)s was withdrawn. Its address stays and says so.", title=_named(detail))]
    title, label = _("Your story was withdrawn"), _("See the reasons")
    return Words(title, lines, own_path(detail), label, "flag", reasons(detail), detail.get("note", ""))


def restored(detail: Detail) -> Words:
    lines = [_("%(title)s can be read by everybody again.", title=_named(detail))]
    title, label = _("Your story is back"), _("Read your story")
    return Words(title, lines, public_path(detail), label, "check", [], detail.get("note", ""))


def shared(detail: Detail) -> Words:
    channel = detail.get("channel", "")
    named = {"title": _named(detail), "channel": channel}
    lines = [_("%(title)s was shared on %(channel)s.", **named)]
    if when := detail.get("at"):
        moment = day_stamp(datetime.fromisoformat(when), language())
        lines = [_("%(title)s was shared on %(channel)s on %(time)s.", **named, time=moment)]
    path = detail.get("url") or own_path(detail)
    return Words(_("Your story is on %(channel)s", channel=channel), lines, path, _("See the post"), "link")


def taken_back(detail: Detail) -> Words:
    title = _("Your story is no longer on %(channel)s", channel=detail.get("channel", ""))
    lines = [_("The public relations office took down the post about %(title)s there.", title=_named(detail))]
    if detail.get("live"):
        lines.append(_("Nothing changes on this portal: everybody can still read your story here."))
        return Words(title, lines, public_path(detail), _("Read your story"), "undo")
    lines.append(_("It follows from what was decided about your story; your story's page tells you more."))
    return Words(title, lines, own_path(detail), _("See your story"), "undo")


def photo_failed(detail: Detail) -> Words:
    lines = [
        _("A photo of %(title)s cannot be used.", title=_named(detail)),
        why(detail.get("failure"), detail.get("photo", "")),
        _("Your text and the other photos are safe."),
    ]
    return Words(_("A photo cannot be used"), lines, own_path(detail), _("See your story"), "album")


def arrived(detail: Detail) -> Words:
    title = _("New story from %(ward)s", ward=detail.get("ward", ""))
    path = f"/meja/{codes.PREFIX}-{detail.get('code', '')}"
    lines = [_named(detail)]
    if when := due(detail):
        lines.append(_("Please review it by %(due)s.", due=when))
    return Words(title, lines, path, _("Review the story"), "eye")


def withdrawal_asked(detail: Detail) -> Words:
    lines = [_("The author of %(title)s asks for its removal. Readers no longer see it.", title=_named(detail))]
    if when := due(detail):
        lines.append(_("Please answer by %(due)s.", due=when))
    path = f"/siar/pencabutan/{codes.PREFIX}-{detail.get('code', '')}"
    title, label = _("An author asks for removal"), _("Answer the request")
    return Words(title, lines, path, label, "undo", note=detail.get("note", ""))


def _names(detail: Detail) -> dict[str, str]:
    return {key: detail.get(key, "") for key in ("former_name", "name")}


def name_asked(detail: Detail) -> Words:
    line = _("“%(former_name)s” would like to be called “%(name)s”.", **_names(detail))
    return Words(
        _("A new name is waiting for your answer"), [line], detail.get("path", "/siar/nama"), _("Answer"), "eye"
    )


def name_accepted(detail: Detail) -> Words:
    line = _(
        "You are “%(name)s” from now on. The old address of your author page redirects to the new one.",
        **_names(detail),
    )
    lines = [line, *filter(None, [detail.get("note")])]
    return Words(_("Your new name is in use"), lines, "/akun", _("See my account"), "check")


def name_refused(detail: Detail) -> Words:
    line = _("Your name stays “%(former_name)s”.", **_names(detail))
    lines = [line, *filter(None, [detail.get("note")])]
    return Words(_("Your new name was not accepted"), lines, "/akun", _("See my account"), "x")


def kit_due(detail: Detail) -> Words:
    channel = detail.get("channel", "")
    lines = [_("%(title)s can be posted now. Text, pictures and checklist are waiting.", title=_named(detail))]
    title = _("Time to post on %(channel)s", channel=channel)
    return Words(title, lines, detail.get("path", "/siar"), _("Open the kit"), "clock")


def post_held(detail: Detail) -> Words:
    channel, lines = detail.get("channel", ""), [_("%(title)s was not posted on time.", title=_named(detail))]
    if detail.get("fault") == APPROVAL:
        lines.append(_("No second reviewer had approved it. Approve it, then agree to the new time."))
    else:
        lines.append(_("Something has to be put right first. Its page says what."))
    title = _("The post for %(channel)s is on hold", channel=channel)
    return Words(title, lines, detail.get("path", "/siar"), _("See the post"), "pause")


def approval_wanted(detail: Detail) -> Words:
    channel, lines = detail.get("channel", ""), [_("%(title)s waits for a second reviewer.", title=_named(detail))]
    if when := due(detail):
        lines.append(_("It is scheduled for %(due)s.", due=when))
    title = _("Please approve the post for %(channel)s", channel=channel)
    return Words(title, lines, detail.get("path", "/siar"), _("Read and approve"), "eye")


def delivery_check(detail: Detail) -> Words:
    title = _("Has the post for %(channel)s been made?", channel=detail.get("channel", ""))
    line = _(
        "%(title)s: look at the channel, then record what you saw. The portal does nothing more.", title=_named(detail)
    )
    return Words(title, [line], detail.get("path", "/siar"), _("See the post"), "eye")


def delivery_failed(detail: Detail) -> Words:
    title = _("%(channel)s refused a post", channel=detail.get("channel", ""))
    line = _("%(title)s was not posted. Its page says why, and what to do.", title=_named(detail))
    return Words(title, [line], detail.get("path", "/siar"), _("See the post"), "alert")


def delivery_undeleted(detail: Detail) -> Words:
    title = _("A post on %(channel)s could not be taken down", channel=detail.get("channel", ""))
    line = _("Delete %(title)s there yourself, then record it here.", title=_named(detail))
    return Words(title, [line], detail.get("path", "/siar"), _("See the post"), "alert")


def channel_reauth(detail: Detail) -> Words:
    title = _("%(channel)s rejects the password or token", channel=detail.get("channel", ""))
    line = _("Everything for this channel waits. Enter new ones and test them.")
    return Words(title, [line], detail.get("path", "/siar/kanal"), _("See the channel"), "lock")


def channel_blocked(detail: Detail) -> Words:
    title = _("%(channel)s restricts the account of this channel", channel=detail.get("channel", ""))
    line = _("Everything for this channel waits. Look there what it asks for.")
    return Words(title, [line], detail.get("path", "/siar/kanal"), _("See the channel"), "lock")


def channel_down(detail: Detail) -> Words:
    title = _("%(channel)s does not answer", channel=detail.get("channel", ""))
    line = _("The portal keeps trying. Post manually what cannot wait.")
    return Words(title, [line], detail.get("path", "/siar/kanal"), _("See the channel"), "alert")


def channels_trouble(detail: Detail) -> Words:
    names = [str(name) for name in detail.get("channels", ())]
    title = ngettext("%(num)d channel is in trouble", "%(num)d channels are in trouble", len(names))
    lines = [", ".join(names)] if names else []
    lines.append(_("Perhaps it has one cause. The page of channels says what each of them answers."))
    return Words(title, lines, detail.get("path", "/siar/kanal"), _("See the channels"), "alert")


def correction_owed(detail: Detail) -> Words:
    channel = detail.get("channel", "")
    lines = [_("%(title)s was taken down. Delete or correct its post there, then say so.", title=_named(detail))]
    title = _("A post on %(channel)s must be corrected or removed", channel=channel)
    return Words(title, lines, detail.get("path", "/siar"), _("See the post"), "alert")


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
    "arrived": arrived,
    "withdrawal_asked": withdrawal_asked,
    "name_asked": name_asked,
    "name_accepted": name_accepted,
    "name_refused": name_refused,
    "kit_due": kit_due,
    "post_held": post_held,
    "delivery_check": delivery_check,
    "delivery_failed": delivery_failed,
    "delivery_undeleted": delivery_undeleted,
    "channel_reauth": channel_reauth,
    "channel_blocked": channel_blocked,
    "channel_down": channel_down,
    "channels_trouble": channels_trouble,
    "approval_wanted": approval_wanted,
    "correction_owed": correction_owed,
}


def of(kind: str, detail: Detail) -> Words:
    """Raises KeyError for a kind nobody has written words for."""
    return KINDS[kind](detail)
