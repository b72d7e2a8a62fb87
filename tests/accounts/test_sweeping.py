from datetime import timedelta

from sqlalchemy import select

from portal.accounts import sweeping
from portal.accounts.models import FailedSignIn, LoginSession, OneTimeLink
from portal.kernel import clock
from portal.kernel.queue import SWEEPS
from tests.factories import accounts as made


def test_what_no_longer_counts_is_forgotten_and_the_rest_kept(app, session):
    user, now, old = made.user(session), clock.now(), clock.now() - timedelta(days=100)
    with app.app_context():
        made.failed_sign_in(session, user, at=old)
        kept_try = made.failed_sign_in(session, user)
    made.login_session(session, user, at=old)
    kept_row = made.login_session(session, user)
    made.one_time_link(session, user, "a", at=old)
    kept_links = [made.one_time_link(session, user, "b"), made.one_time_link(session, user, "c", "recovery", old, None)]
    sweeping.by_minute(session, now)
    assert session.scalars(select(FailedSignIn)).all() == [kept_try]
    assert session.scalars(select(LoginSession)).all() == [kept_row]
    assert session.scalars(select(OneTimeLink).order_by(OneTimeLink.id)).all() == kept_links, "codes on paper never end"


def test_the_sweep_calls_it(app):
    assert sweeping.by_minute in SWEEPS
