"""Where a user may go: what the apps' configurations declare, and the addresses of it."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from django.apps import AppConfig, apps
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .formatting import pinyin_initials

if TYPE_CHECKING:  # apps.py imports this module before there may be models.
    from django.db.models import Model

# In the order in which a clerk thinks of them; other groups come after.
ACTION_GROUPS = (_("Receive"), _("Give out"), _("Hold"), _("Numbers of the month"))

# The steps of setting a society up that entries make, in their order.
SET_UP_GROUPS = (_("Funds"), _("Programmes, courses and places"), _("Basic numbers"))


class NavigationLink(NamedTuple):
    """A page in the menu, for who has the permission. In `navigation` of an app's configuration."""

    label: str | Promise
    url_name: str
    permission: str


class QuickAction(NamedTuple):
    """A form that opens in one click. In `quick_actions` of an app's configuration.

    `icon`: one of `vendor/tabler-icons.svg`. `where`: lookups that tell what it enters from what
    other actions enter of the same kind.
    """

    group: str | Promise
    label: str | Promise
    url_name: str
    permission: str
    query: str = ""
    icon: str = "circle-plus"
    where: Mapping[str, Any] = {}

    def model(self) -> "type[Model]":
        """Return the kind of entry that it adds."""
        app_label, _dot, codename = self.permission.partition(".")
        return apps.get_model(app_label, codename.removeprefix("add_"))


class SetUpSheet(NamedTuple):
    """A page on which a society enters what it starts with. In `set_up_sheets` of an app's
    configuration; `model` is the label of what is entered, and those of one group are one step.
    """

    group: str | Promise
    model: str


class ActionLink(TypedDict):
    """A quick action as templates show it."""

    action: QuickAction
    group: str | Promise
    label: str | Promise
    # What is typed to reach it: the initials of its label.
    initials: str
    icon: str
    url: str


def ordered_app_configs() -> list[AppConfig]:
    """Return the apps: what people work in first, the kernel's directory last."""
    return sorted(apps.get_app_configs(), key=lambda config: config.name == "redcross")


@cache
def cached_reverse(name: str) -> str:
    """Return the address of a page. Kept: every page of the site asks for the same ones."""
    return reverse(name)


@cache
def cached_initials(label: str) -> str:
    """Return the initials of a label. Kept: asked anew they take some milliseconds a page."""
    return pinyin_initials(label)


def quick_actions_of(rights: Collection[str]) -> list[ActionLink]:
    """Return the quick actions of who has these permissions, each group in one piece."""
    links: list[ActionLink] = [
        {
            "action": action,
            "group": action.group,
            "label": action.label,
            "initials": cached_initials(str(action.label)),
            "icon": action.icon,
            "url": cached_reverse(action.url_name) + action.query,
        }
        for config in apps.get_app_configs()
        for action in getattr(config, "quick_actions", [])
        if action.permission in rights
    ]
    groups = list(dict.fromkeys((*ACTION_GROUPS, *(link["group"] for link in links))))
    return sorted(links, key=lambda link: groups.index(link["group"]))
