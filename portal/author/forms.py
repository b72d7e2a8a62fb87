"""The small forms of a resident's pages; the story's own form lives with the stories."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from portal.kernel.forms import BaseForm
from portal.kernel.text import clean

LONGEST_WHY = 1000  # characters
LONGEST_COMPLAINT = 1500  # characters: more does not fit into the address of a chat


class ComplaintForm(BaseForm):
    """A complaint on its way to the city's complaint line."""

    text = TextAreaField(
        _l("What needs fixing, and where?"),
        filters=[lambda value: clean(value or "")],
        validators=[
            DataRequired(_l("Write what needs fixing.")),
            Length(max=LONGEST_COMPLAINT, message=_l("Too long for one message. Shorten it to %(max)d characters.")),
        ],
    )


class WithdrawalForm(BaseForm):
    """Why an author takes a story back; nobody has to say."""

    note = TextAreaField(
        _l("Why?"),
        filters=[lambda value: clean(value or "")],
        validators=[Length(max=LONGEST_WHY, message=_l("Too long. Shorten it to %(max)d characters."))],
    )
