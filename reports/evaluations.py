"""The pages of evaluations as they are written, reviewed and signed; shaped as an app's are."""

import hashlib
from datetime import date
from typing import Any

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import include, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView, View

from redcross import log
from redcross.filters import EntryFilter
from redcross.forms import EntryForm, LineForm
from redcross.tables import EntryTable, LinkColumn
from redcross.views import EntryChange, EntryDetail, EntryView, entry_urls

from . import chips, signing
from .evaluation import compose_evaluation
from .guard import findings
from .models import (
    BudgetLine,
    Chapter,
    Evaluation,
    Indicator,
    Outline,
    OutlineSection,
    Remark,
    Waiver,
)
from .outlines import SHIPPED
from .signing import Frozen

# --- forms, filters, tables --------------------------------------------------------------------


class OutlineSectionForm(LineForm):
    class Meta:
        model = OutlineSection
        fields = ("position", "level", "heading", "source", "text")


class OutlineForm(EntryForm):
    lines = {"sections": OutlineSectionForm}

    class Meta:
        model = Outline
        fields = ("name", "title")


class IndicatorForm(LineForm):
    optional = True

    class Meta:
        model = Indicator
        fields = (
            "first",
            "second",
            "third",
            "direction",
            "target",
            "target_words",
            "unit",
            "figure",
            "actual",
            "met",
            "evidence",
            "weight",
            "given",
            "rule",
            "reason",
        )


class BudgetLineForm(LineForm):
    optional = True

    class Meta:
        model = BudgetLine
        fields = ("kind", "source", "initial", "adjusted", "executed")


class EvaluationForm(EntryForm):
    lines = {"indicators": IndicatorForm, "budget": BudgetLineForm}
    more = ("travel_cars_guests", "travel_cars_guests_before")

    class Meta:
        model = Evaluation
        fields = (
            "title",
            "start",
            "end",
            "alone",
            "goal",
            "achieved",
            "travel_cars_guests",
            "travel_cars_guests_before",
        )


