"""The front-end build: skipped when nothing changed, one clear line when it cannot be done."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from scripts import frontend

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A small project with the same folders."""
    for kind in ("css", "js"):
        folder = tmp_path / "portal" / "static" / kind
        folder.mkdir(parents=True)
        (folder / f"site.{kind}").write_text("/* one */")
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "package-lock.json").write_text("{}")
    monkeypatch.setattr(frontend, "ROOT", tmp_path)
    monkeypatch.setattr(frontend, "STATIC", tmp_path / "portal" / "static")
    return tmp_path


@pytest.fixture
def commands(project, monkeypatch):
    """What would have been run; building writes the wanted files."""
    done = []

    def run(command, doing, env=None):
        done.append(doing)
        dist = project / "portal" / "static" / "dist"
        dist.mkdir(exist_ok=True)
        (project / "node_modules").mkdir(exist_ok=True)
        for name in frontend.WANTED:
            (dist / name).write_text("built")
        return ""

    monkeypatch.setattr(frontend, "run", run)
    monkeypatch.setattr(frontend, "tools", lambda: (["npm"], {}))
    monkeypatch.setattr(frontend, "inputs", lambda root=project: frontend_inputs(root))
    return done


frontend_inputs = frontend.inputs


def test_it_builds_once_and_again_only_after_a_change(project, commands):
    assert frontend.build() is True
    assert frontend.build() is False
    assert commands == ["npm ci", "npm run build"]
    (project / "portal" / "static" / "js" / "site.js").write_text("/* two */")
    assert frontend.build() is True
    assert commands[2:] == ["npm run build"], "the packages were installed although the lock is the same"
    (project / "package-lock.json").write_text('{"new": 1}')
    assert frontend.build() is True
    assert commands[3:] == ["npm ci", "npm run build"]


def test_a_missing_result_is_built_again(project, commands):
    frontend.build()
    (project / "portal" / "static" / "dist" / "uploads.js").unlink()
    assert frontend.build() is True


def test_fonts_are_laid_beside_what_was_built_and_none_is_missed(project, commands):
    packages = project / "node_modules" / "@fontsource"
    for name in frontend.FONTS[:2]:
        (packages / name).parent.mkdir(parents=True, exist_ok=True)
        (packages / name).write_bytes(b"font")
    assert frontend.build() is True
    fonts = sorted(each.name for each in (project / "portal" / "static" / "dist" / "fonts").iterdir())
    assert fonts == ["noto-serif-latin-700-normal.woff2", "roboto-latin-400-normal.woff2"]
    assert frontend.build() is False


def test_what_only_tests_need_is_not_installed_with_the_site(project, monkeypatch):
    asked = []
    monkeypatch.setattr(frontend, "run", lambda command, doing, env=None: asked.append(command) or "")
    (project / "node_modules").mkdir()
    frontend.install(["npm"], {})
    assert {"ci", "--omit=dev", "--ignore-scripts"} <= set(asked[0])


def test_a_failure_is_one_line_and_exit_code_1(project, monkeypatch, capsys):
    monkeypatch.setattr(
        frontend, "tools", lambda: (["sh", "-c", "echo noise; echo 'npm error: no network' >&2; exit 7", "x"], {})
    )
    monkeypatch.setattr(frontend, "inputs", lambda: frontend_inputs(project))
    assert frontend.main() == 1
    said = capsys.readouterr()
    assert said.err == "front end: npm ci failed: npm error: no network\n"
    assert said.out == ""


def test_an_old_node_is_not_used(monkeypatch, tmp_path):
    for name, text in (("node", "#!/bin/sh\necho v12.22.0\n"), ("npm", "#!/bin/sh\n")):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert frontend.machine_npm() is None
    (tmp_path / "node").write_text("#!/bin/sh\necho v20.1.0\n")
    assert frontend.machine_npm() == [str(tmp_path / "npm")]


def test_the_lock_pins_everything_and_names_no_host():
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert all(entry.get("integrity", "").startswith("sha512-") for entry in packages.values())
    assert not any("resolved" in entry for entry in packages.values())
    assert "://" not in re.sub(r'"(funding|url)": .*', "", json.dumps(packages)).replace(
        "https://github.com/sponsors", ""
    )


def test_the_built_look_has_no_inline_data_and_stays_small():
    frontend.build()
    css = (ROOT / "portal" / "static" / "dist" / "site.css").read_bytes()
    gzipped = subprocess.run(["gzip", "-9c"], input=css, capture_output=True, check=True).stdout
    assert len(gzipped) <= 15 * 1024  # a quarter of what a first view may weigh
    assert b"url(data:" not in css
    assert b"../img/jlamprang.svg" in css
