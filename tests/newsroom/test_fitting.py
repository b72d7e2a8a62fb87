from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.channels.limits import LIMITS, limits_for
from portal.channels.measure import HASHTAG, fits, measure
from portal.newsroom.fitting import Identity, Picture, StoryFacts, alt_text, check, fit, hashtag

CITY = Identity("Pemerintah Kota Pekalongan", "Kota Pekalongan", ("#KotaPekalongan", "#WargaPekalongan"))
LINK = "https://warga.pekalongankota.go.id/b/7K3F2Q"
STORY = StoryFacts(
    title="Tiga malam rob masuk gang, warga Krapyak bergiliran menjaga pompa",
    paragraphs=(
        "Air laut masuk ke gang RT 03/RW 05 tiga malam berturut-turut. Warga membagi giliran jaga di rumah pompa.",
        "“Kalau pompa mati sepuluh menit, air sudah di depan pintu. Harus ada yang melek,” kata Slamet, ketua RT.",
        "Setiap giliran diisi empat orang, dari pukul 21.00 WIB sampai subuh.",
        "Paragraf keempat tidak ikut ke media sosial.",
    ),
    ward="Kandang Panjang",
    rubric="Rob dan Banjir",
    byline="Siti Maryam",
    credits=("Siti Maryam", "Rizal"),
    url=LINK,
    tags=("pompa", "Rob", "krapyak"),
)


def text(kind, story=STORY, **options):
    return fit(story, limits_for(kind), CITY, **options).text


def test_the_instagram_caption_follows_the_template():
    assert text("instagram").split("\n\n") == [
        STORY.title,
        f"Kota Pekalongan – {STORY.paragraphs[0]}",
        STORY.paragraphs[1],
        STORY.paragraphs[2],
        "Kiriman: Siti Maryam, Kelurahan Kandang Panjang\nFoto: Siti Maryam, Rizal",
        f"Baca: {LINK}",
        "#KotaPekalongan #KandangPanjang #RobDanBanjir #WargaPekalongan #pompa",
    ]


def test_the_website_gets_the_whole_story_and_no_tags():
    whole = text("website")
    assert STORY.paragraphs[3] in whole
    assert "#" not in whole


def test_x_gets_no_link_unless_a_person_asks():
    assert LINK not in text("x")
    asked = fit(STORY, limits_for("x"), CITY, link=True)
    assert f"Baca: {LINK}" in asked.text
    assert measure(asked.text, limits_for("x")) <= 280
    assert LINK not in text("facebook", link=False)


@pytest.mark.parametrize("kind", LIMITS)
def test_what_is_fitted_passes_its_own_check(kind):
    limits = limits_for(kind)
    fitted = fit(STORY, limits, CITY)
    pictures = [
        Picture(alt="Gang yang tergenang air semata kaki.", credit="Siti Maryam") for _ in fitted.picture_indexes
    ]
    blocking = {issue.code for issue in check(fitted.text, limits, pictures) if issue.blocks}
    assert blocking <= {"needs_video"}


def test_a_caption_is_the_story_without_a_gap_and_cut_where_a_sentence_ends():
    long = replace(STORY, paragraphs=(" ".join(f"Kalimat nomor {n} tentang air di gang." for n in range(60)),))
    fitted = fit(long, limits_for("instagram"), CITY)
    body = " ".join(fitted.text.split("\n\n")[1:4])
    assert body.endswith(".")
    assert f"Kota Pekalongan – {long.paragraphs[0]}".startswith(body)
    assert "body_cut" in fitted.notes


def test_a_quotation_is_never_taken_apart():
    quote = "“" + "Air naik lagi. " * 20 + "Kami lelah,” kata Siti."
    for kind in ("x", "bluesky", "mastodon"):
        cut = text(kind, replace(STORY, paragraphs=("Pendek saja.", quote)))
        assert cut.count("“") == cut.count("”")


@pytest.mark.parametrize(
    ("byline", "line"), [(None, "Kiriman: Warga Kandang Panjang"), ("S.M.", "Kiriman: S.M., Kelurahan Kandang Panjang")]
)
def test_the_author_appears_as_chosen(byline, line):
    for kind in LIMITS:
        assert line in text(kind, replace(STORY, byline=byline))
        assert "Siti" not in text(kind, replace(STORY, byline=byline, credits=()))


