"""What staff read about a post: the words of every finding, note and refusal, once, for all pages."""

from flask_babel import lazy_gettext as _l

from portal.newsroom.checking import Issue
from portal.newsroom.faults import Faulty, Refused
from portal.newsroom.lifecycle import NotAllowed

ISSUES = {
    "text_empty": _l("The text is empty. Write at least one sentence."),
    "text_too_long": _l("The text is too long. Remove %(over)s characters."),
    "text_too_heavy": _l(
        "The text is too long for this channel, which counts bytes. Remove about %(over)s characters."
    ),
    "hashtags_too_many": _l("There are %(count)s hashtags. This channel takes at most %(max)s."),
    "hook_over_fold": _l("The first line is longer than readers see before the fold. Remove %(over)s characters."),
    "link_not_clickable": _l("Links cannot be tapped on this channel. Keep the address short."),
    "link_costs": _l("A post with a link costs US$%(price)s on X instead of US$%(usual)s."),
    "needs_picture": _l("This channel takes nothing without a picture. The post waits until the story has one."),
    "needs_video": _l("This channel takes videos only. The post waits until there is one."),
    "pictures_too_many": _l("There are %(count)s pictures. This channel takes at most %(max)s."),
    "picture_not_ready": _l("Picture %(number)s is still being processed."),
    "alt_missing": _l("Picture %(number)s has no alt text. Describe it for people who cannot see it."),
    "alt_short": _l("The alt text of picture %(number)s is very short. Aim for at least %(min)s characters."),
    "alt_cut": _l("The alt text of picture %(number)s is cut at %(max)s characters on this channel."),
    "picture_type": _l("Picture %(number)s has a format this channel does not take."),
    "picture_heavy": _l("Picture %(number)s is too large a file. This channel takes at most %(max)s MB."),
    "picture_large": _l("Picture %(number)s has too many pixels. This channel takes at most %(max)s on the long edge."),
    "picture_ratio": _l("Picture %(number)s is too wide or too tall for this channel."),
    "credit_missing": _l("The text does not name the photographer. Add a line that starts with “Foto:”."),
}
NOTES = {
    "body_cut": _l("The story was shortened for this channel."),
    "hook_cut": _l("The headline was shortened for this channel."),
    "credit_cut": _l("A very long name was shortened."),
    "tags_left_out": _l("Hashtags were left out for lack of room."),
    "link_left_out": _l("The address of the story was left out for lack of room."),
    "pictures_left_out": _l("This channel takes fewer pictures than the story has."),
    "label_first": _l("The story is not verified yet; the text says so first."),
}
PROOFS = {
    "not_a_url": _l("This is not a link. Copy the post's link from the app or the browser."),
    "too_long": _l("The address is too long. Copy it without the part after the question mark."),
    "not_https": _l("The address has to start with https://."),
    "userinfo": _l("The address contains an @ before the site's name. Copy it again from the app."),
    "port": _l("The address contains a port number. Copy it again from the app."),
    "host": _l("The address belongs to another site than this channel."),
    "short_link": _l("This is a short link. Open it and copy the full address of the post."),
    "path": _l("This is not the link of one post. Open the post and copy its link."),
    "account": _l("The post belongs to another account than this channel."),
    "no_address": _l("The channel's own address is not recorded yet. Fill it in on the channel's page first."),
}
HANDLES = {
    "empty": _l("Fill in the account's name."),
    "shape": _l("An account cannot have this name on this network. Check for dots, spaces and length."),
}

