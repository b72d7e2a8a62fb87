import pytest
from sqlalchemy import select

from portal.accounts.models import Appointment, PendingAppointment, Role, User
from portal.audit.models import AuditEntry
from tests.factories import accounts as made


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()
    return lambda *args, **more: runner.invoke(args=[str(arg) for arg in args], **more)


@pytest.fixture
def siti(session):
    user = made.user(session, email="siti@contoh.test", us_phone_number="+6281234567890")
    session.commit()
    return user


@pytest.mark.parametrize("who", ["siti@contoh.test", "0812 3456 7890"])
def test_appoint_makes_a_director(run, siti, session, who):
    siti.phone_proven_at = made.LONG_AGO
    session.commit()
    done = run("appoint", who, "medono")
    assert (done.exit_code, done.output) == (0, "Siti Aminah: director of Medono\n")
    row = session.scalars(select(Appointment)).one()
    assert (row.user_id, row.role, row.ward.slug, row.made_by_id) == (siti.id, Role.DIRECTOR, "medono", None)
    assert session.scalars(select(AuditEntry)).one().action == "appointment.made"


def test_or_a_deputy_with_a_decree_and_a_term(run, siti, session):
    options = ("--deputy", "--decree", "SK 9/2026", "--from", "2027-01-01", "--until", "2028-12-31")
    assert run("appoint", siti.email, "kauman", *options).exit_code == 0
    row = session.scalars(select(Appointment)).one()
    assert (row.role, row.decree, str(row.starts_on), str(row.ends_on)) == (
        Role.DEPUTY,
        "SK 9/2026",
        "2027-01-01",
        "2028-12-31",
    )


@pytest.mark.parametrize(
    "args",
    [
        ("tak.ada@contoh.test", "medono"),
        ("siti@contoh.test", "semarang"),
        ("siti@contoh.test", "medono", "--from", "kemarin"),
        ("siti@contoh.test", "medono", "--until", "2001-01-01"),
    ],
)
def test_a_fault_is_one_line_and_exit_1(run, siti, session, args):
    done = run("appoint", *args)
    assert done.exit_code == 1
    assert len(done.output.strip().splitlines()) == 1
    assert session.scalars(select(Appointment)).all() == []


def test_a_refusal_is_said_in_the_language_of_commands(run, siti):
    run("appoint", siti.email, "medono")
    assert "already holds that role" in run("appoint", siti.email, "medono").output


@pytest.fixture
def unproven(session):
    user = made.user(session, email="siti@contoh.test", us_phone_number="+6281234567890", confirmed_at=None)
    session.commit()
    return user


@pytest.mark.parametrize("who", ["siti@contoh.test", "0812 3456 7890"])
def test_whoever_registered_a_contact_first_is_not_appointed_by_it_alone(run, unproven, session, who, letters):
    done = run("appoint", who, "medono")
    assert done.exit_code == 0
    assert len(done.output.splitlines()) == 1
    assert "as soon as" in done.output
    assert session.scalars(select(Appointment)).all() == []
    assert session.scalars(select(PendingAppointment)).one().user_id == unproven.id
    assert [entry.action for entry in session.scalars(select(AuditEntry))] == ["appointment.pending"]
    session.commit()
    assert "already holds that role" in run("appoint", who, "medono").output
    assert [letter["To"] for letter in letters()] == (["siti@contoh.test"] if "@" in who else [])


@pytest.mark.parametrize("who", ["siti@contoh.test", "0812 3456 7890"])
@pytest.mark.parametrize("waited", [False, True])
def test_the_operator_may_vouch_for_it(run, unproven, session, who, waited):
    if waited:
        run("appoint", who, "medono")
    done = run("appoint", who, "medono", "--proven")
    assert (done.exit_code, done.output) == (0, "Siti Aminah: director of Medono\n")
    row = session.scalars(select(Appointment)).one()
    assert (row.user_id, row.ward.slug) == (unproven.id, "medono")
    assert session.scalars(select(PendingAppointment)).all() == []
    session.expire_all()
    assert (unproven.email_proven, unproven.phone_proven) == ("@" in who, "@" not in who)
    proof = session.scalars(select(AuditEntry).where(AuditEntry.action.like("account.%_proven"))).one()
    assert (proof.actor_id, proof.detail) == (None, {"how": "command line"})


