"""Against the real WordPress. What counts is what stands in its tables and what its readers get."""

import html
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from portal.channels.adapter_api import FailureKind, Remote
from portal.channels.adapters.wordpress import WordPress
from portal.channels.error_codes import Code
from portal.kernel import clock
from tests.channels.adapters.conftest import account_of_site
from tests.channels.fakes.faults import Fault
from tests.factories import parcels
from tests.factories.parcels import Carrier, media, parcel

pytestmark = pytest.mark.outside

KEY = "bw-7k3f2q-web-1"
PUBLISH = r"POST /wp-json/wp/v2/posts/\d+"
CREATE = r"POST /wp-json/wp/v2/posts\?"
UPLOAD = r"POST /wp-json/wp/v2/media\?"


def alts(page):
    return [html.unescape(alt) for alt in re.findall(r'<img [^>]*alt="([^"]*)"', page)]


def test_a_story_with_an_album_is_shown_with_alt_texts_and_credit(site, wordpress):
    made = site.carry(parcel(3))
    assert wordpress.posts("publish") == [(int(made.id), KEY, "publish")]
    assert made.live
    page = wordpress.page(made.url.removeprefix(wordpress.url))
    assert html.escape(parcels.TITLE) in page
    assert alts(page) == list(parcels.ALTS)
    captions = re.findall(r"<figcaption[^>]*>(.*?)</figcaption>", page)
    assert captions == [f"Gang RT 0{n} pagi ini. Foto: Siti Maryam" for n in (1, 2, 3)]
    assert f'href="{parcels.LINK}"' in page
    assert page.index("<figure") < page.index("Sudah 22 hari")


def test_the_media_library_knows_alt_text_and_credit_and_the_first_is_the_posts_picture(site, wordpress):
    made = site.carry(parcel(2))
    first, second = (number for number, _ in wordpress.media())
    told = wordpress.php(
        f"echo json_encode([get_post_meta({first}, '_wp_attachment_image_alt', true), get_post({second})->post_excerpt,"
        f"get_post_thumbnail_id({made.id})]);"
    )
    assert told == f'["{parcels.ALTS[0]}","Gang RT 02 pagi ini. Foto: Siti Maryam",{first}]'


def test_a_story_without_pictures_is_a_post_too(site, wordpress):
    made = site.carry(parcel())
    assert "Setiap pagi ia mencatat." in wordpress.page(made.url.removeprefix(wordpress.url))
    assert wordpress.media() == []


def test_nothing_is_visible_before_it_is_published(site, wordpress):
    site.prepare(parcel(1))
    assert [state for _, _, state in wordpress.posts()] == ["draft"]
    assert parcels.TITLE not in wordpress.page("/")


def test_hostile_words_stay_words(site, wordpress):
    evil = parcel(1, title="<script>alert(1)</script> & Bu Siti", html="<p>a<script>alert(2)</script></p>")
    evil = replace(evil, media=(media(alt='" onerror="alert(3)', caption="<b onclick=x>", credit="<i>x"),))
    page = wordpress.page(site.carry(evil).url.removeprefix(wordpress.url))
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Bu Siti" in page.replace("&#038;", "&amp;")
    assert not re.search(r"<[^>]+ on\w+=(?![^<]*&quot;)", page.replace('alt="&quot; onerror=&quot;alert(3)"', ""))


def test_the_site_shows_each_character_as_it_was_typed(site, wordpress):
    words = "[gallery] \"kutip\" 'satu' -- dua --- tiga ... 2x3 :) ;-) 8) a - b (tm) Wordpress *888*1# 1998. [audio x]"
    post = parcel(1, title=words, html=f'<p>{words}</p><ol start="7"><li>{words}</li></ol>', excerpt=words)
    post = replace(post, media=(media(caption=words, credit=""),))
    made = site.carry(post)
    page = wordpress.page(made.url.removeprefix(wordpress.url))
    shown = html.unescape(re.sub(r"<[^>]+>", "", page))
    assert shown.count(words) >= 4
    assert '<ol start="7">' in page
    told = wordpress.php(
        f"echo get_the_title({made.id}) . '|' . apply_filters('the_excerpt', get_the_excerpt({made.id}));"
    )
    assert html.unescape(re.sub(r"<[^>]+>", "", told)).strip() == f"{words}|{words}"


