"""What a person is told after an act, in one place."""

from flask import flash
from flask_babel import gettext as _

from portal.kernel import clock, dates
from portal.kernel.i18n import language
from portal.stories.lifecycle import EDITABLE, Status
from portal.stories.models import Story


def kept(act: str) -> None:
    """A draft was saved; a sent story needs no flash, the receipt says it."""
    if act == "save":
        now = dates.clock(clock.now(), language())
        flash(_("Draft saved at %(time)s. Go on whenever you like.", time=now), "ok")


def parked(*, files: bool) -> None:
    """A visitor's words are safe on the way to signing in."""
    flash(_("Your text is safe. Sign in or register, then go on where you stopped."), "ok")
    if files:
        flash(_("Your photos are not here yet. Add them once you have signed in."), "ok")


def signed_out() -> str:
    return str(_("You are signed out. Your words are still here: sign in, then send them."))


def guardian_first() -> str:
    return str(
        _("Your parent or guardian has not confirmed yet, so this cannot be sent. Save it now and send it afterwards.")
    )


def too_many_drafts() -> str:
    return str(_("You have many unfinished drafts. Send one or throw one away, then we can keep this one too."))


def draft_closed() -> str:
    return str(_("This story was sent or changed in another window. What you type here is kept on this phone only."))


def draft_elsewhere() -> str:
    return str(_("This draft was changed in another window or on another phone."))


def other_words() -> str:
    return str(
        _("We already have a story from this form with other words. It stays as it was. What you typed is below.")
    )


def changed_meanwhile() -> str:
    return str(_("This story was changed in another window. What you typed is below; what we have is beside it."))


def no_longer_open() -> str:
    return str(_("This story can no longer be changed. What you typed is below, so that you can copy it."))


def not_open_now(story: Story) -> None:
    """Why the form of a story is not shown; whoever comes back to it after sending reads this too."""
    if story.status is Status.IN_REVIEW:
        flash(_("This story is being reviewed, so it cannot be changed yet."), "error")
    else:
        flash(_("The words of this story cannot be changed now. This page says where it stands."), "error")


def photos_changed() -> None:
    flash(_("The photos are changed. Your story keeps its place in the queue."), "ok")


def photos_changed_elsewhere() -> None:
    flash(_("This story was changed in another window. Check the photos, then save them once more."), "error")


def photos_closed(story: Story) -> None:
    """Why the photos of a story cannot be changed on their own now."""
    if story.status in EDITABLE:
        flash(_("Change the photos together with your story."), "error")
    elif story.status is Status.IN_REVIEW:
        flash(_("Your story is being reviewed, so its photos cannot be changed now."), "error")
    else:
        flash(_("The photos of this story can no longer be changed."), "error")


def withdrawn(*, hidden: bool) -> None:
    if hidden:
        flash(_("Your story is hidden from readers. We answer your request within 3 × 24 hours."), "ok")
    else:
        flash(_("You have taken this story back."), "ok")


def cannot_withdraw(story: Story) -> str:
    """Why a story cannot be taken back now: most often because it is already."""
    if story.status is Status.HIDDEN and story.due_at:
        due = dates.day_stamp(story.due_at, language())
        return str(_("You have asked for this already. We answer by %(due)s.", due=due))
    if story.status in (Status.HIDDEN, Status.WITHDRAWN):
        return str(_("Nothing was done: readers no longer see this story."))
    return str(_("Nothing was done: this story changed meanwhile. Look at its state, then decide."))
