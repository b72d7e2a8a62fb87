import pytest
from werkzeug.datastructures import MultiDict

from portal.moderation import reasons
from portal.moderation.forms import DecisionForm, fault_words
from portal.moderation.rules import Fault
from portal.stories.lifecycle import Action


@pytest.fixture(autouse=True)
def page(app):
    with app.test_request_context("/meja/BW-000000"):
        yield


def form(**fields):
    return DecisionForm(MultiDict([(name, v) for name, values in fields.items() for v in values]))


def test_a_whole_form_is_read():
    sent = form(version=["3"], decision=["return"], reasons=["JUDUL", "OPINI", "JUDUL"], note=["  a\r\nb \u202e "])
    assert sent.whole()
    assert (sent.seen, sent.action, sent.codes, sent.note.data) == (3, Action.RETURN, ["JUDUL", "OPINI"], "a\nb")
    assert sent.fits([])


@pytest.mark.parametrize("step", ["claim", "release", "identity", "evidence"])
def test_steps_on_the_way_are_no_decisions(step):
    sent = form(version=["3"], decision=[step])
    assert sent.whole()
    assert sent.action is None
    assert sent.fits(["Foto 1"])


@pytest.mark.parametrize("version", ["", " ", "x", "-3", "3.0", "1" * 10, "٣"])
def test_a_version_nobody_made_is_not_one(version):
    sent = form(version=[version], decision=["approve"])
    assert sent.seen is None
    assert not sent.whole()
    assert len(sent.form_errors) == 1


def test_an_empty_form_says_what_to_decide():
    sent = form()
    assert not sent.whole()
    assert "setujui" in sent.first_error()


@pytest.mark.parametrize("code", reasons.REASONS)
def test_every_reason_that_does_not_fit_is_answered_in_words(code):
    for action in ("return", "reject"):
        if reasons.unfit(action, [code]):
            words = fault_words(Fault("reasons", "unfit", code))
            assert reasons.by_code(code).text.id.rstrip(".") in words


def test_a_long_unknown_code_is_cut():
    assert len(fault_words(Fault("reasons", "unknown", "x" * 5000))) < 200
