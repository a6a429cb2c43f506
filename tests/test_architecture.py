"""The direction of imports, the size of modules, and other rules that hold the structure."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("portal", "callbacks", "layouts", "db")
# What each part may import of ours; a longer name wins over a shorter one.
MAY_IMPORT = {
    "db": ("db",),
    "portal.domain": ("portal.domain",),
    "portal.urls": (),
    "portal.settings": ("portal.domain.vocabulary",),
    "portal.export": (),
    "portal.packs": ("portal.packs", "portal.domain"),
    "portal.importers": ("portal.importers", "portal.domain", "portal.urls", "db"),
    "portal.services": ("portal.services", "portal.domain", "portal.urls", "db"),
    "layouts": ("layouts", "portal.domain", "portal.urls"),
    "callbacks": ("callbacks", "layouts", "portal.services", "portal.domain", "portal.urls"),
    "portal": ("portal", "callbacks", "layouts", "db"),
}
# Libraries that only some parts may know.
KEEPS_OUT = {
    "portal.domain": ("dash", "sqlalchemy", "pandas", "flask"),
    "portal.services": ("dash", "flask", "pandas"),
    "layouts": ("sqlalchemy", "flask", "pandas"),
    "callbacks": ("sqlalchemy", "pandas", "plotly"),
    "db": ("dash", "flask"),
}


def modules() -> Iterator[tuple[str, Path]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "versions" not in path.parts:
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                yield name.removesuffix(".__init__"), path


MODULES = list(modules())


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rule_for(rules: dict[str, tuple[str, ...]], name: str) -> tuple[str, ...] | None:
    fitting = [part for part in rules if name == part or name.startswith(f"{part}.")]
    return rules[max(fitting, key=len)] if fitting else None


@pytest.mark.parametrize(("name", "path"), MODULES)
def test_imports_follow_the_arrow(name: str, path: Path) -> None:
    allowed = rule_for(MAY_IMPORT, name) or ()
    for imported in imports(path):
        if imported.split(".")[0] in PACKAGES:
            fits = any(imported == part or imported.startswith(f"{part}.") for part in allowed)
            assert fits or imported == "portal", f"{name} imports {imported}"


@pytest.mark.parametrize(("name", "path"), MODULES)
def test_libraries_stay_where_they_belong(name: str, path: Path) -> None:
    for library in rule_for(KEEPS_OUT, name) or ():
        assert library not in {found.split(".")[0] for found in imports(path)}, f"{name}: {library}"


@pytest.mark.parametrize(("name", "path"), MODULES)
def test_modules_stay_small_and_say_what_they_are_for(name: str, path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 460, f"{name} is too long: split it by concept"
    if path.name != "__init__.py":
        assert ast.get_docstring(ast.parse(text)), f"{name} has no docstring"


def test_only_settings_reads_the_environment() -> None:
    readers = [name for name, path in modules() if "os.environ" in path.read_text()]
    assert readers == ["portal.settings"]


def test_sql_is_written_in_queries_and_writes_only() -> None:
    allowed = ("db.queries", "db.writes", "db.models", "db.migrations")
    for name, path in modules():
        if not name.startswith(allowed):
            found = {i for i in imports(path) if i in ("sqlalchemy.select", "sqlalchemy.text")}
            assert not found, f"{name} writes SQL"


def test_public_functions_have_docstrings() -> None:
    missing = []
    for name, path in modules():
        for node in ast.parse(path.read_text()).body:
            named = isinstance(node, (ast.FunctionDef, ast.ClassDef))
            if named and not node.name.startswith("_") and not ast.get_docstring(node):
                missing.append(f"{name}.{node.name}")
    assert missing == []
