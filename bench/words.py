"""Made-up Indonesian text with the habits of real text: some words in every story, most in few, paragraphs of 40 to 90.

Pure and repeatable: the same seed gives the same words.
"""

import random
from itertools import accumulate
from typing import NamedTuple


def _list(text: str, mark: str) -> list[str]:
    return " ".join(text.split()).split(mark)


OPENINGS = _list(
    """warga melaporkan|ketua RT menyampaikan|pengurus karang taruna menggelar|ibu-ibu PKK mengadakan kader posyandu
    mendata|pedagang pasar mengeluhkan|nelayan menceritakan|siswa sekolah dasar mengikuti|petugas kelurahan
    memeriksa|perajin batik membuka|relawan membersihkan|jamaah musala memperbaiki|komunitas sepeda menjajaki|lurah
    meninjau""",
    "|",
)
SUBJECTS = _list(
    """selokan rob banjir jalan lampu sampah pasar sekolah batik posyandu sungai jembatan taman masjid lapangan gang
    tanggul pompa sumur listrik bus becak nelayan perahu tambak mangrove canting lilin pewarna galeri museum stadion
    kantor loket antrean bantuan beras vaksin balita lansia pemuda lomba panggung gamelan wayang hadrah khitanan
    pengajian arisan koperasi warung bakso soto megono garang asem tauto kopi teh limun pindang ikan cumi udang
    bandeng rumput""",
    " ",
)
VERBS = _list(
    """dibersihkan diperbaiki diresmikan dibangun ditutup dibuka dipasang dicat dikeruk ditanami dibagikan dirawat
    dipindahkan dilombakan dikunjungi diperiksa didata dikumpulkan dijual dimasak ditinggikan direndam dikeringkan""",
    " ",
)
LITTLE = _list(
    """yang dan di untuk dengan pada dari oleh karena agar sudah akan masih juga ini itu mereka kami para setiap sejak
    hingga setelah sebelum bersama secara lebih banyak beberapa sekitar""",
    " ",
)
SYLLABLES = _list(
    """ba ca da ga ja ka la ma na pa ra sa ta wa bu cu du gu ju ku lu mu nu pu ru su tu ri si ti ni mi li""", " "
)


class Passage(NamedTuple):
    """One paragraph, as it was typed and as it is shown."""

    text: str
    html: str


class Words:
    """Titles and texts, drawn from a pool of passages made once."""

    def __init__(self, seed: int = 1906, passages: int = 4000) -> None:
        self.chance = random.Random(seed)
        rare = ["".join(self.chance.choices(SYLLABLES, k=self.chance.randint(3, 4))) for _ in range(6000)]
        self.rare = list(dict.fromkeys(rare))
        self.words = [*LITTLE, *SUBJECTS, *VERBS, *self.rare]
        # Zipf: the n-th word comes 1/n as often as the first
        self._weights = list(accumulate(1 / (rank + 2) for rank in range(len(self.words))))
        self.pool = [self._passage() for _ in range(passages)]

    def _passage(self) -> Passage:
        words = self.chance.choices(self.words, cum_weights=self._weights, k=self.chance.randint(40, 90))
        for at in range(0, len(words), 11):
            words[at] = words[at].capitalize()
            if at:
                words[at - 1] += "."
        if self.chance.random() < 0.3:
            words[5] = f"**{words[5]}**"
        text = " ".join(words) + "."
        bold = text.replace("**", "<strong>", 1).replace("**", "</strong>", 1)
        return Passage(text, f"<p>{bold}</p>\n")

    def title(self, place: str) -> str:
        """Like "Selokan dibersihkan ibu-ibu di Medono"."""
        pick = self.chance.random
        subject, verb = SUBJECTS[int(pick() * len(SUBJECTS))], VERBS[int(pick() * len(VERBS))]
        opening = OPENINGS[int(pick() * len(OPENINGS))]
        rare = self.rare[int(pick() * len(self.rare))]
        return f"{opening.capitalize()} {subject} {verb} {rare} di {place}"[:120]

    def body(self) -> tuple[int, ...]:
        """Two to four paragraphs, as places in the pool."""
        pick, many = self.chance.random, len(self.pool)
        return tuple(int(pick() * many) for _ in range(2 + int(pick() * 3)))
