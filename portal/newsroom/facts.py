"""What a caption may say of a story, and what is known of its pictures: rows into the pure records of `fitting`."""

from collections.abc import Iterable, Sequence

from portal.channels.limits import Limits
from portal.kernel import codes, html, text
from portal.kernel.credits import photographer
from portal.newsroom.crops import crop_for
from portal.newsroom.fitting import Picture, StoryFacts
from portal.photos.models import PhotoState
from portal.photos.rules import RENDITIONS, fit
from portal.stories.models import Credit, Story, StoryPhoto


def byline(story: Story) -> str | None:
    """The author as the story names them; None where they do not want a name."""
    if story.credit is Credit.ANONYMOUS:
        return None
    return text.initials(story.signed_name) if story.credit is Credit.INITIALS else story.signed_name


def usable(story: Story) -> list[StoryPhoto]:
    """The story's pictures that can go out, in order: made ready, and with the author's word that they may."""
    return [photo for photo in story.photos if photo.photo.state is PhotoState.READY and photo.consent]


def story_facts(story: Story, photos: Sequence[StoryPhoto], base_url: str) -> StoryFacts:
    """The story as `fitting.fit` wants it; `base_url` as in the settings, without a slash at its end."""
    name = byline(story)
    return StoryFacts(
        title=story.title,
        paragraphs=tuple(filter(None, html.plain(story.body).split("\n\n"))),
        ward=story.ward.name if story.ward else "",
        rubric=story.rubric.name if story.rubric else "",
        byline=name,
        credits=tuple(photographer(photo.credit) or name or "" for photo in photos),
        url=f"{base_url}/berita/{story.slug}-{codes.pretty(story.code)}",
    )


def pictures_of(story: Story, positions: Iterable[int]) -> list[StoryPhoto]:
    """The pictures a post has chosen; one that is gone from the story is left out."""
    by_position = {photo.position: photo for photo in story.photos}
    return [by_position[position] for position in positions if position in by_position]


def checked_picture(photo: StoryPhoto, limits: Limits) -> Picture:
    """A chosen picture as it will leave here: cut for the channel, a JPEG of bounded size."""
    ready, crop = photo.photo.state is PhotoState.READY, crop_for(limits)
    if not ready or crop is None or photo.photo.width is None or photo.photo.height is None:
        return Picture(alt=photo.alt, credit=photo.credit, ready=ready)
    width, height = crop.size(*fit(photo.photo.width, photo.photo.height, RENDITIONS["l"]))
    return Picture(alt=photo.alt, credit=photo.credit, width=width, height=height)
