import io

from portal.kernel import typed


def sent(app, **fields):
    return app.test_request_context("/", method="POST", data=fields, content_type="multipart/form-data")


def test_nothing_typed_is_lost_but_secrets(app):
    with sent(
        app, title="Rob", current_password="x", csrf_token="y", secret="z", reasons=["A", "B"], version="3"
    ) as here:
        here.request.form  # noqa: B018 – the token check has read it by then
        assert typed.fields() == [("title", "Rob"), ("reasons", "A"), ("reasons", "B"), ("version", "3")]
        assert [(str(label), text) for label, text in typed.shown()] == [("Judul", "Rob")]


def test_files_are_named_so_that_they_can_be_chosen_again(app):
    with sent(app, photos=[(io.BytesIO(b"x"), "gang.jpg"), (io.BytesIO(b""), "")], title="  ") as here:
        here.request.form  # noqa: B018
        assert typed.files() == ["gang.jpg"]
        assert typed.shown() == []


def test_a_body_that_was_not_read_is_left_alone(app):
    with sent(app, title="Rob") as here:
        assert (typed.fields(), typed.files()) == ([], [])
        assert "form" not in vars(here.request)
