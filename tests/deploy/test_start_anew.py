"""Whether a database of another version is set aside, and only when somebody says so."""

import os
import pty
import shutil
import subprocess
from pathlib import Path

import pytest

from redcross.management.commands.check_schema import ANOTHER_VERSION

SCRIPT = Path(__file__).parents[2] / "deploy" / "start-anew.sh"


@pytest.fixture
def installed(tmp_path):
    """A folder with the script and a database that does not run."""
    (tmp_path / "deploy").mkdir()
    shutil.copy(SCRIPT, tmp_path / "deploy")
    (tmp_path / "var" / "postgres").mkdir(parents=True)
    (tmp_path / "var" / "keys").write_text("K1")
    return tmp_path


def start_anew(folder, answer=None, fault=ANOTHER_VERSION, **environment):
    """Return how the script ended, and what it said, with that answer given on a terminal."""
    known = {"PATH": os.environ["PATH"], **environment}
    command = ["sh", folder / "deploy" / "start-anew.sh", str(fault)]
    ours, theirs = pty.openpty()
    if answer is not None:
        os.write(ours, answer.encode())
    ended = subprocess.run(
        command,
        env=known,
        stdin=subprocess.DEVNULL if answer is None else theirs,
        capture_output=True,
        text=True,
        timeout=20,
    )
    os.close(ours)
    os.close(theirs)
    return ended


def kept_aside(folder):
    return [one for one in folder.glob("var-*") if (one / "keys").read_text() == "K1"]


@pytest.mark.parametrize("answer", ["y\n", "Y\n", "yes\n"])
def test_who_says_yes_starts_anew_and_keeps_what_was_there(installed, answer):
    ended = start_anew(installed, answer)
    assert ended.returncode == 0 and "Start anew? [y/N]" in ended.stdout
    assert not (installed / "var").exists() and len(kept_aside(installed)) == 1


@pytest.mark.parametrize("answer", ["n\n", "\n", "x\n", "\x04"])
def test_whoever_says_anything_else_keeps_it(installed, answer):
    assert start_anew(installed, answer).returncode == 1
    assert (installed / "var" / "keys").exists() and not kept_aside(installed)


def test_without_a_terminal_it_says_how(installed):
    ended = start_anew(installed)
    assert ended.returncode == 1 and "To do so: mv var var-" in ended.stderr
    assert (installed / "var" / "keys").exists()


@pytest.mark.parametrize(
    ("fault", "environment"),
    [(1, {}), (2, {}), (ANOTHER_VERSION, {"DATABASE_URL": "postgres:///r"})],
)
def test_what_a_new_database_in_var_would_not_mend_sets_nothing_aside(
    installed, fault, environment
):
    ended = start_anew(installed, "y\n", fault, **environment)
    assert ended.returncode == fault and not ended.stdout
    assert (installed / "var" / "keys").exists()


def test_a_database_in_use_is_not_moved(installed):
    running = installed / "var" / "postgres" / "postmaster.pid"
    running.write_text(f"{os.getpid()}\n")
    ended = start_anew(installed, "y\n")
    assert ended.returncode == 1 and "in use" in ended.stderr
    assert (installed / "var" / "keys").exists()


def test_a_database_that_crashed_is(installed):
    ended = subprocess.Popen(["true"])
    ended.wait()
    (installed / "var" / "postgres" / "postmaster.pid").write_text(f"{ended.pid}\n")
    assert start_anew(installed, "y\n").returncode == 0
    assert len(kept_aside(installed)) == 1
