"""Who packs the year of their society for the archive."""

from redcross.models import User
from reports.output.counted_records import can_export

from .contents import kept_kinds


def may_pack(user: User) -> bool:
    """Return whether the user may pack the year of their own society."""
    return user.society is not None and user.has_perm("reports.pack_archive") and can_export(user)


def may_see_archive(user: User) -> bool:
    """Return whether the user sees what the package of a year holds, and what is missing in it."""
    return may_pack(user) or may_see_disposals(user)


def may_reveal_all(user: User) -> bool:
    """Return whether the user sees sensitive scans of every kind."""
    return all(user.has_perm(model.permission("reveal")) for model in kept_kinds())


def may_see_disposals(user: User) -> bool:
    """Return whether the user sees what of their own society is to be destroyed, and was."""
    may = ("reports.make_disposal", "reports.approve_disposal", "reports.view_disposal")
    return user.society is not None and any(map(user.has_perm, may))