def test_a_proven_address_says_nothing_of_the_number_beside_it(run, session):
    """Somebody's own address, and the number of the future director."""
    made.user(session, email="lain@contoh.test", us_phone_number="+6281234567890")
    session.commit()
    run("appoint", "081234567890", "medono")
    assert session.scalars(select(Appointment)).all() == []


def test_a_number_that_several_gave_has_to_be_cleared_first(run, unproven, session):
    made.user(session, email=None, claimed_phone="+6281234567890")
    session.commit()
    done = run("appoint", "081234567890", "medono", "--proven")
    assert done.exit_code == 1
    assert done.output.startswith("2 accounts gave 081234567890.")


def test_an_account_made_by_the_operator_is_proven_and_takes_the_address(run, unproven, session):
    assert create(run, "--role", "humas", email="siti@contoh.test").exit_code == 0
    session.expire_all()
    assert (unproven.email, unproven.claimed_email) == (None, "siti@contoh.test")
    user = session.scalars(select(User).where(User.email == "siti@contoh.test")).one()
    assert user.email_proven
    assert user.appointments[0].role is Role.HUMAS


def create(run, *more, password=made.PASSWORD, email="admin@contoh.test"):
    return run("user", "create", "--name", "Budi", "--email", email, *more, input=f"{password}\n{password}\n")


def test_an_account_needs_a_name(run, session):
    done = run("user", "create", "--name", " \u3164", "--email", "a@contoh.test", "--password", made.PASSWORD)
    assert (done.exit_code, done.output) == (1, "Give a name.\n")
    assert session.scalars(select(User)).all() == []


@pytest.mark.parametrize(
    ("options", "acts"),
    [((), ["account.created"]), (("--role", "humas"), ["account.created", "appointment.made"])],
)
def test_an_account_made_by_the_operator_is_on_record(run, session, options, acts):
    assert create(run, *options).exit_code == 0
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries] == acts
    assert {entry.object for entry in entries} == {f"person:{session.scalars(select(User.id)).one()}"}
    assert made.PASSWORD not in str([entry.detail for entry in entries])


def test_the_first_administrator(run, session, enter):
    done = create(run, "--role", "admin", "--ward", "medono")
    assert done.exit_code == 0, done.output
    assert made.PASSWORD not in done.output
    user = session.scalars(select(User)).one()
    assert (user.name, user.email, user.home_ward.slug) == ("Budi", "admin@contoh.test", "medono")
    assert [a.role for a in user.appointments] == [Role.ADMIN]
    session.commit()
    assert enter(user).location == "/masuk/pasang"


@pytest.mark.parametrize("password", ["pendek", "bismillah1", "x" * 201])
def test_a_weak_password_is_refused(run, session, password):
    done = create(run, password=password)
    assert done.exit_code == 1
    assert session.scalars(select(User)).all() == []


def test_an_account_needs_a_contact_and_only_one_owner(run, siti):
    assert create(run, email="").exit_code == 1
    assert create(run, email="bukan surel").exit_code == 1
    done = create(run, email="siti@contoh.test")
    assert done.exit_code == 1
    assert "This email has an account already." in done.output


def test_a_way_back_in_for_staff_is_logged(run, siti, client, session):
    done = run("user", "link", siti.email)
    assert done.exit_code == 0
    way = done.output.strip().removeprefix("http://127.0.0.1:8000")
    assert client.get(way).status_code == 200
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.object) == ("account.return_link", f"person:{siti.id}")
    assert way.rsplit("/", 1)[1] not in str(entry.detail)
