from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from portal.kernel import search_vocabulary as vocabulary
from portal.kernel.db import db


@pytest.fixture
def words(both):
    """A session with a small vocabulary."""
    with both.app_context():
        session = db.session()
        vocabulary.add(session, {"banjir": 5, "bankir": 1, "posyandu": 3, "medono": 2, "pompa": 1})
        yield session


def mend(session, typed):
    return " ".join(vocabulary.mend(session, typed.split()))


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("banjr", "banjir"),
        ("bankjir", "banjir"),  # both are near; more stories hold this one
        ("posiandu medno", "posyandu medono"),
        ("posyanduu", "posyandu"),
        ("poosyndu", "posyandu"),  # a long word may have one letter too many and one too few
        ("bnajri", "bnajri"),  # a short one only one
        ("pomp", "pompa"),
        ("pom", "pom"),  # too short to tell
        ("pompa", "pompa"),
        ("gajah", "gajah"),
        ("2026", "2026"),
        ("", ""),
    ],
)
def test_a_word_that_no_document_holds_is_mended(words, typed, mended):
    assert mend(words, typed) == mended


def test_words_are_counted_once_a_text_without_short_ones_and_numbers():
    assert vocabulary.counted(["Banjir, banjir di RT 05!", "Banjir rob 2026"]) == {"banjir": 2}


def test_a_word_lives_as_long_as_a_document_holds_it(words):
    vocabulary.subtract(words, {"posyandu": 1, "pompa": 1, "unknown": 1})
    assert mend(words, "posiandu") == "posyandu"
    assert mend(words, "pmpa") == "pmpa"
    keys = select(func.count()).select_from(vocabulary.SearchWordKey).where(vocabulary.SearchWordKey.word == "pompa")
    assert words.scalar(keys) == 0


def test_a_vocabulary_can_be_cleared_and_nothing_added_or_taken(words):
    vocabulary.add(words, {})
    vocabulary.subtract(words, {})
    vocabulary.clear(words)
    assert mend(words, "banjr") == "banjr"


def test_two_that_add_the_same_words_at_once_both_count(both):
    start = Barrier(2)

    def publish(order):
        with both.app_context():
            start.wait()
            vocabulary.add(db.session(), dict.fromkeys(order, 1))
            db.session.commit()
            db.session.remove()

    threads = [Thread(target=publish, args=(order,)) for order in (["rob", "pasang"], ["pasang", "rob"])]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with both.app_context():
        counts = db.session.execute(select(vocabulary.SearchWord.word, vocabulary.SearchWord.documents)).all()
    assert dict(map(tuple, counts)) == {"rob": 2, "pasang": 2}
