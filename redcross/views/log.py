"""The log of the society, for who answers for it: who did what, and who tried to sign in."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redcross.forms import TypedDateField, TypedIntegerField
from redcross.keys import read_key
from redcross.log_rows import GROUPS, LOG_COLUMNS, log_cells, log_rows, may_read_kind
from redcross.middleware import UserRequest
from redcross.models import Entry, LogEntry, Society, User
from redcross.models.audit_log import LogEntryQuerySet
from redcross.spreadsheets.exports import export_name, export_notes, log_export
from redcross.spreadsheets.formats import FORMATS
from redcross.spreadsheets.sheets import SheetContent

ON_A_PAGE = 50
# Entries are numbered as they are begun, which is not quite the order of their times.
SLACK = timedelta(hours=1)
# Beyond them no day can be reckoned from.
EARLIEST, LATEST = date(1900, 1, 1), date(9000, 1, 1)
# So many accounts are looked through of one name.
MOST_PEOPLE = 100
# For how long failed sign-ins without an account are counted.
RECENT = timedelta(days=30)


class LogFilter(forms.Form):
    """What of the log is asked for."""

    who = forms.CharField(label=gettext_lazy("who"), max_length=60, required=False)
    act = forms.ChoiceField(label=gettext_lazy("action"), required=False)
    date_from = TypedDateField(label=gettext_lazy("from"), required=False)
    date_to = TypedDateField(label=gettext_lazy("to"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("kind"), required=False)
    number = TypedIntegerField(label=pgettext_lazy("record", "number"), required=False)

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader
        self.fields["act"].choices = [  # type: ignore[attr-defined]
            ("", "---------"),
            *((key, label) for key, (label, _actions) in GROUPS.items()),
        ]
        kinds = [
            (model._meta.label_lower, model._meta.verbose_name)
            for model in apps.get_models()
            if model in (User, Society)
            or (issubclass(model, Entry) and may_read_kind(model, reader))
        ]
        self.fields["kind"].choices = [("", "---------"), *kinds]  # type: ignore[attr-defined]

    def narrow(self, entries: LogEntryQuerySet) -> LogEntryQuerySet:
        """Return of the entries those that are asked for."""
        data = self.cleaned_data
        if data["who"]:
            entries = entries.filter(self._of_people(data["who"]))
        if data["act"]:
            entries = entries.filter(action__in=GROUPS[data["act"]][1])
        if data["kind"]:
            entries = entries.filter(model=data["kind"])
        if data["number"] is not None:
            entries = entries.filter(object_id=data["number"])
        return self._within(entries, data["date_from"], data["date_to"])

    def _of_people(self, name: str) -> Q:
        """Return what accounts of that name did, and who failed to sign in with them."""
        people = User.objects.filter(Q(username__icontains=name) | Q(last_name__icontains=name))
        if self.reader.society is not None:
            people = people.filter(society__in=self.reader.society_keys)
        keys = list(people.values_list("pk", flat=True)[:MOST_PEOPLE])
        label = User._meta.label_lower
        return Q(user__in=keys) | Q(user=None, model=label, object_id__in=keys)

    def _within(
        self, entries: LogEntryQuerySet, start: date | None, end: date | None
    ) -> LogEntryQuerySet:
        """Return those of the days; where they begin and end is asked of the index of times.

        A page is read from the newest number down: else all that is newer would be read over.
        """
        if start is not None:
            since = _midnight(max(start, EARLIEST))
            first = LogEntry.objects.filter(at__gte=since - SLACK).order_by("at")
            number = first.values_list("pk", flat=True).first()
            entries = entries.filter(at__gte=since, pk__gte=(number or 0) - 1)
            if number is None:
                return entries.none()
        if end is not None:
            until = _midnight(min(end, LATEST) + timedelta(days=1))
            last = LogEntry.objects.filter(at__lt=until + SLACK).order_by("-at")
            number = last.values_list("pk", flat=True).first()
            entries = entries.filter(at__lt=until, pk__lte=number or 0)
        return entries


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@never_cache
@require_safe
@permission_required("redcross.view_logentry", raise_exception=True)
def log(request: UserRequest) -> HttpResponseBase:
    """Show the log, the newest first; `?before=` and `?after=` are numbers of entries."""
    form = LogFilter(request.GET, reader=request.user)
    entries = LogEntry.objects.visible_to(request.user).select_related("user")
    entries = form.narrow(entries) if form.is_valid() else entries.none()
    if request.GET.get("format") in FORMATS:
        return _export(request, entries)
    page, newer, older = _page(entries, request)
    context = {
        "form": form,
        "filtered": any(request.GET.get(name) for name in form.fields),
        "rows": list(log_rows(page, request.user)),
        "newer": _query(request, after=page[0].pk) if newer and page else "",
        "older": _query(request, before=page[-1].pk) if older and page else "",
        "export": _query(request),
        "unknown_failures": _unknown_failures(),
        "days": RECENT.days,
    }
    return render(request, "log.html", context, status=200 if form.is_valid() else 422)


def _page(entries: LogEntryQuerySet, request: UserRequest) -> tuple[list[LogEntry], bool, bool]:
    """Return the entries of a page, and whether there are newer and older ones.

    By the numbers of entries: however long the log is, nothing before the page is read.
    """
    before, after = (read_key(request.GET.get(name)) for name in ("before", "after"))
    if after is not None:
        found = list(entries.filter(pk__gt=after).order_by("pk")[: ON_A_PAGE + 1])
        return found[:ON_A_PAGE][::-1], len(found) > ON_A_PAGE, True
    if before is not None:
        entries = entries.filter(pk__lt=before)
    found = list(entries.order_by("-pk")[: ON_A_PAGE + 1])
    return found[:ON_A_PAGE], before is not None, len(found) > ON_A_PAGE


def _query(request: UserRequest, **place: int) -> str:
    """Return the query string of what is asked for, from that place on."""
    query = request.GET.copy()
    for name in ("before", "after", "format"):
        query.pop(name, None)
    for name, key in place.items():
        query[name] = str(key)
    return query.urlencode()


def _unknown_failures() -> int:
    """Return how many sign-ins were tried of late with names that no account has."""
    actions = (LogEntry.Action.SIGN_IN_FAILED, LogEntry.Action.SIGN_IN_REFUSED)
    failed = LogEntry.objects.filter(action__in=actions, society=None, reason="", object_id=None)
    return failed.filter(at__gte=timezone.now() - RECENT).count()


def _export(request: UserRequest, entries: LogEntryQuerySet) -> HttpResponseBase:
    """Answer with the entries as a spreadsheet, and log that they left."""
    most = settings.EXPORT_ROWS_AT_ONCE
    number = entries[: most + 1].count()
    query = _query(request)
    if number > most:
        text = _("The log is exported up to %(rows)s entries at once: choose fewer days.")
        messages.error(request, text % {"rows": most})
        return redirect(f"{request.path}?{query}")
    log_export(by=request.user, model=LogEntry._meta.label_lower, rows=number, query=query)
    title = pgettext("page", "Log")
    cells = log_cells(log_rows(entries.order_by("-pk"), request.user))
    notes = export_notes(request.user, query)
    content = SheetContent(title, LOG_COLUMNS, cells, title, notes)
    name = export_name(LogEntry, request.user)
    return FORMATS[request.GET["format"]]().download([content], name)
