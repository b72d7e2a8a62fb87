"""Pictures in the media library of a WordPress site: each uploaded once, with its alt text, caption and credit."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from portal.channels.adapter_api import Failed, Failure, FailureKind, Media, Parcel, Phase
from portal.channels.adapters import wordpress_html as html
from portal.channels.adapters.wordpress_site import Site
from portal.channels.error_codes import Code

MEDIA: Final = "/wp/v2/media"


def upload(site: Site, parcel: Parcel) -> list[tuple[Media, int, str]]:
    """(picture, its id, its address) of all pictures. One that an earlier try uploaded is found by its slug.

    The slug holds a hash of the picture: another picture in the same place is another file.
    """
    if not parcel.media:
        return []
    jpegs = [media.jpeg() for media in parcel.media]
    slugs = [f"{parcel.key}-foto-{sha256(jpeg).hexdigest()[:10]}" for jpeg in jpegs]
    query: dict[str, str | int] = {
        "context": "edit",
        "slug": ",".join(slugs),
        "per_page": 100,
        "_fields": "id,slug,source_url",
    }
    rows = [_file(row) for row in site.call("GET", MEDIA, Phase.PREPARE, query, shape=list)]
    there = {str(row["slug"]): row for row in rows}
    return [
        _picture(site, media, jpeg, slug, there, f"picture-{number}")
        for number, (media, jpeg, slug) in enumerate(zip(parcel.media, jpegs, slugs, strict=True))
    ]


def _picture(
    site: Site, media: Media, jpeg: bytes, slug: str, there: dict[str, Any], field: str
) -> tuple[Media, int, str]:
    row = there.get(slug)
    if row is None:
        headers = {"Content-Type": "image/jpeg", "Content-Disposition": f'attachment; filename="{slug}.jpg"'}
        # a file of that name may lie on their disk already; the slug is said, or it would follow the file's new name
        sent = site.call("POST", MEDIA, Phase.PREPARE, {"slug": slug}, field=field, headers=headers, content=jpeg)
        row = _file(sent)
    words = {"alt_text": media.alt, "caption": html.plain(html.caption(media)), "title": html.plain(media.alt) or slug}
    row = there[slug] = _file(site.call("POST", f"{MEDIA}/{row['id']}", Phase.PREPARE, field=field, json=words))
    return media, row["id"], row["source_url"]


def _file(row: Any) -> Mapping[str, Any]:
    """A picture in the media library. Raises Failed for anything else."""
    if isinstance(row, dict) and isinstance(row.get("id"), int) and isinstance(row.get("source_url"), str):
        return row
    raise Failed(Failure(FailureKind.RETRY, Code.UNREADABLE))
