from portal.public import cards, queries
from portal.stories.models import Credit
from tests.factories import accounts, stories


def made(app, path="/"):
    lang = "en" if path.startswith("/en") else "id"
    overrides = {"portal.language": lang, "SCRIPT_NAME": "/en" if lang == "en" else ""}
    with app.test_request_context("/", environ_overrides=overrides):
        return cards.cards(queries.latest(app.extensions["sqlalchemy"].session(), 10))


def test_a_card_has_what_a_list_shows(app, published, session):
    story = published(author=accounts.user(session, "Siti Maryam"))
    card, english = made(app)[0], made(app, "/en")[0]
    assert card.url == f"/berita/{story.slug}-BW-{story.code}"
    assert english.url == f"/en{card.url}"
    assert (card.rubric.name, english.rubric.name) == ("Batik dan UMKM", "Batik and Small Business")
    assert (card.ward.name, card.ward.url, card.rubric.color) == ("Medono", "/kelurahan/medono", "soga")
    assert (card.byline, card.trail) == ("Siti Maryam", 1)
    assert card.photo.credit == "Nisa"
    assert len(card.summary) <= cards.SUMMARY


def test_a_shared_story_has_come_further(app, published):
    published(shared_at=stories.AT)
    assert made(app)[0].trail == 2


def test_a_card_never_holds_a_name_that_was_not_to_be_shown(app, published, session):
    author = accounts.user(session, "Siti Maryam")
    for credit in (Credit.INITIALS, Credit.ANONYMOUS):
        story = published(author=author, credit=credit, photos=0)
        stories.story_photo(session, story, consent=True, credit="Foto Siti Maryam")
    session.commit()
    found = made(app)
    assert len(found) == 2
    assert all("Maryam" not in repr(card) for card in found)
    assert all(author.handle not in repr(card) for card in found)
