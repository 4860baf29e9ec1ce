"""Where things stand: no module grows too long, and each is called by what is in it."""

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDERS = ("redcross", "donations", "relief", "training", "campaigns", "reports", "tests")
MOST_LINES = 400
# They say nothing of what is in a module, which so takes in whatever has no place.
EMPTY_NAMES = {
    *("common", "helper", "helpers", "manager", "managers"),
    *("service", "services", "util", "utils"),
}


def modules():
    """Yield our modules beside the migrations."""
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path


def named(paths):
    return sorted(str(path.relative_to(ROOT)) for path in paths)


def lines_of(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def imported_by(path):
    """Yield the last name of each module that this one imports, or imports from."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield (node.module or "").rpartition(".")[2]
        if isinstance(node, ast.ImportFrom | ast.Import):
            yield from (alias.name.rpartition(".")[2] for alias in node.names)


def test_no_module_is_longer_than_somebody_reads_at_once():
    found = list(modules())
    assert len(found) > 500
    assert named(path for path in found if lines_of(path) > MOST_LINES) == []


def test_no_module_is_named_for_whatever_has_no_place():
    folders = {parent for path in modules() for parent in path.relative_to(ROOT).parents}
    empty = [path for path in modules() if path.stem in EMPTY_NAMES]
    assert named(empty) == []
    assert not {folder.name for folder in folders} & EMPTY_NAMES


def test_what_tests_share_stands_in_no_test():
    tests = {path.stem: path for path in modules() if path.stem.startswith("test_")}
    shared = {
        path
        for path in modules()
        if path.is_relative_to(ROOT / "tests")
        if tests.keys() & set(imported_by(path))
    }
    assert len(tests) > 200
    assert named(shared) == []


def test_every_script_is_tested_by_itself():
    scripts = {path.name for path in (ROOT / "redcross" / "static").glob("*.js")}
    tests = [path.read_text(encoding="utf-8") for path in modules() if "browser" in path.parts]
    assert len(scripts) > 30
    assert {name for name in scripts if not any(f'"{name}"' in test for test in tests)} == set()
