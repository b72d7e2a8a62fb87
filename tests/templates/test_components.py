"""Every macro with hostile text in every slot: well formed, harmless, and still saying what it must."""

from datetime import UTC, datetime
from types import SimpleNamespace as Thing

import pytest

from portal.kernel.deadlines import Chip, Left, State
from portal.kernel.labels import POST, STORY
from tests.pages import HOSTILE

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
PHOTO = Thing(id="p1", width=4000, height=3000, alt=HOSTILE, caption=HOSTILE, credit=HOSTILE)
CARD = Thing(
    url="/berita/x-BW-000000",
    title=HOSTILE,
    summary=HOSTILE,
    rubric=Thing(name=HOSTILE, url="/rubrik/rob-banjir", color="laut"),
    ward=Thing(name=HOSTILE, url="/kelurahan/medono"),
    byline=HOSTILE,
    published_at=NOW,
    photo=PHOTO,
    trail=2,
)
BARE = Thing(url="/berita/y-BW-000000", title="Short")
CHANNEL = Thing(kind="instagram", name=HOSTILE, handle=HOSTILE, code=HOSTILE)
LATE = Chip(State.LATE, Left("late", "workday", 2, NOW))
MANY = {
    "lead": "{% from 'components/story.html' import lead %}{{ lead(card) }}",
    "teaser": "{% from 'components/story.html' import teaser %}{{ teaser(card, big=true, level=2) }}",
    "river": "{% from 'components/story.html' import river_item %}{{ river_item(card) }}",
    "figure": "{% from 'components/story.html' import figure %}{{ figure(photo, bleed=true) }}",
    "byline": "{% from 'components/story.html' import byline %}{{ byline(h, h, now, now) }}",
    "share": "{% from 'components/story.html' import share %}{{ share(h, h) }}",
    "kick": "{% from 'components/labels.html' import kick %}{{ kick(card.rubric, card.ward) }}",
    "lab": "{% from 'components/labels.html' import lab %}{{ lab(h, h, 'pen') }}",
    "due_text": "{% from 'components/labels.html' import due_text %}{{ due_text(h, h) }}",
    "reviewed": "{% from 'components/labels.html' import citizen, reviewed %}{{ citizen() }}{{ reviewed(h) }}",
    "note": "{% from 'components/notes.html' import note, net %}{{ note(h, h, h) }}{{ net(h, h, true) }}",
    "copy": "{% from 'components/notes.html' import copy_button %}{{ copy_button(h, h) }}{{ copy_button(source=h) }}",
    "timeline": "{% from 'components/timeline.html' import timeline %}{{ timeline(entries) }}",
    "reason": "{% from 'components/timeline.html' import reason %}{% call reason(h, h, h, h, h) %}{{ h }}{% endcall %}",
    "slip": "{% from 'components/receipt.html' import slip %}{{ slip(h, [(h, h)], h, h) }}",
    "keep": "{% from 'components/receipt.html' import keep %}{{ keep(h) }}",
    "filters": "{% from 'components/queue.html' import filters %}{{ filters([('/a', h, true, 3)], h) }}",
    "queue": (
        "{% from 'components/queue.html' import queue, queue_item %}{% call queue() %}"
        "{% call queue_item('/meja/x', h, chip=late, meta=[h], photo=photo, channel=h, state=h, owes=true) %}"
        "{{ h }}{% endcall %}{% endcall %}"
    ),
    "diff": "{% from 'components/diff.html' import diff %}{{ diff([('same', h), ('del', h), ('ins', h)]) }}",
    "pager": "{% from 'components/paging.html' import pager %}{{ pager('/a', '/b', h, h) }}",
    "empty": "{% from 'components/empty.html' import empty %}{{ empty(h, h, '/kirim', h, true, 3) }}",
    "invitation": "{% from 'components/call.html' import invitation %}{{ invitation(h) }}",
    "meter": "{% from 'components/meter.html' import meter %}{{ meter(9, 8, h, h) }}",
    "progress": "{% from 'components/meter.html' import progress %}{{ progress(40, h, h) }}",
    "channel": (
        "{% from 'components/channels.html' import channel_card %}"
        "{% call channel_card(channel, 'kit_ready', false) %}{{ h }}{% endcall %}"
    ),
    "table": "{% from 'components/table.html' import table %}{{ table([h, h], [[h, h]], h, [1]) }}",
    "uploads": "{% from 'components/uploads.html' import uploader %}{{ uploader([row], errors=[h], hint=h) }}",
    "map": (
        "{% from 'components/map.html' import tile_map, ward_list %}"
        "{{ tile_map(wards, {h: 3}, h) }}{{ ward_list(wards, {h: 3}) }}"
    ),
}


