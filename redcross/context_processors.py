"""What the layout needs on every page."""

from typing import TYPE_CHECKING, TypedDict

from django.conf import settings
from django.http import HttpRequest

from .models import AccountNotice, Society
from .navigation import ActionLink, cached_reverse, ordered_app_configs, quick_actions_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import _StrOrPromise

# Of more, those that are told first make room for the next.
MOST_NOTICES = 5


class NavigationItem(TypedDict):
    """A page in the menu; `active` when it, or a page below it, is the one shown."""

    label: "_StrOrPromise"
    url: str
    active: bool


class NavigationGroup(TypedDict):
    """The pages of one app."""

    label: "_StrOrPromise"
    items: list[NavigationItem]


class Layout(TypedDict):
    """What the layout's template reads."""

    site_name: "_StrOrPromise"
    society: Society | None
    navigation: list[NavigationGroup]
    quick_actions: list[ActionLink]
    demonstration: bool
    session_seconds: int
    account_notices: "QuerySet[AccountNotice] | None"


def layout(request: HttpRequest) -> Layout:
    """Return navigation of what the user may open, and whether the data is demonstration data."""
    user = getattr(request, "user", None)
    base: Layout = {
        "site_name": settings.SITE_NAME,
        "society": None,
        "navigation": [],
        "quick_actions": [],
        "demonstration": False,
        "session_seconds": settings.SESSION_COOKIE_AGE,
        "account_notices": None,
    }
    if user is None or not user.is_authenticated:
        return base
    quick_actions = quick_actions_of(user) if user.society_id else []
    groups: list[NavigationGroup] = []
    for config in ordered_app_configs():
        items: list[NavigationItem] = [
            {"label": link.label, "url": url, "active": request.path.startswith(url)}
            for link in getattr(config, "navigation", [])
            if user.has_perm(link.permission)
            for url in [cached_reverse(link.url_name)]
        ]
        if items:
            groups.append({"label": config.verbose_name, "items": items})
    # Asked for once a page shows them.
    notices = AccountNotice.unread_by(user)
    return {
        **base,
        "navigation": groups,
        "quick_actions": quick_actions,
        "society": user.society,
        "account_notices": notices[:MOST_NOTICES] if user.is_to_be_told else None,
        "demonstration": bool(user.society and user.society.demonstration),
    }
