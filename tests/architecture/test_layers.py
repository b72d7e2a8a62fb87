"""Read the order inside each package and the imports of pure files from the source; import-linter holds the rest."""

import ast
import json
import sys
from pathlib import Path

import pytest

from tests.architecture import source

# {package: its files and sub-packages}; each may import only from what stands before it
ORDER = json.loads(Path(__file__).with_name("order.json").read_text("utf-8"))
IMPURE = ("models", "service", "queries", "forms", "views", "kernel/db")
# tables of Unicode and of a language, a parser, a compressor: no framework, no files, no network
PURE_LIBRARIES = {"regex", "snowballstemmer", "markdown_it", "brotli", "markupsafe"}


def packages() -> list[Path]:
    return [path.parent for path in source.files() if path.name == "__init__.py" and path.parent != source.PORTAL]


@pytest.mark.parametrize("package", packages(), ids=lambda p: p.relative_to(source.PORTAL).as_posix())
def test_every_file_has_its_place_in_the_order_of_its_package(package):
    inside = {
        path.stem
        for path in package.iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists()) and not path.name.startswith("__")
    }
    assert sorted(ORDER.get(package.relative_to(source.PORTAL).as_posix(), [])) == sorted(inside)


def above(importer: str, imported: str) -> str | None:
    """What is wrong with an import, if the importer does not stand behind what it imports."""
    ours, theirs = importer.split("."), imported.split(".")
    depth = next((n for n, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1]), 0)
    if depth < 2 or importer.startswith(f"{imported}."):  # other packages; the package around the file
        return None
    order = ORDER["/".join(ours[1:depth])]
    if order.index(theirs[depth]) < order.index(ours[depth]):
        return None
    return f"{importer} imports {imported}"


@pytest.mark.parametrize("path", source.files(), ids=source.name)
def test_inside_a_package_imports_point_down(path):
    importer = source.module(path)
    wrong = [above(importer, imported) for imported in sorted(source.imported_modules(path) - {importer})]
    assert [line for line in wrong if line] == []


def pure_files() -> list[Path]:
    return [path for path in source.files() if "Pure" in source.docstring(path)]


@pytest.mark.parametrize("path", pure_files(), ids=source.name)
def test_pure_files_import_only_pure_things(path):
    for imported in source.imports(path):
        top = imported.split(".")[0]
        if top == "portal":
            inner = "/".join(imported.split(".")[1:])
            assert not inner.endswith(IMPURE), f"{path}: {imported}"
        else:
            assert top in sys.stdlib_module_names or top in PURE_LIBRARIES, f"{path} imports {imported}"


def test_the_rules_of_the_house_are_pure():
    """States, rules and limits carry the word, or nothing above would hold them."""
    names = {source.name(path) for path in pure_files()}
    assert {name for name in map(source.name, source.files()) if name.endswith(("lifecycle.py", "rules.py"))} <= names
    assert len(names) > 60


LAZY = {
    # where an import inside a function is meant, and why
    "kernel/workdays.py": "holidays is slow to import and needed by few requests",
}


@pytest.mark.parametrize("path", source.files(), ids=source.name)
def test_no_import_hides_in_a_function(path):
    inside = [
        node.lineno
        for function in ast.walk(source.tree(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    if source.name(path) not in LAZY:
        assert not inside, f"import inside a function at {inside}"


STATEMENTS = {"select", "insert", "update", "delete"}
ERRORS = ("sqlalchemy.exc", "sqlalchemy.orm.exc")
TYPES = {"sqlalchemy.orm", "sqlalchemy.orm.Session"}


@pytest.mark.parametrize("path", source.view_files(), ids=source.name)
def test_views_hold_no_queries(path):
    for imported in source.imports(path):
        if imported.startswith("sqlalchemy"):
            assert imported.startswith(ERRORS) or imported in TYPES, f"{imported}: queries live in queries.py"
    for node in ast.walk(source.tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in STATEMENTS, f"{path}:{node.lineno}"


def test_views_are_recognised_by_their_routes():
    names = {source.name(path) for path in source.view_files()}
    assert {"photos/views.py", "public/health.py"} <= names
    assert not {name for name in names if name.endswith(("models.py", "queries.py", "service.py"))}
    assert len(names) > 30
