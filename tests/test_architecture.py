"""Who may import whom, and how long a file may grow. There is no exception list."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OURS = ("app", "callbacks", "data_access", "layouts", "web")
SOURCES = sorted(
    path for name in OURS[1:] for path in (ROOT / name).rglob("*.py")
) + [ROOT / "app.py"]  # fmt: skip

# folder or file → what nothing in it may import
FORBIDDEN = {
    "data_access/scope.py": ("sqlalchemy", "dash", "data_access.contract", "data_access.reader"),
    "data_access/periods.py": ("sqlalchemy", "dash", "pandas", "data_access."),
    "data_access/rules.py": ("sqlalchemy", "dash", "pandas", "data_access."),
    "data_access/indicators": (
        "sqlalchemy", "dash", "pandas", "flask_babel", "data_access.contract", "data_access.reader",
        "data_access.register", "data_access.tally", "layouts", "callbacks",
    ),
    "data_access/contract": (
        "dash", "pandas", "data_access.reader", "data_access.register", "data_access.tally",
        "data_access.sources", "data_access.commands", "layouts", "callbacks",
    ),
    "data_access/tally": (
        "dash", "data_access.reader", "data_access.sources", "data_access.commands", "layouts",
        "callbacks",
    ),
    "data_access/reader.py": (
        "dash", "pandas", "data_access.sources", "data_access.demo", "data_access.commands",
        "data_access.tally.build", "layouts", "callbacks",
    ),
    "data_access/screens.py": (
        "dash", "pandas", "data_access.contract", "data_access.reader", "data_access.register",
        "data_access.tally", "data_access.indicators", "data_access.commands", "layouts",
        "callbacks",
    ),
    "data_access/screen_table.py": ("dash", "pandas", "data_access."),
    "data_access/sources": ("dash", "data_access.reader", "data_access.tally", "layouts"),
    "data_access": ("dash", "layouts", "callbacks", "web", "app"),
    "layouts": (
        "sqlalchemy", "pandas", "callbacks", "web", "app", "data_access.contract",
        "data_access.reader", "data_access.register", "data_access.rows", "data_access.courses",
        "data_access.raw",
        "data_access.tally", "data_access.sources", "data_access.engines", "data_access.commands",
    ),
    "layouts/components": ("layouts.frame", "layouts.shell", "callbacks"),
    "callbacks": (
        "sqlalchemy", "pandas", "app", "data_access.contract", "data_access.reader",
        "data_access.register", "data_access.rows", "data_access.courses", "data_access.raw",
        "data_access.tally", "data_access.sources", "data_access.engines", "data_access.commands",
    ),
    "web": (
        "sqlalchemy", "pandas", "app", "data_access.contract", "data_access.reader",
        "data_access.tally", "data_access.sources", "data_access.engines", "data_access.commands",
        "layouts.pages",
    ),
    "app.py": (
        "data_access.sources", "data_access.demo", "data_access.commands",
        "data_access.tally.build", "pandas",
    ),
}  # fmt: skip


@pytest.mark.parametrize("place", FORBIDDEN)
def test_nobody_imports_what_is_not_its_business(place: str) -> None:
    inside = ROOT / place
    files = [path for path in SOURCES if path == inside or inside in path.parents]
    assert files
    broken = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files
        for name in imports(path)
        for no in FORBIDDEN[place]
        if name == no.rstrip(".") or name.startswith(f"{no.rstrip('.')}.")
    ]
    assert broken == []


def test_components_know_pages_only_as_what_a_page_is() -> None:
    broken = [
        f"{path.name} imports {name}"
        for path in (ROOT / "layouts" / "components").glob("*.py")
        for name in imports(path)
        if name.startswith("layouts.pages.") and not name.startswith("layouts.pages.page")
    ]
    assert broken == []


def test_modules_do_not_import_in_circles() -> None:
    known = {module(path) for path in SOURCES}
    needs = {module(path): set(modules(path, known)) for path in SOURCES}
    for name in needs:
        assert name not in reached(name, needs), f"{name} imports itself in the end"


def test_no_way_leads_from_the_pages_to_the_database() -> None:
    known = {module(path) for path in SOURCES}
    needs = {module(path): set(modules(path, known)) for path in SOURCES}
    ways = [
        f"{name} reaches {each}"
        for name in needs
        if name.startswith(("layouts", "callbacks"))
        for each in reached(name, needs)
        if each.startswith(("data_access.contract", "data_access.register", "data_access.tally"))
    ]
    assert ways == []


def test_the_web_process_runs_no_command() -> None:
    known = {module(path) for path in SOURCES}
    needs = {module(path): set(modules(path, known)) for path in SOURCES}
    assert {name for name in reached("app", needs) if ".commands" in name} == set()


def test_one_module_says_what_time_it_is() -> None:
    zoned = {module(path) for path in SOURCES if "zoneinfo" in set(imports(path))}
    assert zoned == {"data_access.clock"}


def modules(path: Path, known: set[str]) -> Iterator[str]:
    """The modules a file imports, and the packages that Python runs on the way to them."""
    here = module(path)
    for name in set(imports(path)) & known:
        parts = name.split(".")
        ways = {".".join(parts[:length]) for length in range(1, len(parts) + 1)}
        yield from (way for way in ways & known if not f"{here}.".startswith(f"{way}."))


def reached(start: str, needs: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [*needs[start]]
    while waiting:
        at = waiting.pop()
        if at not in seen:
            seen.add(at)
            waiting.extend(needs[at] - {at})
    return seen


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    if path.name in ("catalogue.py", "schema.py"):  # declarations: long as there are things
        return
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_function_can_be_seen_at_once(path: Path) -> None:
    long = [
        f"{node.name}: {(node.end_lineno or 0) - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > 50
    ]
    assert long == []


def test_the_top_level_holds_what_was_agreed() -> None:
    agreed = {
        "app.py", "layouts", "callbacks", "data_access", "assets", "tests", "requirements.txt",
        "README.md", "web",
    }  # fmt: skip
    for_tools = {
        "README.vi.md", "CHANGELOG.md", "BENCHMARKS.md", "docs", "examples", "scripts", "Makefile",
        ".ci", ".gitignore", "pyproject.toml", "gunicorn.conf.py", "babel.cfg", "package.json",
        "package-lock.json", "LICENSE",
    }  # fmt: skip
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    there = {line.partition("/")[0] for line in listed.stdout.splitlines()}
    assert agreed <= there | {path.name for path in ROOT.iterdir()}
    assert there <= agreed | for_tools


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports, and every name it takes from one."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module(path: Path) -> str:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__")
