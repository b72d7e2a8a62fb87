"""What staff read when a channel refuses: which photo or field, who refused, and what to do now."""

import re
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.channels.adapter_api import Failure
from portal.channels.error_codes import Code

SENTENCES: Final[dict[str, Any]] = {
    Code.NO_NAME: _l("No server was found under the address of %(who)s. Check the address; nothing was sent."),
    Code.PRIVATE: _l(
        "The address of %(who)s leads into a private network, which the portal never calls. Check the address."
    ),
    Code.UNREACHABLE: _l("%(who)s does not answer: its server takes no connection. Nothing was sent."),
    Code.CERTIFICATE: _l(
        "The encrypted connection to %(who)s could not be set up: its certificate is not valid. Nothing was sent; "
        "whoever runs that server has to renew it."
    ),
    Code.SLOW: _l("%(who)s did not answer in time."),
    Code.CUT: _l("The connection to %(who)s was cut before its answer came."),
    Code.TOO_MUCH: _l("%(who)s sent an answer that is far too large to be a real one."),
    Code.REDIRECTED: _l(
        "%(who)s sends us on to another address. Put the final address, with https and www where it has them, "
        "on the channel's page."
    ),
    Code.UNREADABLE: _l("%(who)s gave an answer the portal cannot read."),
    Code.SERVER_ERROR: _l("%(who)s reported a fault of its own."),
    Code.BUSY: _l("%(who)s asks us to wait. The portal goes on by itself."),
    Code.NO_CREDENTIALS: _l("No password or token is stored for %(who)s. Enter it on the channel's page."),
    Code.CREDENTIALS_LOST: _l(
        "The stored password or token of %(who)s cannot be read any more. Enter it again on the channel's page."
    ),
    Code.NO_ADDRESS: _l("The address of %(who)s is missing or cannot be used. Fill it in on the channel's page."),
    Code.NO_HANDLE: _l("The account's name on %(who)s is missing. Fill it in on the channel's page."),
    Code.BAD_LOGIN: _l(
        "%(who)s refused the user name or the application password. Make a new application password there and enter "
        "it on the channel's page."
    ),
    Code.BAD_BOT: _l("%(who)s refused the bot's token. Copy it again from @BotFather to the channel's page."),
    Code.NEEDS_HTTPS: _l("%(who)s takes application passwords over https only. Put an address that begins with https."),
    Code.MAY_NOT_PUBLISH: _l(
        "The account on %(who)s may not post. Have whoever runs that site give it the role of author or editor."
    ),
    Code.MAY_NOT_UPLOAD: _l(
        "The account on %(who)s may not upload pictures. Have whoever runs that site give it the role of author or "
        "editor."
    ),
    Code.FORBIDDEN: _l("%(who)s does not allow this. Ask whoever runs that site, or post manually with the kit."),
    Code.CHAT_NOT_FOUND: _l(
        "%(who)s knows no channel of this name, or the bot is not in it. Check the name and add the bot as an "
        "administrator of the channel."
    ),
    Code.CHAT_MOVED: _l("%(who)s has given the channel a new number. Enter it on the channel's page."),
    Code.NOT_ADMIN: _l(
        "The bot may not post to the channel on %(who)s. Make it an administrator with the right to post messages."
    ),
    Code.NOT_WORDPRESS: _l(
        "There is no WordPress behind the address of %(who)s, or its REST interface is switched off. Check the address."
    ),
    Code.TEXT_REFUSED: _l("%(who)s refused the text. Change it and post again."),
    Code.TEXT_TOO_LONG: _l("%(who)s says that the text is too long. Shorten it and post again."),
    Code.TEXT_EMPTY: _l("%(who)s takes no empty text. Write at least one sentence and post again."),
    Code.TITLE_REFUSED: _l("%(who)s refused the headline. Change it and post again."),
    Code.PICTURE_REFUSED: _l("%(who)s refused %(picture)s. Leave it out or put another, then post again."),
    Code.PICTURE_HEAVY: _l("%(who)s says that %(picture)s is too large a file. Leave it out, then post again."),
    Code.PICTURE_SHAPE: _l("%(picture)s is too long or too wide for %(who)s. Leave it out, then post again."),
    Code.PICTURE_GONE: _l("%(picture)s is no longer on %(who)s. The portal uploads it again."),
    Code.DRAFT_GONE: _l("What was prepared on %(who)s is no longer there. The portal prepares it again."),
    Code.TOO_MANY_PICTURES: _l("There are too many pictures for %(who)s. Leave some out, then post again."),
    Code.REFUSED: _l("%(who)s refused the post. Read what it says, change the text, or post manually with the kit."),
    Code.CANNOT_ASK: _l(
        "Nobody can ask %(who)s whether the post was made. Look at the channel: if it is there, paste its address; if "
        "not, send it again."
    ),
    Code.TWO_POSTS: _l("The post is on %(who)s twice and the second could not be removed. Delete one of them there."),
    Code.REMOVED_THERE: _l("Somebody deleted the post on %(who)s for good. Look there before it is sent again."),
    Code.TOO_LATE_TO_DELETE: _l("%(who)s lets a bot delete for 48 hours only. Delete the post yourself in the app."),
    Code.INTERNAL: _l(
        "The portal itself had a fault; nothing is known to be wrong with %(who)s. Tell whoever runs the portal."
    ),
    Code.PICTURE_UNREADABLE: _l(
        "%(picture)s cannot be read on the portal's own disk. Leave it out, or tell whoever runs the portal."
    ),
}
_UNKNOWN: Final = _l("%(who)s could not take the post. Post manually with the kit, or try again later.")
_PICTURE: Final = re.compile(r"picture-(\d{1,3})")


def sentence(code: str, who: str, field: str = "") -> str:
    """One or two sentences in the reader's language. `who` is the channel as people call it, `field` as in Failure."""
    found = _PICTURE.fullmatch(field)
    picture = _("photo %(number)s", number=int(found[1]) + 1) if found else _("one of the photos")
    words = str(SENTENCES.get(code, _UNKNOWN)) % {"who": who, "picture": picture}
    return words[:1].upper() + words[1:]


def words(failure: Failure, who: str) -> str:
    """The sentence, and the network's own words behind it where it said anything."""
    said = sentence(failure.code, who, failure.field)
    return _("%(sentence)s Their words: “%(said)s”", sentence=said, said=failure.said) if failure.said else said
