"""The order inside a package and what pure files may import, read from the source. Between packages: import-linter."""

import ast
import sys
from pathlib import Path

import pytest

PORTAL = Path(__file__).parents[2] / "portal"
# within one package: each file may import only from files further left
ORDER = [
    *("lifecycle", "reasons", "rules", "models", "queries", "parts"),
    *("service", "subscribers", "emails", "forms", "views"),
]
PURE = {
    "stories/lifecycle.py",
    "newsroom/lifecycle.py",
    "newsroom/fitting.py",
    "photos/rules.py",
    "channels/limits.py",
    "notices/rules.py",
    "channels/identity.py",
    "moderation/reasons.py",
    "accounts/rights.py",
    "kernel/codes.py",
    "kernel/text.py",
    "kernel/dates.py",
    "kernel/search_words.py",
    "kernel/search_query.py",
    "kernel/search_marks.py",
    "wards/city.py",
    "wards/spelling.py",
}
IMPURE = ("models", "service", "queries", "forms", "views", "kernel/db")
PURE_EXTRA = {"regex", "snowballstemmer"}  # tables of Unicode and of a language, no framework


def imports(path: Path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def files():
    return sorted(p for p in PORTAL.rglob("*.py"))


@pytest.mark.parametrize("path", files(), ids=lambda p: p.relative_to(PORTAL).as_posix())
def test_inside_a_package_imports_point_down(path):
    package = path.relative_to(PORTAL).parts[0]
    if path.stem not in ORDER:
        return
    for name in imports(path):
        parts = name.split(".")
        if parts[:2] == ["portal", package] and len(parts) > 2 and parts[2] in ORDER:
            assert ORDER.index(parts[2]) <= ORDER.index(path.stem), f"{path.stem} imports {name}"


@pytest.mark.parametrize("name", sorted(PURE))
def test_pure_files_import_only_pure_things(name):
    for module in imports(PORTAL / name):
        top = module.split(".")[0]
        if top == "portal":
            inner = "/".join(module.split(".")[1:3])
            assert not inner.endswith(IMPURE), f"{name}: {module}"
        else:
            assert top in sys.stdlib_module_names or top in PURE_EXTRA, f"{name} imports {module}"


LAZY = {
    # where an import inside a function is meant, and why
    "kernel/workdays.py": "holidays is slow to import and needed by few requests",
}


@pytest.mark.parametrize("path", files(), ids=lambda p: p.relative_to(PORTAL).as_posix())
def test_no_import_hides_in_a_function(path):
    inside = [
        node.lineno
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    if path.relative_to(PORTAL).as_posix() not in LAZY:
        assert not inside, f"import inside a function at {inside}"


@pytest.mark.parametrize("path", sorted(PORTAL.rglob("views.py")), ids=lambda p: p.relative_to(PORTAL).as_posix())
def test_views_hold_no_queries(path):
    assert "sqlalchemy" not in set(imports(path)), "errors may be caught (sqlalchemy.exc), queries live in queries.py"
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "select", f"{path}:{node.lineno}"
