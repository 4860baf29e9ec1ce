"""What may be destroyed, and the lists by which that is approved and done (鉴定销毁清册)."""

from typing import Any, NamedTuple, cast

from django import forms
from django.apps import apps
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redcross.forms import TypedDateField, add_errors
from redcross.middleware import UserRequest
from redcross.models import Entry, LogEntry, Society, audit_log
from redcross.papers.pdf import papers_pdf
from redcross.papers.xlsx import papers_xlsx
from redcross.spreadsheets.formats import Xlsx
from redcross.typed_values import TypedAs
from redcross.views.background_work import asks_for_progress, is_in_progress, progress_answer
from reports.archive.disposal import disposable_kinds, find_disposable, make_list
from reports.archive.disposal_sheet import disposal_sheet, files_of, items_with_entries
from reports.archive.permissions import may_see_disposals
from reports.models import ArchiveRules, DisposalList

from .scope import only_if

FORMATS = {"pdf": "application/pdf", "xlsx": Xlsx.content_type}
# Of the entries and of the files, as many stand on the page; all are in the file.
SHOWN = 200
make = permission_required("reports.make_disposal", raise_exception=True)
for_disposers = only_if(may_see_disposals)


class EndedKind(NamedTuple):
    """A kind of which some may be destroyed: how many records, and people besides."""

    label: str
    name: str
    retention: str
    records: int
    people: int


