from portal.kernel import codes
from portal.public.addresses import author_url, rubric_url, story_path, story_url, ward_url


def test_addresses_keep_the_language_of_the_page(app):
    with app.test_request_context("/"):
        assert story_url("pasar-pagi", "7K3F2Q") == story_path("pasar-pagi", "7K3F2Q") == "/berita/pasar-pagi-BW-7K3F2Q"
        assert (ward_url("medono"), rubric_url("kuliner"), author_url("siti")) == (
            "/kelurahan/medono",
            "/rubrik/kuliner",
            "/penulis/siti",
        )
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": "/en"}):
        assert story_url("pasar-pagi", "7K3F2Q") == "/en/berita/pasar-pagi-BW-7K3F2Q"


def test_an_address_leads_back_to_its_code():
    code = codes.new()
    assert codes.split_path(story_path("pasar-pagi", code).removeprefix("/berita/")) == ("pasar-pagi", code)
