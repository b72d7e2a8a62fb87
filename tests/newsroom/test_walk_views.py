"""/siar/berita/<code>/siapkan, /siar/berita/<code>/unggah and /siar/<id>/unggah."""

import io
import re
import zipfile

import pytest
from sqlalchemy import select

from portal.channels.models import Channel
from portal.newsroom.lifecycle import PostState as S
from portal.newsroom.models import Post
from portal.stories.lifecycle import Status
from tests.conftest import token
from tests.factories import moderation as staff
from tests.newsroom import test_views
from tests.newsroom.test_views import field_errors

pytestmark = pytest.mark.dated
desk, ratna, budi, make = test_views.desk, test_views.ratna, test_views.budi, test_views.make  # fixtures
WEB = "https://pekalongankota.go.id/berita/pompa"


def code_of(post):
    return f"BW-{post.story.code}"


def prepare(client, posts, **more):
    data = {"csrf_token": token(client.get("/akun"))} | more
    return client.post(f"/siar/berita/{code_of(posts['web'])}/siapkan", data=data)


def step(client, post, action, **fields):
    page = client.get(f"/siar/{post.id}/unggah")
    version = re.search(r'name="version" value="(\d+)"', page.text)
    given = {"csrf_token": token(page), "action": action, "version": version[1] if version else ""}
    return client.post(f"/siar/{post.id}/unggah", data=given | fields)


def states(session):
    rows = session.execute(select(Channel.code, Post.state).join(Channel, Channel.id == Post.channel_id)).all()
    session.commit()
    return dict(map(tuple, rows))


def test_one_press_prepares_all_and_leads_to_the_first(desk, session, make):
    posts = make()
    answer = prepare(desk, posts)
    assert (answer.status_code, answer.location) == (303, f"/siar/berita/{code_of(posts['web'])}/unggah")
    assert set(states(session).values()) == {S.KIT_READY}
    answer = desk.get(answer.location)
    assert (answer.status_code, answer.location) == (303, f"/siar/{posts['web'].id}/unggah")
    page = desk.get(answer.location).text
    assert "6 paket siap." in page
    assert "Kanal 1 dari 6: Web" in page
    assert page.count('name="proof_url"') == 1
    assert "https://pekalongankota.go.id/berita/judul-berita" in page  # what a good address looks like


def test_only_humas_walks(app, client, session, make):
    posts = make()
    paths = [f"/siar/{posts['web'].id}/unggah", f"/siar/berita/{code_of(posts['web'])}/unggah"]
    assert [client.get(path).status_code for path in paths] == [303, 303]
    other = app.test_client()
    staff.sign_in(other, session, staff.staff(session, "director", "medono"))
    assert [other.get(path).status_code for path in paths] == [403, 403]
    assert prepare(other, posts).status_code == 403


def test_without_a_token_nothing_is_prepared(desk, session, make):
    posts = make()
    assert desk.post(f"/siar/berita/{code_of(posts['web'])}/siapkan").status_code == 400
    assert set(states(session).values()) == {S.QUEUED}


def test_photos_without_alt_text_are_one_notice_that_leads_to_the_master(desk, session, make):
    posts = make(pictures=2, alts=["", ""])
    page = desk.get(prepare(desk, posts).location)
    assert page.status_code == 200
    assert "Belum ada kanal yang siap diunggah" in page.text
    assert page.text.count("2 foto belum punya teks alternatif") == 1
    assert f"/siar/berita/{code_of(posts['web'])}#alt-texts" in page.text


def test_a_colleagues_change_is_named_and_the_rest_is_done(desk, session, make):
    posts = make()
    seen = {f"v-{post.id}": post.version for post in posts.values()}
    seen[f"v-{posts['x'].id}"] -= 1
    answer = prepare(desk, posts, **seen)
    assert answer.status_code == 409
    assert "Kanal berikut diubah orang lain" in answer.text
    found = states(session)
    assert (found.pop("x"), set(found.values())) == (S.QUEUED, {S.KIT_READY})


def test_a_proof_leads_to_the_next_channel_and_at_the_end_to_the_list(desk, session, make):
    posts = make()
    for code in ("facebook", "instagram", "x", "telegram", "whatsapp"):
        session.get(Post, posts[code].id).state = S.SKIPPED
    session.commit()
    prepare(desk, posts)
    session.get(Post, posts["x"].id).state = S.KIT_READY
    session.commit()
    answer = step(desk, posts["web"], "proof", proof_url=WEB)
    assert (answer.status_code, answer.location) == (303, f"/siar/{posts['x'].id}/unggah")
    answer = step(desk, posts["x"], "proof", proof_url="https://x.com/pemkotpkl/status/1860000000000000001")
    assert (answer.status_code, answer.location) == (303, f"/siar/berita/{code_of(posts['web'])}/unggah")
    page = desk.get(answer.location).text
    assert "2 dari 2 kanal sudah tayang" in page
    assert WEB in page