class SetUpForm(forms.Form):
    """Which outline, for which days."""

    outline = forms.ChoiceField(label=gettext_lazy("outline"))
    start = forms.DateField(
        label=gettext_lazy("from"), widget=forms.DateInput(attrs={"type": "date"})
    )
    end = forms.DateField(label=gettext_lazy("to"), widget=forms.DateInput(attrs={"type": "date"}))
    alone = forms.BooleanField(label=gettext_lazy("the society alone"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        own = Outline.objects.countable().filter(society=user.society_id)
        self.fields["outline"].choices = [
            *((name, heading) for name, (heading, _chapters) in SHIPPED.items()),
            *((f"own:{outline.pk}", outline.name) for outline in own),
        ]
        self.own = {f"own:{outline.pk}": outline for outline in own}

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", _("The end date lies before the date."))
        return cleaned


class ChapterForm(EntryForm):
    more = ("position", "level", "source")

    class Meta:
        model = Chapter
        fields = ("evaluation", "heading", "text", "position", "level", "source")


class RemarkForm(EntryForm):
    class Meta:
        model = Remark
        fields = ("chapter", "text", "settled")


class WaiverForm(EntryForm):
    class Meta:
        model = Waiver
        fields = ("evaluation", "finding", "reason")


class OutlineFilter(EntryFilter):
    search = ("name__icontains", "initials__startswith")

    class Meta:
        model = Outline
        fields = ()


class EvaluationFilter(EntryFilter):
    search = ("title__icontains",)

    class Meta:
        model = Evaluation
        fields = ("status",)


class ChapterFilter(EntryFilter):
    search = ("heading__icontains", "text__icontains")

    class Meta:
        model = Chapter
        fields = ("evaluation",)


class RemarkFilter(EntryFilter):
    search = ("text__icontains",)

    class Meta:
        model = Remark
        fields = ("settled",)


class WaiverFilter(EntryFilter):
    search = ("finding__icontains", "reason__icontains")

    class Meta:
        model = Waiver
        fields = ()


class OutlineTable(EntryTable):
    name = LinkColumn(order_by="initials")

    class Meta(EntryTable.Meta):
        model = Outline
        fields = ("name", "title")


class EvaluationTable(EntryTable):
    title = LinkColumn()

    class Meta(EntryTable.Meta):
        model = Evaluation
        fields = ("title", "start", "end", "revision", "status", "approved_by", "approved_at")


class ChapterTable(EntryTable):
    heading = LinkColumn()

    class Meta(EntryTable.Meta):
        model = Chapter
        fields = ("heading", "evaluation", "updated_at")


class RemarkTable(EntryTable):
    text = LinkColumn()
    entered_by = tables.Column()

    class Meta(EntryTable.Meta):
        model = Remark
        fields = ("text", "chapter", "entered_by", "settled")


class WaiverTable(EntryTable):
    finding = LinkColumn()

    class Meta(EntryTable.Meta):
        model = Waiver
        fields = ("finding", "reason", "entered_by")


# --- pages -------------------------------------------------------------------------------------


class EvaluationSetUp(EntryView, FormView):
    """A new draft from an outline, its texts generated; `?year=2021` starts with that year."""

    action = "add"
    form_class = SetUpForm
    template_name = "reports/evaluation_set_up.html"

    def get_form_class(self):
        return SetUpForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_initial(self):
        asked = self.request.GET.get("year", "")
        year = int(asked) if len(asked) == 4 and asked.isdecimal() else None
        year = year or timezone.localdate().year - 1
        return {"start": date(year, 1, 1), "end": date(year, 12, 31)}

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and request.user.society_id is None:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        given = form.cleaned_data
        outline = form.own.get(given["outline"], given["outline"])
        try:
            made = Evaluation.set_up(
                outline,
                by=self.request.user,
                start=given["start"],
                end=given["end"],
                alone=given["alone"],
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        messages.success(self.request, _("Set up: %(entry)s") % {"entry": made})
        return redirect(made)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class EvaluationPage(EntryDetail):
    """The text as it will be printed, what stands against it, and the steps to signing it."""

    template_name = "reports/evaluation_page.html"

    def get_context_data(self, **kwargs):
        evaluation = self.object
        frozen = Frozen.objects.filter(evaluation=evaluation).first()
        remarks: dict[int, list[Remark]] = {}
        open_ones = Remark.objects.countable().filter(chapter__evaluation=evaluation)
        for remark in open_ones.select_related("entered_by"):
            remarks.setdefault(remark.chapter_id, []).append(remark)
        composed = compose_evaluation(evaluation, code=frozen.code if frozen else "")
        for section in composed.sections:
            section.remarks = remarks.get(section.chapter, [])
        may = self.request.user.has_perm
        own = evaluation.society_id == self.request.user.society_id
        status = Evaluation.Status
        return super().get_context_data(
            composed=composed,
            findings=findings(evaluation) if evaluation.status != status.FINAL else [],
            frozen=frozen,
            moved=signing.moved(frozen) if frozen else [],
            steps={
                "submit": own
                and evaluation.status == status.DRAFT
                and may("reports.change_evaluation"),
                "approve": own
                and evaluation.status == status.REVIEW
                and may("reports.approve_evaluation"),
                "send_back": own and evaluation.status == status.REVIEW,
                "revise": own
                and evaluation.status == status.FINAL
                and may("reports.add_evaluation"),
            },
            may_write=own and evaluation.status != status.FINAL and may("reports.change_chapter"),
            may_remark=own and evaluation.status == status.REVIEW and may("reports.add_remark"),
            **kwargs,
        )


class ChapterChange(EntryChange):
    """The text with its chips, beside it what would be generated now."""

    template_name = "reports/chapter_form.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(generated=self.object.generated(), **kwargs)

    def saved(self, saved):
        super().saved(saved)
        return redirect(f"{saved.evaluation.get_absolute_url()}#chapter-{saved.pk}")


# --- steps -------------------------------------------------------------------------------------


@never_cache
@require_POST
def step(request, pk, action):
    """Submit, send back, approve or revise; what stands against it is said on the page."""
    needed = {"approve": "approve", "send_back": "view", "revise": "add", "submit": "change"}
    if not request.user.has_perm(Evaluation.permission(needed[action])):
        raise PermissionDenied
    seen = Evaluation.objects.visible_to(request.user)
    evaluation = get_object_or_404(seen, pk=pk)
    if evaluation.society_id != request.user.society_id:
        raise PermissionDenied
    reason = request.POST.get("reason", "")[:200]
    try:
        if action == "submit":
            signing.submit(evaluation, by=request.user)
        elif action == "send_back":
            signing.send_back(evaluation, by=request.user, reason=reason)
        elif action == "approve":
            signing.approve(evaluation, by=request.user, exception=reason)
        else:
            return redirect(signing.revise(evaluation, by=request.user, reason=reason))
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    return redirect(evaluation)


@never_cache
@require_POST
@permission_required("reports.change_chapter", raise_exception=True)
def preview(request, pk):
    """What a text would read as: `{"html"}`, or `{"error"}` naming the chips that lead nowhere."""
    seen = Evaluation.objects.visible_to(request.user)
    evaluation = get_object_or_404(seen, pk=pk)
    text = request.POST.get("text", "")[:20000]
    try:
        chips.check(text)
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=400)
    with override("zh-hans"):
        paragraphs = evaluation.reader.paragraphs(text)
        page = render(request, "reports/_paragraphs.html", {"paragraphs": paragraphs, "links": 1})
    return JsonResponse({"html": page.content.decode()})


@never_cache
@require_safe
@permission_required("redcross.view_figures", raise_exception=True)
def figure_list(request):
    """Figures to insert, found by key or label: `{"results": [{"key", "label", "unit"}]}`."""
    asked = request.GET.get("q", "").strip().lower()
    found = [
        {"key": key, "label": str(figure.label), "unit": str(figure.unit.label)}
        for key, figure in chips.known().items()
        if asked in key.lower() or asked in str(figure.label).lower()
    ]
    return JsonResponse({"results": found[:40]})


@never_cache
@require_safe
@permission_required("redcross.view_figures", raise_exception=True)
def frozen_file(request, pk, suffix):
    """The copy that was signed, byte for byte."""
    evaluation = get_object_or_404(Evaluation.objects.visible_to(request.user), pk=pk)
    frozen = get_object_or_404(Frozen, evaluation=evaluation)
    log.write(log.LogEntry.Action.EXPORT, by=request.user, on=evaluation, reason=suffix)
    kept = frozen.pdf if suffix == "pdf" else frozen.docx
    return FileResponse(kept.open("rb"), filename=f"{frozen.code}.{suffix}")


class VerifyForm(forms.Form):
    code = forms.CharField(label=gettext_lazy("verification code"), max_length=14)
    file = forms.FileField(label=gettext_lazy("the PDF"), required=False)


@method_decorator(login_not_required, name="dispatch")
@method_decorator(never_cache, name="dispatch")
class Verify(View):
    """What a code on a print belongs to, and whether a file is the one that was signed."""

    http_method_names = ["get", "post", "head", "options"]

    def get(self, request):
        return render(request, "reports/verify.html", {"form": VerifyForm()})

    def post(self, request):
        form = VerifyForm(request.POST, request.FILES)
        context: dict[str, Any] = {"form": form}
        if not form.is_valid():
            return render(request, "reports/verify.html", context, status=422)
        code = form.cleaned_data["code"].strip().upper()
        frozen = Frozen.objects.filter(code=code).select_related("evaluation__society").first()
        if frozen is None:
            form.add_error("code", _("No evaluation has this code."))
            return render(request, "reports/verify.html", context, status=422)
        file = form.cleaned_data["file"]
        if file:
            hashed = hashlib.sha256()
            for chunk in file.chunks():
                hashed.update(chunk)
            context["same"] = hashed.hexdigest() == frozen.sha256
        return render(request, "reports/verify.html", context | {"frozen": frozen})


drafts = entry_urls(
    EvaluationForm,
    EvaluationFilter,
    EvaluationTable,
    add=EvaluationSetUp,
    detail=EvaluationPage,
)
urlpatterns = [
    path("drafts/", include(drafts)),
    path("drafts/<int:pk>/preview/", preview, name="evaluation_preview"),
    *(
        path(
            f"drafts/<int:pk>/{action.replace('_', '-')}/",
            step,
            {"action": action},
            name=f"evaluation_{action}",
        )
        for action in ("submit", "send_back", "approve", "revise")
    ),
    *(
        path(
            f"drafts/<int:pk>/signed.{suffix}",
            frozen_file,
            {"suffix": suffix},
            name=f"evaluation_signed_{suffix}",
        )
        for suffix in ("pdf", "docx")
    ),
    path("outlines/", include(entry_urls(OutlineForm, OutlineFilter, OutlineTable))),
    path(
        "chapters/",
        include(entry_urls(ChapterForm, ChapterFilter, ChapterTable, change=ChapterChange)),
    ),
    path("remarks/", include(entry_urls(RemarkForm, RemarkFilter, RemarkTable))),
    path("waivers/", include(entry_urls(WaiverForm, WaiverFilter, WaiverTable))),
    path("chips/", figure_list, name="chips"),
    path("verify/", Verify.as_view(), name="verify"),
]
