"""How far the society is set up: read off what there is, kept nowhere."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.apps import apps
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redcross.models import Entry, Society
from redcross.navigation import (
    SET_UP_GROUPS,
    SetUpSheet,
    cached_reverse,
    ordered_app_configs,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True)
class SetUpPage:
    """A page that a step leads to, and whether anything stands there."""

    label: "_StrOrPromise"
    url: str
    done: bool


@dataclass(frozen=True)
class SetUpStep:
    """A step of setting the society up, done once anything stands on each of its pages."""

    label: str | Promise
    text: str | Promise
    pages: list[SetUpPage]

    @property
    def done(self) -> bool:
        return all(page.done for page in self.pages)


# What the steps of SET_UP_GROUPS are for.
TEXTS = (
    _("The funds that gifts go into, with what was in each on the first day."),
    _("The names that records choose from. The usual ones are filled in."),
    _("Posts, members and volunteers, and what was counted before, as of a day."),
)


def set_up_steps(society: Society) -> list[SetUpStep]:
    """Return the steps of the society, in one query however much is recorded."""
    sheets: list[SetUpSheet] = [
        sheet for config in ordered_app_configs() for sheet in getattr(config, "set_up_sheets", [])
    ]
    models = {sheet.model: cast(type[Entry], apps.get_model(sheet.model)) for sheet in sheets}
    exists = {
        f"has_{model._meta.model_name}": Exists(
            model.objects.countable().filter(society=OuterRef("pk"))
        )
        for model in models.values()
    }
    colleagues = Count("users", filter=Q(users__is_active=True))
    found = (
        Society.objects.filter(pk=society.pk)
        .annotate(colleagues=colleagues, **exists)
        .values("colleagues", *exists)
        .get()
    )

    def page(sheet: SetUpSheet) -> SetUpPage:
        model = models[sheet.model]
        url = f"{cached_reverse(model.url_name('bulk_add'))}?set_up=yes"
        done = found[f"has_{model._meta.model_name}"]
        return SetUpPage(model._meta.verbose_name_plural or "", url, done)

    return [
        SetUpStep(_("The first administrator"), _("The account you work with now."), []),
        SetUpStep(
            _("The society"),
            _("Its names and its code."),
            [SetUpPage(_("name of the society"), cached_reverse("set_up:society"), True)],
        ),
        *(
            SetUpStep(group, text, [page(sheet) for sheet in sheets if sheet.group == group])
            for group, text in zip(SET_UP_GROUPS, TEXTS, strict=True)
        ),
        SetUpStep(
            _("Accounts for colleagues"),
            _("Everybody signs in with an account of their own."),
            [
                SetUpPage(
                    _("accounts"), cached_reverse("accounts:account_list"), found["colleagues"] > 1
                )
            ],
        ),
    ]


def set_up_progress(society: Society) -> tuple[int, int]:
    """Return how many steps are done, and how many there are."""
    steps = set_up_steps(society)
    return sum(step.done for step in steps), len(steps)
