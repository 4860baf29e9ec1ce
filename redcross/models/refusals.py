"""Why a save does not take place, beside what a rule says."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .entry import Entry


class StaleVersion(Exception):
    """Somebody saved the row since it was read. `current` is the row as it is now."""

    def __init__(self, current: "Entry") -> None:
        self.current = current
        super().__init__("stale version")


class AlreadySaved(Exception):
    """The same form was sent twice. `entry` is what the first sending saved."""

    def __init__(self, entry: "Entry") -> None:
        self.entry = entry
        super().__init__("already saved")