@pytest.fixture
def names():
    row = Thing(
        upload_id=HOSTILE, name=HOSTILE, thumb="/foto/p1/s.webp", caption=HOSTILE, alt=HOSTILE, credit=HOSTILE,
        consent=True, state="failed", message=HOSTILE, errors={"caption": HOSTILE, "consent": HOSTILE},
    )  # fmt: skip
    entries = [
        Thing(kind="done", title=HOSTILE, at=NOW, text=HOSTILE),
        Thing(kind="now", title=HOSTILE, reasons=[Thing(title=HOSTILE, quote=HOSTILE, fix=HOSTILE)]),
        Thing(kind="todo", title=HOSTILE),
    ]
    ward = Thing(name=HOSTILE, slug=HOSTILE, column=2, row=1, abbreviation=HOSTILE, hyphenated=HOSTILE)
    return {
        "h": HOSTILE, "card": CARD, "photo": PHOTO, "now": NOW, "entries": entries, "late": LATE, "row": row,
        "channel": CHANNEL, "wards": [ward],
    }  # fmt: skip


@pytest.mark.parametrize("name", MANY)
def test_hostile_text_stays_text(inspect, render, names, name):
    inspect(MANY[name], **names)
    markup = render(MANY[name], **names)
    if name not in ("invitation", "due_text"):
        assert "&lt;script&gt;" in markup or "%3Cscript%3E" in markup


@pytest.mark.parametrize("name", ["lead", "teaser", "river"])
def test_a_card_without_anything_but_its_title_still_draws(inspect, name):
    tree = inspect(MANY[name], card=BARE)
    assert [a["href"] for a in tree.all("a")] == [BARE.url]
    assert tree.all("img") == []


@pytest.mark.parametrize("name", ["lead", "teaser", "river"])
def test_the_headline_is_the_only_tab_stop_to_a_story(inspect, names, name):
    links = [a for a in inspect(MANY[name], **names).all("a") if a["href"] == CARD.url]
    assert [a.get("tabindex") for a in links] == ["-1", None]
    assert links[0]["aria-hidden"] == "true"


def test_a_picture_offers_true_widths_in_both_formats(inspect):
    source = "{% from 'components/story.html' import picture %}{{ picture(photo, '50vw') }}"
    tree = inspect(source, photo=Thing(id="p1", width=600, height=1200, alt="Alt"))
    [webp], [image] = tree.all("source"), tree.all("img")
    assert webp["srcset"] == "/foto/p1/s.webp 200w, /foto/p1/m.webp 400w, /foto/p1/l.webp 600w"
    assert image["src"] == "/foto/p1/m.jpg"
    assert (image["width"], image["height"], image["alt"], image["loading"]) == ("600", "1200", "Alt", "lazy")


@pytest.mark.parametrize(("kind", "macro", "table"), [("story", "status", STORY), ("post", "delivery", POST)])
def test_every_state_has_words_an_icon_and_its_mark(inspect, render, kind, macro, table):
    source = f"{{% from 'components/labels.html' import {macro} %}}{{{{ {macro}(state) }}}}"
    mark = {"story": "status", "post": "delivery-state"}[kind]
    for state, label in table.items():
        tree = inspect(source, state=state)
        [span] = tree.all("span", data_test=mark)
        assert span["data-state"] == state
        assert tree.all("use") == [{"href": f"#i-{label.icon}"}]
        english = render(source, "/", {"portal.language": "en"}, state=state)
        assert english != render(source, state=state), f"{state} has no Indonesian words"


def test_a_state_nobody_named_is_a_fault_and_no_blank_label(render):
    with pytest.raises(KeyError):
        render("{% from 'components/labels.html' import status %}{{ status('nonsense') }}")


@pytest.mark.parametrize(
    ("chip", "cls", "words"),
    [
        (Chip(State.OK, Left("in", "workday", 2, NOW)), "due", "2 hari kerja"),
        (Chip(State.SOON, Left("today", "", 0, NOW)), "due soon", "Hari ini 13.00"),
        (Chip(State.SOON, Left("tomorrow", "", 1, NOW)), "due soon", "Besok 13.00"),
        (Chip(State.LATE, Left("late", "hour", 3, NOW)), "due late", "Lewat 3 jam"),
        (Chip(State.PAUSED, Left("paused", "", 0, NOW)), "due pause", "Menunggu penulis"),
    ],
)
def test_a_chip_says_how_much_time_is_left(inspect, render, chip, cls, words):
    source = "{% from 'components/labels.html' import due %}{{ due(chip) }}"
    assert inspect(source, chip=chip).all("span")[0]["class"] == cls
    assert words in render(source, chip=chip)


