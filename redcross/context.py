"""What the layout needs on every page."""

from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# The groups of the ways in, in the order in which a clerk thinks of them; others come after.
GROUPS = (_("Receive"), _("Give out"), _("Hold"), _("Numbers of the month"))


@cache
def address(name: str) -> str:
    return reverse(name)


def ways_in(user: Any) -> list[dict[str, Any]]:
    """What the user may enter, as the apps' `ways` name it: group, label, address."""
    ways = [
        {"group": group, "label": label, "url": address(name) + query}
        for config in apps.get_app_configs()
        for group, label, name, query, permission in getattr(config, "ways", [])
        if user.has_perm(permission)
    ]
    # Each group in one piece.
    groups = list(dict.fromkeys((*GROUPS, *(way["group"] for way in ways))))
    return sorted(ways, key=lambda way: groups.index(way["group"]))


def layout(request) -> dict:
    """Navigation of what the user may open, and whether the data is demonstration data."""
    user = getattr(request, "user", None)
    base: dict = {
        "site_name": settings.SITE_NAME,
        "society": None,
        "navigation": [],
        "ways": [],
        "demonstration": False,
    }
    if user is None or not user.is_authenticated:
        return base
    ways = ways_in(user) if user.society_id else []
    groups = []
    # What people work in first, the kernel's directory last.
    for config in sorted(apps.get_app_configs(), key=lambda config: config.name == "redcross"):
        items = [
            {"label": label, "url": url, "active": request.path.startswith(url)}
            for label, name, permission in getattr(config, "navigation", [])
            if user.has_perm(permission)
            for url in [address(name)]
        ]
        if items:
            groups.append({"label": config.verbose_name, "items": items})
    return base | {
        "navigation": groups,
        "ways": ways,
        "society": user.society,
        "demonstration": bool(user.society and user.society.demonstration),
    }
