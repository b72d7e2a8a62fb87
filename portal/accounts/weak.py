"""Which passwords are refused. Pure.

NIST SP 800-63B: a shortest length, no rules about kinds of characters, no expiry, and a list of what everybody tries.
"""

import re
from collections.abc import Iterable

SHORTEST = 8
LONGEST = 128  # Flask-Security refuses more, and calls it too short

# what attackers try first, world-wide and here; compared without case, spaces, digits at the end and look-alikes
_COMMON = """
password passw passwort katasandi sandi sandiku rahasia rahasiaku kuncirahasia admin administrator root letmein
welcome selamatdatang qwerty qwertyuiop qwertyui asdfghjk asdfghjkl zxcvbnm zxcvbnmasdf qazwsx qazwsxedc
iloveyou akucintakamu akusayangkamu sayang sayangku cintaku cintakamu bismillah alhamdulillah assalamualaikum
subhanallah indonesia merdeka garuda pancasila jakarta bandung surabaya semarang pekalongan kotapekalongan
pekalongankota batik123 batik1234 batik12345 kotabatik batikpekalongan jlamprang beritadanwarga beritawarga
wargapekalongan pemkotpekalongan dinkominfo kelurahan persib persija arema bonek doraemon naruto superman batman
pokemon dragon monkey princess sunshine football baseball michael jordan master shadow killer trustno login
google facebook instagram whatsapp tiktok samsung xiaomi android internet computer komputer changeme default
guest tamu user pengguna test testing secret abcdefgh abcdefghij abcd abcabc aaaaaaaa zzzzzzzz sukses semangat
keluarga bahagia anakku ibuku ayahku mamaku papaku istriku suamiku kucing kelinci harimau bintang matahari bulan
mawar melati anggrek januari februari maret april juni juli agustus september oktober november desember senin
selasa rabu kamis jumat sabtu minggu ramadhan
"""
COMMON = frozenset(_COMMON.split())
_LOOKALIKES = str.maketrans("013457@$!", "oieastasi")
_RUNS = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


def is_common(password: str) -> bool:
    """Whether it is a word that everybody tries, one sign repeated, or a run along the keyboard."""
    plain = re.sub(r"\s", "", password.lower())
    if len(set(plain)) <= 2 or any(plain in run for run in _RUNS):
        return True
    if re.fullmatch(r"(.{1,4})\1+", plain):
        return True
    forms = [plain, re.sub(r"[\W\d_]+$", "", plain)]
    forms += [form.translate(_LOOKALIKES) for form in forms]
    return any(re.sub(r"[\W_]", "", form) in COMMON for form in forms)


def holds_own_name(password: str, own: Iterable[str]) -> bool:
    """Whether it is little more than the person's own name, address or number."""
    plain = re.sub(r"[^a-z0-9]", "", password.lower())
    for text in own:
        part = re.sub(r"[^a-z0-9]", "", text.split("@")[0].lower())
        if len(part) >= 4 and part in plain and len(plain) - len(part) < 5:
            return True
    return False
