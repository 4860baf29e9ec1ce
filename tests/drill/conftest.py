"""What the drills have in common: a folder, what they counted, and what needs root."""

import errno
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

counted = pytest.StashKey[list[str]]()
left_out = pytest.StashKey[list[str]]()


def pytest_configure(config):
    config.stash[counted], config.stash[left_out] = [], []


def pytest_collection_modifyitems(config, items):
    """Only root mounts a disk: for anybody else those drills are left out, and named at the end."""
    if os.geteuid() == 0:
        return
    needing = [item for item in items if item.get_closest_marker("needs_root")]
    config.stash[left_out] = [item.name for item in needing]
    config.hook.pytest_deselected(items=needing)
    items[:] = [item for item in items if item not in needing]


def pytest_terminal_summary(terminalreporter, config):
    if config.stash[counted]:
        terminalreporter.section("counted")
        for line in config.stash[counted]:
            terminalreporter.write_line(line)
    if config.stash[left_out]:
        terminalreporter.section("left out: these mount a disk, so run `sudo make drill`", "=")
        for name in config.stash[left_out]:
            terminalreporter.write_line(name)


@pytest.fixture
def count(request):
    """A function that has a line printed at the end of the run: what was done, and how often."""

    def add(line):
        request.config.stash[counted].append(f"{request.node.name}: {line}")

    return add


@pytest.fixture
def folder():
    """A folder that the user of a database may enter, unlike those of pytest."""
    path = Path(tempfile.mkdtemp(prefix="drill-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


class Disk:
    """A small disk of its own, in memory, which can be filled."""

    def __init__(self, folder, megabytes):
        self.folder, self.filling = folder, folder / "filling"
        folder.mkdir()
        options = f"size={megabytes}m,mode=0777"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "drill", folder], check=True)

    def fill(self, free=0):
        """Leave so many bytes, also while others write to it."""
        self.empty()
        with self.filling.open("wb") as file:
            while True:
                state = os.statvfs(self.folder)
                held = file.seek(0, os.SEEK_END)
                size = held + state.f_bavail * state.f_frsize - free
                try:
                    os.posix_fallocate(file.fileno(), 0, max(size, 1))
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
                else:
                    return

    def empty(self):
        self.filling.unlink(missing_ok=True)

    def unmount(self):
        subprocess.run(["umount", "--lazy", self.folder], check=True)


@pytest.fixture
def make_disk(folder):
    """A function that mounts a small disk of so many megabytes below the folder."""
    disks = []

    def mount(name, megabytes):
        disks.append(Disk(folder / name, megabytes))
        return disks[-1]

    yield mount
    for disk in disks:
        disk.unmount()
