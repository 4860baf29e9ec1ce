"""What the layout needs on every page."""

from django.apps import apps
from django.conf import settings

from .navigation import cached_reverse, quick_actions_of


def layout(request) -> dict:
    """Navigation of what the user may open, and whether the data is demonstration data."""
    user = getattr(request, "user", None)
    base: dict = {
        "site_name": settings.SITE_NAME,
        "society": None,
        "navigation": [],
        "quick_actions": [],
        "demonstration": False,
    }
    if user is None or not user.is_authenticated:
        return base
    quick_actions = quick_actions_of(user) if user.society_id else []
    groups = []
    # What people work in first, the kernel's directory last.
    for config in sorted(apps.get_app_configs(), key=lambda config: config.name == "redcross"):
        items = [
            {"label": link.label, "url": url, "active": request.path.startswith(url)}
            for link in getattr(config, "navigation", [])
            if user.has_perm(link.permission)
            for url in [cached_reverse(link.url_name)]
        ]
        if items:
            groups.append({"label": config.verbose_name, "items": items})
    return base | {
        "navigation": groups,
        "quick_actions": quick_actions,
        "society": user.society,
        "demonstration": bool(user.society and user.society.demonstration),
    }
