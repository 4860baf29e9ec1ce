"""What the import contracts of pyproject.toml cannot see: apps named in strings."""

import ast
from pathlib import Path

import pytest

KERNEL = Path(__file__).parent.parent.parent / "redcross"
# Where the project itself is put together.
PROJECT = {"settings.py", "urls.py"}


def strings(file):
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.mark.parametrize("app", ["donations", "relief", "training", "campaigns", "reports"])
def test_the_kernel_names_no_app_in_a_string(app):
    files = [
        file
        for file in KERNEL.rglob("*.py")
        if file.name not in PROJECT and "migrations" not in file.parts
    ]
    named = [
        (str(file.relative_to(KERNEL)), text)
        for file in files
        for text in strings(file)
        if text == app or text.startswith((f"{app}.", f"{app}:"))
    ]
    assert len(files) > 50
    assert named == []


def test_the_project_names_every_app():
    """The test above would find them."""
    found = {text.partition(".")[0] for text in strings(KERNEL / "urls.py")}
    assert found >= {"donations", "relief", "training", "campaigns", "reports"}