def test_a_late_row_stands_out_and_carries_its_marks(inspect, names):
    [row] = inspect(MANY["queue"], **names).all("li")
    assert row["class"] == "late"
    assert row["data-test"] == "queue-item"
    assert row["data-channel"] == row["data-state"] == HOSTILE
    assert row["data-owes"] == "correction"


def test_a_difference_is_read_out_in_words(render):
    markup = render(MANY["diff"], h="word")
    assert '<del><span class="sr">dihapus: </span>word</del><ins><span class="sr">ditambah: </span>word</ins>' in markup


@pytest.mark.parametrize(("count", "step"), [(0, 0), (1, 1), (4, 1), (5, 2), (8, 2), (9, 3), (400, 3)])
def test_a_tile_is_as_dark_as_its_ward_is_busy(inspect, count, step):
    ward = Thing(name="Medono", slug="medono", column=1, row=0, abbreviation="Mdn", hyphenated="Medono")
    source = "{% from 'components/map.html' import tile_map %}{{ tile_map([ward], {'medono': n}) }}"
    tree = inspect(source, ward=ward, n=count)
    assert tree.all("li")[0]["class"] == f"m{step}"
    assert "aria-label" not in tree.all("a")[0]
    assert bool(tree.all("b")) == bool(count), "no figure is seen where there is none"


def test_the_map_leaves_gaps_where_no_ward_lies_and_reads_from_the_north_west(page_app, inspect):
    source = "{% from 'components/map.html' import tile_map %}{{ tile_map(wards) }}"
    city = page_app.extensions["portal.city"]
    tree = inspect(source, wards=city.wards)
    assert len(tree.all("a")) == len(city.wards)
    assert len(tree.all("li")) == city.grid[0] * city.grid[1]


def test_the_receipt_names_its_code_and_the_draft_it_replaces(inspect):
    source = "{% from 'components/receipt.html' import slip %}{{ slip('BW-7K3F2Q', [], 'https://x.test/k', 'key-1') }}"
    tree = inspect(source)
    assert tree.all("p", data_test="receipt-code")
    assert tree.all("section")[0]["data-clear-draft"] == "key-1"
    assert any(a.get("shape-rendering") == "crispEdges" for a in tree.all("svg"))


def test_the_uploader_works_bare_and_for_visitors_without_a_session(inspect):
    source = "{% from 'components/uploads.html' import uploader %}{{ uploader(rows, most=10, tus=tus) }}"
    signed, visitor = inspect(source, rows=[], tus=True), inspect(source, rows=[], tus=False)
    assert [a.get("data-tus") for a in signed.all("input", type="file")] == [None, "/unggah"]
    assert {a["name"] for a in signed.all("input", type="file")} == {"photos"}
    assert "multiple" in signed.all("input", type="file")[1]
    assert signed.all("noscript")
    assert not visitor.all("noscript")
    assert not visitor.all("template")
    bare = {a.get("name") for a in visitor.all("input")} | {a.get("name") for a in visitor.all("textarea")}
    for field in ("caption", "alt", "credit"):
        assert {f"photo-{n}-{field}" for n in range(3)} <= bare
    assert {"photos_consent", "photos_consent_asked"} <= bare


def test_photos_the_server_has_keep_their_order_and_words(inspect):
    rows = [Thing(upload_id="one", caption="First"), Thing(upload_id="two", caption="Second")]
    tree = inspect("{% from 'components/uploads.html' import uploader %}{{ uploader(rows) }}", rows=rows)
    assert [a["value"] for a in tree.all("input", name="upload_ids")] == ["one", "two"]
    assert tree.all("input", name="photo-1-caption")[0]["value"] == "Second"
    assert "checked" not in tree.all("input", name="photos_consent")[0]


def test_one_box_answers_for_all_photos(inspect):
    source = "{% from 'components/uploads.html' import uploader %}{{ uploader([{}, {}], consent=consent) }}"
    tree = inspect(source, consent={"ticked": True, "errors": ["Ask."]})
    [box] = tree.all("input", name="photos_consent")
    assert "checked" in box
    assert box["aria-describedby"] == "photos_consent-error"
