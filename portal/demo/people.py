"""The people of the demonstration. All are invented; the telephone numbers cannot exist."""

from dataclasses import dataclass

PASSWORD = "batik-1906"  # noqa: S105 – public on purpose: demo accounts work on a loopback machine only
DOMAIN = "demo.test"


@dataclass(frozen=True)
class Person:
    """One account. `role` is resident, director, deputy, humas or admin; `ward` is the home and a director's charge."""

    email: str
    name: str
    ward: str
    phone: str
    role: str = "resident"
    decree: str = ""


def _mail(name: str) -> str:
    return f"{name}@{DOMAIN}"


PEOPLE = (
    Person(_mail("warga"), "Nur Aini", "medono", "0800-000-0001"),
    Person(_mail("warga2"), "Bagus Setyawan", "kauman", "0800-000-0002"),
    Person(_mail("warga3"), "Siti Khotijah", "krapyak", "0800-000-0003"),
    Person(_mail("warga4"), "Rohman Kurniadi", "bandengan", "0800-000-0004"),
    Person(_mail("warga5"), "Agus Priyatno", "kuripan-yosorejo", "0800-000-0005"),
    Person(_mail("warga6"), "Dwi Cahyaningsih", "noyontaansari", "0800-000-0006"),
    Person(_mail("warga7"), "Hendra Saputro", "panjang-wetan", "0800-000-0007"),
    Person(_mail("warga8"), "Maya Lutfiana", "setono", "0800-000-0008"),
    Person(_mail("warga9"), "Zulfa Hidayati", "banyurip", "0800-000-0009"),
    Person(_mail("warga10"), "Teguh Pranoto", "podosugih", "0800-000-0010"),
    Person(_mail("warga11"), "Khusnul Mubarok", "jenggot", "0800-000-0014"),
    Person(_mail("warga12"), "Indah Lestariningsih", "klego", "0800-000-0015"),
    Person(_mail("direktur"), "Fatkhurozi", "medono", "0800-000-0011", "director", "PERAGAAN/001/2026"),
    Person(_mail("direktur2"), "Endang Sulastri", "kauman", "0800-000-0012", "director", "PERAGAAN/002/2026"),
    Person(_mail("wakil"), "Slamet Wibisono", "medono", "0800-000-0013", "deputy", "PERAGAAN/003/2026"),
    Person(_mail("humas"), "Ratna Kusumaningrum", "podosugih", "0800-000-0021", "humas", "PERAGAAN/004/2026"),
    Person(_mail("humas2"), "Yoga Setiaji", "poncol", "0800-000-0022", "humas", "PERAGAAN/005/2026"),
    Person(_mail("admin"), "Lestari Handayani", "bendan-kergon", "0800-000-0031", "admin", "PERAGAAN/006/2026"),
)


def person(email: str) -> Person:
    """The person with that address; `KeyError` when there is none."""
    return {each.email: each for each in PEOPLE}[email]
