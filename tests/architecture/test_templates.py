"""What every template must do, read from its source."""

import re
from pathlib import Path

import pytest
from jinja2 import nodes

TEMPLATES = Path(__file__).parents[2] / "portal" / "templates"
PAGES = sorted(p for p in TEMPLATES.rglob("*.html") if "email" not in p.parts)


def names_in(app, tree) -> set[str]:
    """The names a template uses, itself or in the parts it includes, which see its imports."""
    used = {n.name for n in tree.find_all(nodes.Name)}
    for include in tree.find_all(nodes.Include):
        used |= names_in(app, app.jinja_env.parse((TEMPLATES / include.template.value).read_text()))
    return used


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(TEMPLATES).as_posix())
def test_template_parses_and_uses_what_it_imports(app, path):
    tree = app.jinja_env.parse(path.read_text())
    used = names_in(app, tree)
    taken = {i if isinstance(i, str) else i[1] for n in tree.find_all(nodes.FromImport) for i in n.names}
    assert taken <= used, f"imported and unused: {taken - used}"


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(TEMPLATES).as_posix())
def test_nothing_is_marked_safe_or_styled_inline(path):
    text = path.read_text()
    assert "|safe" not in text.replace(" ", ""), "mark safe in Python, after sanitising"
    assert not re.search(r"\sstyle=|<style|\son(click|change|submit|load|input)=", text)
    assert not re.search(r"<script(?![^>]*(src=|ld\+json))", text)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(TEMPLATES).as_posix())
def test_every_post_form_carries_the_token(path):
    for form in re.findall(r"<form\b.*?</form>", path.read_text(), re.S):
        if 'method="post"' in form:
            assert "csrf" in form, form[:200]