def test_preparing_twice_uploads_and_makes_nothing_twice(site, wordpress):
    for _ in range(3):
        site.prepare(parcel(2))
    assert len(wordpress.media()) == 2
    assert len(wordpress.posts()) == 1
    assert site.kept == 1


def test_after_a_crash_pictures_and_draft_are_found_again(site, wordpress):
    site.prepare(parcel(2))
    site.step = {}  # the step was never committed
    made = site.carry(parcel(2))
    assert len(wordpress.media()) == 2
    assert wordpress.posts() == [(int(made.id), KEY, "publish")]


def test_a_draft_is_brought_up_to_date_and_another_picture_is_another_file(site, wordpress):
    site.prepare(parcel(1))
    changed = parcel(title="Judul baru", media=(media(2),))
    made = site.carry(changed)
    assert "Judul baru" in wordpress.page(f"/{KEY}/")
    assert alts(wordpress.page(f"/{KEY}/")) == [parcels.ALTS[2]]
    assert wordpress.posts() == [(int(made.id), KEY, "publish")]


def test_publishing_twice_is_one_post(site, wordpress):
    first = site.carry(parcel(1))
    assert site.publish(parcel(1)) == first
    site.step = {}
    assert site.carry(parcel(1)) == first
    assert wordpress.posts() == [(int(first.id), KEY, "publish")]
    assert len(wordpress.media()) == 1


@pytest.mark.parametrize("fault", [Fault.DROP_AFTER, Fault.STATUS_AFTER, Fault.HALF, Fault.GARBAGE])
def test_a_lost_answer_of_the_publishing_call_is_unknown_and_the_post_is_found(site, wordpress, proxy, failure, fault):
    site.prepare(parcel())
    proxy.faults.add(fault, PUBLISH)
    assert failure(site.publish, parcel()).kind is FailureKind.UNKNOWN
    found = site.find(parcel())
    assert found == Remote(str(site.step["post"]), f"{wordpress.url}/{KEY}/")
    assert site.publish(parcel()) == found
    assert len(wordpress.posts()) == 1


def test_a_request_that_never_arrived_is_unknown_too_and_then_certainly_absent(site, wordpress, proxy, failure):
    site.prepare(parcel())
    proxy.faults.add(Fault.DROP_BEFORE, PUBLISH)
    assert failure(site.publish, parcel()).kind is FailureKind.UNKNOWN
    assert site.find(parcel()) is None
    site.publish(parcel())
    assert [state for _, _, state in wordpress.posts()] == ["publish"]


@pytest.mark.parametrize("fault", [Fault.DROP_AFTER, Fault.STATUS_AFTER, Fault.HALF, Fault.DROP_BEFORE])
@pytest.mark.parametrize("place", [UPLOAD, CREATE])
def test_a_cut_while_preparing_is_tried_again_without_doubles(site, wordpress, proxy, failure, fault, place):
    proxy.faults.add(fault, place)
    assert failure(site.prepare, parcel(2)).kind is FailureKind.RETRY
    made = site.carry(parcel(2))
    assert len(wordpress.media()) == 2
    assert wordpress.posts() == [(int(made.id), KEY, "publish")]


def test_a_post_in_the_trash_exists_and_is_never_made_again(site, wordpress):
    made = site.carry(parcel())
    site.delete(made)
    assert wordpress.posts() == [(int(made.id), f"{KEY}__trashed", "trash")]
    for step in (site.step, {}):
        site.step = step
        assert site.find(parcel()) == Remote(made.id, "", live=False)
        assert site.carry(parcel()) == Remote(made.id, "", live=False)
    assert len(wordpress.posts()) == 1


def test_deleting_twice_or_what_is_gone_for_good_is_a_success(site, wordpress):
    made = site.carry(parcel())
    site.delete(made)
    site.delete(made)
    wordpress.php(f"wp_delete_post({made.id}, true);")
    site.delete(made)
    assert wordpress.posts() == []


def test_a_post_that_was_deleted_for_good_is_looked_for_by_a_person(site, wordpress, failure):
    made = site.carry(parcel())
    wordpress.php(f"wp_delete_post({made.id}, true);")
    told = failure(site.find, parcel())
    assert (told.kind, told.code) == (FailureKind.UNKNOWN, Code.REMOVED_THERE)


