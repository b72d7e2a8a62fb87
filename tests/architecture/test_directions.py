"""Words of residents in a script that is read from the right stand as their writers meant them, on every page."""

import re
from html.parser import HTMLParser

import pytest

from portal.accounts.models import Role
from portal.kernel import codes, search
from portal.stories import cards, indexing, service
from portal.stories.lifecycle import Action, Status
from tests import clocks
from tests.architecture.test_templates import PAGES, TEMPLATES
from tests.factories import accounts, moderation, newsroom, stories
from tests.pages import VOID

ARABIC = re.compile("[\u0600-\u06ff]")
NAME, TITLE, PLACE, CREDIT = "ليلى الهاشمي", "مياه الفيضان تعود إلى الحي القديم", "شارع الجامع القديم", "مصور الحي"
CAPTION, ALT, NOTE = "ماء في الشارع", "شارع ضيق فيه ماء إلى الركبة والناس يمشون", "نرجو ذكر المصدر"
BODY = "ارتفع الماء في الحي القديم منذ الفجر.\n\nقال الجيران إن المضخة لا تعمل.\n\n- واحد\n- اثنان"
LANG = re.compile(r"<(?!img|a\b|html)[a-z][^<]*? lang=\"id\"[^<]*>")
OURS = (  # the name of the house
    *("components/chrome.html", "components/seo.html", "components/map.html"),
    *("layouts/teks.html", "public/front.html"),
)


class Reader(HTMLParser):
    """Collects the Arabic text that no element around it lets choose its direction."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.seen, self.lost = 0, []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        free = tag == "bdi" or values.get("dir") == "auto" or values.get("class") == "ava"  # one or two letters
        if tag == "input" and values.get("type") in ("text", "search") and ARABIC.search(values.get("value") or ""):
            self._look(free, values["value"])
        if tag not in VOID:
            self.open.append((tag, free))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if ARABIC.search(data) and not {tag for tag, _ in self.open} & {"title", "script", "option"}:
            self._look(any(free for _, free in self.open), data)

    def _look(self, free, words):
        self.seen += 1
        if not free:
            self.lost.append((words.strip(), [tag for tag, _ in self.open][-3:]))


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(TEMPLATES).as_posix())
def test_what_is_marked_as_the_words_of_residents_chooses_its_direction(path):
    if path.relative_to(TEMPLATES).as_posix() in OURS:
        return
    for tag in LANG.findall(path.read_text()):
        assert 'dir="auto"' in tag, tag


@pytest.fixture
def town(app, session):
    """A published story with its posts, one on the desk, one returned; all by the same person."""
    clocks.at(stories.AT)
    author = accounts.user(session, NAME, handle="layla")
    words = {"author": author, "title": TITLE, "body": BODY, "place": PLACE, "source": PLACE, "slug": "air"}
    made = {}
    for status in (Status.PUBLISHED, Status.SUBMITTED, Status.RETURNED, Status.HIDDEN):
        made[status] = stories.story(session, status=Status.PUBLISHED if status is Status.HIDDEN else status, **words)
        stories.story_photo(session, made[status], consent=True, caption=CAPTION, alt=ALT, credit=CREDIT)
    moderation.decision(session, made[Status.RETURNED], action=Action.RETURN, note=NOTE)
    stories.timeline_entry(session, made[Status.RETURNED], kind="returned", note=NOTE, reasons=[])
    service.withdraw(session, made[Status.HIDDEN], stories.AT, NOTE)
    names = indexing.names_now(session)
    for each in made.values():
        search.put(session, each.id, indexing.document(each, names))
    cards.write(session, [made[Status.PUBLISHED].id])
    director = moderation.staff(session, Role.DIRECTOR, "medono", name=NAME)
    humas = moderation.staff(session, Role.HUMAS, name=NAME)
    with app.app_context():
        posts = newsroom.posts(session, made[Status.PUBLISHED])
    session.commit()
    return made, {"author": author, "director": director, "humas": humas}, posts


def code(story):
    return codes.pretty(story.code)


PUBLIC = {
    "front": lambda made: "/",
    "list": lambda made: "/berita",
    "story": lambda made: f"/berita/air-{code(made[Status.PUBLISHED])}",
    "ward": lambda made: "/kelurahan/medono",
    "section": lambda made: "/rubrik/batik-umkm",
    "author": lambda made: "/penulis/layla",
    "search": lambda made: "/cari?q=الفيضان",
    "words alone": lambda made: "/teks",
    "words of a story": lambda made: f"/teks/berita/air-{code(made[Status.PUBLISHED])}",
}
SIGNED_IN = {
    "author": {
        "stories": lambda made, posts: "/kiriman",
        "story": lambda made, posts: f"/kiriman/{code(made[Status.RETURNED])}",
        "form": lambda made, posts: f"/kiriman/{code(made[Status.RETURNED])}/ubah",
        "account": lambda made, posts: "/akun",
    },
    "director": {
        "queue": lambda made, posts: "/meja",
        "review": lambda made, posts: f"/meja/{code(made[Status.SUBMITTED])}",
        "returned": lambda made, posts: f"/meja/{code(made[Status.RETURNED])}",
        "search": lambda made, posts: "/meja?q=الفيضان",
    },
    "humas": {
        "board": lambda made, posts: "/siar",
        "master": lambda made, posts: f"/siar/berita/{code(made[Status.PUBLISHED])}",
        "post": lambda made, posts: f"/siar/{posts['facebook'].id}",
        "search": lambda made, posts: "/siar?q=الفيضان",
        "removals": lambda made, posts: "/siar/pencabutan",
        "removal": lambda made, posts: f"/siar/pencabutan/{code(made[Status.HIDDEN])}",
    },
}


def read(answer):
    assert answer.status_code == 200
    page = Reader(answer.text)
    assert page.seen
    assert page.lost == []


def test_readers_pages(client, town):
    for name, path in PUBLIC.items():
        print(name)
        read(client.get(path(town[0])))


@pytest.mark.parametrize("who", SIGNED_IN)
def test_pages_of(client, session, town, who):
    made, people, posts = town
    moderation.sign_in(client, session, people[who])
    for name, path in SIGNED_IN[who].items():
        print(name)
        read(client.get(path(made, posts)))
