from portal.accounts.rights import VISITOR
from portal.kernel import codes
from portal.moderation import dossiers, pictures
from portal.stories.lifecycle import Status
from tests.factories import moderation as made
from tests.factories import photos, stories

HASH = "0f0f0f0f0f0f0f0f"


def pictured(session, sha256):
    return made.pictured(session, status=Status.SUBMITTED, dhash=HASH, sha256=sha256)


def told(app, session, story):
    with app.test_request_context("/"):
        (seen,) = pictures.seen(session, dossiers.story(session, story.code), VISITOR, opened=False)
    return [each.words for each in seen.sightings]


def test_a_picture_that_is_everywhere_names_a_few_stories_and_counts_the_others(app, session):
    story = pictured(session, sha256="a" * 64)
    same = pictured(session, sha256="a" * 64)
    for number in range(7):
        pictured(session, sha256=f"{number}" * 64)
    words = told(app, session, story)
    assert len(words) == pictures.SHOWN + 1
    assert words[0].startswith("Berkas yang sama")
    assert same.code[-3:] in words[0]
    assert words[-1] == "Dan di 3 berita lain"


def test_as_many_as_are_shown_are_not_counted(app, session):
    story = pictured(session, sha256="a" * 64)
    for number in range(pictures.SHOWN):
        pictured(session, sha256=f"{number}" * 64)
    words = told(app, session, story)
    assert len(words) == pictures.SHOWN
    assert all("berita lain" not in each for each in words)


def test_a_story_with_several_such_pictures_is_one_story_and_named_by_the_nearest(app, session):
    story = pictured(session, "a" * 64)
    other = pictured(session, "b" * 64)
    for position, sha256 in enumerate(("c" * 64, "a" * 64), 1):
        stories.story_photo(session, other, photos.photo(session, other.author, dhash=HASH, sha256=sha256), position)
    assert told(app, session, story) == [f"Berkas yang sama ada di {codes.pretty(other.code)} (Medono)"]
