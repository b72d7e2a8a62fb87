"""Parcels as the delivery protocol hands them to adapters, and the tools to carry one by hand."""

from datetime import UTC, datetime
from functools import lru_cache

from portal.channels.adapter_api import Account, Media, Parcel
from portal.channels.outgoing import Outgoing
from tests.factories import pictures

LINK = "https://warga.test/berita/sebulan-pompa-baru-BW-7K3F2Q"
ALTS = ("Dua warga berjalan di jalan yang tergenang & licin.", "Pompa biru di tepi kali.", 'Papan "Awas banjir".')
HTML = "<p>Sudah 22 hari lantai dapur Bu Siti kering.</p>\n<ul>\n<li>RT 05</li>\n</ul>\n<p>Setiap pagi ia mencatat.</p>"
TITLE = "Sebulan pompa baru menyala, warga menghitung hari"


@lru_cache
def jpeg(number: int = 0, width: int = 320, height: int = 200) -> bytes:
    return pictures.jpeg_of(pictures.scene(width + number * 8, height))


def media(number: int = 0, **changes) -> Media:
    values = {
        "name": f"foto-{number + 1}.jpg",
        "alt": ALTS[number % 3],
        "caption": f"Gang RT 0{number + 1} pagi ini",
        "credit": "Siti Maryam",
        "jpeg": lambda: jpeg(number),
    }
    return Media(**values | changes)


def parcel(count: int = 0, key: str = "bw-7k3f2q-web-1", **changes) -> Parcel:
    """A whole story with that many pictures."""
    values = {
        "key": key,
        "title": TITLE,
        "text": f"{TITLE}\n\nSudah 22 hari lantai dapur Bu Siti kering.\n\n{LINK}",
        "html": HTML,
        "excerpt": "Sudah 22 hari lantai dapur Bu Siti kering.",
        "link": LINK,
        "media": tuple(media(number) for number in range(count)),
        "armed_at": datetime(2026, 11, 24, 5, 0, tzinfo=UTC),
    }
    return Parcel(**values | changes)


class Carrier:
    """An adapter with its account and line; keeps the step as the protocol would."""

    def __init__(self, adapter, url: str, account: Account, **line) -> None:
        self.adapter, self.account = adapter, account
        self.http = Outgoing(url, trusted=True, **line)
        self.step: dict = {}
        self.kept = 0

    def keep(self, step: dict) -> None:
        self.step, self.kept = dict(step), self.kept + 1

    def prepare(self, parcel: Parcel) -> None:
        self.adapter.prepare(self.http, self.account, parcel, self.step, self.keep)

    def publish(self, parcel: Parcel):
        return self.adapter.publish(self.http, self.account, parcel, self.step)

    def carry(self, parcel: Parcel):
        self.prepare(parcel)
        assert self.adapter.ready(self.http, self.account, parcel, self.step) is None
        return self.publish(parcel)

    def find(self, parcel: Parcel):
        return self.adapter.find(self.http, self.account, parcel, self.step)

    def delete(self, remote):
        return self.adapter.delete(self.http, self.account, remote)

    def test(self):
        return self.adapter.test(self.http, self.account)
