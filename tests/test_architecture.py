"""The direction of imports, the size of modules, and other rules that hold the structure."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("portal", "callbacks", "layouts", "db")
# What each part may import of ours beside itself; a longer name wins over a shorter one.
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "db": ("db",),
    "portal.domain": (),
    "portal.urls": (),
    "portal.settings": ("portal.domain.vocabulary",),
    "portal.drawing": (),
    "portal.packs": ("portal.domain", "portal.drawing"),
    "portal.importers": ("portal.domain", "portal.urls", "db"),
    "portal.services": ("portal.domain", "portal.urls", "db"),
    "portal.exports": ("portal.domain", "portal.services", "portal.importers.schema", "db.queries"),
    "layouts": ("portal.domain", "portal.drawing", "portal.urls"),
    "callbacks": ("layouts", "portal.services", "portal.domain", "portal.urls"),
    "portal.pages": ("callbacks", "layouts", "portal.services", "portal.domain", "portal.urls"),
    "portal.auth": ("portal.domain", "portal.settings", "portal.urls", "db"),
    "portal.telemetry": ("portal.services", "portal.settings", "db"),
    "portal.web": (
        "portal.auth",
        "portal.telemetry",
        "portal.pages",
        "portal.services",
        "portal.domain",
        "portal.settings",
        "portal.urls",
        "layouts",
        "db.queries",
    ),
    "portal.api": (
        "portal.web",
        "portal.exports",
        "portal.pages",
        "portal.services",
        "portal.domain",
        "portal.settings",
        "portal.urls",
        "db.queries",
    ),
    "portal.routes": (
        "portal.web",
        "portal.auth",
        "portal.drawing",
        "portal.exports",
        "portal.packs",
        "portal.importers",
        "portal.services",
        "portal.domain",
        "portal.settings",
        "portal.urls",
        "db",
    ),
    "portal.runtime": (
        "portal.app",
        "portal.auth",
        "portal.importers",
        "portal.settings",
        "portal.telemetry",
        "portal.web",
        "portal.domain",
        "portal.urls",
        "db",
    ),
    "portal": ("portal", "callbacks", "layouts", "db"),
}
# Packages whose parts know nothing of one another: what they share has a place of its own.
APART = {"portal.routes": (), "portal.packs": ("common", "fitting", "templates", "worker")}
# Only what starts the portal makes the whole of it.
STARTS = ("portal.cli", "portal.runtime", "portal.wsgi", "portal.app")
ROOT_MODULES = 8
# Libraries that only some parts may know.
KEEPS_OUT = {
    "portal.domain": ("dash", "sqlalchemy", "pandas", "flask"),
    "portal.services": ("dash", "flask", "pandas"),
    "layouts": ("sqlalchemy", "flask", "pandas"),
    "callbacks": ("sqlalchemy", "pandas", "plotly"),
    "db": ("dash", "flask"),
}
# Words that say nothing of what a variable holds, and those that make a clause of a docstring.
BANNED = {"told", "found", "kept", "own", "one", "said", "known"}
QUESTIONS = ("What", "Whether", "How", "Who")


def modules(packages: Iterable[str] = PACKAGES) -> Iterator[tuple[str, Path]]:
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "versions" not in path.parts:
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                yield name.removesuffix(".__init__"), path


MODULES = list(modules())
NAMES = {name for name, _path in MODULES}
# With what tests and measures them.
ALL_MODULES = [*MODULES, *modules(("tests", "tools"))]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


@cache
def nodes_of(tree: ast.AST) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree))


def imports(path: Path) -> Iterator[str]:
    for node in nodes_of(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rule_for(rules: dict[str, tuple[str, ...]], name: str) -> tuple[str, ...] | None:
    fitting = [part for part in rules if name == part or name.startswith(f"{part}.")]
    return rules[max(fitting, key=len)] if fitting else None


def within(name: str, parts: Iterable[str]) -> str | None:
    """The longest of the parts that a module lies in."""
    return max((p for p in parts if name == p or name.startswith(f"{p}.")), key=len, default=None)


def violations(name: str, imported: Iterable[str]) -> list[str]:
    """The imports of a module that the rules forbid."""
    part = within(name, MAY_IMPORT)
    if part is None:
        return list(imported)
    allowed = (part, *MAY_IMPORT[part])
    wrong = []
    for other in imported:
        if other.split(".")[0] not in PACKAGES or other == "portal":
            continue
        stranger = within(other, allowed) is None
        sibling = any(_are_apart(name, other, package) for package in APART)
        whole = other == "portal.app" and within(name, STARTS) is None
        if stranger or sibling or whole:
            wrong.append(other)
    return wrong


def _are_apart(name: str, other: str, package: str) -> bool:
    """Tell if two modules lie in parts of a package that may not know of one another."""
    ours, theirs = (_part_of(module, package) for module in (name, other))
    shared = {None, *APART[package]}
    return ours != theirs and ours not in shared and theirs not in shared


def _part_of(name: str, package: str) -> str | None:
    """The module or package right below a package: `accounts` of `portal.routes.accounts`."""
    rest = name.removeprefix(f"{package}.").split(".")[0]
    return rest if f"{package}.{rest}" in NAMES else None


@pytest.mark.parametrize(("name", "path"), MODULES)
def test_imports_follow_the_arrow(name: str, path: Path) -> None:
    assert violations(name, imports(path)) == []


@pytest.mark.parametrize(
    ("name", "planted"),
    [
        ("portal.domain.plans", "portal.services.compare"),
        ("portal.domain.plans", "db.models"),
        ("portal.auth.sessions", "layouts.shell"),
        ("portal.auth.sessions", "portal.web.callback_cache"),
        ("portal.routes.visits", "portal.routes.packs"),
        ("portal.packs.pptx.writer", "portal.packs.docx.markup"),
        ("portal.packs.common.theme", "portal.services.packs"),
        ("portal.drawing.svg", "portal.packs.common.theme"),
        ("portal.services.compare", "portal.app"),
        ("portal.routes.health", "portal.app"),
        ("portal.web.compression", "portal.routes.health"),
        ("portal.exports.tabular", "portal.importers.load"),
        ("layouts.compare", "portal.services.compare"),
        ("callbacks.views", "db.queries.plans"),
        ("db.queries.plans", "portal.domain.plans"),
    ],
)
def test_a_planted_import_is_noticed(name: str, planted: str) -> None:
    assert violations(name, [planted]) == [planted]


def needed(path: Path) -> set[str]:
    """The modules of ours that a module imports, within functions too; those for types aside."""
    for_types = {
        id(node)
        for branch in nodes_of(tree_of(path))
        if isinstance(branch, ast.If) and ast.unparse(branch.test) == "TYPE_CHECKING"
        for statement in branch.body
        for node in ast.walk(statement)
    }
    names = set()
    for node in nodes_of(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and node.module and id(node) not in for_types:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                names.add(inner if inner in NAMES else node.module)
        elif isinstance(node, ast.Import) and id(node) not in for_types:
            names |= {alias.name for alias in node.names}
    return names & NAMES


def circle(graph: dict[str, set[str]]) -> list[str]:
    """A way from a module back to itself, [] where there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_modules_need_one_another() -> None:
    graph = {name: needed(path) for name, path in MODULES}
    assert sum(map(len, graph.values())) > 1_500
    assert circle(graph) == []
    assert circle(graph | {"portal.urls": {"portal.app"}})


