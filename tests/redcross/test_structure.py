import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
APPS = ("donations", "relief", "training", "campaigns", "reports")
# Which apps each may import besides itself and the kernel.
ALLOWED = {
    "redcross": set(),
    "donations": set(),
    "relief": {"donations"},
    "training": set(),
    "campaigns": set(),
}


def imports(package):
    for file in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                yield from ((file, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield from ((file, f"{node.module}.{alias.name}") for alias in node.names)


@pytest.mark.parametrize("package", ALLOWED)
def test_an_app_imports_only_what_lies_below_it(package):
    others = set(APPS) - {package} - ALLOWED[package]
    wrong = [(str(f), name) for f, name in imports(package) if name.split(".")[0] in others]
    assert wrong == []


def test_reports_knows_the_figures_of_an_app_and_nothing_else():
    found = [
        name for _f, name in imports("reports") if name.split(".")[0] in set(APPS) - {"reports"}
    ]
    assert found and all(name.split(".")[1] == "figures" for name in found)
