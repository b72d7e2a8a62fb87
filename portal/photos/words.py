"""Every reason why a picture is not taken or cannot be used, in words that name it and say what to do."""

from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

_AGAIN = _l("%(photo)s could not be processed. Send it once more, or save it anew on your phone and send that.")
_LIGHTER = _l("%(photo)s needs more work than our machine can do. Make it smaller on your phone, then send it again.")

# by code of rules.STATUS and of sandbox.Failed
WORDS: Final[dict[str, Any]] = {
    "empty": _l("%(photo)s is empty. Choose the photo again."),
    "not_image": _l("%(photo)s is not a JPEG, HEIC, PNG or WebP. Send the original photo from the camera."),
    "gif": _l("%(photo)s is a GIF. Choose the photo itself, or take a screenshot of it and send that."),
    "avif": _l("%(photo)s is an AVIF. Save it as JPEG, or take a screenshot of it and send that."),
    "bmp": _l("%(photo)s is a BMP. Save it as JPEG or PNG, then send that."),
    "tiff": _l("%(photo)s is a TIFF or raw photo. Save it as JPEG, then send that."),
    "svg": _l("%(photo)s is a drawing (SVG), not a photo. Save it as PNG, then send that."),
    "pdf": _l("%(photo)s is a PDF document. Take a screenshot of the page, or a photo of the paper, and send that."),
    "video": _l("%(photo)s is a video, and only photos can be sent here. Take a screenshot of it and send that."),
    "archive": _l("%(photo)s is a document or a packed folder. Choose the photos themselves."),
    "editor": _l("%(photo)s is a file of a drawing program. Save it as JPEG or PNG, then send that."),
    "new_format": _l("%(photo)s is of a kind that few phones can show. Save it as JPEG, then send that."),
    "rare_jpeg": _l("%(photo)s is a JPEG of a kind that phones do not show. Save it anew as an ordinary JPEG."),
    "rare_heic": _l(
        "%(photo)s is a HEIC of a kind that we cannot open. Save it as JPEG on your phone, then send that."
    ),
    "no_quota": _l(
        "There is no room for %(photo)s: your photos that are in no sent story fill your space. Send or take back a "
        "draft first. Photos in no draft go by themselves after 7 days."
    ),
    "too_much_an_hour": _l("%(photo)s must wait: you have sent 1 GB of photos within an hour. Send it in an hour."),
    "broken": _l("%(photo)s is damaged or was cut off. Choose the photo again from the gallery."),
    "too_big": _l("%(photo)s is larger than 25 MB. Make it smaller on your phone, then send it again."),
    "too_many_pixels": _l("%(photo)s has too many pixels. Make it smaller on your phone, then send it again."),
    "too_heavy": _LIGHTER,
    "too_slow": _LIGHTER,
    "crashed": _AGAIN,
    "lost": _l("We no longer have the file of %(photo)s. Send it once more."),
    "too_many_on_the_way": _l("Too many photos are on their way. Finish or remove those first, then send %(photo)s."),
}


def sentence(code: str | None, number: int = 0, name: str = "") -> str:
    """What is wrong with a picture and what to do, in the page's language.

    It is named by its number on the page (from 1), else by its file's name.
    """
    photo = _("Photo %(number)d", number=number) if number else name or _("This photo")
    return str(WORDS.get(code or "", _AGAIN)) % {"photo": photo}