REFUSALS = {
    "due_missing": _l("Choose the day and time for this post."),
    "due_past": _l("This time is over. Choose a later one."),
    "due_far": _l("This is more than a year ahead. Choose an earlier time."),
    "due_unreadable": _l("Write day and time like 24/11/2026 16.30."),
    "proof_missing": _l("Paste the address of the post."),
    "proof_or_screenshot": _l("Paste the address of the post, or add a screenshot."),
    "correction_how": _l("Write what was done on the channel, or paste the address of the corrected post."),
    "address_needed": _l("Posts on this channel have an address. Paste it instead of a screenshot."),
    "taken": _l("This address already proves another post. Copy the address of this one."),
    "master_empty": _l("The base text is empty. Write at least a headline."),
    "approval_first": _l("A second reviewer has to approve this before it is posted. You can schedule it meanwhile."),
    "own_words": _l("You wrote these words last, so a colleague has to approve them."),
    "conflict": _l("You have a conflict of interest in this story, so a colleague has to approve this."),
    "incomplete": _l("This page came in incomplete. Your words are still here: send it once more."),
    "choose_posts": _l("Choose at least one post."),
    "spacing": _l("Write the minutes between two posts as a number from 0 to 1440."),
    "button": _l("Use one of the buttons on this page."),
}
ACTIONS = {
    "save": _l("Text saved"),
    "schedule": _l("Scheduled"),
    "publish": _l("Kit made ready"),
    "cancel": _l("Cancelled"),
    "hold": _l("On hold"),
    "skip": _l("Skipped"),
    "claim": _l("Kit taken"),
    "release": _l("Kit put back"),
    "proof": _l("Proof recorded, shared"),
    "correct": _l("Correction done"),
    "due": _l("Its time came, kit ready"),
    "stop": _l("Story taken down"),
    "resume": _l("Story back, in the queue again"),
    "resync": _l("Reverted to the base text"),
    "approve": _l("Approved by a second reviewer"),
    "assist": _l("Switched to manual, kit made ready"),
    "resend": _l("Looked and not found, to be sent again"),
    "delete": _l("Asked the channel to take it down"),
    "prepare": _l("Being prepared"),
    "wait": _l("Waiting to be sent"),
    "arm": _l("Being sent"),
    "lose": _l("Answer lost, being checked"),
    "arrive": _l("Arrived on the channel"),
    "ask": _l("Needs a manual check"),
    "fail": _l("Refused by the channel"),
    "retract": _l("Taken down on the channel"),
}
LINKS = {
    "": "",
    "open": _l("This is the link the app gave. The portal is looking for the post's own address."),
    "resolved": "",
    "unreachable": _l("This is the link the app gave. The network did not say where it leads, so it stays as it is."),
    "elsewhere": _l("This is the link the app gave. It does not lead to a post, as far as the portal can see: look."),
    "account": _l(
        "This link leads to a post of another account. Look at it, and tell the administrator if it is wrong."
    ),
    "taken": _l("This link leads to a post that already proves another one. Look at both."),
}
UNITS = {
    "chars": _l("characters"),
    "graphemes": _l("characters"),
    "x_weighted": _l("characters as X counts"),
    "utf8_emoji": _l("characters as Threads counts"),
    "utf16": _l("characters as Telegram counts"),
}


def issue_words(issue: Issue) -> str:
    """The sentence for one finding, in the reader's language, with its numbers filled in."""
    return str(ISSUES[issue.code]) % dict(issue.params)


def note_words(code: str) -> str:
    """The sentence for one thing `fit` left out."""
    return str(NOTES[code])


def proof_words(code: str) -> str:
    """What is wrong with an address of proof, and what to do."""
    return str(PROOFS[code])


def handle_words(code: str) -> str:
    """What is wrong with an account's name."""
    return str(HANDLES[code])


def refusal_words(code: str) -> str:
    """Why an act was refused, and what to do; proofs have their own list."""
    return str(REFUSALS.get(code) or PROOFS[code])


def link_words(outcome: str) -> str:
    """What is known of a share link that proves a post; empty where there is nothing to say."""
    return str(LINKS[outcome])


def fault_words(fault: Exception | None) -> list[str]:
    """Why one of many posts could not be scheduled, and what to do."""
    if isinstance(fault, Faulty):
        return [issue_words(issue) for issue in fault.issues]
    if isinstance(fault, Refused):
        return [refusal_words(fault.code)]
    if isinstance(fault, NotAllowed):
        return [str(_l("It cannot be scheduled in its present state. Open it to see why."))]
    return [str(_l("Somebody changed it since you opened the page. Look at it, then choose it again."))]


def done_words(action: str) -> str:
    """What the page says after an act."""
    return f"{ACTIONS[action]}."
