"""Against a fake as strict as the Bot API's documents; see tests.channels.fakes.telegram."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.channels.adapter_api import FailureKind, Remote
from portal.channels.error_codes import Code
from portal.channels.identity import post_url_ok
from portal.kernel import clock
from tests.channels.fakes import telegram as fake
from tests.channels.fakes.faults import Fault
from tests.factories import parcels, pictures
from tests.factories.parcels import media, parcel

SEND = {0: "sendMessage", 1: "sendPhoto", 3: "sendMediaGroup"}


def only(telegram):
    (post,) = telegram.posts
    return post


def test_a_text_is_one_message_with_its_headline_in_bold_and_its_link_shown(bot, telegram):
    made = bot.carry(parcel())
    post = only(telegram)
    assert post["text"] == parcel().text
    assert post["raw"].startswith(f"<b>{parcels.TITLE}</b>\n\nSudah 22 hari")
    assert post["preview"] == {"is_disabled": False}
    assert made == Remote("-1001234567890:41", "https://t.me/pemkotpekalongan/41")


def test_a_photo_carries_the_text_as_its_caption(bot, telegram):
    bot.carry(parcel(1))
    post = only(telegram)
    assert post["caption"] == parcel().text
    assert (post["photo"]["format"], post["photo"]["width"]) == ("JPEG", 320)


def test_an_album_is_one_post_with_the_text_under_its_first_photo(bot, telegram):
    made = bot.carry(parcel(3))
    assert [message["caption"] for message in telegram.messages.values()] == [parcel().text, "", ""]
    assert [message["photo"]["width"] for message in telegram.messages.values()] == [320, 328, 336]
    assert made == Remote("-1001234567890:41,42,43", "https://t.me/pemkotpekalongan/41")
    assert len(telegram.posts) == 1


@pytest.mark.parametrize("count", [0, 1, 10])
def test_publishing_is_exactly_one_call(bot, telegram, count):
    bot.prepare(parcel(count))
    assert telegram.calls == []
    bot.publish(parcel(count))
    assert len(telegram.calls) == 1


@pytest.mark.parametrize(
    "text", ["<b>tebal</b> & <i>", "1 < 2 > 0 &amp; &lt;", "“kutip” 'a' \"b\" 🙂", "a</b><a href='x'>"]
)
@pytest.mark.parametrize("count", [0, 1, 2])
def test_hostile_words_arrive_as_they_were_written(bot, telegram, text, count):
    bot.carry(parcel(count, title=text, text=f"{text}\n\nlagi {text}"))
    post = only(telegram)
    assert post.get("text", post.get("caption")) == f"{text}\n\nlagi {text}"


def test_a_text_that_does_not_begin_with_the_headline_has_nothing_in_bold(bot, telegram):
    bot.carry(parcel(title="Judul", text="Judulnya lain. Tanpa tautan."))
    post = only(telegram)
    assert "<b>" not in post["raw"]
    assert post["preview"] == {"is_disabled": True}


@pytest.mark.parametrize(("count", "most"), [(0, 4096), (1, 1024), (2, 1024)])
def test_the_longest_text_goes_and_one_more_letter_is_refused_before_anything_is_sent(
    bot, telegram, failure, count, most
):
    bot.carry(parcel(count, text="&" * most))
    told = failure(bot.prepare, parcel(count, text="&" * (most + 1)))
    assert (told.kind, told.code, told.field) == (FailureKind.REJECTED, Code.TEXT_TOO_LONG, "text")
    assert len(telegram.posts) == 1


@pytest.mark.parametrize(("count", "most"), [(0, 4096), (1, 1024)])
def test_an_emoji_counts_two_as_the_bot_api_documents(bot, telegram, failure, count, most):
    bot.carry(parcel(count, text="🌊" * (most // 2)))
    assert failure(bot.prepare, parcel(count, text="🌊" * (most // 2) + "a")).code == Code.TEXT_TOO_LONG
    bot.prepare(parcel(count, text="&<>" * (most // 3) + "  \n"))
    assert len(telegram.posts) == 1


@pytest.mark.parametrize(
    ("jpeg", "code"),
    [
        (b"", Code.PICTURE_REFUSED),
        (b"GIF89a", Code.PICTURE_REFUSED),
        (b"\xff\xd8\xff" + b"0" * 10_000_000, Code.PICTURE_HEAVY),
    ],
)
def test_a_photo_telegram_would_refuse_is_named_before_anything_is_sent(bot, telegram, failure, jpeg, code):
    bad = parcel(media=(media(0), media(1, jpeg=lambda: jpeg)))
    told = failure(bot.prepare, bad)
    assert (told.kind, told.code, told.field) == (FailureKind.REJECTED, code, "picture-1")
    assert telegram.calls == []


@pytest.mark.parametrize(("size", "fine"), [((4000, 200), True), ((4001, 200), False), ((200, 4001), False)])
def test_the_longest_shape_goes_and_a_longer_one_does_not(bot, telegram, failure, size, fine):
    strip = parcel(media=(media(jpeg=lambda: pictures.jpeg_of(pictures.scene(*size))),))
    if fine:
        bot.carry(strip)
        assert only(telegram)["photo"]["width"] == size[0]
    else:
        assert failure(bot.prepare, strip).code == Code.PICTURE_SHAPE


def test_too_many_photos_and_no_text_are_refused(bot, failure):
    assert failure(bot.prepare, parcel(11)).code == Code.TOO_MANY_PICTURES
    assert failure(bot.prepare, parcel(text=" \n")).code == Code.TEXT_EMPTY


@pytest.mark.parametrize(
    "fault", [Fault.DROP_BEFORE, Fault.DROP_AFTER, Fault.STATUS_AFTER, Fault.HALF, Fault.GARBAGE, Fault.SLOW]
)
@pytest.mark.parametrize("count", [0, 1, 3])
def test_an_answer_that_is_lost_is_unknown_and_nobody_can_ask(bot, telegram, failure, fault, count):
    telegram.faults.add(fault, SEND[count])
    assert failure(bot.carry, parcel(count)).kind is FailureKind.UNKNOWN
    assert len(telegram.posts) == (fault is not Fault.DROP_BEFORE)
    told = failure(bot.find, parcel(count))
    assert (told.kind, told.code) == (FailureKind.UNKNOWN, Code.CANNOT_ASK)
    assert telegram.faults.calls("send") == 1


def test_a_server_that_is_not_there_got_nothing(bot, telegram, failure):
    telegram.stop()
    told = failure(bot.publish, parcel())
    assert (told.kind, told.code) == (FailureKind.RETRY, Code.UNREACHABLE)


def test_too_fast_means_waiting_as_long_as_it_says(bot, telegram, failure):
    telegram.wait = 41
    telegram.faults.add(Fault.BUSY, "sendMessage")
    before = clock.now()
    told = failure(bot.publish, parcel())
    assert (told.kind, told.code, told.status) == (FailureKind.RATE_LIMITED, Code.BUSY, 429)
    assert before + timedelta(seconds=41) <= told.until <= clock.now() + timedelta(seconds=41)
    assert telegram.posts == []


@pytest.mark.parametrize(
    ("secret", "status"),
    [("123456:AAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 401), ("nonsense", 404), ("a/b?c#d", 404)],
)
def test_a_wrong_token_asks_for_a_new_one(bot, failure, secret, status):
    bot.account = replace(bot.account, secret=secret)
    for told in (failure(bot.test), failure(bot.publish, parcel())):
        assert (told.kind, told.code, told.status) == (FailureKind.REAUTH, Code.BAD_BOT, status)


def test_an_unknown_channel_is_told_apart_from_missing_rights(bot, telegram, failure):
    bot.account = replace(bot.account, handle="KanalLain")
    for told in (failure(bot.test), failure(bot.publish, parcel())):
        assert (told.kind, told.code) == (FailureKind.REAUTH, Code.CHAT_NOT_FOUND)
    bot.account = replace(bot.account, handle="@PemkotPekalongan")
    telegram.chats["@pemkotpekalongan"]["can_post"] = False
    for told in (failure(bot.test), failure(bot.publish, parcel())):
        assert (told.kind, told.code) == (FailureKind.REAUTH, Code.NOT_ADMIN)
    assert telegram.posts == []


def test_a_channel_that_moved_says_where_to(bot, telegram, failure):
    telegram.chats["@pemkotpekalongan"]["moved"] = -1009
    told = failure(bot.publish, parcel())
    assert (told.kind, told.code) == (FailureKind.REAUTH, Code.CHAT_MOVED)
    assert "-1009" in told.said


def test_a_channel_without_a_public_name_goes_by_its_number(bot, telegram):
    telegram.chats = {"": {"id": -100777, "username": "", "can_post": True}}
    bot.account = replace(bot.account, handle="", username="-100777")
    assert bot.carry(parcel()) == Remote("-100777:41", "")
    assert bot.test().url == ""


@pytest.mark.parametrize(
    ("handle", "number"),
    [("PEMKOTpekalongan", ""), ("@PemkotPekalongan", ""), ("", "-1001234567890"), ("nama_lama", "-1001234567890")],
)
def test_however_the_channel_is_called_the_post_has_one_address(bot, telegram, handle, number):
    bot.account = replace(bot.account, handle=handle, username=number)
    made = bot.carry(parcel())
    assert made.url == "https://t.me/pemkotpekalongan/41"
    assert post_url_ok("telegram", "https://t.me/s/PemkotPekalongan/41") == made.url


def test_without_a_name_nothing_is_called(bot, telegram, failure):
    bot.account = replace(bot.account, handle=" @ ")
    assert failure(bot.test).kind is FailureKind.REAUTH
    assert failure(bot.prepare, parcel()).code == Code.NO_HANDLE
    assert [method for method, _ in telegram.calls] == ["getMe"]


def test_the_test_says_who_we_are_and_sends_nothing(bot, telegram):
    found = bot.test()
    assert (found.account, found.url) == ("Pemerintah Kota Pekalongan (@warga_bot)", "https://t.me/PemkotPekalongan")
    assert telegram.posts == []


def test_an_album_is_deleted_whole_and_twice_is_a_success(bot, telegram):
    made = bot.carry(parcel(3))
    bot.carry(parcel(key="bw-lain"))
    bot.delete(made)
    assert list(telegram.messages) == [44]
    bot.delete(made)
    assert list(telegram.messages) == [44]


def test_a_delete_that_was_cut_half_way_goes_on(bot, telegram, failure):
    made = bot.carry(parcel(3))
    telegram.faults.add(Fault.DROP_AFTER, "deleteMessage", 1)
    assert failure(bot.delete, made).kind is FailureKind.RETRY
    bot.delete(made)
    assert telegram.messages == {}


def test_after_two_days_a_person_has_to_delete(bot, telegram, failure):
    made = bot.carry(parcel())
    telegram.messages[41]["old"] = True
    told = failure(bot.delete, made)
    assert (told.kind, told.code) == (FailureKind.REJECTED, Code.TOO_LATE_TO_DELETE)


@pytest.mark.parametrize("fault", [Fault.STATUS_AFTER, Fault.DROP_AFTER, Fault.GARBAGE, Fault.BUSY, None])
def test_the_token_shows_nowhere(bot, telegram, failure, caplog, fault):
    caplog.set_level("DEBUG")
    if fault:
        telegram.faults.add(fault, "sendMessage")
        shown = repr(failure(bot.carry, parcel()))
    else:
        shown = repr(bot.carry(parcel()))
    assert fake.TOKEN not in shown + caplog.text + repr(bot.account) + repr(bot.http)
    assert "AAabc" not in shown + caplog.text


def test_two_hundred_lost_answers_make_no_second_message(bot, telegram, failure):
    """R11 of the bar, where nobody can ask: each is left to a person."""
    for number in range(200):
        each = parcel(text=f"Berita {number}")
        telegram.faults.add(Fault.DROP_AFTER, "sendMessage")
        assert failure(bot.carry, each).kind is FailureKind.UNKNOWN
        assert failure(bot.find, each).kind is FailureKind.UNKNOWN
    assert sorted(post["text"] for post in telegram.posts) == sorted(f"Berita {number}" for number in range(200))
