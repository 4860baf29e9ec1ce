"""What each role may do, written as groups and permissions after every migration."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.apps import apps
from django.contrib.auth import get_permission_codename

# Group name in the database, and the actions its members may take on every entry.
ENTRY_ACTIONS: dict[str, set[str]] = {
    "staff": {"view", "add", "change", "void", "reveal"},
    "administrator": {"view", "add", "change", "void", "reveal", "export", "import", "merge"},
    "leader": {"view", "export"},
}
OTHER: dict[str, set[str]] = {
    "staff": {"redcross.view_figures", "redcross.view_attachment", "redcross.add_attachment"},
    "administrator": {
        "redcross.view_figures",
        "redcross.view_attachment",
        "redcross.add_attachment",
        "redcross.view_logentry",
        "redcross.view_user",
        "redcross.add_user",
        "redcross.change_user",
        "redcross.reopen_year",
    },
    "leader": {
        "redcross.view_figures",
        "redcross.view_attachment",
        "redcross.view_logentry",
        "reports.approve_evaluation",
        "reports.add_remark",
        "reports.change_remark",
    },
}
# What the rule for every entry would give, and is not meant.
NOT: dict[str, set[str]] = {
    "staff": {"reports.add_outline", "reports.change_outline", "reports.void_outline"}
}


def synchronise(**kwargs: Any) -> None:
    """Makes groups and permissions say what this module says. Idempotent."""
    from django.contrib.auth.models import Group, Permission

    from .models import Entry

    entries = [m for m in apps.get_models() if issubclass(m, Entry)]
    known = {
        f"{p.content_type.app_label}.{p.codename}": p
        for p in Permission.objects.select_related("content_type")
    }
    for role, actions in ENTRY_ACTIONS.items():
        wanted = {
            f"{m._meta.app_label}.{get_permission_codename(a, m._meta)}"
            for m in entries
            for a in actions
        }
        wanted = (wanted | OTHER[role]) - NOT.get(role, set())
        group, _ = Group.objects.get_or_create(name=role)
        group.permissions.set([known[name] for name in wanted if name in known])


class ClosedSignup(DefaultAccountAdapter):
    """Accounts are made by an administrator."""

    def is_open_for_signup(self, request):
        return False