def test_the_root_holds_what_all_else_hangs_on() -> None:
    assert len(list((ROOT / "portal").glob("*.py"))) <= ROOT_MODULES


def test_every_package_has_a_rule_and_every_rule_a_package() -> None:
    assert [part for part in (*MAY_IMPORT, *APART, *STARTS) if part not in NAMES] == []
    packages = {f"portal.{path.parent.name}" for path in (ROOT / "portal").glob("*/__init__.py")}
    assert packages - {*MAY_IMPORT, "portal.cli"} == set()


@pytest.mark.parametrize(("name", "path"), MODULES)
def test_libraries_stay_where_they_belong(name: str, path: Path) -> None:
    for library in rule_for(KEEPS_OUT, name) or ():
        assert library not in {module.split(".")[0] for module in imports(path)}, (
            f"{name}: {library}"
        )


@pytest.mark.parametrize(("name", "path"), MODULES)
def test_modules_stay_small_and_say_what_they_are_for(name: str, path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 400, f"{name} is too long: split it by concept"
    if path.name != "__init__.py":
        assert ast.get_docstring(tree_of(path)), f"{name} has no docstring"


def test_tests_stand_where_their_subject_stands() -> None:
    folders = [
        path.relative_to(ROOT / "tests" / kind)
        for kind in ("unit", "integration")
        for path in (ROOT / "tests" / kind).rglob("*/")
        if path.name not in ("", "__pycache__", "fuzz") and path.name != kind
    ]
    subjects = [base / folder for folder in folders for base in (ROOT, ROOT / "portal")]
    there = {path.name for path in subjects if path.is_dir() or path.with_suffix(".py").is_file()}
    assert folders
    assert {folder.name for folder in folders} - there == set()


def test_only_settings_reads_the_environment() -> None:
    # A process that makes a pack forgets it, which is not reading.
    texts = [(name, path.read_text().replace("os.environ.clear()", "")) for name, path in modules()]
    readers = [name for name, text in texts if "os.environ" in text]
    assert readers == ["portal.settings"]


def test_sql_is_written_in_queries_and_writes_only() -> None:
    allowed = ("db.queries", "db.writes", "db.models", "db.migrations")
    for name, path in modules():
        if not name.startswith(allowed):
            writers = {i for i in imports(path) if i in ("sqlalchemy.select", "sqlalchemy.text")}
            assert not writers, f"{name} writes SQL"


def test_public_functions_have_docstrings() -> None:
    missing = []
    for name, path in modules():
        for node in tree_of(path).body:
            named = isinstance(node, (ast.FunctionDef, ast.ClassDef))
            if named and not node.name.startswith("_") and not ast.get_docstring(node):
                missing.append(f"{name}.{node.name}")
    assert missing == []


def named(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the line and the name of all that a module gives a name to."""
    for node in nodes_of(tree):
        match node:
            case (
                ast.Name(id=name, ctx=ast.Store())
                | ast.Attribute(attr=name, ctx=ast.Store())
                | ast.arg(arg=name)
                | ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
                | ast.ClassDef(name=name)
                | ast.alias(asname=str(name))
                | ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
            ):
                yield getattr(node, "lineno", 0), name


def banned_names(tree: ast.AST) -> list[str]:
    return [f"{line}: {name}" for line, name in named(tree) if name.strip("_").lower() in BANNED]


def clauses(tree: ast.AST) -> list[str]:
    """List the definitions whose docstring begins with a question word: a clause, no sentence."""
    definitions = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        getattr(node, "name", "the module")
        for node in nodes_of(tree)
        if isinstance(node, definitions)
        and (ast.get_docstring(node) or "").split(" ")[0] in QUESTIONS
    ]


def test_names_say_what_a_thing_is() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{name}"
        for _module, path in ALL_MODULES
        for name in banned_names(tree_of(path))
    ]
    assert wrong == []


def test_docstrings_say_what_a_thing_is_or_does() -> None:
    wrong = [f"{name}: {clause}" for name, path in ALL_MODULES for clause in clauses(tree_of(path))]
    assert wrong == []


@pytest.mark.parametrize(
    "planted",
    [
        "found = 1",
        "a, (b, *_kept) = c",
        "own: int = 1",
        "for one in (): pass",
        "[known for known in ()]",
        "def f(told): pass",
        "def f(*, _told=1): pass",
        "lambda said: 1",
        "def known(): pass",
        "async def _known(): pass",
        "class Found: pass",
        "self._own = 1",
        "import a as found",
        "with a as said: pass",
        "try: pass\nexcept ValueError as told: pass",
        "if (own := 1): pass",
        "match a:\n case [one]: pass",
        "match a:\n case [*kept]: pass",
    ],
)
def test_a_planted_name_is_noticed(planted: str) -> None:
    assert len(banned_names(ast.parse(planted))) == 1


@pytest.mark.parametrize("planted", ["foundation = found()", "a.own.b = one.two", "f(told=1)"])
def test_other_names_and_those_of_others_are_not(planted: str) -> None:
    assert banned_names(ast.parse(planted)) == []


@pytest.mark.parametrize("kind", ["def f():", "async def f():", "class F:", "if 1:\n  def f():"])
@pytest.mark.parametrize("word", QUESTIONS)
def test_a_planted_clause_is_noticed(kind: str, word: str) -> None:
    assert len(clauses(ast.parse(f'{kind}\n    """{word} it is."""'))) == 1
    assert clauses(ast.parse(f'{kind}\n    """{word}ever it is."""')) == []


RECORDS = ("portal.domain", "portal.services")
MOST_POSITIONAL = 2


def records() -> set[str]:
    """The dataclasses of domain and services, each as `module.name`."""
    return {
        f"{module}.{node.name}"
        for module, path in MODULES
        if within(module, RECORDS)
        for node in tree_of(path).body
        if isinstance(node, ast.ClassDef)
        and any("dataclass" in ast.unparse(decorator) for decorator in node.decorator_list)
    }


def meanings(module: str, tree: ast.AST) -> dict[str, str]:
    """Map the names of a module that are its own classes or imported to what they stand for."""
    names = {n.name: f"{module}.{n.name}" for n in ast.walk(tree) if isinstance(n, ast.ClassDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def unnamed_fields(module: str, tree: ast.AST, classes: set[str]) -> list[str]:
    """List the records that are made of a row as it comes, or of more than two unnamed values."""
    names = meanings(module, tree)
    wrong = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            made, _, attribute = ast.unparse(node.func).partition(".")
            meaning = ".".join(filter(None, (names.get(made, made), attribute)))
            starred = any(isinstance(value, ast.Starred) for value in node.args)
            if meaning in classes and (starred or len(node.args) > MOST_POSITIONAL):
                wrong.append(f"{module}:{node.lineno} {meaning}")
    return wrong


def test_records_are_made_by_the_names_of_their_fields() -> None:
    classes = records()
    assert len(classes) > 100
    wrong = [w for name, path in MODULES for w in unnamed_fields(name, tree_of(path), classes)]
    assert wrong == []


@pytest.mark.parametrize(
    ("planted", "count"),
    [
        ("from portal.domain.paging import Listed\nListed(1, 2, 3)", 1),
        ("from portal.domain.paging import Listed as L\nL(*row)", 1),
        ("from portal.domain import paging\npaging.Listed(1, 2, 3)", 1),
        ("from portal.domain.paging import Listed\nListed(1, 2, start=3)", 0),
        ("from portal.domain.paging import Listed\nListed(**row)", 0),
        ("from other import Listed\nListed(1, 2, 3)", 0),
    ],
)
def test_a_planted_record_is_noticed(planted: str, count: int) -> None:
    tree = ast.parse(planted)
    assert len(unnamed_fields("a", tree, {"portal.domain.paging.Listed"})) == count


# What asks, decides and hands on: view models, inputs of rules, views and pages.
TYPED = ("portal.domain", "portal.services", "portal.pages", "callbacks")


def untyped(tree: ast.AST) -> list[int]:
    """List the lines on which a module says `Any`, by import or by name."""
    return [
        node.lineno
        for node in nodes_of(tree)
        if (isinstance(node, ast.Name) and node.id == "Any")
        or (isinstance(node, ast.Attribute) and node.attr == "Any")
        or (isinstance(node, ast.ImportFrom) and "Any" in {alias.name for alias in node.names})
    ]


def test_view_models_and_inputs_of_rules_are_typed() -> None:
    held = [m for m in MODULES if within(m[0], TYPED)]
    assert len(held) > 150
    assert [f"{name}:{line}" for name, path in held for line in untyped(tree_of(path))] == []


@pytest.mark.parametrize(
    "planted",
    [
        "from typing import Any",
        "def f(row: Any): pass",
        "rows: list[typing.Any]",
        "x: dict[str, Any]",
    ],
)
def test_a_planted_any_is_noticed(planted: str) -> None:
    assert len(untyped(ast.parse(planted))) == 1
    assert untyped(ast.parse("any(rows); Anyone = 1")) == []


def closures(tree: ast.Module) -> list[str]:
    """List the handlers that are given to a route and stand within another function."""
    wrong = []
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        inner = {n.name for n in ast.walk(function) if isinstance(n, ast.FunctionDef)}
        for call in (n for n in ast.walk(function) if isinstance(n, ast.Call)):
            if isinstance(call.func, ast.Attribute) and call.func.attr == "add_url_rule":
                nodes = [n for argument in call.args for n in ast.walk(argument)]
                called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
                wrong += [
                    f"{function.name}: {ast.unparse(node)}"
                    for node in nodes
                    if isinstance(node, ast.Lambda)
                    or (isinstance(node, ast.Name) and node.id in inner and id(node) not in called)
                ]
    return wrong


def test_handlers_of_routes_are_functions_of_their_modules() -> None:
    wrong = [f"{name}: {handler}" for name, path in MODULES for handler in closures(tree_of(path))]
    assert wrong == []


@pytest.mark.parametrize(
    ("handler", "count"),
    [("page", 1), ("limited(page)", 1), ("lambda: 1", 1), ("_page", 0), ("page(_page)", 0)],
)
def test_a_planted_closure_is_noticed(handler: str, count: int) -> None:
    planted = f"def register(server):\n def page(): pass\n server.add_url_rule('/', 'a', {handler})"
    assert len(closures(ast.parse(planted))) == count


def test_every_script_is_run_by_a_test() -> None:
    run = "".join(path.read_text() for path in (ROOT / "tests" / "js").glob("*.mjs"))
    scripts = sorted((ROOT / "assets" / "js").rglob("*.js"))
    assert len(scripts) > 20
    named = ('{0.name}"', '"{0.stem}"')
    assert [s.name for s in scripts if not any(name.format(s) in run for name in named)] == []


def test_one_place_lets_forms_by_the_usual_check_of_tokens() -> None:
    exempting = [name for name, path in MODULES if '["csrf"].exempt' in path.read_text()]
    assert exempting == ["portal.web.large_forms"]