def test_a_draft_somebody_deleted_is_prepared_again(site, wordpress, failure):
    site.prepare(parcel())
    wordpress.php(f"wp_delete_post({site.step['post']}, true);")
    assert failure(site.publish, parcel()).kind is FailureKind.MEDIA_EXPIRED
    assert site.carry(parcel()).live


@pytest.mark.parametrize(("state", "live"), [("private", False), ("future", False), ("publish", True)])
def test_what_the_site_did_with_the_post_is_seen(site, wordpress, state, live):
    made = site.carry(parcel())
    wordpress.sql(f"UPDATE wp_posts SET post_status = '{state}' WHERE ID = {made.id}")
    assert site.find(parcel()).live is live


def foreign(wordpress, slug=KEY, content="Tulisan orang lain"):
    return int(
        wordpress.php(
            f"echo wp_insert_post(['post_title' => 'Lain', 'post_name' => '{slug}', 'post_status' => 'publish',"
            f" 'post_content' => '{content}']);"
        )
    )


def test_a_slug_the_site_uses_for_another_post_is_left_alone(site, wordpress):
    theirs = foreign(wordpress)
    assert site.find(parcel()) is None
    made = site.carry(parcel())
    assert wordpress.posts() == [(theirs, KEY, "publish"), (int(made.id), f"{KEY}-2", "publish")]
    assert wordpress.content(theirs) == "Tulisan orang lain"
    site.step = {}
    assert site.find(parcel()) == made
    assert site.carry(parcel()) == made
    site.delete(made)
    assert wordpress.posts("publish") == [(theirs, KEY, "publish")]


def test_a_page_or_picture_with_our_slug_is_no_post_of_ours(site, wordpress):
    wordpress.php(f"wp_insert_post(['post_type' => 'page', 'post_title' => 'x', 'post_name' => '{KEY}']);")
    assert site.find(parcel()) is None
    assert site.carry(parcel()).live


def test_a_surplus_of_ours_is_noticed_and_removed(site, wordpress):
    """A late worker made its draft while another's post became visible: the answer says `-2`."""
    site.prepare(parcel())
    late = site.step
    number = foreign(wordpress, content=f'<a href="{parcels.LINK}">asli</a>')
    assert [slug for _, slug, _ in wordpress.posts("publish")] == [KEY + "-2"]
    wordpress.sql(f"UPDATE wp_posts SET post_name = '{KEY}' WHERE ID = {number}")
    wordpress.sql(f"UPDATE wp_posts SET post_name = '{KEY}-2' WHERE ID = {late['post']}")
    site.step = late
    assert site.publish(parcel()) == Remote(str(number), f"{wordpress.url}/{KEY}/")
    assert wordpress.posts() == [(number, KEY, "publish")]


def test_a_draft_of_ours_that_holds_the_slug_gives_way_to_the_post(site, wordpress):
    site.prepare(parcel())
    first = site.step["post"]
    second = wordpress.php(
        f"echo wp_insert_post(['post_title' => 'x', 'post_name' => '{KEY}-2', 'post_status' => 'draft',"
        f" 'post_content' => '<a href=\"{parcels.LINK}\">asli</a>']);"
    )
    site.step = {"post": int(second)}
    made = site.publish(parcel())
    assert made.id == second
    assert [row[0] for row in wordpress.posts()] == [int(second)]
    assert first != int(second)


def test_a_surplus_that_cannot_be_removed_is_said(site, wordpress, proxy, failure):
    site.prepare(parcel())
    number = foreign(wordpress, content=f'<a href="{parcels.LINK}">asli</a>')
    wordpress.sql(f"UPDATE wp_posts SET post_name = '{KEY}' WHERE ID = {number}")
    wordpress.sql(f"UPDATE wp_posts SET post_name = '{KEY}-2' WHERE ID = {site.step['post']}")
    proxy.faults.add(Fault.DROP_BEFORE, "DELETE")
    told = failure(site.publish, parcel())
    assert (told.kind, told.code) == (FailureKind.UNKNOWN, Code.TWO_POSTS)


def other(wordpress, proxy, **changes):
    return Carrier(WordPress(), proxy.url, account_of_site(wordpress, **changes))


def test_a_refused_file_is_the_pictures_fault_although_it_says_500(site, failure):
    bad = parcel(media=(media(0), media(1, jpeg=lambda: b"<?php echo 'x';")))
    told = failure(site.prepare, bad)
    assert (told.kind, told.code, told.field) == (FailureKind.REJECTED, Code.PICTURE_REFUSED, "picture-1")


