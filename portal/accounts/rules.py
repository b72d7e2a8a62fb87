"""Who may go where after signing in, how long a sign-in lasts, when guessing stops. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

GUESSES = 5  # wrong passwords or codes a minute, for one account and for one address
GUESS_WINDOW = timedelta(minutes=1)
STAFF_IDLE = timedelta(hours=2)
RESIDENT_IDLE = timedelta(days=30)
LONGEST = timedelta(days=30)  # however busy: after that everybody signs in anew
HALF_LIFE = timedelta(minutes=10)  # between the password and the code
TOUCH_EVERY = timedelta(minutes=1)
RESET_LIFE = timedelta(hours=1)
RETURN_LIFE = timedelta(hours=24)
GUARDIAN_LIFE = timedelta(days=14)
RESETS_AN_HOUR = 3  # letters with a reset link to one account
LONGEST_NEXT = 2000
PROOF_LIFE = timedelta(days=14)  # of the link that proves an e-mail address
REGISTRATIONS = 10  # an hour from one address; a class in school has one address, so not fewer
REGISTRATIONS_IN_DEMO = 120
REGISTRATION_WINDOW = timedelta(hours=1)
RESET_REQUESTS = 30  # an hour from one address: each leaves a row, whether the account exists or not
RESET_REQUESTS_IN_DEMO = 300
RESET_REQUEST_WINDOW = timedelta(hours=1)
WRONG_CODES = 20  # of stories, an hour from one address; a code is one of 32^5, and this is what guards it
WRONG_CODE_WINDOW = timedelta(hours=1)
GUARDIAN_LETTERS = 3  # a day to one guardian, whoever asks
GUARDIAN_WINDOW = timedelta(days=1)
CLAIMS = 6  # accounts with one unproven address or number that are looked at when somebody signs in

NEEDS_CODE = frozenset({"humas", "admin"})
OFFERED_CODE = frozenset({"director", "deputy"})
OF_A_WARD = frozenset({"director", "deputy"})
# who runs the portal neither moderates nor publishes, and the other way round
APART = {
    "admin": frozenset({"director", "deputy", "humas"}),
    "director": frozenset({"admin"}),
    "deputy": frozenset({"admin"}),
    "humas": frozenset({"admin"}),
}
LANDINGS = (("humas", "/siar"), ("director", "/meja"), ("deputy", "/meja"), ("admin", "/admin"))

_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\\\u2028\u2029]")


def safe_next(text: str | None) -> str | None:
    """A path on this site to go on to, or None: anything a browser could read as another site is refused."""
    if not text or len(text) > LONGEST_NEXT or _UNSAFE.search(text):
        return None
    if not text.startswith("/") or text.startswith("//"):
        return None
    inside = text.split("?", 1)[0].split("#", 1)[0].removeprefix("/en") or "/"
    if inside.startswith("//") or inside.rstrip("/") in ("/masuk", "/keluar", "/masuk/kode", "/masuk/pasang"):
        return None
    return text


def landing(roles: Iterable[str]) -> str:
    """Where a person's own work lies."""
    held = set(roles)
    return next((path for role, path in LANDINGS if role in held), "/kiriman")


def needs_code(roles: Iterable[str], is_demo: bool) -> bool:
    """Whether the password alone is not enough; demo people are spared, and a banner says so."""
    return not is_demo and bool(NEEDS_CODE & set(roles))


@dataclass(frozen=True)
class SignIn:
    """What is known of a signed-in browser. `standing` are the roles it signed in with."""

    created_at: datetime
    seen_at: datetime
    second_factor: bool
    standing: frozenset[str]


def standing(roles: Iterable[str], wards: Iterable[int]) -> frozenset[str]:
    """Roles and wards as marks that can be compared later."""
    return frozenset(roles) | {f"ward:{ward}" for ward in wards}


def why_over(sign_in: SignIn, now_standing: frozenset[str], is_demo: bool, at: datetime) -> str | None:
    """Why this sign-in no longer counts, or None while it does."""
    roles = {mark for mark in now_standing if not mark.startswith("ward:")}
    idle = at - sign_in.seen_at
    if sign_in.standing - now_standing:
        return "role lost"
    if needs_code(roles, is_demo) and not sign_in.second_factor:
        return "second factor due"
    if idle > (STAFF_IDLE if roles else RESIDENT_IDLE):
        return "idle"
    return "too old" if at - sign_in.created_at > LONGEST else None


def clash(role: str, held: Iterable[str]) -> frozenset[str]:
    """The roles a person holds that do not go together with another one."""
    return APART[role] & set(held)


_ADDRESS = re.compile(
    r"@|//|\.\w{2,}/|\bwww\b|\bhttps?\b|[^\W\d_]{4,}\.[^\W_]|\d\.\w|\w\.\d|\d[\d\s.-]{5,}\d"
    r"|\w\.(?:com|net|org|info|biz|xyz|site|online|shop|link|click|top|app|dev|co|id|me|ly|io)\b",
    re.IGNORECASE,
)
_TITLE = re.compile(r"\b(?:prof|drs|dra|drg|ustaz|ustadz|hajah|moch|mohd|much|muhd)\.(?=[^\W\d_])", re.IGNORECASE)


def holds_address(name: str) -> bool:
    """Whether a name carries something a mail program may turn into a link, or a number to ring.

    "M.Yusuf" and "Siti, S.Pd" are names: only a longer word before a full stop, or a well-known ending, is an address.
    """
    plain = unicodedata.normalize("NFKC", name).replace("\u3002", ".")
    return _ADDRESS.search(_TITLE.sub("", plain)) is not None


def mixes_alphabets(name: str) -> bool:
    """Whether a word has Latin letters and letters of another script: one made to look like another word."""
    words = re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", name))
    scripts = ({unicodedata.name(letter, "").split(" ")[0] for letter in word} - {"MODIFIER", ""} for word in words)
    return any("LATIN" in found and len(found) > 1 for found in scripts)


def same_mailbox(one: str, other: str) -> bool:
    """Whether two addresses probably reach one person: dots, case and what follows a plus sign do not count."""
    return _mailbox(one) == _mailbox(other)


def _mailbox(email: str) -> tuple[str, str]:
    local, _at, domain = email.strip().lower().rpartition("@")
    domain = "gmail.com" if domain == "googlemail.com" else domain
    return local.partition("+")[0].replace(".", ""), domain


def masked(email: str | None) -> str:
    """An address that its owner recognises and nobody else can use: s•••@gmail.com."""
    if not email or "@" not in email:
        return ""
    local, domain = email.rsplit("@", 1)
    return f"{local[:1]}•••@{domain}"
