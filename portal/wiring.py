"""The only list of blueprints, event subscribers, jobs, sweeps, registries and commands."""

from flask import Flask
from flask_migrate.cli import db as migration_commands

from portal import cli
from portal.accounts import commands as account_commands
from portal.accounts import desks, name_changes, security
from portal.accounts import proof_requests as account_proofs
from portal.accounts import resets as account_resets
from portal.accounts import sweeping as account_sweeping
from portal.accounts.views import bp as accounts
from portal.admin.views import bp as admin
from portal.alerts import subscribers as alert_news
from portal.alerts.views import bp as alerts
from portal.audit import letters as audit_letters
from portal.author import subscribers as notify
from portal.author.views import bp as author
from portal.kernel import events, jobs, mail, pages, queue
from portal.kernel.commands import plain
from portal.moderation import access as moderation_access
from portal.moderation import reminders as moderation_reminders
from portal.moderation import service as moderation_service
from portal.moderation import subscribers as moderation_news
from portal.moderation.views import bp as moderation
from portal.newsroom import access as newsroom_access
from portal.newsroom import delivery as newsroom_delivery
from portal.newsroom import reminders as newsroom_reminders
from portal.newsroom import sending as newsroom_sending
from portal.newsroom import service as newsroom_service
from portal.newsroom import share_links as newsroom_share_links
from portal.newsroom import subscribers as newsroom_news
from portal.newsroom.channel_views import bp as channels
from portal.newsroom.views import bp as newsroom
from portal.notices import desk_mail
from portal.ops import commands as ops_commands
from portal.photos import access as photo_access
from portal.photos import jobs as photo_jobs
from portal.photos import service as photo_service
from portal.photos import sweeping as photo_sweeping
from portal.photos.views import bp as photos
from portal.public import context, heads, share_cards
from portal.public import subscribers as public_news
from portal.public.card_views import bp as share_pictures
from portal.public.feed_views import bp as feeds
from portal.public.found_views import bp as found
from portal.public.health import bp as health
from portal.public.search_views import bp as search
from portal.public.text_views import bp as text_only
from portal.public.tracking_views import bp as tracking
from portal.public.views import bp as public
from portal.staff import letters as staff_letters
from portal.staff import queries as staff_queries
from portal.staff.views import bp as staff
from portal.stories import access as story_access
from portal.stories import autosaves, cards, derived, lead, parking, publication, rendering, retention
from portal.stories import indexing as story_indexing
from portal.stories import queries as story_queries

BLUEPRINTS = (
    public,
    search,
    tracking,
    feeds,
    found,
    share_pictures,
    text_only,
    health,
    accounts,
    author,
    photos,
    moderation,
    newsroom,
    channels,
    admin,
    alerts,
    staff,
)

HANDLERS: dict[str, jobs.Handler] = {
    "event": events.handle,
    "mail": mail.deliver,
    account_resets.KIND: account_resets.answer,
    account_proofs.KIND: account_proofs.answer,
    story_indexing.KIND: story_indexing.fill_on,
    story_indexing.RENAME: story_indexing.rename_on,
    rendering.KIND: rendering.draw_on,
    publication.KIND: publication.publish_due,
    lead.KIND: lead.end,
    retention.KIND: retention.apply,
    "photo": photo_jobs.develop,
    "photo.discard": photo_jobs.discard,
    photo_jobs.SHED: photo_jobs.shed,
    share_cards.KIND: share_cards.make,
    alert_news.FAN: alert_news.fan,
    alert_news.DIGEST: alert_news.digest,
    alert_news.LETTER: alert_news.letter,
    moderation_reminders.KIND: moderation_reminders.remind,
    desk_mail.KIND: staff_letters.write,
    newsroom_service.DUE: newsroom_reminders.due,
    newsroom_delivery.KIND: newsroom_sending.deliver,
    newsroom_share_links.KIND: newsroom_share_links.resolve,
}

