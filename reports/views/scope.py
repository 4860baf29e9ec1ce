"""Whose figures a page shows, over which days."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from redcross.figures import Period
from redcross.keys import read_key
from redcross.middleware import UserRequest
from redcross.models import Society, User
from reports.forms import FIRST_YEAR, PeriodForm
from reports.models import Evaluation

P = ParamSpec("P")
_View = Callable[Concatenate[UserRequest, P], HttpResponseBase]
may_read = permission_required("redcross.view_figures", raise_exception=True)


def only_if(allowed: Callable[[User], bool]) -> Callable[[_View[P]], _View[P]]:
    """Let only those signed in to a view who are allowed; a permission alone does not say it."""

    def decorated(view: _View[P]) -> _View[P]:
        @login_required
        @wraps(view)
        def checked(request: UserRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not allowed(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return cast(_View[P], checked)

    return decorated


def requested_scope(request: UserRequest) -> tuple[Society, bool, list[Society]]:
    """Return the society asked for, whether alone (本级), and all that could be asked for.

    Raises PermissionDenied without a society, Http404 for one that the user may not see.
    """
    user = request.user
    if user.society is None and not user.is_superuser:
        raise PermissionDenied
    path = user.society.path if user.society else "/"
    choices = list(Society.objects.filter(path__startswith=path))
    requested = read_key(request.GET.get("society"))
    if not choices:
        raise Http404
    chosen = (
        choices[0]
        if requested is None
        else get_object_or_404(Society, pk=requested, path__startswith=path)
    )
    return chosen, request.GET.get("scope") == "alone", choices


def requested_period(request: UserRequest, year: int) -> tuple[PeriodForm, Period]:
    """Return the form of two dates, and the period it gives: the year unless it is another."""
    period = Period.year(year)
    form = PeriodForm(
        request.GET if {"date_from", "date_to"} & request.GET.keys() else None,
        initial={"date_from": period.start, "date_to": period.end},
    )
    if form.is_bound and form.is_valid():
        period = Period(form.cleaned_data["date_from"], form.cleaned_data["date_to"])
    return form, period


def checked_year(year: int) -> int:
    """Return the year. Raises Http404 for one that no records can be of."""
    if not FIRST_YEAR <= year <= timezone.localdate().year + 1:
        raise Http404
    return year


def signed_evaluations(society: Society, year: int) -> list[Evaluation]:
    """Return what is signed of a year, with the societies below and without, of each the latest."""
    found = (signed_evaluation(society, year, alone) for alone in (False, True))
    return [one for one in found if one]


def signed_evaluation(society: Society, year: int, own_records_only: bool) -> Evaluation | None:
    """Return the evaluation of a year that is signed, of revisions the latest; None without one."""
    rows = Evaluation.objects.of_period(society, Period.year(year)).final()
    return rows.filter(own_records_only=own_records_only).first()
