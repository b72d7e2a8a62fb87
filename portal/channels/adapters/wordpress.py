"""A WordPress site (REST, 6.1 and later) with an application password; our key is the post's slug.

The post is made as a draft and becomes visible by one call on its id. That call may be lost, repeated or arrive late
as often as it likes: there is one post. WordPress would make a second post of a second `create` with the same slug.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from portal.channels.adapter_api import (
    Account,
    Capabilities,
    Failed,
    Failure,
    FailureKind,
    Health,
    Idempotency,
    Keep,
    Media,
    Parcel,
    Phase,
    Remote,
    Step,
)
from portal.channels.adapters import wordpress_html as html
from portal.channels.adapters.wordpress_media import upload
from portal.channels.adapters.wordpress_site import Site
from portal.channels.error_codes import Code
from portal.channels.outgoing import Outgoing

POSTS: Final = "/wp/v2/posts"
FIELDS: Final = "id,slug,status,link,content"
STATES: Final = "publish,future,draft,pending,private,trash"
UNPUBLISHED: Final = ("draft", "pending", "auto-draft")
# the slug WordPress gives a trashed post, and what it makes of ours when the site uses it for something else
SPELLINGS: Final = ("", "__trashed", "-2", "-2__trashed", "-3", "__trashed-2")


class WordPress:
    """See base.Adapter."""

    capabilities = Capabilities(Idempotency.LOOKUP, edit=True, delete=True, alt_texts=True, needs_username=True)

    def test(self, http: Outgoing, account: Account) -> Health:
        site = Site(http, account)
        index = site.call("GET", "/", Phase.TEST, public=True)
        if "wp/v2" not in _names(index.get("namespaces")):
            raise Failed(Failure(FailureKind.REAUTH, Code.NOT_WORDPRESS))
        try:
            me = site.call("GET", "/wp/v2/users/me", Phase.TEST, {"context": "edit"})
        except Failed as error:
            offered = "application-passwords" in _names(index.get("authentication"))
            if error.failure.code == Code.BAD_LOGIN and not offered and not site.encrypted:
                raise Failed(Failure(FailureKind.REAUTH, Code.NEEDS_HTTPS, status=401)) from None
            raise
        may = _names(me.get("capabilities"))
        for right, code in (("publish_posts", Code.MAY_NOT_PUBLISH), ("upload_files", Code.MAY_NOT_UPLOAD)):
            if right not in may:
                raise Failed(Failure(FailureKind.REAUTH, code))
        return Health(
            f"{index.get('name', '')} ({me.get('name', '')})", str(index.get("home") or index.get("url") or "")
        )

    def prepare(self, http: Outgoing, account: Account, parcel: Parcel, step: Step, keep: Keep) -> None:
        """Pictures and a draft. What an earlier try already made visible is left as it is: `publish` gives it back."""
        site = Site(http, account)
        found = _mine(site, parcel, step, Phase.PREPARE)
        if found is None or found["status"] in UNPUBLISHED:
            media = upload(site, parcel)
            fields = _fields(parcel, media)
            route = f"{POSTS}/{found['id']}" if found else POSTS
            found = _post(site.call("POST", route, Phase.PREPARE, {"_fields": FIELDS}, json=fields))
        if step.get("post") != found["id"]:
            keep({**step, "post": found["id"]})

    def ready(self, http: Outgoing, account: Account, parcel: Parcel, step: Step) -> timedelta | None:
        return None

    def publish(self, http: Outgoing, account: Account, parcel: Parcel, step: Step) -> Remote:
        site = Site(http, account)
        found = _mine(site, parcel, step, Phase.FIND)
        if found is None:
            raise Failed(Failure(FailureKind.MEDIA_EXPIRED, Code.DRAFT_GONE))
        if found["status"] not in UNPUBLISHED:
            return _remote(found)
        fields = {"status": "publish", "slug": parcel.key}
        made = site.call("POST", f"{POSTS}/{found['id']}", Phase.PUBLISH, {"_fields": FIELDS}, json=fields)
        if made.get("id") != found["id"]:
            raise Failed(Failure(FailureKind.UNKNOWN, Code.UNREADABLE))
        return _remote(made) if made.get("slug") == parcel.key else _alone(site, parcel, made)

    def find(self, http: Outgoing, account: Account, parcel: Parcel, step: Step) -> Remote | None:
        found = _mine(Site(http, account), parcel, step, Phase.FIND)
        if found is None and step.get("post"):
            # it was there, so somebody deleted it: whether before or after it was published nobody can say
            raise Failed(Failure(FailureKind.UNKNOWN, Code.REMOVED_THERE))
        return _remote(found) if found and found["status"] not in UNPUBLISHED else None

    def delete(self, http: Outgoing, account: Account, remote: Remote) -> None:
        """Into the site's trash; for good where the site has none."""
        _remove(Site(http, account), int(remote.id), {})


