"""The master of a story: whom it reaches, whom it never touches, and how a post follows again."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from portal.channels import service as channels
from portal.kernel.db import db
from portal.kernel.events import Event
from portal.newsroom import creation, mastering, queries, service
from portal.newsroom.faults import Refused
from portal.newsroom.lifecycle import NotAllowed
from portal.newsroom.lifecycle import PostAction as A
from portal.newsroom.lifecycle import PostState as S
from portal.newsroom.mastering import House
from portal.newsroom.models import Master, Post, PostEvent
from portal.newsroom.service import Change
from portal.stories.lifecycle import Status
from portal.wards import city
from tests.factories import newsroom as factories
from tests.factories.newsroom import ALT, NOON, later

HEADLINE = "Pompa Medono menyala, rob surut"
TEXT = f"{HEADLINE}\n\nSudah sebulan lantai dapur warga kering.\n\nWarga mencatat tinggi air setiap pagi."


@pytest.fixture
def ratna(room):
    return factories.officer(room).id


@pytest.fixture
def house():
    return House(channels.identity_of(city.load("pekalongan")), "https://warga.test")


@pytest.fixture
def posts(room):
    return factories.posts(room)


@pytest.fixture
def save(room, posts, ratna, house):
    """`save(text, alts)`: the master of the story."""

    def keep(text=TEXT, alts=None, at=NOON):
        of = next(iter(posts.values())).story
        return mastering.save(room, of, mastering.Change(text, alts or {}), ratna, at, house)

    return keep


def events(room, post):
    return room.scalars(select(PostEvent).where(PostEvent.post_id == post.id).order_by(PostEvent.id)).all()


def write(room, post, by, text, house):
    change = Change(text=text, master=mastering.proposal(room, post, house))
    return service.edit(room, post, A.SAVE, change, by, NOON)


def test_until_it_is_edited_the_master_is_the_storys_own_words(room, posts, house):
    post = posts["facebook"]
    assert mastering.text_of(post.story, None) == f"{post.story.title}\n\n{factories.BODY}"
    for each in posts.values():
        assert each.follows
        assert each.text == mastering.proposal(room, each, house).text


def test_saving_refits_every_post_that_follows(room, posts, save):
    changed = save()
    assert {post.channel.code for post in changed} == set(posts)
    for post in posts.values():
        assert post.text.startswith(HEADLINE)
        assert not post.edited
    assert "Kota Pekalongan – Sudah sebulan" in posts["facebook"].text
    assert room.get_one(Master, posts["web"].story_id).version == 1
    assert events(room, posts["web"])[-1].action is A.RESYNC


def test_the_public_story_keeps_its_words(room, posts, save):
    story = posts["web"].story
    before = (story.title, story.slug, story.body, story.version)
    save()
    assert (story.title, story.slug, story.body, story.version) == before


def test_a_second_save_raises_the_version_and_the_same_text_does_nothing(room, posts, save):
    save()
    assert save() == []
    version = posts["web"].version
    save(TEXT.replace("sebulan", "dua bulan"))
    assert room.get_one(Master, posts["web"].story_id).version == 2
    assert posts["web"].version == version + 1


def test_the_storys_own_words_make_no_master(room, posts, save):
    assert save(mastering.text_of(posts["web"].story, None)) == []
    assert room.get(Master, posts["web"].story_id) is None


def test_what_diverges_is_claimed_armed_or_out_is_never_touched(room, posts, save, ratna, house):
    write(room, posts["facebook"], ratna, "Kalimat kami sendiri.", house)
    service.edit(room, posts["telegram"], A.PUBLISH, Change(), ratna, NOON)
    service.claim(room, posts["telegram"], ratna, NOON)
    for code, state in (("x", S.ARMED), ("instagram", S.PUBLISHED), ("whatsapp", S.RECONCILING)):
        posts[code].state = state
    room.flush()
    before = {code: (post.text, post.version) for code, post in posts.items()}
    changed = save()
    assert [post.channel.code for post in changed] == ["web"]
    after = {code: (post.text, post.version) for code, post in posts.items()}
    assert {code for code in posts if before[code] != after[code]} == {"web"}


@pytest.mark.parametrize("state", [S.QUEUED, S.SCHEDULED, S.KIT_READY, S.HELD, S.FAILED])
def test_what_has_not_gone_out_follows_in_every_state(room, posts, save, state):
    posts["web"].state = state
    room.flush()
    save()
    assert posts["web"].text.startswith(HEADLINE)
    assert posts["web"].state is state


def test_an_empty_master_and_one_of_a_story_that_is_gone_are_refused(posts, save):
    with pytest.raises(Refused) as refused:
        save(" \n ")
    assert (refused.value.field, refused.value.code) == ("text", "master_empty")
    posts["web"].story.status = Status.HIDDEN
    with pytest.raises(NotAllowed):
        save()


def test_typing_diverges_and_typing_back_follows_again(room, posts, ratna, house):
    post = posts["x"]
    fitted, notes = post.text, list(post.notes)
    write(room, post, ratna, "Kalimat kami sendiri.", house)
    assert (post.follows, post.edited, post.notes, post.edited_by_id) == (False, True, [], ratna)
    write(room, post, ratna, fitted, house)
    assert (post.follows, post.edited, post.notes) == (True, False, notes)


def test_resync_takes_the_masters_text_again(room, posts, save, ratna, house):
    post = posts["telegram"]
    write(room, post, ratna, "Kalimat kami sendiri.", house)
    save()
    assert post.text == "Kalimat kami sendiri."
    mastering.resync(room, post, house, ratna, NOON)
    assert post.follows
    assert post.text.startswith(HEADLINE)
    assert events(room, post)[-1].action is A.RESYNC


def test_a_claimed_post_is_not_resynced(room, posts, ratna, house):
    post = posts["telegram"]
    service.edit(room, post, A.PUBLISH, Change(), ratna, NOON)
    service.claim(room, post, ratna, NOON)
    with pytest.raises(NotAllowed):
        mastering.resync(room, post, house, ratna, NOON)


def test_alt_texts_reach_every_post_and_the_public_page_follows(room, posts, save):
    save(None, {0: "Pompa baru berwarna biru di tepi sungai Medono."})
    photo = posts["web"].story.photos[0]
    assert photo.alt == "Pompa baru berwarna biru di tepi sungai Medono."
    news = room.scalars(select(Event).where(Event.name == "public.changed")).all()
    assert [each.payload for each in news] == [{"what": "alt", "story": photo.story_id}]


def test_the_same_alt_text_is_no_change_and_a_place_that_is_not_there_no_fault(room, save):
    save(None, {0: ALT, 9: "Tidak ada foto kesepuluh."})
    assert room.scalars(select(Event).where(Event.name == "public.changed")).all() == []


def test_a_post_made_later_is_fitted_from_the_master(room, posts, save, house):
    save()
    story = posts["facebook"].story
    room.query(PostEvent).filter(PostEvent.post_id == posts["facebook"].id).delete()
    room.delete(posts["facebook"])
    room.flush()
    (made,) = creation.create(room, story, house.identity, house.base_url, later(hours=1))
    assert made.text.startswith(HEADLINE)


def test_of_two_first_masters_the_second_is_refused(app, room, posts, save, ratna, house):
    story_id = posts["web"].story_id
    room.commit()
    with Session(db.engine) as other:
        other.add(Master(story_id=story_id, text="Lebih dulu", changed_at=NOON, changed_by_id=ratna))
        of = posts["web"].story
        assert mastering.text_of(of, room.get(Master, story_id)) != "Lebih dulu"
        room.rollback()  # SQLite: one writer at a time
        other.commit()
    fresh = queries.story(room, posts["web"].story.code)
    with pytest.raises(StaleDataError):
        mastering._keep(room, fresh, None, TEXT, ratna, NOON)
    room.rollback()


def test_only_a_story_that_was_public_has_a_master(room):
    assert queries.story(room, "XXXXXX") is None
    draft = factories.story(room, status=Status.SUBMITTED)
    draft.published_at = None
    room.flush()
    assert queries.story(room, draft.code) is None


def test_what_the_post_says_is_what_it_was_fitted_to(room, posts, house):
    for post in room.scalars(select(Post)):
        assert mastering.positions(post.story, mastering.proposal(room, post, house)) == post.pictures
