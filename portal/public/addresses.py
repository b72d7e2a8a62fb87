"""Where public things live, as paths without a language prefix and as addresses that leave this site."""

from portal.kernel.codes import PREFIX
from portal.kernel.ui import path


def story_path(slug: str, code: str) -> str:
    """`/berita/pasar-pagi-BW-7K3F2Q`; `code` is the canonical one, as it is stored."""
    return f"/berita/{slug}-{PREFIX}-{code}"


def story_url(slug: str, code: str) -> str:
    """The same in the language of the page."""
    return path(story_path(slug, code))


def ward_url(slug: str) -> str:
    return path(f"/kelurahan/{slug}")


def rubric_url(slug: str) -> str:
    return path(f"/rubrik/{slug}")


def author_url(handle: str) -> str:
    return path(f"/penulis/{handle}")
