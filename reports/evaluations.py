"""The pages of evaluations as they are written, reviewed and signed; shaped as an app's are."""

import hashlib
from dataclasses import asdict
from datetime import date
from typing import Any

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, permission_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max
from django.http import FileResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import FormView, View

from redcross import log
from redcross.entries import pinyin_initials
from redcross.figures import Period
from redcross.filters import EntryFilter
from redcross.forms import EntryForm, LineForm
from redcross.models import NamedEntry, StaleVersion
from redcross.tables import EntryTable, LinkColumn
from redcross.views import (
    AgainMixin,
    EntryAdd,
    EntryChange,
    EntryDetail,
    EntryList,
    EntryView,
    entry_urls,
)

from . import chips, next_year, papers, signing
from .drafting import generated, set_up
from .evaluation import compose_evaluation
from .guard import findings
from .models import (
    BudgetLine,
    Chapter,
    Evaluation,
    Frozen,
    Indicator,
    Outline,
    OutlineSection,
    Remark,
    Waiver,
)
from .outlines import SHIPPED, SOURCES, TITLE
from .snapshot import moved

# The position of what comes after everything else.
LAST = 32000
# As much of a text as is looked at while it is written.
LONGEST = 100_000
# Filters of every list of records that tell nothing of what is counted.
OF_RECORDS = ("rounded", "complete", "evidence")

# --- forms, filters, tables --------------------------------------------------------------------


def choice_of_source() -> forms.ChoiceField:
    """What a chapter is generated from, in the Chinese of its heading."""
    return forms.ChoiceField(
        label=gettext_lazy("generated from"),
        choices=[("", "—"), *SOURCES.items()],
        required=False,
        widget=forms.Select(attrs={"lang": "zh-Hans"}),
    )


class OutlineSectionForm(LineForm):
    """Without a position it comes last; without heading and text it is no section."""

    source = choice_of_source()

    class Meta:
        model = OutlineSection
        fields = ("position", "level", "heading", "source", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["position"].required = False
        self.required.remove("position")
        if self.instance.pk is None and "position" not in (kwargs.get("initial") or {}):
            self.initial["position"] = None

    def is_empty(self):
        return not any(self[name].data for name in ("heading", "source", "text"))

    def clean_position(self):
        return self.cleaned_data.get("position") or LAST


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
    shown = 6

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
            "budget_points",
            "initial_stated",
            "adjusted_stated",
            "executed_stated",
            "cover",
        )


