"""What people with a desk are told about what waits there: one set of words for their list and for letters."""

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.kernel import codes
from portal.newsroom.faults import APPROVAL
from portal.notices.words import Detail, Words, due, names, quoted


def desk_path(detail: Detail) -> str:
    return f"/meja/{codes.PREFIX}-{detail.get('code', '')}"


def arrived(detail: Detail) -> Words:
    title = _("New story from %(ward)s", ward=detail.get("ward", ""))
    lines = [quoted(detail)]
    if when := due(detail):
        lines.append(_("Please review it by %(due)s.", due=when))
    return Words(title, lines, desk_path(detail), _("Review the story"), "eye")


def review_reminder(detail: Detail) -> Words:
    lines = [_("%(title)s has been waiting for a decision for 18 hours.", title=quoted(detail))]
    if when := due(detail):
        lines.append(_("Please review it by %(due)s.", due=when))
    title = _("Not reviewed yet: a story from %(ward)s", ward=detail.get("ward", ""))
    return Words(title, lines, desk_path(detail), _("Review the story"), "clock")


def review_deputy(detail: Detail) -> Words:
    lines = [
        _("Nobody has decided on %(title)s within 24 hours.", title=quoted(detail)),
        _("The deputy may decide in the director's place."),
    ]
    title = _("Past 24 hours: a story from %(ward)s", ward=detail.get("ward", ""))
    return Words(title, lines, desk_path(detail), _("Review the story"), "clock")


def review_overdue(detail: Detail) -> Words:
    lines = [
        _("Nobody has decided on %(title)s within 48 hours.", title=quoted(detail)),
        _("The public relations office decides now."),
    ]
    title = _("Past 48 hours: a story from %(ward)s", ward=detail.get("ward", ""))
    return Words(title, lines, desk_path(detail), _("Review the story"), "alert")


def withdrawal_asked(detail: Detail) -> Words:
    lines = [_("The author of %(title)s asks for its removal. Readers no longer see it.", title=quoted(detail))]
    if when := due(detail):
        lines.append(_("Please answer by %(due)s.", due=when))
    path = f"/siar/pencabutan/{codes.PREFIX}-{detail.get('code', '')}"
    title, label = _("An author asks for removal"), _("Answer the request")
    return Words(title, lines, path, label, "undo", note=detail.get("note", ""))


def name_asked(detail: Detail) -> Words:
    line = _("“%(former_name)s” would like to be called “%(name)s”.", **names(detail))
    return Words(
        _("A new name is waiting for your answer"), [line], detail.get("path", "/siar/nama"), _("Answer"), "eye"
    )


def kit_due(detail: Detail) -> Words:
    channel = detail.get("channel", "")
    lines = [_("%(title)s can be posted now. Text, pictures and checklist are waiting.", title=quoted(detail))]
    title = _("Time to post on %(channel)s", channel=channel)
    return Words(title, lines, detail.get("path", "/siar"), _("Open the kit"), "clock")


def post_held(detail: Detail) -> Words:
    channel, lines = detail.get("channel", ""), [_("%(title)s was not posted on time.", title=quoted(detail))]
    if detail.get("fault") == APPROVAL:
        lines.append(_("No second reviewer had approved it. Approve it, then agree to the new time."))
    else:
        lines.append(_("Something has to be put right first. Its page says what."))
    title = _("The post for %(channel)s is on hold", channel=channel)
    return Words(title, lines, detail.get("path", "/siar"), _("See the post"), "pause")


def approval_wanted(detail: Detail) -> Words:
    channel, lines = detail.get("channel", ""), [_("%(title)s waits for a second reviewer.", title=quoted(detail))]
    if when := due(detail):
        lines.append(_("It is scheduled for %(due)s.", due=when))
    title = _("Please approve the post for %(channel)s", channel=channel)
    return Words(title, lines, detail.get("path", "/siar"), _("Read and approve"), "eye")


def delivery_check(detail: Detail) -> Words:
    title = _("Has the post for %(channel)s been made?", channel=detail.get("channel", ""))
    line = _(
        "%(title)s: look at the channel, then record what you saw. The portal does nothing more.", title=quoted(detail)
    )
    return Words(title, [line], detail.get("path", "/siar"), _("See the post"), "eye")


def delivery_failed(detail: Detail) -> Words:
    title = _("%(channel)s refused a post", channel=detail.get("channel", ""))
    line = _("%(title)s was not posted. Its page says why, and what to do.", title=quoted(detail))
    return Words(title, [line], detail.get("path", "/siar"), _("See the post"), "alert")


def delivery_undeleted(detail: Detail) -> Words:
    title = _("A post on %(channel)s could not be taken down", channel=detail.get("channel", ""))
    line = _("Delete %(title)s there yourself, then record it here.", title=quoted(detail))
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
    lines = [_("%(title)s was taken down. Delete or correct its post there, then say so.", title=quoted(detail))]
    title = _("A post on %(channel)s must be corrected or removed", channel=channel)
    return Words(title, lines, detail.get("path", "/siar"), _("See the post"), "alert")


KINDS: dict[str, Callable[[Detail], Words]] = {
    "arrived": arrived,
    "review_reminder": review_reminder,
    "review_deputy": review_deputy,
    "review_overdue": review_overdue,
    "withdrawal_asked": withdrawal_asked,
    "name_asked": name_asked,
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