@pytest.mark.parametrize("user", ["humas", "penulis"])
def test_a_wrong_password_asks_for_a_new_one_at_every_step(wordpress, proxy, failure, user):
    wrong = other(wordpress, proxy, user=user, secret="abcd efgh ijkl mnop")
    for told in (failure(wrong.test), failure(wrong.prepare, parcel()), failure(wrong.find, parcel())):
        assert (told.kind, told.code) == (FailureKind.REAUTH, Code.BAD_LOGIN)


def test_a_password_that_is_revoked_between_the_steps_makes_nothing(site, wordpress, failure):
    site.prepare(parcel(1))
    site.account = replace(site.account, secret="abcd")
    assert failure(site.publish, parcel(1)).kind is FailureKind.REAUTH
    assert wordpress.posts("publish") == []


def test_an_account_that_may_not_publish_is_told_apart(wordpress, proxy, failure):
    told = failure(other(wordpress, proxy, user="magang").test)
    assert (told.kind, told.code) == (FailureKind.REAUTH, Code.MAY_NOT_PUBLISH)
    told = failure(other(wordpress, proxy, user="magang").prepare, parcel(1))
    assert (told.kind, told.code) == (FailureKind.REAUTH, Code.MAY_NOT_UPLOAD)
    assert failure(other(wordpress, proxy, user="pembaca").test).code == Code.MAY_NOT_PUBLISH


def test_an_authors_account_is_enough(wordpress, proxy):
    author = other(wordpress, proxy, user="penulis")
    assert author.test().account == "Warta Kota Pekalongan (penulis)"
    assert alts(wordpress.page(author.carry(parcel(2)).url.removeprefix(wordpress.url))) == list(parcels.ALTS[:2])


def test_the_test_names_site_and_account_and_makes_nothing(site, wordpress):
    found = site.test()
    assert (found.account, found.url) == ("Warta Kota Pekalongan (humas)", wordpress.url)
    assert wordpress.posts() == []


def test_http_without_local_is_told_apart_from_a_wrong_password(wordpress, failure):
    with wordpress.sibling(WP_KIND="production") as url:
        told = failure(Carrier(WordPress(), url, account_of_site(wordpress)).test)
    assert told.code == Code.NEEDS_HTTPS


def test_a_site_without_pretty_addresses_is_found_by_the_other_way(wordpress):
    with wordpress.sibling(WP_PLAIN="1") as url:
        plain = Carrier(WordPress(), url, account_of_site(wordpress))
        assert plain.test().account == "Warta Kota Pekalongan (humas)"
        made = plain.carry(parcel(1))
        assert plain.find(parcel(1)) == made
        plain.delete(made)
    assert [state for _, _, state in wordpress.posts()] == ["trash"]
    assert len(wordpress.media()) == 1


def test_too_fast_means_waiting_as_long_as_they_say(site, proxy, failure):
    before = clock.now()
    site.prepare(parcel())
    proxy.faults.add(Fault.BUSY, PUBLISH)
    told = failure(site.publish, parcel())
    assert told.kind is FailureKind.RATE_LIMITED
    assert before + timedelta(seconds=6) < told.until < clock.now() + timedelta(seconds=8)
    assert site.find(parcel()) is None


def test_a_site_in_maintenance_makes_us_wait_and_lies_to_nobody(site, wordpress, failure):
    sign = wordpress.root / ".maintenance"
    site.prepare(parcel())
    try:
        sign.write_text("<?php $upgrading = time();")
        told = failure(site.prepare, parcel())
        assert told.kind is FailureKind.RATE_LIMITED
        assert failure(site.publish, parcel()).kind is FailureKind.RATE_LIMITED
    finally:
        sign.unlink()
    assert site.publish(parcel()).live


def test_the_secret_shows_nowhere(wordpress, proxy, failure, caplog):
    caplog.set_level("DEBUG")
    mine = other(wordpress, proxy)
    proxy.faults.add(Fault.STATUS_AFTER, "users/me")
    told = failure(mine.test)
    mine.carry(parcel(1))
    secret = wordpress.passwords["humas"]
    assert all(secret not in text for text in (repr(mine.account), repr(mine.http), repr(told), caplog.text))