class SetUpForm(forms.Form):
    """Which outline, for which days."""

    outline = forms.ChoiceField(
        label=gettext_lazy("outline"), widget=forms.Select(attrs={"lang": "zh-Hans"})
    )
    start = forms.DateField(
        label=gettext_lazy("from"), widget=forms.DateInput(attrs={"type": "date"})
    )
    end = forms.DateField(label=gettext_lazy("to"), widget=forms.DateInput(attrs={"type": "date"}))
    alone = forms.BooleanField(label=gettext_lazy("the society alone"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        own = Outline.objects.countable().filter(society=user.society_id)
        earlier = self.earlier(user)
        offered: Any = self.fields["outline"]
        offered.choices = [
            *((name, heading) for name, (heading, _chapters) in SHIPPED.items()),
            *((f"own:{outline.pk}", outline.name) for outline in own),
            *((f"from:{one.pk}", f"沿用：{one.title}") for one in earlier),
        ]
        self.own = {f"own:{outline.pk}": outline for outline in own}
        self.begun = {f"from:{one.pk}": one for one in earlier}

    def earlier(self, user):
        """Evaluations from which the next may be begun, of revisions the latest."""
        rows = Evaluation.objects.countable().filter(society=user.society_id)
        rows = rows.order_by("-start", "-end", "alone", "-revision")
        return list(rows.distinct("start", "end", "alone")[:20])

    def clean(self):
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", _("The end date lies before the date."))
        return cleaned


class ChapterForm(EntryForm):
    shown = 2
    source = choice_of_source()

    class Meta:
        model = Chapter
        fields = ("heading", "text", "position", "level", "source", "evaluation")

    def more_is_used(self):
        return self.instance.pk is None or any(bound.errors for bound in self.more_fields())


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


class EvaluationSetUp(AgainMixin, EntryView, FormView):
    """A new draft from an outline, its texts generated; `?year=2021` starts with that year.

    `?from=12` starts from that evaluation, with the period after its own.
    """

    action = "add"
    form_class = SetUpForm
    template_name = "reports/evaluation_set_up.html"

    def get_form_class(self):
        return SetUpForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_initial(self):
        begun = self.request.GET.get("from", "")
        if begun.isdecimal():
            own = Evaluation.objects.countable().filter(society=self.request.user.society_id)
            one = get_object_or_404(own, pk=begun)
            period = next_year.following(one)
            start = {"start": period.start, "end": period.end, "alone": one.alone}
            return start | {"outline": f"from:{one.pk}"}
        asked = self.request.GET.get("year", "")
        year = int(asked) if len(asked) == 4 and asked.isdecimal() else None
        year = year or timezone.localdate().year - 1
        return {"start": date(year, 1, 1), "end": date(year, 12, 31)}

    def form_valid(self, form):
        given = form.cleaned_data
        outline = form.own.get(given["outline"], given["outline"])
        whole = {"by": self.request.user, "alone": given["alone"]}
        start, end = given["start"], given["end"]
        try:
            if begun := form.begun.get(given["outline"]):
                made = next_year.start_next(begun, period=Period(start, end), **whole)
            else:
                made = set_up(outline, start=start, end=end, **whole)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        messages.success(self.request, _("Set up: %(entry)s") % {"entry": made})
        return redirect(made)


class EvaluationPage(EntryDetail):
    """The text as it will be printed, what stands against it, and the steps to signing it."""

    template_name = "reports/evaluation_page.html"

    def tabled_lines(self):
        """None: indicators and budget stand with their scores."""
        return {}

    def get_context_data(self, **kwargs):
        evaluation = self.object
        frozen = Frozen.objects.filter(evaluation=evaluation).first()
        kwargs |= next_year.page(evaluation, self.request.user)
        if frozen:
            return super().get_context_data(**self.signed(frozen), **kwargs)
        remarks: dict[int, list[Remark]] = {}
        open_ones = Remark.objects.countable().filter(chapter__evaluation=evaluation)
        for remark in open_ones.select_related("entered_by"):
            remarks.setdefault(remark.chapter_id, []).append(remark)
        reader = chips.reader_of(evaluation)  # text and findings count each figure once
        composed = compose_evaluation(evaluation, reader=reader)
        to_confirm = next_year.to_confirm(evaluation)
        for section in composed.sections:
            section.remarks = remarks.get(section.chapter, [])
            section.to_confirm = to_confirm.get(section.chapter, 0)
        may = self.request.user.has_perm
        own = evaluation.society_id == self.request.user.society_id
        status = Evaluation.Status
        return super().get_context_data(
            composed=composed,
            findings=findings(evaluation, reader),
            steps={
                "submit": own
                and evaluation.status == status.DRAFT
                and may("reports.change_evaluation"),
                "approve": own
                and evaluation.status == status.REVIEW
                and may("reports.approve_evaluation"),
                "send_back": own and evaluation.status == status.REVIEW,
            },
            seen=signing.state(evaluation, composed),
            revisions=signing.revisions(evaluation),
            may_export=papers.may_take(self.request.user),
            in_review=evaluation.status == status.REVIEW,
            may_write=own and evaluation.status == status.DRAFT and may("reports.change_chapter"),
            last=evaluation.chapters.countable().aggregate(at=Max("position"))["at"] or 0,
            may_remark=own and evaluation.status == status.REVIEW and may("reports.add_remark"),
            **kwargs,
        )

    def signed(self, frozen: Frozen) -> dict[str, Any]:
        """Of a final one all is shown as it was signed; only what has moved is counted now."""
        evaluation, may = frozen.evaluation, self.request.user.has_perm
        own = evaluation.society_id == self.request.user.society_id
        revisions = signing.revisions(evaluation)
        closed = evaluation.society.closed_years.filter(
            year__in=signing.whole_years(evaluation.period)
        )
        remarks = Remark.objects.countable().filter(chapter__evaluation=evaluation)
        return {
            "frozen": frozen,
            "fault": frozen.fault(),
            "moved": moved(frozen),
            "revisions": revisions,
            "closed": closed,
            "remarks": remarks.select_related("entered_by", "chapter"),
            "steps": {
                "revise": own and revisions[:1] == [evaluation] and may("reports.add_evaluation"),
                "reopen": own and may("redcross.reopen_year"),
            },
            "may_export": papers.may_take(self.request.user),
        }


class OutlineAdd(EntryAdd):
    """`?shipped=formal` starts from an outline that comes with the program."""

    template_name = "reports/outline_form.html"

    def get_initial(self):
        shipped = SHIPPED.get(self.request.GET.get("shipped", ""))
        if not shipped:
            return super().get_initial()
        name, chapters = shipped
        rows = [asdict(one) | {"position": at * 10} for at, one in enumerate(chapters, start=1)]
        return {"name": name, "title": TITLE, "sections": rows}


class OutlineChange(EntryChange):
    template_name = "reports/outline_form.html"


class OutlineList(EntryList):
    template_name = "reports/outline_list.html"

    def get_context_data(self, **kwargs):
        shipped = [(key, name) for key, (name, _chapters) in SHIPPED.items()]
        return super().get_context_data(shipped=shipped, **kwargs)


def where_it_stands(chapter: Chapter) -> str:
    return f"{chapter.evaluation.get_absolute_url()}#chapter-{chapter.pk}"


class ChapterAdd(EntryAdd):
    def saved(self, saved):
        super().saved(saved)
        return redirect(where_it_stands(saved))


class ChapterChange(EntryChange):
    """The text with its chips, figures to insert, and beside it what would be generated now."""

    template_name = "reports/chapter_form.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        chapter = self.object
        reader = chips.reader_of(chapter.evaluation)
        draft = generated(chapter, reader.year()) if chapter.source else ""
        with override("zh-hans"):
            compared = reader.compare(context["form"]["text"].value() or "", draft)
        return context | {"generated": draft, "compared": compared, "sources": SOURCES}

    def saved(self, saved):
        super().saved(saved)
        return redirect(where_it_stands(saved))


# --- steps -------------------------------------------------------------------------------------


STEPS = {
    "submit": "reports.change_evaluation",
    "send_back": "reports.view_evaluation",
    "approve": "reports.approve_evaluation",
    "reopen": "redcross.reopen_year",
    "revise": "reports.add_evaluation",
    "next": "reports.add_evaluation",
}


@never_cache
@require_POST
def step(request, pk, action):
    """A step of its way; what stands against it is said on the page."""
    if not request.user.has_perm(STEPS[action]):
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
            seen = request.POST.get("seen", "")
            signing.approve(evaluation, by=request.user, seen=seen, exception=reason)
        elif action == "reopen":
            year = request.POST.get("year", "")
            years = evaluation.society.closed_years
            closed = get_object_or_404(years, year=year if year.isdecimal() else 0)
            closed.reopen(by=request.user, reason=reason)
            messages.success(
                request, _("The year %(year)s can be changed again.") % {"year": closed.year}
            )
        elif action == "next":
            return redirect(next_year.start_next(evaluation, by=request.user))
        else:
            return redirect(signing.revise(evaluation, by=request.user, reason=reason))
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    return redirect(evaluation)


@never_cache
@require_POST
@permission_required("reports.change_chapter", raise_exception=True)
def confirm(request, pk):
    """All that was carried over into the chapter holds for its period too."""
    chapter = get_object_or_404(Chapter.objects.visible_to(request.user), pk=pk)
    if chapter.society_id != request.user.society_id:
        raise PermissionDenied
    seen = request.POST.get("version", "")
    try:
        next_year.confirm(chapter, by=request.user, version=int(seen) if seen.isdecimal() else 0)
    except StaleVersion:
        messages.error(request, _("Somebody has changed this chapter: please look again."))
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    return redirect(where_it_stands(chapter))


@never_cache
@require_POST
@permission_required("reports.change_chapter", raise_exception=True)
def preview(request, pk):
    """How a text would read: `{"html", "chips": {"[[…]]": "12.4万元"}, "labels", "errors"}`.

    `errors` name the chips that lead nowhere; those have no label.
    """
    evaluation = get_object_or_404(Evaluation.objects.visible_to(request.user), pk=pk)
    text = request.POST.get("text", "")[:LONGEST]
    errors = []
    try:
        chips.check(text, evaluation.society)
    except ValidationError as error:
        errors = error.messages
    reader = chips.reader_of(evaluation)
    with override("zh-hans"):
        context = {"paragraphs": reader.paragraphs(text), "links": True}
        html = render_to_string("reports/_paragraphs.html", context)
        shown = reader.chips(text)
    labels = {}
    for token in shown:
        chip = chips.Chip.read(token[2:-2])
        labels[token] = "" if chips.fault_of(chip, evaluation.society) else chips.label_of(chip)
    return JsonResponse({"html": html, "chips": shown, "labels": labels, "errors": errors})


@never_cache
@require_POST
@permission_required("reports.change_chapter", raise_exception=True)
def offers(request, pk):
    """Numbers of a text that a figure of the period has: `{"offers": [{words, token, label}]}`."""
    evaluation = get_object_or_404(Evaluation.objects.visible_to(request.user), pk=pk)
    text = request.POST.get("text", "")[:LONGEST]
    found = chips.offers(text, chips.reader_of(evaluation))
    return JsonResponse({"offers": [asdict(offer) for offer in found]})


@never_cache
@require_safe
@permission_required("redcross.view_figures", raise_exception=True)
def figure_list(request):
    """Figures to insert, found by label, initials of its pinyin or key: `{"results", "more"}`.

    Each with what it can be restricted to and broken down by; with `evaluation`, as it is now.
    """
    asked = request.GET.get("q", "").strip().lower()
    found = [
        figure
        for key, figure in chips.by_key().items()
        if asked in key.lower()
        or asked in str(figure.label).lower()
        or (asked and asked in pinyin_initials(str(figure.label)))
    ]
    reader = None
    if (of := request.GET.get("evaluation", "")).isdigit():
        one = get_object_or_404(Evaluation.objects.visible_to(request.user), pk=of)
        reader = chips.reader_of(one)
    results = [_to_insert(figure, reader) for figure in found[:40]]
    return JsonResponse({"results": results, "more": len(found) > 40})


def _to_insert(figure: Any, reader: chips.Reader | None) -> dict[str, Any]:
    shown = ""
    if reader:
        with override("zh-hans"):
            shown = reader.part(chips.Chip(figure.key)).text
    filters = []
    for name, one in chips.restrictions(figure).items():
        model = getattr(getattr(one.field, "queryset", None), "model", None)
        if model and issubclass(model, NamedEntry):
            filters.append(
                {"name": name, "label": one.label, "url": reverse(model.url_name("search"))}
            )
        elif isinstance(one.field, forms.ChoiceField) and name not in OF_RECORDS:
            choices = [(value, str(text)) for value, text in one.extra["choices"]]
            filters.append({"name": name, "label": one.label, "choices": choices})
    return {
        "key": figure.key,
        "label": str(figure.label),
        "unit": str(figure.unit.label),
        "rule": str(figure.rule),
        "shown": shown,
        "filters": filters,
        "by": [{"name": n, "label": str(text)} for n, text in chips.breakdowns(figure.key).items()],
    }


@never_cache
@require_safe
@permission_required("redcross.view_figures", raise_exception=True)
def frozen_file(request, pk, suffix):
    """The copy that was signed, byte for byte."""
    evaluation = get_object_or_404(Evaluation.objects.visible_to(request.user), pk=pk)
    frozen = get_object_or_404(Frozen, evaluation=evaluation)
    if suffix == "pdf" and (fault := frozen.fault()):
        messages.error(request, fault)
        return redirect(evaluation)
    kept = frozen.pdf if suffix == "pdf" else frozen.docx
    if not kept.storage.exists(str(kept.name)):
        messages.error(request, _("The file is not the one that was signed."))
        return redirect(evaluation)
    log.write(log.LogEntry.Action.EXPORT, by=request.user, on=evaluation, reason=suffix)
    return FileResponse(kept.open("rb"), filename=f"{frozen.code}.{suffix}")


@never_cache
@require_safe
@permission_required("reports.export_evaluation", raise_exception=True)
def papers_file(request, pk, suffix):
    """The working papers, or the evidence of every record behind the evaluation."""
    evaluation = get_object_or_404(Evaluation.objects.visible_to(request.user), pk=pk)
    if not papers.may_take(request.user):
        raise PermissionDenied
    log.write(log.LogEntry.Action.EXPORT, by=request.user, on=evaluation, reason=suffix)
    if suffix == "xlsx":
        content = papers.working_papers(evaluation, request.build_absolute_uri)
        return FileResponse(
            content, filename=f"{evaluation.title}工作底稿.xlsx", as_attachment=True
        )
    answer = StreamingHttpResponse(papers.evidence_pack(evaluation), content_type="application/zip")
    name = f"{evaluation.title}佐证材料.zip"
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer


class VerifyForm(forms.Form):
    code = forms.CharField(label=gettext_lazy("verification code"), max_length=40)
    file = forms.FileField(label=gettext_lazy("the PDF"), required=False)

    def clean_code(self):
        """However it was typed: in lower case, without dashes."""
        letters = "".join(c for c in self.cleaned_data["code"].upper() if c.isalnum())
        return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


@method_decorator(login_not_required, name="dispatch")
@method_decorator(never_cache, name="dispatch")
class Verify(View):
    """What a code on a print belongs to, and whether a file is the one that was signed."""

    http_method_names = ["get", "post", "head", "options"]
    tries_a_minute = 30

    def get(self, request):
        return render(request, "reports/verify.html", {"form": VerifyForm()})

    def guessing(self, request) -> bool:
        """More tries from one address within a minute than anybody types."""
        minute = timezone.now().replace(second=0, microsecond=0)
        key = f"verify:{request.META.get('REMOTE_ADDR')}:{minute:%H%M}"
        cache.add(key, 0, timeout=120)
        return cache.incr(key) > self.tries_a_minute

    def post(self, request):
        if self.guessing(request):
            return render(request, "reports/verify.html", {"too_many": True}, status=429)
        form = VerifyForm(request.POST, request.FILES)
        context: dict[str, Any] = {"form": form}
        if not form.is_valid():
            return render(request, "reports/verify.html", context, status=422)
        seen = Frozen.objects.select_related("evaluation__society")
        frozen = seen.filter(code=form.cleaned_data["code"]).first()
        if frozen is None:
            form.add_error("code", _("No evaluation has this code."))
            return render(request, "reports/verify.html", context, status=422)
        file = form.cleaned_data["file"]
        if file:
            hashed = hashlib.sha256()
            for chunk in file.chunks():
                hashed.update(chunk)
            context["same"] = hashed.hexdigest() == frozen.sha256
        later = signing.revisions(frozen.evaluation)
        context["replaced"] = any(
            one.revision > frozen.evaluation.revision and one.status == one.Status.FINAL
            for one in later
        )
        return render(request, "reports/verify.html", context | {"frozen": frozen})


drafts = entry_urls(
    EvaluationForm,
    EvaluationFilter,
    EvaluationTable,
    add=EvaluationSetUp,
    detail=EvaluationPage,
)
outlines = entry_urls(
    OutlineForm,
    OutlineFilter,
    OutlineTable,
    list=OutlineList,
    add=OutlineAdd,
    change=OutlineChange,
)
urlpatterns = [
    path("drafts/", include(drafts)),
    path("drafts/<int:pk>/preview/", preview, name="evaluation_preview"),
    path("drafts/<int:pk>/offers/", offers, name="evaluation_offers"),
    *(
        path(
            f"drafts/<int:pk>/{action.replace('_', '-')}/",
            step,
            {"action": action},
            name=f"evaluation_{action}",
        )
        for action in STEPS
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
    *(
        path(
            f"drafts/<int:pk>/{name}.{suffix}",
            papers_file,
            {"suffix": suffix},
            name=f"evaluation_{name}",
        )
        for name, suffix in (("papers", "xlsx"), ("evidence", "zip"))
    ),
    path("outlines/", include(outlines)),
    path(
        "chapters/",
        include(
            entry_urls(
                ChapterForm, ChapterFilter, ChapterTable, add=ChapterAdd, change=ChapterChange
            )
        ),
    ),
    path("chapters/<int:pk>/confirm/", confirm, name="chapter_confirm"),
    path("remarks/", include(entry_urls(RemarkForm, RemarkFilter, RemarkTable))),
    path("waivers/", include(entry_urls(WaiverForm, WaiverFilter, WaiverTable))),
    path("chips/", figure_list, name="chips"),
    path("verify/", Verify.as_view(), name="verify"),
]