# event → label → subscriber; a label is part of a work row's key and must stay the same between releases
SUBSCRIBERS: dict[str, dict[str, events.Subscriber]] = {
    "story.submitted": {"author": notify.on("submitted"), "desk": moderation_news.submitted},
    "story.returned": {"author": notify.on("returned")},
    "story.rejected": {"author": notify.on("rejected")},
    "story.held": {"author": notify.on("held")},
    "story.escalated": {"author": notify.on("escalated"), "desk": moderation_news.escalated},
    "story.published": {
        "author": notify.on("published"),
        "newsroom": newsroom_news.on_published,
        "card": share_cards.on_public,
        "alerts": alert_news.on_published,
    },
    "story.hidden": {
        "card": share_cards.on_gone,
        "author": notify.on("hidden"),
        "newsroom": newsroom_news.on_gone,
        "desk": moderation_news.withdrawal_asked,
    },
    "story.withdrawn": {
        "author": notify.on("withdrawn"),
        "newsroom": newsroom_news.on_gone,
        "card": share_cards.on_gone,
    },
    "story.restored": {
        "author": notify.on("restored"),
        "newsroom": newsroom_news.on_restored,
        "card": share_cards.on_public,
    },
    "post.published": {"author": notify.post_published, "newsroom": newsroom_news.on_posted},
    "post.retracted": {"author": notify.post_retracted, "newsroom": newsroom_news.on_retracted},
    "name.asked": {"desk": moderation_news.name_asked},
    "name.answered": {"person": notify.name_answered},
    "photo.failed": {"author": notify.photo_failed, "public": public_news.photo_settled},
    "photo.ready": {"public": public_news.photo_settled},
}

# news of what everybody may see: kept pages are drawn again ("public.changed" is for what has no news of its own)
DROPS = {
    "story.published",
    "story.hidden",
    "story.withdrawn",
    "story.restored",
    "post.published",
    "post.retracted",
    "public.changed",
}

SWEEPS = (
    pages.sweep,
    pages.tidy,
    jobs.tidy,
    parking.tidy,
    autosaves.tidy,
    cards.sweep,
    account_sweeping.by_minute,
    photo_sweeping.by_minute,
    retention.sweep,
    audit_letters.sweep,
    moderation_service.sweep,
    publication.sweep,
    newsroom_service.release_expired,
    newsroom_reminders.sweep,
    newsroom_delivery.revive,
    alert_news.sweep,
    desk_mail.sweep,
)

MAY_SEE = (story_access.may_see, moderation_access.may_see, newsroom_access.may_see)
OPEN = (newsroom_access.owing,)  # what keeps the originals of a story longer
USED_BY = (story_access.needed, newsroom_access.needed)
HELD_BY = (story_access.autosaved,)
SENT = (story_access.SENT, newsroom_access.PROOF)

COMMANDS = (*cli.COMMANDS, *account_commands.COMMANDS, *ops_commands.COMMANDS)


def connect(app: Flask) -> None:
    security.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    jobs.HANDLERS.update(HANDLERS)
    for name, subscribers in SUBSCRIBERS.items():
        for label, subscriber in subscribers.items():
            events.subscribe(name, label, subscriber)
    events.DROPS.update(DROPS)
    queue.SWEEPS[:] = SWEEPS
    photo_access.MAY_SEE[:] = MAY_SEE
    name_changes.IS_KNOWN[:] = (story_queries.has_published,)
    photo_service.USED_BY[:] = USED_BY
    photo_service.HELD_BY[:] = HELD_BY
    photo_service.SENT[:] = SENT
    retention.OPEN[:] = OPEN
    context.init_app(app)
    heads.init_app(app)
    desks.init_app(app)
    desks.COUNT[:] = [staff_queries.waiting]
    derived.connect()
    for command in COMMANDS:
        app.cli.add_command(plain(command))
    plain(migration_commands)  # its own package adds it
