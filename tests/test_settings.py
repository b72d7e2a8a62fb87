from pathlib import Path

import pytest

from portal.settings import SettingsError, from_env


def test_every_default_runs_on_one_machine(tmp_path):
    settings = from_env({"PORTAL_INSTANCE": str(tmp_path)})
    assert settings.instance == tmp_path
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.sqlite_path == tmp_path / "portal.db"
    assert not settings.secure_cookies
    assert not settings.demo


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_COLOUR", "red"),
        ("PORTAL_CHANNEL_MYSPACE_API", "http://127.0.0.1:1"),
        ("PORTAL_CHANNEL_WORDPRESS_API", "http://10.0.0.5:8080"),
        ("PORTAL_CHANNEL_WORDPRESS_API", "http://192.168.1.4"),
        ("PORTAL_CHANNEL_WORDPRESS_API", "http://169.254.169.254"),
        ("PORTAL_CHANNEL_TELEGRAM_API", "http://[fd00::1]:1"),
        ("PORTAL_CHANNEL_TELEGRAM_API", "http://[::ffff:10.0.0.1]:1"),
        ("PORTAL_CHANNEL_TELEGRAM_API", "http://0.0.0.0:1"),
        ("PORTAL_CHANNEL_TELEGRAM_API", "http://intranet"),
        ("PORTAL_CHANNEL_TELEGRAM_API", "http://db.internal"),
        ("PORTAL_CHANNEL_TELEGRAM_API", "http://10.1"),
        ("PORTAL_CHANNEL_TELEGRAM_API", "http://0x0a.1.2.0x3"),
        ("PORTAL_PORT", "0"),
        ("PORTAL_KEEP_POSITIONS", "0"),
        ("PORTAL_KEEP_POSITIONS", "-1"),
        ("PORTAL_KEEP_ORIGINALS", "12 months"),
        ("PORTAL_KEEP_ORIGINALS", "999"),
        ("PORTAL_AUDIT_MAIL", "keamanan"),
        ("PORTAL_UNDO_SECONDS", "301"),
        ("PORTAL_UNDO_SECONDS", "-1"),
        ("PORTAL_UNDO_SECONDS", "half a minute"),
        ("PORTAL_AUDIT_MAIL", "a@b.id, c@d.id"),
        ("PORTAL_PORT", "65536"),
        ("PORTAL_PORT", "8000 "),
        ("PORTAL_DEMO", "yes"),
        ("PORTAL_TRUSTED_PROXIES", "-1"),
        ("PORTAL_BASE_URL", "warga.example.id"),
        ("PORTAL_BASE_URL", "ftp://warga.example.id"),
        ("PORTAL_BASE_URL", "https://"),
        ("PORTAL_BASE_URL", "https://a:b@c.id"),
        ("PORTAL_NOW", "2026-11-24T09:00:00"),
        ("PORTAL_NOW", "besok"),
        ("PORTAL_FAILPOINT", "submission.before_commit"),
        ("PORTAL_FAILPOINT", "nowhere:exit"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("REDIS_URL", "localhost:6379"),
        ("SMTP_URL", "mail.example.id"),
        ("SMTP_URL", "smtp://mail.example.id:post"),
        ("SMTP_URL", "smtp://"),
        ("REDIS_URL", "redis://[::1"),
        ("REDIS_URL", "unix://"),
        ("DATABASE_URL", "postgresql://db:five/portal"),
        ("PORTAL_MEDIA_URL", "s3://bucket/x"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named_in_one_line(name, value):
    with pytest.raises(SettingsError) as error:
        from_env({name: value, "PORTAL_DEMO": value if name == "PORTAL_DEMO" else "1"})
    line = str(error.value)
    assert name in line
    assert "\n" not in line


@pytest.mark.parametrize("name", ["SMTP_URL", "REDIS_URL", "DATABASE_URL"])
def test_the_line_never_holds_a_password(name):
    scheme = {"SMTP_URL": "smtp", "REDIS_URL": "redis", "DATABASE_URL": "postgresql"}[name]
    with pytest.raises(SettingsError) as error:
        from_env({name: f"{scheme}://portal:rahasia-sekali@host:port/x"})
    assert "rahasia-sekali" not in str(error.value)


@pytest.mark.parametrize("url", ["redis://:p@h/0", "rediss://h:6380", "unix:///run/redis.sock?db=1"])
def test_addresses_of_redis_as_it_writes_them_are_taken(url):
    assert from_env({"REDIS_URL": url}).redis_url == url


def test_demo_is_refused_beyond_loopback():
    with pytest.raises(SettingsError, match="PORTAL_DEMO"):
        from_env({"PORTAL_DEMO": "1", "PORTAL_BASE_URL": "https://warga.pekalongankota.go.id"})


def test_a_failpoint_needs_demo():
    with pytest.raises(SettingsError, match="PORTAL_DEMO"):
        from_env({"PORTAL_FAILPOINT": "submission.before_commit:exit"})
    settings = from_env({"PORTAL_FAILPOINT": "submission.before_commit:exit", "PORTAL_DEMO": "1"})
    assert settings.failpoint == ("submission.before_commit", "exit")


def test_https_makes_cookies_secure_and_ipv6_hosts_are_written_as_addresses():
    assert from_env({"PORTAL_BASE_URL": "https://warga.example.id/"}).secure_cookies
    assert from_env({"PORTAL_HOST": "::1", "PORTAL_PORT": "81"}).base_url == "http://[::1]:81"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_postgresql_addresses_get_the_driver(scheme):
    settings = from_env({"DATABASE_URL": f"{scheme}://u:p@db/portal"})
    assert settings.database_url == "postgresql+psycopg://u:p@db/portal"
    assert settings.sqlite_path is None


def test_channel_apis_are_kept_by_kind():
    settings = from_env({"PORTAL_CHANNEL_WORDPRESS_API": "http://127.0.0.1:9/"})
    assert settings.channel_api == {"wordpress": "http://127.0.0.1:9"}


@pytest.mark.parametrize(
    "address", ["http://localhost:9", "http://[::1]:9", "http://127.8.9.1:9", "https://kota.example.id"]
)
def test_a_channel_api_is_on_loopback_or_public(address):
    assert from_env({"PORTAL_CHANNEL_GHOST_API": address}).channel_api == {"ghost": address}


def test_the_instance_folder_is_absolute():
    assert from_env({"PORTAL_INSTANCE": "elsewhere"}).instance == Path.cwd() / "elsewhere"


@pytest.mark.parametrize(("value", "seconds"), [("", 30), ("0", 0), ("300", 300)])
def test_an_approval_can_be_undone_for_half_a_minute_unless_said_otherwise(value, seconds):
    assert from_env({"PORTAL_UNDO_SECONDS": value}).undo_seconds == seconds
