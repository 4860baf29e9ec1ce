"""Whether the machine has what the program needs: folders, space, fonts, a clock that is set."""

import ctypes.util
import os
import shutil
import stat
import subprocess
from pathlib import Path
from tempfile import TemporaryFile

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redcross.backup.copies import backups, is_overdue

from .findings import ToDo, check

LEAST_FREE_BYTES = 2 * 1024**3
LEAST_FREE_SHARE = 0.05
# What papers and evaluations fall back on for rare names, and where each comes from.
FONTS = {
    "Noto Serif CJK SC": "fonts-noto-cjk",
    "AR PL UKai CN": "fonts-arphic-ukai",
    "BabelStone Han": "fonts-babelstone-han",
}


@check(gettext_lazy("Evidence"))
def evidence() -> str:
    folder = Path(settings.MEDIA_ROOT)
    _check_writable(folder)
    for path in (folder, *_some_files(folder)):
        if path.stat().st_mode & stat.S_IRWXO:
            raise ToDo(
                _("Everybody on the machine may open %(path)s: run chmod -R o= %(folder)s.")
                % {"path": path, "folder": folder}
            )
    return str(folder)


def _some_files(folder: Path) -> list[Path]:
    """Return the folders in it and a file of each: more would take long."""
    found = []
    for here, _folders, files in os.walk(folder):
        found += [Path(here), *(Path(here) / name for name in files[:1])]
    return found


@check(gettext_lazy("Log of the server"))
def log_file() -> str:
    return str(_writable_file(settings.LOG_FILE))


@check(gettext_lazy("File of the seals"))
def seals_file() -> str:
    file = _writable_file(settings.SEALS_FILE)
    return _("%(file)s; copy it to another machine now and then") % {"file": file}


def _writable_file(name: str) -> Path:
    file = Path(name)
    _check_writable(file.parent)
    if file.exists() and not os.access(file, os.W_OK):
        raise ToDo(_("%(file)s cannot be written: see whose it is.") % {"file": file})
    return file


def _check_writable(folder: Path) -> None:
    if not folder.is_dir():
        raise ToDo(_("The folder %(folder)s is missing.") % {"folder": folder})
    try:
        with TemporaryFile(dir=folder) as file:
            file.write(b"1")
    except OSError as error:
        raise ToDo(
            _("Nothing can be written to %(folder)s: %(error)s")
            % {"folder": folder, "error": error.strerror}
        ) from error


@check(gettext_lazy("Space on the disk"))
def space() -> str:
    free_space = []
    for folder in dict.fromkeys(
        Path(name).resolve()
        for name in (settings.MEDIA_ROOT, settings.BACKUP_DIR, Path(settings.LOG_FILE).parent)
    ):
        if not folder.is_dir():
            continue
        disk = shutil.disk_usage(folder)
        free = filesizeformat(disk.free)
        if disk.free < max(LEAST_FREE_BYTES, disk.total * LEAST_FREE_SHARE):
            raise ToDo(
                _("Only %(free)s are free for %(folder)s: see “disk full” in docs/operations.md.")
                % {"free": free, "folder": folder}
            )
        free_space.append(f"{folder} {free}")
    return _("free: %(folders)s") % {"folders": "; ".join(free_space)}


@check(gettext_lazy("Backup"))
def backup() -> str:
    folder = Path(settings.BACKUP_DIR)
    known = backups(folder)
    if is_overdue() or not known:
        raise ToDo(
            _(
                "No backup of the last two days in %(folder)s. See why: journalctl -u "
                "redcross-backup; make one: systemctl start redcross-backup."
            )
            % {"folder": folder}
        )
    last, made = list(known.items())[-1]
    size = last.stat().st_size
    if shutil.disk_usage(folder).free < 3 * size:
        raise ToDo(_("The next backup may not fit on the disk of %(folder)s.") % {"folder": folder})
    kind = _("encrypted") if last.suffix == ".enc" else _("not encrypted")
    return f"{timezone.localtime(made):%Y-%m-%d %H:%M}, {filesizeformat(size)}, {kind}"


@check(gettext_lazy("Fonts and PDF"))
def fonts() -> str:
    if not ctypes.util.find_library("harfbuzz-subset"):
        raise ToDo(_("Run %(command)s.") % {"command": "apt-get install libharfbuzz-subset0"})
    lacking = sorted({FONTS[name] for name in FONTS.keys() - _installed_fonts()})
    if lacking:
        command = f"apt-get install {' '.join(lacking)}"
        raise ToDo(_("Run %(command)s.") % {"command": command})
    return _("there")


def _installed_fonts() -> set[str]:
    if not (known := shutil.which("fc-list")):
        raise ToDo(_("Run %(command)s.") % {"command": "apt-get install fontconfig"})
    output = subprocess.run(  # noqa: S603
        [known, ":", "family"], capture_output=True, text=True, timeout=60, check=False
    )
    return {name.strip() for line in output.stdout.splitlines() for name in line.split(",")}


@check(gettext_lazy("Time by NTP"))
def synchronised() -> str:
    known = shutil.which("timedatectl")
    output = ""
    if known and Path("/run/systemd/system").exists():
        output = subprocess.run(  # noqa: S603
            [known, "show", "--property=NTPSynchronized", "--value"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        ).stdout.strip()
    if output == "no":
        command = "apt-get install systemd-timesyncd; timedatectl set-ntp true"
        raise ToDo(_("The clock is not set by NTP: %(command)s.") % {"command": command})
    return _("the clock is set") if output else _("not known here; see that the clock is right")
