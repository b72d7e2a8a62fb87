"""What people fill in about their accounts. A password is never sent back to the page."""

from typing import Any, ClassVar

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security.proxies import _security
from wtforms import BooleanField, HiddenField, PasswordField, RadioField, SelectField, StringField
from wtforms.validators import Length, StopValidation, ValidationError

from portal.accounts import agreements, identity, reserved_names, rules, weak
from portal.accounts.models import User
from portal.accounts.service import AT_REGISTRATION
from portal.kernel.forms import BaseForm, line
from portal.kernel.text import visible
from portal.wards.models import Ward

NAME_LENGTH = 80


def text(field: Any) -> str:
    """What was typed, never None."""
    return str(field.data or "")


def offered(field: Any) -> set[str]:
    """The values a choice may take."""
    return {str(choice[0]) for choice in field.choices or ()}


def ward_choices(wards: list[Ward], empty: Any) -> list[tuple[str, Any]]:
    return [("", empty), *((ward.slug, ward.name) for ward in wards)]


def no_address(typed: str) -> str:
    """What is wrong with an e-mail address that `identity.email_of` does not take."""
    if "@" in typed and not identity.has_plain_name(typed):
        return str(_("E-mail cannot reach this address. Before the @ use only a–z, digits, dots and hyphens."))
    return str(_("This is no complete e-mail address. Example: siti@gmail.com."))


class Needed:
    """Refuses an empty field with words of its own, and does not mark it `required`: the server says it better."""

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, form: BaseForm, field: Any) -> None:
        typed = str(field.data or "")
        # a password is no text: whoever chose one that cannot be seen may go on using it
        if not (typed.strip() if isinstance(field, PasswordField) else visible(typed)):
            raise StopValidation(str(self.message))


def short(message: Any) -> list[Any]:
    return [Needed(message), Length(max=254)]


class OwnName:
    """A name in letters, of a length that fits, that is no address: it stands in letters to other people."""

    def __call__(self, form: BaseForm, field: Any) -> None:
        if len(field.data) > NAME_LENGTH:
            raise ValidationError(_("This name is too long. %(num)s characters fit.", num=NAME_LENGTH))
        if sum(letter.isalpha() for letter in visible(field.data)) < 2:
            raise ValidationError(_("Write your name in letters."))
        if rules.mixes_alphabets(field.data):
            raise ValidationError(_("Write each word of your name in letters of one alphabet."))
        if rules.holds_address(field.data):
            raise ValidationError(
                _("Write only your name, without e-mail, web address or number. Put a space after each full stop.")
            )


class NoOffice:
    """Refuses names of offices, but the one a person already has."""

    def __call__(self, form: BaseForm, field: Any) -> None:
        offices = reserved_names.reserved(current_app.extensions["portal.city"])
        if field.data != getattr(form, "own_name", None) and offices.holds(field.data):
            raise ValidationError(_("This is the name of an office or a medium. Write your own name."))


class GoodPassword:
    """Long enough, not what everybody tries, not the own name. `own` finds the texts it must not repeat."""

    def __init__(self, own: Any) -> None:
        self.own = own

    def __call__(self, form: BaseForm, field: Any) -> None:
        if len(_security.password_util.normalize(field.data)) > weak.LONGEST:
            raise ValidationError(_("This password is too long. %(num)s characters fit.", num=weak.LONGEST))
        faults, normal = _security.password_util.validate(field.data, True)
        if faults:
            raise ValidationError(" ".join(faults))
        if weak.is_common(normal):
            raise ValidationError(
                _("Many people use this password. Choose another, for example three words side by side.")
            )
        if weak.holds_own_name(normal, self.own(form)):
            raise ValidationError(_("This password is too close to your name or contact. Choose another."))


class SignInForm(BaseForm):
    identity = StringField(
        _l("E-mail or mobile number"), short(_l("Write your e-mail or mobile number.")), filters=[line]
    )
    password = PasswordField(_l("Password"), [Needed(_l("Write your password.")), Length(max=weak.LONGEST)])
    next = HiddenField()


