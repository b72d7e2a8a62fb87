"""Read the source of the portal: its files, what they import, and which of them answer requests."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PORTAL = ROOT / "portal"
ROUTE_DECORATORS = {"get", "post", "put", "patch", "delete", "route"}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def files() -> list[Path]:
    return sorted(PORTAL.rglob("*.py"))


def name(path: Path) -> str:
    """`newsroom/models.py` for portal/newsroom/models.py."""
    return path.relative_to(PORTAL).as_posix()


def module(path: Path) -> str:
    """`portal.newsroom.models` for portal/newsroom/models.py, `portal.newsroom` for its __init__.py."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> frozenset[str]:
    return frozenset(module(path) for path in files())


def imports(path: Path) -> Iterator[str]:
    """Every name a file imports, with the module it comes from."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imported_modules(path: Path) -> set[str]:
    """The modules of the portal that a file imports, not the packages around them."""
    known = {name for name in imports(path) if name in modules()}
    return {name for name in known if not any(other.startswith(f"{name}.") for other in known)}


def docstring(path: Path) -> str:
    return ast.get_docstring(tree(path)) or ""


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    yield from (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef))


def is_view(function: ast.FunctionDef) -> bool:
    """Whether a decorator like `@bp.get("/siar")` gives the function a route."""
    return any(
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in ROUTE_DECORATORS
        and any(isinstance(word, ast.Constant) and str(word.value).startswith("/") for word in decorator.args)
        for decorator in function.decorator_list
    )


def view_files() -> list[Path]:
    return [path for path in files() if any(is_view(function) for function in functions(path))]
