"""The map of the house names what is there, and every room of it."""

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
APPS = ("redcross", "donations", "relief", "training", "campaigns", "reports")
HOUSE = (*APPS, "tests", "templates", "deploy", "docs")
SUFFIXES = (".py", ".js", ".html", ".sh", ".md", ".toml")
# What holds the place of a name, and what is no name.
PLACEHOLDERS = ("<", "…", "*", " ", "#|")
# Names of the browser's, of Python's, of gettext's, and what Django makes of ours.
OF_OTHERS = {"window.redcross", "isdigit", "fuzzy", "campaigns.view_communityproject"}
NAME = re.compile(r"[A-Za-z_.]+(?:\(\))?")
DEFINED = re.compile(r"(?m)^\s*(?:(?:class|def) (\w+)\b|(\w+)(?:: [^=\n]+)? = )")


def map_rows():
    """The rows of the tables and the steps of the recipe, each in one piece."""
    text = (ROOT / "README.md").read_text().partition("## Map of the house")[2]
    tables, _heading, recipe = text.partition("## Adding a record type")
    rows = [line for line in tables.splitlines() if line.startswith("| ")]
    return rows + re.split(r"\n(?=\d+\. )", recipe)


def named_in(row):
    """What stands there as code, without what stands for another name."""
    names = re.findall(r"`([^`\n]+)`", row)
    return [name for name in names if not any(sign in name for sign in PLACEHOLDERS)]


def is_path(name):
    return "/" in name or name.endswith(SUFFIXES)


@cache
def defined_names():
    """What classes, functions, fields and attributes are called, and the modules of apps."""
    names = {file.stem for app in APPS for file in (ROOT / app).iterdir()}
    for file in (file for part in HOUSE for file in (ROOT / part).rglob("*.py")):
        names.update(found[1] or found[2] for found in DEFINED.finditer(file.read_text()))
    return names


def is_there(path, row):
    """Whether there is such a file or folder, as it is or in a folder that the row names."""
    above = [ROOT, ROOT / "templates", *(ROOT / app for app in APPS)]
    for other in filter(is_path, named_in(row)):
        above += [ROOT / other, (ROOT / other).parent, ROOT / "redcross" / Path(other).parent]
    return any((folder / path).exists() for folder in above)


def test_what_the_map_and_the_recipe_name_is_there():
    gone = [
        name
        for row in map_rows()
        for name in named_in(row)
        if is_path(name) and not is_there(name, row)
    ]
    assert gone == []


def test_whoever_the_map_and_the_recipe_call_is_called_so():
    names = {name for row in map_rows() for name in named_in(row) if NAME.fullmatch(name)}
    ours = {name for name in names if not is_path(name)} - OF_OTHERS
    assert len(ours) > 80
    last = {name: name.removesuffix("()").rpartition(".")[2] for name in ours}
    assert [name for name in ours if last[name] not in defined_names()] == []


def test_every_room_of_the_house_is_on_the_map():
    named = {name.strip("/") for row in map_rows() for name in named_in(row) if is_path(name)}
    rooms = {
        file.parent.relative_to(ROOT)
        for part in HOUSE
        for file in (ROOT / part).rglob("*")
        if file.is_file() and not {"__pycache__", "migrations", "vendor"} & set(file.parts)
    }
    assert len(rooms) > 50
    unnamed = [
        str(room)
        for room in rooms
        if str(room) not in APPS and not {str(room), *map(str, room.parents)} & named
    ]
    assert sorted(unnamed) == []
