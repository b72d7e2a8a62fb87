import pytest
from jinja2 import Environment
from jinja2.runtime import Context
from markupsafe import Markup, escape

from portal.kernel import drawing


class Html:
    def __html__(self):
        return "<b>kampung</b>"


@pytest.mark.parametrize("value", ["<b>&'\"", Markup("<b>"), 7, None, Html(), ["<"]])
def test_output_is_escaped_as_everywhere(value):
    assert drawing.to_output(value) == escape(value)


@pytest.fixture
def light(page_app):
    return page_app.jinja_env


@pytest.fixture
def plain():
    return Environment(autoescape=True)


SOURCE = """{% macro piece(words, n=1) %}
<i title="{{ words }}">{{ words }}{{ n }}{{ caller() if caller }}</i>{% endmacro %}
{% set kept %}{{ evil }}{% endset %}{{ kept }}{{ evil ~ piece(evil) }}{{ piece(evil, n=2) }}
{% call piece("a") %}{{ evil }}{% endcall %}{{ [evil]|join(",") }}{{ text.upper() }}{{ evil|e }}
{% for each in [1, 2] %}{{ loop.cycle("a", "b") }}{{ piece(each) }}{% endfor %}"""


def test_a_page_comes_out_as_jinja_draws_it(light, plain):
    values = {"evil": "<script>&", "text": "tenang"}
    with_ours = light.from_string(SOURCE).render(values)
    plain.trim_blocks = plain.lstrip_blocks = True
    assert with_ours == plain.from_string(SOURCE).render(values)
    assert "<script>" not in with_ours


def test_our_templates_are_light(light):
    made = light.get_template("components/story.html")
    assert isinstance(made, drawing.LightTemplate)
    assert made._get_default_module() is made._get_default_module(made.new_context({"more": 1}))
    assert issubclass(light.context_class, Context)


def test_a_page_is_drawn_without_looking_for_a_person(app):
    with app.test_request_context("/"):
        app.context_processor(lambda: pytest.fail("a context processor ran"))
        assert "<h1" in drawing.draw("errors/error.html", code=404, words={"title": "x", "to": "/"}, text="x")


def test_a_drawing_has_the_globals_of_its_environment_and_its_own_values(light):
    light.globals["late"] = "said later"
    source = light.from_string("{{ late }} {{ mine }} {{ mark is defined }}")
    assert source.render(mine="<") == "said later &lt; True"
    assert source.render(late="mine now", mine=1).startswith("mine now")