class RegisterForm(BaseForm):
    """Call `offer` before use; after `validate`, `found_email` and `found_phone` are the contacts in their one form."""

    name = StringField(_l("Full name"), [Needed(_l("Write your name.")), OwnName(), NoOffice()], filters=[line])
    email = StringField(_l("E-mail"), filters=[line])
    phone = StringField(_l("Mobile number"), filters=[line])
    ward = SelectField(_l("Home ward"), [Needed(_l("Choose the ward where you live."))], validate_choice=False)
    age_group = RadioField(_l("Age"), validate_choice=False)
    guardian_email = StringField(_l("Parent's or guardian's e-mail"), filters=[line])
    password = PasswordField(
        _l("Password"),
        [Needed(_l("Choose a password.")), GoodPassword(lambda f: [f.name.data, f.email.data, f.phone.data])],
    )
    # the label is a name for it; what is agreed to is the text of accounts.agreements, shown with it word for word
    UGC_AGREE = BooleanField(_l("Honest and respectful stories"))
    EDIT_RIGHT = BooleanField(_l("The editors' right to edit and delete"))
    PDP_NOTICE = BooleanField(_l("Use of your data"))
    agree = BooleanField(_l("I agree to all three"))  # the one box of our page: all of them at once
    next = HiddenField()
    texts: dict[str, str]
    found_email: str | None = None
    found_phone: str | None = None

    def offer(self, wards: list[Ward], language: str) -> None:
        """The choices, in the language of the page."""
        self.ward.choices = ward_choices(wards, _("Choose a ward"))
        self.age_group.label.text = agreements.text("AGE", language)
        self.age_group.choices = agreements.choices("AGE", language)
        self.texts = {code: agreements.text(code, language) for code in AT_REGISTRATION}

    def validate_email(self, field: StringField) -> None:
        self.found_email = identity.email_of(field.data)
        if field.data and not self.found_email:
            raise ValidationError(no_address(field.data))
        if not field.data and not line(self.phone.data):
            raise ValidationError(_("Write an e-mail address or a mobile number, so that you can sign in again."))

    def validate_phone(self, field: StringField) -> None:
        self.found_phone = identity.phone_of(field.data)
        if field.data and not self.found_phone:
            raise ValidationError(_("This is no complete mobile number. Example: 0812 3456 7890."))

    def validate_ward(self, field: SelectField) -> None:
        if field.data and field.data not in offered(field):
            raise ValidationError(_("Choose a ward from the list."))

    def validate_age_group(self, field: RadioField) -> None:
        if field.data not in offered(field):
            raise ValidationError(_("Choose your age. Accounts are for people of 13 and older."))

    def validate_guardian_email(self, field: StringField) -> None:
        if field.data and self.age_group.data == "minor":
            given = identity.email_of(field.data)
            if not given:
                raise ValidationError(no_address(field.data))
            if rules.same_mailbox(given, identity.email_of(self.email.data) or ""):
                raise ValidationError(_("This is your own address. Write your parent's or guardian's."))

    def validate(self, extra_validators: Any = None) -> bool:
        """The one box stands for every agreement; programs may send each by its own name."""
        for code in AT_REGISTRATION if self.agree.data else ():
            self[code].data = True
        missing = [code for code in AT_REGISTRATION if not self[code].data]
        self.agree.data = not missing
        fine = super().validate(extra_validators)
        for code in ["agree"] if len(missing) == len(AT_REGISTRATION) else missing:
            self[code].errors = [_("Tick this to go on: without it we may not take your stories.")]
        return fine and not missing


class RecoverForm(BaseForm):
    identity = StringField(_l("E-mail"), short(_l("Write your e-mail address.")), filters=[line])


class RecoveryCodeForm(BaseForm):
    identity = StringField(
        _l("E-mail or mobile number"), short(_l("Write your e-mail or mobile number.")), filters=[line]
    )
    code = StringField(
        _l("Recovery code"), [Needed(_l("Write one of your recovery codes.")), Length(max=60)], filters=[line]
    )


class NewPasswordForm(BaseForm):
    """Set `user` before use."""

    password = PasswordField(
        _l("New password"), [Needed(_l("Choose a new password.")), GoodPassword(lambda f: f.own())]
    )
    user: User

    def own(self) -> list[str]:
        return [self.user.name, self.user.given_email or "", self.user.given_phone or ""]


class ChangePasswordForm(NewPasswordForm):
    current = PasswordField(_l("Current password"), short(_l("Write your current password.")))


class ConfirmForm(BaseForm):
    """A button whose page may have been open for too long."""


class ProfileForm(BaseForm):
    """Set `own_name` to the name that stands now."""

    name = StringField(_l("Full name"), [Needed(_l("Write your name.")), OwnName(), NoOffice()], filters=[line])
    all_stories = BooleanField(_l("Also change my name on stories that are already published"))
    own_name: str
    ward = SelectField(_l("Home ward"), [Needed(_l("Choose the ward where you live."))], validate_choice=False)

    def offer(self, wards: list[Ward]) -> None:
        self.ward.choices = ward_choices(wards, _("Choose a ward"))

    def validate_ward(self, field: SelectField) -> None:
        if field.data and field.data not in offered(field):
            raise ValidationError(_("Choose a ward from the list."))


class GuardianEmailForm(BaseForm):
    """Set `user`, the young person, before use."""

    user: User
    email = StringField(_l("Parent's or guardian's e-mail"), [Needed(_l("Write the address."))], filters=[line])

    def validate_email(self, field: StringField) -> None:
        given = identity.email_of(field.data)
        if field.data and not given:
            raise ValidationError(no_address(field.data))
        if given and rules.same_mailbox(given, self.user.given_email or ""):
            raise ValidationError(_("This is your own address. Write your parent's or guardian's."))


class GuardianForm(BaseForm):
    name = StringField(_l("Your name"), [Needed(_l("Write your name.")), OwnName()], filters=[line])
    agree = BooleanField(_l("I agree"))

    def validate_agree(self, field: BooleanField) -> None:
        if not field.data:
            raise ValidationError(_("Tick this if you agree. If you do not, close this page."))


class DeskMailForm(BaseForm):
    """How letters about the desk come; values as in notices.rules.Pace, which lies above this package."""

    pace = RadioField(
        _l("How would you like to get desk news by e-mail?"),
        choices=[("at_once", _l("Immediately")), ("daily", _l("One summary a day"))],
        validate_choice=False,
    )
    notes: ClassVar[dict[str, Any]] = {
        "at_once": _l("One e-mail per story, also at night. Several posts that fail or fall due together come in one."),
        "daily": _l("At 07.00 WIB, with everything that still waits. No e-mail on days without news."),
    }

    def validate_pace(self, field: Any) -> None:
        if field.data not in offered(field):
            raise ValidationError(_("Choose one of the two."))
