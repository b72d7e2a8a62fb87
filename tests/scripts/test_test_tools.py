import re
import shutil
import subprocess

import pytest

from scripts import test_tools
from scripts.test_tools import Tool

PACKAGE = re.compile(r"[a-z0-9][a-z0-9.+-]+")


def test_every_tool_names_debian_packages_once():
    packages = [package for tool in test_tools.TOOLS for package in tool.packages]
    assert len(packages) == len(set(packages))
    assert all(PACKAGE.fullmatch(package) for package in packages)


def test_what_the_tests_use_is_asked_for():
    packages = {package for tool in test_tools.TOOLS for package in tool.packages}
    assert {"chromium", "postgresql", "redis-server", "nginx", "mariadb-server", "wordpress", "php-cli"} <= packages


def test_only_the_packages_of_missing_tools_are_named(monkeypatch):
    tools = (Tool(("a", "b"), lambda: False), Tool(("c",), lambda: True), Tool(("d",), lambda: False))
    monkeypatch.setattr(test_tools, "TOOLS", tools)
    assert test_tools.missing() == ["a", "b", "d"]


def test_nothing_is_run_when_nothing_is_missing(monkeypatch):
    monkeypatch.setattr(test_tools, "missing", list)
    monkeypatch.setattr(subprocess, "run", None)
    assert test_tools.main() == 0


@pytest.mark.parametrize(("user", "apt"), [(1000, "/usr/bin/apt-get"), (0, None)])
def test_whoever_cannot_install_is_told_the_command(monkeypatch, capsys, user, apt):
    monkeypatch.setattr(test_tools, "missing", lambda: ["nginx", "wordpress"])
    monkeypatch.setattr("os.geteuid", lambda: user)
    monkeypatch.setattr(shutil, "which", lambda name: apt)
    assert test_tools.main() == 1
    assert "install -y --no-install-recommends nginx wordpress" in capsys.readouterr().err


def test_php_without_a_module_does_not_count(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/php")
    listed = subprocess.CompletedProcess([], 0, stdout="[PHP Modules]\ncurl\nmysqli\n")
    monkeypatch.setattr(subprocess, "run", lambda *args, **rest: listed)
    assert test_tools.php_has("mysqli", "curl")
    assert not test_tools.php_has("mysqli", "gd")


def test_this_machine_has_everything():
    assert test_tools.missing() == []
