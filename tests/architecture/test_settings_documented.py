import re
from pathlib import Path

from portal.settings import KNOWN

README = Path(__file__).parents[2] / "README.md"


def test_the_readme_names_every_setting_and_no_other():
    named = set(re.findall(r"`(PORTAL_[A-Z_]+[A-Z])`", README.read_text()))
    assert {name for name in KNOWN if not name.startswith("PORTAL_CHANNEL_")} == named
    assert "PORTAL_CHANNEL_<KIND>_API" in README.read_text()


def test_other_settings_are_named_too():
    text = README.read_text()
    assert all(name in text for name in ("DATABASE_URL", "REDIS_URL", "SMTP_URL"))
