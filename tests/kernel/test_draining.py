from io import BytesIO

import pytest

from portal.kernel import draining


@pytest.mark.parametrize(
    ("path", "size", "left"),
    [
        ("/tidak-ada", 1_000_000, 0),
        ("/tidak-ada", draining.MOST + 5, 5),
        ("/unggah/abc", 1_000_000, 0),
    ],
)
def test_a_refusal_reads_what_is_still_on_its_way(client, path, size, left):
    body = BytesIO(b"x" * size)
    answer = client.patch(path, input_stream=body, content_length=size, headers={"Tus-Resumable": "1.0.0"})
    assert answer.status_code in (401, 404)
    assert len(body.read()) == left


def test_a_request_without_a_body_is_not_waited_for(client):
    assert client.post("/tidak-ada").status_code == 404