def test_one_person_who_wrote_and_photographed_is_named_once_where_room_is_short():
    assert "Kiriman dan foto: Siti Maryam, Kelurahan" in text("x", replace(STORY, credits=("Siti Maryam",)))


def test_an_unverified_story_says_so_first_on_every_channel():
    for kind in LIMITS:
        assert text(kind, replace(STORY, unverified=True)).startswith("Belum terverifikasi: ")
    assert "(Berita ini masih memerlukan verifikasi lebih lanjut." in text("facebook", replace(STORY, unverified=True))
    assert len(text("instagram", replace(STORY, title="a" * 120, unverified=True)).split("\n")[0]) <= 125


def test_pictures_beyond_the_channels_number_are_left_out_and_named():
    many = replace(STORY, credits=("Siti",) * 6)
    fitted = fit(many, limits_for("x"), CITY)
    assert fitted.picture_indexes == (0, 1, 2, 3)
    assert "pictures_left_out" in fitted.notes
    assert fit(replace(STORY, credits=()), limits_for("instagram"), CITY).crop is None


def test_a_standfirst_that_repeats_the_beginning_is_left_out():
    repeated = replace(STORY, standfirst="Air laut masuk ke gang RT 03/RW 05 tiga malam…")
    assert text("facebook", repeated) == text("facebook")
    assert "Buku tulisnya jadi bahan rapat." in text(
        "facebook", replace(STORY, standfirst="Buku tulisnya jadi bahan rapat.")
    )


def test_tags_of_the_author_do_not_add_to_ours():
    tagged = replace(STORY, title="Rob lagi #viral #fyp", paragraphs=("Air #naik ##lagi.",))
    for kind, limits in LIMITS.items():
        assert len(HASHTAG.findall(text(kind, tagged))) <= limits.hashtags_max


@pytest.mark.parametrize(
    ("words", "tag"),
    [
        ("Kandang Panjang", "#KandangPanjang"),
        ("#KotaPekalongan", "#KotaPekalongan"),
        ("rob", "#rob"),
        ("Sapuro-Kebulen", "#SapuroKebulen"),
        ("2026", ""),
        ("!", ""),
    ],
)
def test_a_tag_can_be_read_aloud(words, tag):
    assert hashtag(words) == tag


def test_the_text_alternative_is_cut_at_the_channels_ceiling():
    long = alt_text("Gang basah. " * 40, limits_for("website"))
    assert len(long) <= 250
    assert long.endswith(" Gang…")
    assert alt_text("Gang yang basah.", limits_for("x")) == "Gang yang basah."
    assert alt_text("Gang yang basah.", limits_for("telegram")) == ""


HOSTILE = [
    "👨\u200d👩\u200d👧\u200d👦 " * 40,
    "日本語" * 80,
    "مرحبا بالعالم " * 30,
    "a" * 10_000,
    "\u202eabc",
    "e\u0301\u0301" * 200,
    "🇮🇩" * 90,
    LINK + "/x" * 300,
    "a.id " * 90,
]
WORDS = st.text(max_size=60) | st.sampled_from(HOSTILE)
STORIES = st.builds(
    StoryFacts,
    title=WORDS,
    paragraphs=st.lists(WORDS, max_size=5).map(tuple),
    ward=WORDS,
    rubric=WORDS,
    standfirst=WORDS,
    byline=st.none() | WORDS,
    credits=st.lists(WORDS, max_size=12).map(tuple),
    url=st.just("") | st.just(LINK) | WORDS,
    tags=st.lists(WORDS, max_size=4).map(tuple),
    unverified=st.booleans(),
)


@pytest.mark.parametrize("kind", LIMITS)
@given(story=STORIES, link=st.none() | st.booleans())
@example(story=StoryFacts("a" * 10_000, ("b" * 10_000,), "c" * 10_000, "d" * 10_000, byline="e" * 10_000), link=True)
@settings(max_examples=40, deadline=None)
def test_no_story_ever_exceeds_the_ceiling(kind, story, link):
    limits = limits_for(kind)
    fitted = fit(story, limits, CITY, link=link)
    assert fits(fitted.text, limits, limits.text_limit(len(fitted.picture_indexes)))
    assert len(fitted.picture_indexes) <= limits.media_max
    assert len(HASHTAG.findall(fitted.text)) <= limits.hashtags_max
    assert fitted.text
