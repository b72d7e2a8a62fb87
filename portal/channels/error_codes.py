"""Every way in which a network, or the road to it, can refuse us. Pure; the words are in portal.channels.failures."""

from enum import StrEnum


class Code(StrEnum):
    # the road to the network: portal.channels.outgoing
    NO_NAME = "no_name"  # DNS knows no such server
    PRIVATE = "private"  # the name leads into a private network: never called
    UNREACHABLE = "unreachable"  # nobody listens there
    CERTIFICATE = "certificate"  # the encrypted line could not be set up
    SLOW = "slow"  # no answer in time
    CUT = "cut"  # the line was cut
    TOO_MUCH = "too_much"  # an answer larger than any real one
    REDIRECTED = "redirected"  # sends us to another address
    UNREADABLE = "unreadable"  # an answer that is not of this interface
    SERVER_ERROR = "server_error"  # 5xx
    BUSY = "busy"  # 429, or 503 that says when

    # the account
    NO_CREDENTIALS = "no_credentials"
    CREDENTIALS_LOST = "credentials_lost"  # sealed by another instance
    NO_ADDRESS = "no_address"
    NO_HANDLE = "no_handle"
    BAD_LOGIN = "bad_login"  # WordPress: user name or application password
    BAD_BOT = "bad_bot"  # Telegram: the bot's token
    NEEDS_HTTPS = "needs_https"
    MAY_NOT_PUBLISH = "may_not_publish"
    MAY_NOT_UPLOAD = "may_not_upload"
    FORBIDDEN = "forbidden"
    CHAT_NOT_FOUND = "chat_not_found"
    CHAT_MOVED = "chat_moved"
    NOT_ADMIN = "not_admin"
    NOT_WORDPRESS = "not_wordpress"

    # what was sent
    TEXT_REFUSED = "text_refused"
    TEXT_TOO_LONG = "text_too_long"
    TEXT_EMPTY = "text_empty"
    TITLE_REFUSED = "title_refused"
    PICTURE_REFUSED = "picture_refused"
    PICTURE_HEAVY = "picture_heavy"
    PICTURE_SHAPE = "picture_shape"
    PICTURE_GONE = "picture_gone"  # uploaded before, no longer there
    TOO_MANY_PICTURES = "too_many_pictures"
    REFUSED = "refused"  # refused without a reason we know

    # how it ended
    CANNOT_ASK = "cannot_ask"  # a channel whose history a bot cannot read
    TWO_POSTS = "two_posts"  # a surplus that could not be removed
    DRAFT_GONE = "draft_gone"  # what was prepared is no longer there
    REMOVED_THERE = "removed_there"  # somebody on the site deleted it for good
    TOO_LATE_TO_DELETE = "too_late_to_delete"

    # our own side: portal.newsroom
    INTERNAL = "internal"
    PICTURE_UNREADABLE = "picture_unreadable"
