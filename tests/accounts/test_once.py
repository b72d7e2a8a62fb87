from datetime import timedelta

from flask import session as cookie

from portal.accounts import once


def test_a_secret_is_shown_once_and_lies_encrypted_meanwhile(in_request):
    once.keep("codes", {"codes": ["7K3F-2QXW-9B4D"]})
    assert "7K3F" not in str(dict(cookie))
    assert once.take("codes") == {"codes": ["7K3F-2QXW-9B4D"]}
    assert once.take("codes") is None


def test_what_waited_too_long_or_was_changed_is_gone(in_request, monkeypatch):
    once.keep("codes", ["a"])
    monkeypatch.setattr(once, "LIFE", -1)
    assert once.take("codes") is None
    monkeypatch.undo()
    cookie["once_codes"] = "gAAAAA-bukan-milik-kami"
    assert once.take("codes") is None
    cookie["once_codes"] = {"bukan": "teks"}
    assert once.take("codes") is None


def test_a_secret_waits_no_longer_than_ten_minutes():
    assert timedelta(seconds=once.LIFE) == timedelta(minutes=10)
