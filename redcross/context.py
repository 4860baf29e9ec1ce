"""What the layout needs on every page."""

from typing import Any

from django.apps import apps
from django.conf import settings


def ways_in(user: Any) -> list[dict[str, Any]]:
    """What the user may enter, as the apps' `ways` name it: group, label, address."""
    return [
        {"group": group, "label": label, "url": str(url)}
        for config in apps.get_app_configs()
        for group, label, url, permission in getattr(config, "ways", [])
        if user.has_perm(permission)
    ]


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
            {"label": label, "url": url, "active": request.path.startswith(str(url))}
            for label, url, permission in getattr(config, "navigation", [])
            if permission is None or user.has_perm(permission)
        ]
        if items:
            groups.append({"label": config.verbose_name, "items": items})
    return base | {
        "navigation": groups,
        "ways": ways,
        "society": user.society,
        "demonstration": bool(user.society and user.society.demonstration),
    }
