import ast
import inspect
from itertools import product

import pytest

from portal.channels import identity, proofs
from portal.channels.limits import LIMITS, limits_for
from portal.newsroom import checking, fitting, words
from portal.newsroom.checking import Issue, Picture, check


def codes(module, call):
    """First string given to a call of that name, all over a module."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(call) and node.args:
            yield from (part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant))


def test_every_finding_note_and_refusal_has_words_and_no_word_is_left_over():
    assert set(codes(checking, "Issue")) == set(words.ISSUES)
    assert {*codes(fitting, "notes.append"), "pictures_left_out"} == set(words.NOTES)
    assert set(codes(proofs, "ProofRefused")) == set(words.PROOFS)
    assert set(codes(identity, "HandleRefused")) == set(words.HANDLES)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_numbers_of_a_finding_stand_in_its_sentence(app, lang):
    bad = Picture(alt="a" * 5000, mime="image/gif", bytes=10**9, width=9000, height=10, ready=False)
    texts = ["", "a" * 70_000, "#x1 " * 40, "https://a.id"]
    with app.test_request_context("/" if lang == "id" else "/en/"):
        for text, kind in product(texts, LIMITS):
            for issue in check(text, limits_for(kind), [bad] * 40) + check(text, limits_for(kind), []):
                sentence = words.issue_words(issue)
                assert "%(" not in sentence
                assert sentence.endswith(".")


def test_a_sentence_is_indonesian_by_default(app):
    issue = Issue("text_too_long", checking.Severity.ERROR, "text", {"over": 15, "count": 295, "max": 280})
    with app.test_request_context("/"):
        assert words.issue_words(issue) == "Teks terlalu panjang. Kurangi 15 karakter."
        assert words.note_words("body_cut") == "Berita dipendekkan untuk kanal ini."
        assert words.proof_words("not_https") == "Alamat harus diawali https://."
        assert words.handle_words("empty") == "Isi nama akunnya."
