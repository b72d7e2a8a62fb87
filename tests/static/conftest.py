"""Small pages of the real macros, beside an upload server whose faults a test can order."""

import base64
import threading
import uuid

import pytest
from flask import redirect, render_template_string, request
from werkzeug.serving import make_server
from wtforms import PasswordField, StringField, TextAreaField
from wtforms.validators import Length

from portal.kernel import forms

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
PAGE = """
{% extends "layouts/step.html" %}
{% from "components/forms.html" import autosave_note, error_title, errsum, field, hidden, submit, textarea %}
{% from "components/notes.html" import copy_button %}
{% from "components/uploads.html" import sending_status, uploader %}
{% block title %}{{ error_title(form) }}Story{% endblock %}
{% block main %}
{{ errsum(form) }}
<h1>Story</h1>
<form method="post" enctype="multipart/form-data" novalidate
 data-uploads data-autosave="story" data-owner="{{ owner }}">
{{ csrf() }}{{ hidden("submission_key", key) }}
{{ field(form.title, count=10) }}{{ textarea(form.body) }}{{ field(form.secret) }}
{{ autosave_note() }}{{ uploader(rows, most=3) }}
{{ sending_status() }}{{ submit("Send", name="action", value="submit") }}
</form>
{{ copy_button(source="body", label="Copy it") }}
{% endblock %}
"""
RECEIPT = """
{% extends "layouts/step.html" %}{% from "components/receipt.html" import slip %}
{% block title %}Receipt{% endblock %}{% block main %}<h1>Receipt</h1>{{ slip("BW-000000", [], "", key) }}
<form method="post" action="/leave" data-clear-drafts>{{ csrf() }}<button>Leave</button></form>{% endblock %}
"""


def exempt(view):
    """As the portal's own upload views are; a bound method cannot carry the mark itself."""
    return forms.exempt(lambda **given: view(**given))


class StoryForm(forms.BaseForm):
    title = StringField("Title", [Length(max=10, message="Too long.")])
    body = TextAreaField("Body")
    secret = PasswordField("Secret")


class Site:
    """The pages, what was posted to them, and the orders for the upload server."""

    def __init__(self, app):
        self.app, self.posts, self.sizes, self.refuse, self.cut, self.held = app, [], {}, 0, 0, threading.Event()
        self.sentence = ""  # what it says when it refuses
        self.held.set()
        app.add_url_rule("/story", view_func=self.story, methods=["GET", "POST"])
        app.add_url_rule("/receipt", view_func=self.receipt)
        app.add_url_rule("/leave", view_func=lambda: redirect("/receipt", 303), methods=["POST"], endpoint="leave")
        app.add_url_rule("/unggah", view_func=exempt(self.create), methods=["POST"], endpoint="create")
        methods = ["HEAD", "PATCH", "DELETE"]
        app.add_url_rule("/unggah/<name>", view_func=exempt(self.part), methods=methods, endpoint="part")

    def story(self):
        form = StoryForm(request.form)
        if request.method == "POST" and form.validate():
            self.posts.append(list(request.form.items(multi=True)))
            self.posts[-1] += [(name, file.filename) for name, file in request.files.items(multi=True) if file.filename]
            return redirect(f"/receipt?key={request.form['submission_key']}", 303)
        key = request.form.get("submission_key") or request.args.get("key", "key-1")
        owner = request.args.get("owner", "")
        rows = [{"upload_id": each, "state": "done"} for each in request.args.getlist("photo")]
        return render_template_string(PAGE, form=form, key=key, owner=owner, rows=rows), 422 if form.errors else 200

    def receipt(self):
        return render_template_string(RECEIPT, key=request.args.get("key", ""))

    def create(self):
        name = uuid.uuid4().hex
        self.sizes[name] = [0, int(request.headers["Upload-Length"])]
        return "", 201, {"Location": f"/unggah/{name}", "Tus-Resumable": "1.0.0"}

    def part(self, name):
        if request.method == "PATCH":
            self.held.wait(10)
            body = request.get_data()
            if self.refuse:
                return self.sentence, self.refuse, {"Content-Type": "text/plain; charset=utf-8"}
            self.sizes[name][0] += len(body)
        offset, length = self.sizes[name]
        headers = {"Upload-Offset": str(offset), "Upload-Length": str(length), "Tus-Resumable": "1.0.0"}
        return "", 200 if request.method == "HEAD" else 204, headers


@pytest.fixture
def site(page_app):
    site = Site(page_app)
    server = make_server("127.0.0.1", 0, page_app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    yield site
    site.held.set()
    server.shutdown()


@pytest.fixture
def tab(chromium, site):
    """A phone-sized page that has shown no script error and no breach of the content policy."""
    context = chromium.new_context(viewport={"width": 360, "height": 800}, base_url=site.url)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: "Content Security" in said.text and faults.append(said.text))
    page.set_default_timeout(8000)
    yield page
    context.close()
    assert faults == []


@pytest.fixture
def photos(tmp_path):
    """Three small pictures and a text that is none."""
    names = ["one.png", "two.png", "three.png"]
    for at, name in enumerate(names):
        (tmp_path / name).write_bytes(PIXEL + bytes(at))
    (tmp_path / "notes.txt").write_text("not a photo")
    return [str(tmp_path / name) for name in [*names, "notes.txt"]]
