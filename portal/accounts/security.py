"""Flask-Security, set up for this portal: Argon2id, one-time codes, recovery codes, identities. Pages are our own."""

import base64
from datetime import timedelta
from typing import Any

from flask import Flask
from flask_login import LoginManager
from flask_security import MailUtil, Security, SQLAlchemyUserDatastore, Totp, uia_email_mapper, uia_phone_mapper
from flask_security.recovery_codes import MfRecoveryCodesUtil

from portal.accounts import sessions, weak
from portal.accounts.derive import derived
from portal.accounts.models import NamedRole, User
from portal.kernel import clock, mail
from portal.kernel.db import db

# OWASP's first choice for Argon2id: 19 MiB, two passes, one lane (about 25 ms on one core)
ARGON2 = {"argon2__type": "ID", "argon2__memory_cost": 19456, "argon2__time_cost": 2, "argon2__parallelism": 1}
ARGON2_IN_TESTS = {**ARGON2, "argon2__memory_cost": 64, "argon2__time_cost": 1}
ISSUER = "Berita dan Warga"


class OutboxMail(MailUtil):
    """Should Flask-Security ever write a letter, it waits in the outbox like every other."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: Any,
        sender: Any,
        body: str | None,
        html: str | None,
        **kwargs: Any,
    ) -> None:
        at = clock.now()
        to = recipient[1] if isinstance(recipient, tuple) else recipient
        mail.send(db.session(), f"security:{template}:{at.timestamp()}", str(to), subject, body or "", at)


class OnceOnlyTotp(Totp):
    """One-time codes in real time, each of which counts once."""

    def get_last_counter(self, user: Any) -> int | None:
        counter: int | None = user.tf_last_counter
        return counter

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        user.tf_last_counter = tmatch.counter


class SealedCodes(MfRecoveryCodesUtil):
    """Recovery codes encrypted at rest. The base class stores them through a session of its own; ours is handed in."""

    def seal(self, codes: list[str]) -> list[str]:
        return list(self._encrypt_codes(codes))

    def unseal(self, sealed: list[str]) -> list[str]:
        return list(self._decrypt_codes(sealed))


def config(secret: str, translations: str, *, testing: bool) -> dict[str, Any]:
    return {
        "WTF_CSRF_ENABLED": False,  # kernel.forms checks every token, for every form
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
        "SECURITY_PASSWORD_SINGLE_HASH": True,  # no pepper: a new secret signs people out, it must not lock them out
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": ARGON2_IN_TESTS if testing else ARGON2,
        "SECURITY_PASSWORD_LENGTH_MIN": weak.SHORTEST,
        "SECURITY_PASSWORD_NORMALIZE_FORM": "NFKD",
        "SECURITY_USER_IDENTITY_ATTRIBUTES": [
            {"email": {"mapper": uia_email_mapper}},
            {"us_phone_number": {"mapper": uia_phone_mapper}},
        ],
        "SECURITY_PHONE_REGION_DEFAULT": "ID",
        # .test is where demo people and our tests live; the default list refuses it
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"test_environment": True},
        "SECURITY_DATETIME_FACTORY": clock.now,
        "SECURITY_JOIN_USER_ROLES": False,  # roles are a property over appointments
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TOTP_SECRETS": {"1": derived(secret, "totp").hex()},
        "SECURITY_TOTP_ISSUER": ISSUER,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [base64.urlsafe_b64encode(derived(secret, "recovery codes"))],
        "SECURITY_I18N_DIRNAME": ["builtin", translations],
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
    }


def init_app(app: Flask) -> None:
    """Set up sign-in. Call after db and i18n."""
    for name, value in config(str(app.secret_key), str(app.config["TRANSLATIONS"]), testing=app.testing).items():
        app.config.setdefault(name, value)
    security = Security(
        app,
        SQLAlchemyUserDatastore(db, User, NamedRole),
        register_blueprint=False,
        mail_util_cls=OutboxMail,
        totp_cls=OnceOnlyTotp,
        mf_recovery_codes_util_cls=SealedCodes,
    )
    # Flask-Principal would load the person before every request, public pages and static files too; rights are ours
    security.principal.identity_loaders.clear()
    manager: LoginManager = security.login_manager
    manager.session_protection = None  # phones change their address; the row in login_session is what counts
    manager.user_loader(sessions.load)
    manager.request_loader(lambda request: None)  # no sign-in by token in a header or an address
    # no remember cookie is ever set; looking for one would mark every answer, pictures too, as the session's (Vary)
    app.after_request_funcs[None].remove(manager._update_remember_cookie)
