"""What the layout needs on every page."""

from django.apps import apps
from django.conf import settings


def layout(request) -> dict:
    """Navigation of what the user may open, and whether the data is demonstration data."""
    user = getattr(request, "user", None)
    base: dict = {
        "site_name": settings.SITE_NAME,
        "society": None,
        "navigation": [],
        "demonstration": False,
    }
    if user is None or not user.is_authenticated:
        return base
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
        "society": user.society,
        "demonstration": bool(user.society and user.society.demonstration),
    }
