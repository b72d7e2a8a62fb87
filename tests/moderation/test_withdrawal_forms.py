"""What an answer to an author's request must carry, said at its field."""

import pytest
from werkzeug.datastructures import MultiDict

from portal.moderation import reasons, rules
from portal.moderation.withdrawal_forms import AnswerForm
from portal.stories.lifecycle import Action


@pytest.fixture
def form(app):
    """`form(**fields)`: sent and checked, inside a request."""
    with app.test_request_context("/siar/pencabutan/BW-7K3F2Q"):

        def of(**fields):
            made = AnswerForm(MultiDict({"version": "3", "decision": "retract", "reasons": "CABUT_PENULIS"} | fields))
            made.offer()
            return made

        yield of


def test_a_whole_answer_is_taken(form):
    sent = form()
    assert sent.whole()
    assert (sent.action, sent.seen) == (Action.RETRACT, 3)
    assert form(decision="restore", note="Sudah diperbaiki.").whole()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"decision": "ngawur"}, "decision"),
        ({"decision": "approve"}, "decision"),
        ({"decision": ""}, "decision"),
        ({"reasons": ""}, "reasons"),
        ({"reasons": "CABUT_PUTUSAN"}, "reasons"),
        ({"reasons": "SUMBER_TIDAK_JELAS"}, "reasons"),
        ({"decision": "restore", "note": "  \n "}, "note"),
        ({"note": "x" * (rules.NOTE + 1)}, "note"),
    ],
)
def test_what_is_missing_is_said_at_its_field(form, fields, field):
    sent = form(**fields)
    assert not sent.whole()
    assert list(sent.errors) == [field]
    assert len(sent[field].errors) == 1


@pytest.mark.parametrize("version", ["", "x", "٣", "12345678901", "-1"])
def test_a_page_without_its_version_came_in_incomplete(form, version):
    sent = form(version=version)
    assert not sent.whole()
    assert sent.form_errors


def test_only_grounds_that_answer_a_request_are_offered(form):
    offered = [code for code, _ in form().reasons.choices]
    assert offered[0] == "CABUT_PENULIS"
    assert set(reasons.WITHDRAWAL_GROUNDS) - set(offered) == {"CABUT_PUTUSAN", "CABUT_PDP"}
