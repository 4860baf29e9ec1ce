"""What the layout needs on every page."""

from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypedDict

from django.apps import AppConfig, apps
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from .models import AccountNotice, Society
from .navigation import NavigationLink, cached_reverse, ordered_app_configs, quick_actions_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import _StrOrPromise

# Of more, those that are told first make room for the next.
MOST_NOTICES = 5
# Those of a province's people with the pages that they are on.
MOST_MENUS = 500


class MenuItem(TypedDict):
    """A page in the menu; `active` when it, or a page below it, is the one shown."""

    label: str | Promise
    url: str
    active: bool


class MenuGroup(TypedDict):
    """The pages of one app."""

    label: "_StrOrPromise"
    items: list[MenuItem]


class Layout(TypedDict):
    """What the layout's template reads."""

    site_name: "_StrOrPromise"
    society: Society | None
    menu: str
    # Those of `quick_actions_of`, put together where a page shows them.
    quick_actions: SimpleLazyObject
    demonstration: bool
    session_seconds: int
    account_notices: "QuerySet[AccountNotice] | None"


def layout(request: HttpRequest) -> Layout:
    """Return the menu of what the user may open, and whether the data is demonstration data."""
    user = getattr(request, "user", None)
    base: Layout = {
        "site_name": settings.SITE_NAME,
        "society": None,
        "menu": "",
        "quick_actions": SimpleLazyObject(list),
        "demonstration": False,
        "session_seconds": settings.SESSION_COOKIE_AGE,
        "account_notices": None,
    }
    if user is None or not user.is_authenticated:
        return base
    rights = frozenset(user.get_all_permissions())
    enters = user.society_id is not None
    active = tuple(url for url in _menu_addresses() if request.path.startswith(url))
    # Asked for once a page shows them.
    notices = AccountNotice.unread_by(user)
    return {
        **base,
        "menu": _menu(rights, enters, active, get_language()),
        "quick_actions": SimpleLazyObject(lambda: quick_actions_of(rights if enters else ())),
        "society": user.society,
        "account_notices": notices[:MOST_NOTICES] if user.is_to_be_told else None,
        "demonstration": bool(user.society and user.society.demonstration),
    }


@cache
def _menu_addresses() -> list[str]:
    """Return the address of every page that a menu can have."""
    links = (link for config in apps.get_app_configs() for link in _links_of(config))
    return [cached_reverse(link.url_name) for link in links]


def _links_of(config: AppConfig) -> list[NavigationLink]:
    return getattr(config, "navigation", [])


@lru_cache(maxsize=MOST_MENUS)
def _menu(
    rights: frozenset[str], enters: bool, active: tuple[str, ...], language: str | None
) -> SafeString:
    """Return the menu of who has these rights. Kept: it takes a tenth of a page's time.

    `enters`: whether quick actions are offered. `active`: addresses of the page shown.
    `language`: that of the request, in which it is written.
    """
    groups: list[MenuGroup] = []
    for config in ordered_app_configs():
        items: list[MenuItem] = [
            {"label": link.label, "url": url, "active": url in active}
            for link in _links_of(config)
            if link.permission in rights
            for url in [cached_reverse(link.url_name)]
        ]
        if items:
            groups.append({"label": config.verbose_name, "items": items})
    if not groups:
        return SafeString()
    actions = quick_actions_of(rights if enters else ())
    return render_to_string("_menu.html", {"quick_actions": actions, "navigation": groups})