def test_a_bad_address_stays_on_the_step_with_what_was_pasted(desk, session, make):
    posts = make()
    prepare(desk, posts)
    answer = step(desk, posts["facebook"], "proof", proof_url="https://example.com/<x>")
    assert answer.status_code == 422
    assert "Kanal 2 dari 6" in answer.text
    assert "https://example.com/&lt;x&gt;" in answer.text
    assert field_errors(answer)
    assert states(session)["facebook"] is S.KIT_READY


def test_the_claim_of_the_walk_is_for_all_and_keeps_the_month_s_look_at_the_accounts(desk, session, make, ratna):
    posts = make()
    prepare(desk, posts)
    assert "Ditanyakan sebulan sekali" in desk.get(f"/siar/{posts['web'].id}/unggah").text
    answer = step(desk, posts["web"], "claim", identity="y")
    assert (answer.status_code, answer.location) == (303, f"/siar/{posts['web'].id}/unggah")
    assert set(states(session).values()) == {S.KIT_CLAIMED}
    looked = session.execute(select(Channel.identity_checked_by_id).where(Channel.active)).scalars().all()
    assert set(looked) == {ratna.id}
    session.commit()
    assert "Ditanyakan sebulan sekali" not in desk.get(f"/siar/{posts['x'].id}/unggah").text


def test_a_kit_that_somebody_else_has_takes_no_proof_and_says_where_to_go_on(desk, budi, session, make):
    posts = make()
    prepare(desk, posts)
    step(budi, posts["web"], "claim")
    answer = step(desk, posts["web"], "proof", proof_url=WEB)
    assert answer.status_code == 409
    assert "Budi Santoso" in answer.text
    assert states(session)["web"] is S.KIT_CLAIMED


def test_a_step_that_is_done_shows_its_address_and_the_way_on(desk, session, make):
    posts = make()
    prepare(desk, posts)
    step(desk, posts["web"], "proof", proof_url=WEB)
    page = desk.get(f"/siar/{posts['web'].id}/unggah").text
    assert WEB in page
    assert "Lanjut ke Facebook" in page
    again = desk.post(
        f"/siar/{posts['web'].id}/unggah",
        data={"csrf_token": token(desk.get("/akun")), "action": "proof", "proof_url": WEB},
    )
    assert again.status_code == 409


def test_a_share_link_is_taken_and_said_to_be_looked_up(desk, session, make):
    posts = make()
    prepare(desk, posts)
    answer = step(desk, posts["facebook"], "proof", proof_url="https://www.facebook.com/share/p/1AbCdEfGhI/")
    assert answer.status_code == 303
    page = desk.get(f"/siar/{posts['facebook'].id}").text
    assert 'data-test="share-link"' in page
    assert "sedang mencari alamat asli" in page


def test_all_kits_come_as_one_file(desk, make):
    posts = make(files=True)
    prepare(desk, posts)
    answer = desk.get(f"/siar/berita/{code_of(posts['web'])}/kit.zip")
    names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert {name.split("/")[0] for name in names} == {f"{code_of(posts['web'])}-{code}" for code in posts}
    assert desk.get(f"/siar/berita/{code_of(make()['web'])}/kit.zip").status_code == 404


def test_a_story_that_is_gone_is_said_to_be(desk, session, make):
    posts = make()
    session.get(Post, posts["web"].id).story.status = Status.HIDDEN
    session.commit()
    answer = prepare(desk, posts)
    assert answer.status_code == 303
    page = desk.get(answer.location).text
    assert "Berita tidak tayang lagi" in page
    assert set(states(session).values()) == {S.QUEUED}


def test_a_proof_on_the_posts_own_page_shows_the_next_channel(desk, session, make):
    posts = make()
    prepare(desk, posts)
    answer = test_views.send(desk, posts["web"], "proof", proof_url=WEB)
    assert (answer.status_code, answer.location) == (303, f"/siar/{posts['web'].id}")
    page = desk.get(answer.location).text
    assert f'href="/siar/berita/{code_of(posts["web"])}/unggah"' in page
    assert "Lanjut ke Facebook" in page