class ApprovalForm(forms.Form):
    """By which paper the leader approves, and why nothing need be kept."""

    opinion = forms.CharField(
        label=gettext_lazy("the society's opinion"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Why none of it has to be kept any longer (鉴定意见)."),
    )
    paper = forms.CharField(
        label=gettext_lazy("paper of the approval"),
        max_length=100,
        help_text=gettext_lazy("Its number, as on the list that was signed."),
    )
    approved_on = TypedDateField(
        label=gettext_lazy("approved on"), typed_as=TypedAs.PAST_DATE, initial=timezone.localdate
    )


class CarryOutForm(forms.Form):
    """That whoever has it carried out knows what it does."""

    known = forms.BooleanField(
        label=gettext_lazy("I have seen the list. What is destroyed cannot be had back.")
    )


def _own_list(request: UserRequest, pk: int) -> DisposalList:
    rows = DisposalList.objects.select_related("society", "made_by", "approved_by")
    return get_object_or_404(rows, pk=pk, society=request.user.society_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_disposers
def disposals(request: UserRequest) -> HttpResponse:
    """Show the lists and what may be put on one; make one."""
    society = cast(Society, request.user.society)
    if request.method == "POST":
        return _make(request)
    lists = DisposalList.objects.filter(society=society).select_related("made_by")
    context = {
        "lists": lists.annotate(number=Count("items", filter=Q(items__kept_back=False))),
        "ended": ended_kinds(society),
        "may_make": request.user.has_perm("reports.make_disposal"),
    }
    return render(request, "reports/disposals.html", context)


def ended_kinds(society: Society) -> list[EndedKind]:
    """Return the kinds of which some may be destroyed today and are on no list."""
    rules, today = ArchiveRules.of(society), timezone.localdate()
    listed = DisposalList.objects.filter(society=society, carried_out_at=None)
    under_way = set(listed.values_list("kind", flat=True))
    found = []
    for kind in disposable_kinds():
        label = kind._meta.label_lower
        if label in under_way:
            continue
        by_kind = find_disposable(kind, society, rules, today).by_kind
        if records := len(by_kind.pop(kind, ())):
            name = str(kind._meta.verbose_name_plural)
            people = sum(map(len, by_kind.values()))
            retention = str(rules.retention_of(label).label)
            found.append(EndedKind(label, name, retention, records, people))
    return found


def _make(request: UserRequest) -> HttpResponse:
    if not request.user.has_perm("reports.make_disposal"):
        raise PermissionDenied
    kinds: dict[str, type[Entry]] = {one._meta.label_lower: one for one in disposable_kinds()}
    kind = kinds.get(request.POST.get("kind", ""))
    if kind is None:
        messages.error(request, _("Choose a kind."))
        return redirect("reports:disposals")
    try:
        made = make_list(kind, by=request.user)
    except ValidationError as error:
        _say(request, error)
        return redirect("reports:disposals")
    return redirect(made)


def _say(request: UserRequest, error: ValidationError) -> None:
    for message in error.messages:
        messages.error(request, message)


@never_cache
@require_safe
@for_disposers
def disposal(request: UserRequest, pk: int) -> HttpResponse:
    """Show a list: what of which year, and what can be done with it next."""
    made = _own_list(request, pk)
    if made.carried_out_by_id and asks_for_progress(request):
        return progress_answer(request, made, "reports/_disposal_work.html")
    return _page(request, made)


def _page(
    request: UserRequest, made: DisposalList, form: ApprovalForm | None = None
) -> HttpResponse:
    user, is_asked_for = request.user, made.is_asked_for
    status = made.status() if is_asked_for else ("", "")
    failed = is_asked_for and (made.has_ended or status[0] == "interrupted")
    may_approve = user.has_perm("reports.approve_disposal") and made.made_by_id != user.pk
    years = made.items.values("model", "year").order_by("model", "year")
    rows = years.annotate(
        entries=Count("pk"),
        files=Sum("files"),
        sensitive=Count("pk", filter=Q(sensitive=True)),
        kept_back=Count("pk", filter=Q(kept_back=True)),
    )
    total = made.items.count()
    context: dict[str, Any] = {
        "made": made,
        "work": made,
        "is_asked_for": is_asked_for,
        "status": status,
        "is_in_progress": is_asked_for and is_in_progress(made, status),
        "kind": made.kind_model._meta.verbose_name_plural,
        # The records first, then the people.
        "rows": [
            {**row, "name": _plural(row["model"])}
            for row in sorted(rows, key=lambda row: row["model"] != made.kind)
        ],
        "items": list(items_with_entries(made, SHOWN)),
        "more": max(0, total - SHOWN),
        "evidence": [] if made.carried_out_at else files_of(made, SHOWN),
        "may_make": user.has_perm("reports.make_disposal"),
        "approval": (form or ApprovalForm()) if may_approve and not made.approved_at else None,
        "may_carry_out": made.approved_at is not None
        and made.carried_out_at is None
        and (not is_asked_for or failed)
        and user.has_perm("reports.make_disposal"),
        "carry_out_form": CarryOutForm(),
    }
    return render(request, "reports/disposal.html", context, status=422 if form else 200)


def _plural(label: str) -> str:
    return str(apps.get_model(label)._meta.verbose_name_plural)


@require_POST
@for_disposers
@permission_required("reports.approve_disposal", raise_exception=True)
def approve(request: UserRequest, pk: int) -> HttpResponse:
    """Approve the list by a paper; who made it may not."""
    made, form = _own_list(request, pk), ApprovalForm(request.POST)
    if not form.is_valid():
        return _page(request, made, form)
    try:
        made.approve(by=request.user, **form.cleaned_data)
    except ValidationError as error:
        if hasattr(error, "error_dict"):
            add_errors(form, error)
            return _page(request, made, form)
        _say(request, error)
    else:
        messages.success(request, _("Approved. An administrator can carry it out now."))
    return redirect(made)


@require_POST
@for_disposers
@make
def carry_out(request: UserRequest, pk: int) -> HttpResponse:
    """Have the worker destroy what is on an approved list."""
    made = _own_list(request, pk)
    if not CarryOutForm(request.POST).is_valid():
        messages.error(request, _("Tick that you have seen the list."))
        return redirect(made)
    try:
        made.ask_to_carry_out(by=request.user)
    except ValidationError as error:
        _say(request, error)
    return redirect(made)


@require_POST
@for_disposers
@make
def discard(request: UserRequest, pk: int) -> HttpResponse:
    """Take back a list that nobody has approved."""
    try:
        _own_list(request, pk).discard(by=request.user)
    except ValidationError as error:
        _say(request, error)
        return redirect("reports:disposal", pk)
    messages.success(request, _("Discarded. Nothing has been destroyed."))
    return redirect("reports:disposals")


@require_POST
@for_disposers
@make
def cancel(request: UserRequest, pk: int) -> HttpResponse:
    """Have it not be carried out yet, as long as the worker has not begun."""
    made = _own_list(request, pk)
    if made.is_asked_for:
        made.cancel()
    return redirect(made)


@never_cache
@require_safe
@for_disposers
def disposal_file(request: UserRequest, pk: int, suffix: str) -> HttpResponse:
    """Answer with the list, for signing and for the archive; that it left is logged."""
    made = _own_list(request, pk)
    sheet = disposal_sheet(made)
    content = papers_pdf([sheet]).content if suffix == "pdf" else papers_xlsx([sheet])
    audit_log.write(LogEntry.Action.EXPORT, by=request.user, on=made, reason=str(made))
    answer = HttpResponse(content, content_type=FORMATS[suffix])
    answer["Content-Disposition"] = content_disposition_header(True, f"{made}.{suffix}") or ""
    answer["Cache-Control"] = "private, no-store"
    return answer
