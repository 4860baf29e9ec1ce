"""The files that `deploy/install-server.sh` puts in place, as far as they can be judged here."""

import configparser
import re
import shutil
import subprocess

import pytest
from django.conf import settings
from django.core.management import get_commands

from redcross.page_role import PAGE_ROLE
from redcross.scans.forms import MOST_FILES
from tests.deploy.folders import DEPLOY, SERVER

UNITS = sorted(SERVER.glob("redcross-*.*"))
SCRIPTS = [*sorted(DEPLOY.glob("*.sh")), SERVER / "steps.sh", SERVER / "redcross"]
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
# Of 100, with which nothing is kept from a service.
MOST_EXPOSED = 20
systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd")


def read(unit):
    """Return the sections of a unit; of what stands in it several times the values together."""
    parser = configparser.RawConfigParser(strict=False, dict_type=_Several)
    parser.optionxform = str
    parser.read_string(unit.read_text())
    return {name: dict(parser[name]) for name in parser.sections()}


class _Several(dict):
    def __setitem__(self, key, value):
        if isinstance(value, list) and key in self:
            value = self[key] + value
        super().__setitem__(key, value)


@pytest.fixture
def installed(tmp_path):
    """The units in a folder, with paths and users that every machine has."""
    for unit in UNITS:
        text = re.sub(r"/srv/redcross/current/\S*python", "/bin/true", unit.read_text())
        text = re.sub(r"^(User|Group)=.*", r"\1=daemon", text, flags=re.M)
        text = re.sub(r"^EnvironmentFile=.*", "", text, flags=re.M)
        (tmp_path / unit.name).write_text(text)
    return tmp_path


@systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_finds_nothing_wrong_with_the_unit(installed, unit):
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(installed / unit.name)],
        capture_output=True,
        text=True,
    )
    told = [line for line in said.stderr.splitlines() if "redcross" in line]
    assert (said.returncode, told) == (0, [])


@systemd
@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_is_kept_in(installed, unit):
    said = subprocess.run(
        [
            *("systemd-analyze", "security", "--offline=true", "--no-pager"),
            f"--threshold={MOST_EXPOSED}",
            str(installed / unit.name),
        ],
        capture_output=True,
        text=True,
    )
    assert said.returncode == 0, said.stdout[-300:] + said.stderr


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_runs_as_a_user_of_its_own_what_there_is(unit):
    service = read(unit)["Service"]
    owner = "manage.py backup" in service["ExecStart"]
    assert service["User"] == ("redcross_owner" if owner else PAGE_ROLE)
    for line in service["ExecStart"].splitlines():
        if found := re.search(r"manage\.py (\S+)", line):
            assert found[1] in get_commands()
    # The key of the backups is for the owner alone.
    assert ("backup.env" in unit.read_text()) is owner
    assert "/var/backups" not in service["ReadWritePaths"] or owner


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_can_be_read(script):
    assert subprocess.run(["sh", "-n", script]).returncode == 0
    if shutil.which("shellcheck"):
        checked = ["shellcheck", "--shell=sh", "--severity=warning", "-e", "SC2034,SC2046", script]
        said = subprocess.run(checked, capture_output=True, text=True)
        assert said.returncode == 0, said.stdout


def test_the_web_server_takes_what_the_site_takes():
    conf = (SERVER / "nginx.conf").read_text()
    megabytes = int(re.search(r"client_max_body_size (\d+)m;", conf)[1])
    largest = MOST_FILES * settings.ATTACHMENT_MAX_BYTES / 1024**2
    assert largest < megabytes < largest * 1.1


def test_what_changes_tables_is_the_owners():
    wrapper = (SERVER / "redcross").read_text()
    owners = set(re.search(r"^ {4}(.*)\) user=redcross_owner", wrapper, re.M)[1].split(" | "))
    assert owners <= set(get_commands())
    assert owners >= {"migrate", "createcachetable", "grant_page_role", "backup", "restore"}
    assert not owners & {"doctor", "set_up_code", "verify_log", "shell", "clearsessions"}


def test_the_server_gets_no_tool_of_developers():
    named = " ".join(script.read_text() for script in SCRIPTS if script.name != "install.sh")
    assert "requirements-dev" not in named
    packages = (DEPLOY / "packages-server.txt").read_text().split()
    assert "make" not in packages and not any("chromium" in package for package in packages)


def test_no_file_names_a_registry():
    for file in (*SCRIPTS, *UNITS, settings.BASE_DIR / "requirements.txt"):
        text = file.read_text()
        assert "--index-url" not in text and "--extra-index" not in text
        assert "pypi.org" not in text
