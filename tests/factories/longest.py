"""A city whose people write and are called as long as they may, mostly in one word: what pages have to hold."""

from datetime import timedelta

from sqlalchemy import select

from portal.accounts.models import Role
from portal.audit import service as audit
from portal.channels.models import Channel
from portal.kernel import clock, codes
from portal.newsroom.lifecycle import PostState
from portal.stories import service as stories_service
from portal.stories.lifecycle import Action, Status
from portal.stories.models import Credit, Rubric
from tests.factories import accounts, newsroom, photos, stories
from tests.factories import moderation as made

TITLE = "Sosialisasi pemutakhirandata-kependudukan RT/RW/Kelurahan/Kecamatan"
WORD = "Pemutakhirandatakependudukan" * 4
NAME = "RadenMasNotohadisuryaningratkusumowardhaniprawirodirdjonegoroWidyaningtyassoekmo"  # 80, the most there may be
BODY = f"{'a' * 400}\n\n## {WORD}\n\n> {WORD}\n\n- {WORD}\n\nhttps://warga.test/{WORD}"
WARD, RUBRIC, HANDLE = "padukuhan-kraton", "kesehatan-posyandu", "p" * 40


class Longest:
    """Stories in every state, posts on every channel in every state, and who may see them. Commits.

    `waits`, `back`, `approved`, `shown` and `asked` (to be removed) are codes of stories; `posts` the numbers of posts.
    """

    def __init__(self, session):
        self.session, self.at = session, clock.now() - timedelta(minutes=5)
        self.author = accounts.user(session, NAME, handle=HANDLE)
        self.humas, self.admin = (made.staff(session, role, name=NAME) for role in (Role.HUMAS, Role.ADMIN))
        self.director = made.staff(session, Role.DIRECTOR, WARD, name=NAME)
        for rubric in session.scalars(select(Rubric).where(Rubric.slug == RUBRIC)):
            rubric.name = rubric.name_en = WORD[:60]
        for channel in session.scalars(select(Channel)):
            channel.active, channel.name, channel.handle = True, WORD[:80], WORD[:80]
        self.tell()
        audit.record(session, self.admin.id, "decision.approve", f"story:{WORD[:60]}", self.at)
        session.commit()

    def tell(self):
        waits, back = self.story(TITLE, Status.SUBMITTED), self.story(WORD, Status.RETURNED)
        made.decision(self.session, back, self.director, at=self.at, note=WORD * 3)
        reason = dict.fromkeys(("title", "title_en", "fix", "fix_en", "quote"), WORD)
        stories.timeline_entry(self.session, back, "returned", self.at, reasons=[reason], note=WORD * 3)
        made.held(self.session, self.at, ward=WARD, title=WORD, author=self.author)
        shown = [self.story(title, Status.PUBLISHED) for title in (TITLE, WORD)]
        self.posts = [post.id for told in shown for post in self.posts_of(told)]
        asked = self.story(TITLE, Status.PUBLISHED)
        stories_service.withdraw(self.session, asked, self.at, WORD * 3)
        approved = self.story(WORD, Status.APPROVED)
        made.decision(self.session, approved, self.director, Action.APPROVE, at=self.at, note=WORD)
        self.waits, self.back, self.asked, self.approved = (
            codes.pretty(told.code) for told in (waits, back, asked, approved)
        )
        self.shown = [codes.pretty(told.code) for told in shown]

    def story(self, title, status):
        values = {"ward": WARD, "place": WORD, "source": WORD * 3, "credit": Credit.FULL, "at": self.at}
        values |= {"rubric_id": stories.rubric_id(self.session, RUBRIC), "excerpt": WORD * 2}
        told = stories.story(self.session, self.author, status, title=title, body=BODY, **values)
        for position in range(2):
            words = {"caption": WORD, "alt": WORD, "credit": WORD}
            stories.story_photo(self.session, told, photos.photo(self.session, self.author), position, **words)
        return told

    def posts_of(self, told):
        posts = list(newsroom.posts(self.session, told, self.at).values())
        for number, (post, state) in enumerate(zip(posts, [*PostState, *PostState], strict=False)):
            post.state, post.due_at, post.reason, post.text = state, self.at + timedelta(days=1), WORD, WORD * 3
            post.claimed_by_id, post.claimed_until = self.humas.id, self.at + timedelta(hours=1)
            post.published_at, post.published_by_id = self.at, self.humas.id
            if number < 4:
                post.owes_since, post.remote_url = self.at, f"https://kota.test/{WORD}/{told.code}/{number}"
        self.session.flush()
        return posts
