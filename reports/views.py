from collections.abc import Callable
from datetime import date
from itertools import groupby

from django import forms
from django.apps import apps
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redcross import log
from redcross.figures import Period
from redcross.models import Society

from .docx import evaluation_docx
from .evaluation import Composed, compose, values_of
from .home import FIRST_YEAR, page
from .printing import evaluation_pdf

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Suffix to what writes the file, its type, and whether the browser shows or saves it.
FORMATS: dict[str, tuple[Callable[[Composed], bytes], str, str]] = {
    "pdf": (evaluation_pdf, "application/pdf", "inline"),
    "docx": (evaluation_docx, WORD, "attachment"),
}
may_read = permission_required("redcross.view_figures", raise_exception=True)


class ScopeForm(forms.Form):
    """Whose figures, over which days."""

    date_from = forms.DateField(label=_("from"), widget=forms.DateInput(attrs={"type": "date"}))
    date_to = forms.DateField(label=_("to"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self):
        start, end = self.cleaned_data.get("date_from"), self.cleaned_data.get("date_to")
        if start and end and end < start:
            self.add_error("date_to", _("The end date lies before the date."))


def scope_of(request) -> tuple[Society, bool, list[Society]]:
    """The society asked for, whether alone (本级), and all that could be asked for."""
    user = request.user
    if user.society is None and not user.is_superuser:
        raise PermissionDenied
    path = user.society.path if user.society else "/"
    choices = list(Society.objects.filter(path__startswith=path))
    asked = request.GET.get("society", "")
    if not choices:
        raise Http404
    chosen = (
        get_object_or_404(Society, pk=asked, path__startswith=path)
        if asked.isdigit()
        else choices[0]
    )
    return chosen, request.GET.get("scope") == "alone", choices


def _year(year: int) -> int:
    if not FIRST_YEAR <= year <= timezone.localdate().year + 1:
        raise Http404
    return year


@never_cache
@require_safe
def home(request):
    """`?year=2021` asks for that year's figures."""
    asked = request.GET.get("year", "")
    year = _year(int(asked)) if len(asked) == 4 and asked.isdecimal() else None
    return render(request, "reports/home.html", page(request.user, year))


@may_read
@never_cache
@require_safe
def figures(request, year=None):
    """Figures of a year, or of any two dates with `date_from` and `date_to`."""
    society, alone, choices = scope_of(request)
    year = _year(year or timezone.localdate().year)
    period = Period.year(year)
    form = ScopeForm(
        request.GET if "date_from" in request.GET else None,
        initial={"date_from": period.start, "date_to": period.end},
    )
    if form.is_bound and form.is_valid():
        period = Period(form.cleaned_data["date_from"], form.cleaned_data["date_to"])
    now = values_of(society, period, alone)
    before = values_of(society, period.before(), alone)
    rows = [
        {
            "group": key.partition(".")[0],
            "value": value,
            "before": before.get(key),
            "change": change_of(value, before.get(key)),
            "zero": not value.number and not (key in before and before[key].number),
        }
        for key, value in now.items()
    ]
    everything = "all" in request.GET
    shown = [row for row in rows if everything or not row["zero"]]
    return render(
        request,
        "reports/figures.html",
        {
            "groups": by_app(shown),
            "everything": everything,
            "hidden": len(rows) - len(shown),
            "form": form,
            "year": year,
            "period": period,
            "of": society,
            "alone": alone,
            "choices": choices,
        },
    )


def by_app(rows):
    """(app, its name, rows): figures of standing numbers and those over others come last."""
    other = {"standing": _("Basic numbers"), "reports": _("Honours, totals and shares")}
    return [
        (group, other.get(group) or apps.get_app_config(group).verbose_name, list(members))
        for group, members in groupby(rows, key=lambda row: row["group"])
    ]


def change_of(value, before):
    """Percent on the year before, or None where there was nothing."""
    return (
        (value.number - before.number) * 100 / before.number if before and before.number else None
    )


@may_read
@require_safe
def evaluation_latest(request):
    """The year that is being reported on: the last full one."""
    return redirect("reports:evaluation", year=timezone.localdate().year - 1)


@may_read
@never_cache
@require_safe
def evaluation(request, year):
    society, alone, choices = scope_of(request)
    return render(
        request,
        "reports/evaluation.html",
        {
            "evaluation": compose(society, _year(year), alone=alone),
            "links": True,
            "year": year,
            "of": society,
            "alone": alone,
            "choices": choices,
            "last_year": date.today().year,
        },
    )


@may_read
@never_cache
@require_safe
def evaluation_file(request, year, suffix):
    """The evaluation as a file of one of FORMATS."""
    society, alone, _choices = scope_of(request)
    write, content_type, disposition = FORMATS[suffix]
    content = write(compose(society, _year(year), alone=alone))
    log.write(
        log.LogEntry.Action.EXPORT,
        by=request.user,
        society_id=society.pk,
        model="evaluation",
        object_id=year,
    )
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'{disposition}; filename="evaluation-{year}.{suffix}"'
    return response