def _names(found: Any) -> set[str]:
    """The names in a list, or those an object says yes to; PHP writes an empty object as a list."""
    if isinstance(found, dict):
        return {name for name, said in found.items() if said}
    return {name for name in found if isinstance(name, str)} if isinstance(found, list) else set()


def _remove(site: Site, number: int, query: Mapping[str, str | int]) -> None:
    try:
        site.call("DELETE", f"{POSTS}/{number}", Phase.DELETE, query)
    except Failed as error:
        if error.failure.status == 501 and not query:
            _remove(site, number, {"force": "true"})
        elif error.failure.kind is not FailureKind.GONE:
            raise


def _mine(site: Site, parcel: Parcel, step: Step, phase: Phase) -> Mapping[str, Any] | None:
    """Our post in whatever state: by its id, else by our key, a visible one before a draft. None when there is none."""
    query: dict[str, str | int] = {"context": "edit", "_fields": FIELDS}
    if number := step.get("post"):
        try:
            return _post(site.call("GET", f"{POSTS}/{number}", phase, query))
        except Failed as error:
            if error.failure.kind is not FailureKind.GONE:
                raise
    slugs = ",".join(f"{parcel.key}{spelling}" for spelling in SPELLINGS)
    rows = site.call("GET", POSTS, phase, {**query, "slug": slugs, "status": STATES, "per_page": 20}, shape=list)
    posts = [_post(row) for row in rows]
    ours = [post for post in posts if html.is_ours(post["content"]["raw"], parcel)]
    return min(
        ours, key=lambda post: (post["status"] in UNPUBLISHED, post["status"] == "trash", post["id"]), default=None
    )


def _post(row: Any) -> Mapping[str, Any]:
    """A post that has all we go by. Raises Failed for anything else."""
    try:
        fine = isinstance(row["id"], int) and all(isinstance(row[name], str) for name in ("slug", "status"))
        if fine and isinstance(row["content"]["raw"], str):
            return dict(row)
    except (KeyError, TypeError):
        pass
    raise Failed(Failure(FailureKind.RETRY, Code.UNREADABLE))


def _alone(site: Site, parcel: Parcel, made: Mapping[str, Any]) -> Remote:
    """Our post got another address than our key: by another post of the site, or by a surplus of ours.

    Of two of ours the one under the key stays. Raises Failed(UNKNOWN) when the other cannot be removed.
    """
    query: dict[str, str | int] = {"context": "edit", "_fields": FIELDS, "slug": parcel.key, "status": STATES}
    try:
        rows = [_post(row) for row in site.call("GET", POSTS, Phase.FIND, query, shape=list)]
        twin = next((row for row in rows if html.is_ours(row["content"]["raw"], parcel)), None)
        if twin is None or twin["id"] == made["id"]:
            return _remote(made)
        stays, goes = (made, twin) if twin["status"] in UNPUBLISHED else (twin, made)
        _remove(site, goes["id"], {"force": "true"})
    except Failed as error:
        raise Failed(Failure(FailureKind.UNKNOWN, Code.TWO_POSTS, said=error.failure.said)) from None
    return _remote(stays)


def _remote(post: Mapping[str, Any]) -> Remote:
    live = post.get("status") == "publish"
    return Remote(str(post["id"]), str(post.get("link") or "") if live else "", live)


def _fields(parcel: Parcel, media: list[tuple[Media, int, str]]) -> dict[str, Any]:
    return {
        "title": html.plain(parcel.title),
        "content": html.content(parcel, media),
        "excerpt": html.plain(parcel.excerpt),
        "slug": parcel.key,
        "status": "draft",
        "featured_media": media[0][1] if media else 0,
    }
