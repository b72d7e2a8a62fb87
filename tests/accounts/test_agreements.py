import hashlib

import pytest

from portal.accounts.agreements import AGREEMENTS, LANGUAGES, agreement, asked_at, choices, record, text

# A changed text must get a new version, and this list a new line beside the old one: people agreed to the old words.
PUBLISHED = {
    ("UGC_AGREE", "2026-11-24"): ("ada5b43b255adb8c", "49ff49ad0d59f642"),
    ("EDIT_RIGHT", "2026-11-24"): ("2042cb90b7e2a8fb", "c062e8d41b5320c9"),
    ("PDP_NOTICE", "2026-11-24"): ("24bc6d1d6a48c789", "f798efe9868eb1ee"),
    ("AGE", "2026-11-24"): ("14eacdbfb243f982", "d9850f3f7a39356d"),
    ("ORIGINAL", "2026-11-24"): ("0a68040b01d77830", "4877ad0fa0b0c940"),
    ("LICENSE", "2026-11-24"): ("f93331abbd82224a", "51fd90575d61bff5"),
    ("CREDIT", "2026-11-24"): ("ee8e750eb22e61d0", "e843f72d3da65ab6"),
    ("SUBJECT_CONSENT", "2026-11-24"): ("a61318f24e16f4c4", "780c7755168123c4"),
    ("CHILD", "2026-11-24"): ("beb19e06e5caf965", "4794bef900fb3e25"),
    ("GUARDIAN", "2026-11-24"): ("4be7b40ecf950493", "6263d4c4f411e3f2"),
    ("WA_OPTIN", "2026-11-24"): ("7da1882c7b513724", "e96951c87ccd777e"),
    ("PDP_NOTICE", "2026-11-30"): ("ab633393c7f122af", "4e2c1a4373c82906"),
    ("LICENSE", "2026-11-30"): ("a0e3205a1c44d268", "759529043eaf5aa2"),
    ("SUBJECT_CONSENT", "2026-11-30"): ("04a0a7d786bce794", "e5ad346dd75cba8a"),
    ("GUARDIAN", "2026-11-30"): ("3c660a2a1e7cf742", "6263d4c4f411e3f2"),
}


@pytest.mark.parametrize("code", AGREEMENTS)
def test_a_version_never_changes_its_words(code):
    hashes = PUBLISHED[code, agreement(code).version]
    assert tuple(record(code, lang).sha256[:16] for lang in LANGUAGES) == hashes


@pytest.mark.parametrize("code", AGREEMENTS)
def test_the_file_prints_the_hash_of_the_exact_words(code):
    for lang in LANGUAGES:
        assert agreement(code).printed[lang] == record(code, lang).sha256


def test_the_hash_can_be_made_by_anybody_from_the_words_on_the_page():
    version, made = record("ORIGINAL")
    assert version == "2026-11-24"
    assert made == hashlib.sha256(text("ORIGINAL").encode("utf-8")).hexdigest()


def test_the_hash_of_a_question_covers_its_answers():
    page = "\n".join([text("AGE", "en"), *(label for _, label in choices("AGE", "en"))])
    assert record("AGE", "en").sha256 == hashlib.sha256(page.encode("utf-8")).hexdigest()
    assert record("AGE", "en") != record("AGE", "id")


def test_where_each_is_asked_and_when_it_must_be_given():
    asked = {
        place: [each.code for each in asked_at(place)]
        for place in ("registration", "submission", "photo", "guardian", "profile")
    }
    assert asked == {
        "registration": ["UGC_AGREE", "EDIT_RIGHT", "PDP_NOTICE", "AGE"],
        "submission": ["ORIGINAL", "LICENSE", "CREDIT"],
        "photo": ["SUBJECT_CONSENT", "CHILD"],
        "guardian": ["GUARDIAN"],
        "profile": ["WA_OPTIN"],
    }
    assert sum(map(len, asked.values())) == len(AGREEMENTS) == 11
    assert {code: each.required for code, each in AGREEMENTS.items() if each.required != "always"} == {
        "SUBJECT_CONSENT": "recognisable",
        "CHILD": "child",
        "WA_OPTIN": "never",
    }
    assert asked_at("nowhere") == ()


def test_answers_are_the_values_forms_send():
    assert [value for value, _ in choices("CREDIT")] == ["full", "initials", "anonymous"]
    assert [value for value, _ in choices("AGE")] == ["adult", "minor"]
    assert choices("ORIGINAL") == []


def test_nobody_under_13_is_offered_an_account():
    labels = " ".join(label for lang in LANGUAGES for _, label in choices("AGE", lang))
    assert "13–17" in labels
    assert "12" not in labels


@pytest.mark.parametrize("code", AGREEMENTS)
def test_each_is_said_in_both_languages(code):
    indonesian, english = text(code, "id"), text(code, "en")
    assert indonesian
    assert english
    assert indonesian != english
    assert "!" not in agreement(code).exact("id") + agreement(code).exact("en")
    assert "Pekalongan" not in agreement(code).exact("id") + agreement(code).exact("en")


def test_an_unknown_language_reads_indonesian():
    assert text("ORIGINAL", "jv") == text("ORIGINAL", "id")
    assert record("ORIGINAL", "jv") == record("ORIGINAL", "id")


def test_an_unknown_code_is_refused():
    for ask in (agreement, text, record, choices):
        with pytest.raises(ValueError, match="no agreement COOKIES"):
            ask("COOKIES")
