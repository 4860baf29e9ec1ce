"""Evaluations as they are written, reviewed and signed."""

from datetime import date
from typing import Any, NamedTuple, TypedDict, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Max, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import FormView

from redcross.figures import Period
from redcross.forms import EntryForm
from redcross.keys import read_key
from redcross.middleware import UserRequest
from redcross.models import ClosedPeriod, Entry, User
from redcross.views import (
    DetailRow,
    EntryChange,
    EntryDetail,
    EntryList,
    EntryPages,
    EntryView,
    Listing,
    UnprocessableFormMixin,
)
from reports import workflow
from reports.archive.permissions import may_pack, may_see_archive
from reports.evaluation.annex_order import annex_key, annexes_in_order
from reports.evaluation.carry_over import (
    chapters_to_confirm,
    following_period,
    next_evaluation,
    previous_actuals,
    start_next_evaluation,
)
from reports.evaluation.consistency_checks import findings
from reports.evaluation.document import EvaluationDocument, compose_document, generate_document
from reports.evaluation.drafting import set_up_evaluation
from reports.evaluation.snapshot import ChangedFigure, changed_figures
from reports.evaluation.text_renderer import TextRenderer, renderer_of
from reports.filters import EvaluationFilter
from reports.forms import EvaluationForm, SetUpForm
from reports.models import (
    Annex,
    Evaluation,
    EvaluationQuerySet,
    Indicator,
    ProjectEvaluation,
    Remark,
    SealedSheet,
    SignedCopy,
)
from reports.output.counted_records import can_export
from reports.tables import EvaluationTable
from reports.text.wording import TextRun

from .scope import (
    checked_year,
    may_read,
    requested_scope,
    signed_evaluation,
    signed_evaluations,
)
from .writing import WritingMixin


class SignedContext(TypedDict):
    """What the page shows of a signed evaluation. `moved`: figures that are not any more so."""

    signed_copy: SignedCopy
    # What is wrong with the file, or nothing.
    fault: str
    moved: list[ChangedFigure]
    revisions: list[Evaluation]
    closed: QuerySet[ClosedPeriod]
    remarks: QuerySet[Remark]
    # The latest first.
    sheets: QuerySet[SealedSheet]
    steps: dict[str, bool]
    may_export: bool
    may_pack: bool
    may_see_archive: bool


class AnnexRow(NamedTuple):
    """An annex in its place. `marks`: 附件1, or several, where it is printed."""

    annex: Annex
    key: str
    marks: str


class ComponentsContext(TypedDict):
    """What belongs to the evaluation. `kinds`: value and name of annexes that may be added."""

    annexes: list[AnnexRow]
    kinds: list[tuple[str, str]]
    projects: list[ProjectEvaluation]


class NeighboursContext(TypedDict):
    """The years beside. `last_actuals`: indicators with what they reached the year before."""

    next: Evaluation | None
    may_start_next: bool
    last_actuals: list[tuple[Indicator, TextRun]]


class EvaluationPages(EntryPages):
    model = Evaluation
    entry_form: type[EntryForm] = EvaluationForm
    filterset_class = EvaluationFilter
    table_class = EvaluationTable


class EvaluationList(EvaluationPages, EntryList):
    """Says of each that is signed whether it is official."""

    def get_queryset(self) -> EvaluationQuerySet:
        return cast(EvaluationQuerySet, super().get_queryset()).with_official()


class EvaluationSetUp(EvaluationPages, UnprocessableFormMixin, EntryView, FormView):
    """A new draft from an outline, its texts generated; `?year=2021` starts with that year.

    `?from=12` starts from that evaluation, with the period after its own.
    """

    page = "add"
    route = "add/"
    action = "add"
    form_class = SetUpForm
    template_name = "reports/evaluation_set_up.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.user}

    def get_initial(self) -> dict[str, Any]:
        begun = read_key(self.request.GET.get("from"))
        if begun is not None:
            own = Evaluation.objects.countable().filter(society=self.user.society_id)
            last = get_object_or_404(own, pk=begun)
            period = following_period(last)
            return {
                "start": period.start,
                "end": period.end,
                "own_records_only": last.own_records_only,
                "outline": f"from:{last.pk}",
            }
        requested = self.request.GET.get("year", "")
        year = int(requested) if len(requested) == 4 and requested.isdecimal() else None
        year = year or timezone.localdate().year - 1
        return {"start": date(year, 1, 1), "end": date(year, 12, 31)}

    def form_valid(self, form: SetUpForm) -> HttpResponse:
        data, user = form.cleaned_data, self.user
        choice, start, end = data["outline"], data["start"], data["end"]
        alone = data["own_records_only"]
        try:
            if last := form.begun.get(choice):
                period = Period(start, end)
                made = start_next_evaluation(last, by=user, period=period, own_records_only=alone)
            else:
                outline = form.own.get(choice, choice)
                made = set_up_evaluation(
                    outline, by=user, start=start, end=end, own_records_only=alone
                )
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        messages.success(self.request, _("Set up: %(entry)s") % {"entry": made})
        return redirect(made)


class EvaluationChange(EvaluationPages, WritingMixin, EntryChange):
    """Title, goal and indicators on one page."""

    template_name = "reports/evaluation_form.html"


class RenderedTextsMixin(EntryDetail):
    """The page of what belongs to an evaluation. `rendered`: its texts, with their figures."""

    rendered: tuple[str, ...] = ()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        renderer = renderer_of(self.object.evaluation)
        render_texts(context["rows"], self.rendered, self.object, renderer)
        return context


def render_texts(
    rows: list[DetailRow], names: tuple[str, ...], entry: Entry, renderer: TextRenderer
) -> None:
    """Put what is printed in the place of the texts of these names."""
    for row in rows:
        if row["name"] in names:
            row["value"] = "\n".join(
                "".join(run.text for run in renderer.line(line))
                for line in getattr(entry, row["name"]).splitlines()
            )


class EvaluationDetail(EvaluationPages, EntryDetail):
    """The text as it will be printed, what stands against it, and the steps to signing it."""

    template_name = "reports/evaluation_page.html"

    def tabled_lines(self) -> dict[str, Any]:
        """Return none: indicators and budget stand with their scores."""
        return {}

    def listings(self) -> list[Listing]:
        """Return none: chapters and remarks stand in the text."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        evaluation = self.object
        signed_copy = SignedCopy.objects.filter(evaluation=evaluation).first()
        kwargs |= neighbours_context(evaluation, self.user)
        if signed_copy:
            return super().get_context_data(**self.signed(signed_copy), **kwargs)
        remarks: dict[int, list[Remark]] = {}
        rows = Remark.objects.countable().filter(chapter__evaluation=evaluation)
        for remark in rows.select_related("entered_by"):
            remarks.setdefault(remark.chapter_id, []).append(remark)
        renderer = renderer_of(evaluation)  # text and findings count each figure once
        composed = compose_document(evaluation, renderer=renderer)
        to_confirm = chapters_to_confirm(evaluation)
        for section in [*composed.sections, *composed.unwritten]:
            section.remarks = remarks.get(section.chapter, [])
            section.to_confirm = to_confirm.get(section.chapter, 0)
        found = findings(evaluation, renderer, composed.scores)
        may = self.user.has_perm
        own = evaluation.society_id == self.user.society_id
        status = Evaluation.Status
        may_approve = (
            own and evaluation.status == status.REVIEW and may("reports.approve_evaluation")
        )
        context = super().get_context_data(
            composed=composed,
            findings=found,
            standing=any(not one.waived for one in found),
            steps={
                "submit": own
                and evaluation.status == status.DRAFT
                and may("reports.change_evaluation"),
                "approve": may_approve,
                "send_back": own
                and evaluation.status == status.REVIEW
                and may("reports.send_back_evaluation"),
            },
            revisions=workflow.revisions(evaluation),
            components=components_context(evaluation, composed),
            may_export=can_export(self.user),
            sent_back=workflow.sent_back(evaluation),
            in_review=evaluation.status == status.REVIEW,
            may_write=own and evaluation.status == status.DRAFT and may("reports.change_chapter"),
            last=evaluation.chapters.countable().aggregate(at=Max("position"))["at"] or 0,
            may_remark=own and evaluation.status == status.REVIEW and may("reports.add_remark"),
            **kwargs,
        )
        render_texts(context["rows"], ("goal", "achieved"), evaluation, renderer)
        return context

    def signed(self, signed_copy: SignedCopy) -> SignedContext:
        """Return the context of a final one: as it was signed; only what has moved is counted."""
        evaluation, may = signed_copy.evaluation, self.user.has_perm
        own = evaluation.society_id == self.user.society_id
        revisions = workflow.revisions(evaluation)
        period = evaluation.period
        closed = evaluation.society.closed_periods.filter(
            start__lte=period.end, end__gte=period.start
        )
        remarks = Remark.objects.countable().filter(chapter__evaluation=evaluation)
        return {
            "signed_copy": signed_copy,
            "fault": signed_copy.fault(),
            "moved": changed_figures(signed_copy),
            "revisions": revisions,
            "closed": closed,
            "remarks": remarks.select_related("entered_by", "chapter"),
            "sheets": signed_copy.sheets.select_related("added_by"),
            "steps": {
                "revise": own and revisions[:1] == [evaluation] and may("reports.add_evaluation"),
                "reopen": own and may("redcross.reopen_period"),
                "bind": own and may("reports.change_evaluation"),
            },
            "may_export": can_export(self.user),
            "may_pack": own and may_pack(self.user),
            "may_see_archive": own and may_see_archive(self.user),
        }


def components_context(evaluation: Evaluation, composed: EvaluationDocument) -> ComponentsContext:
    """Return what the page shows of annexes and projects."""
    kinds, there = Annex.Kind, []
    for annex in annexes_in_order(evaluation):
        marks = "、".join(one.mark for one in composed.annexes if one.key == annex_key(annex))
        there.append(AnnexRow(annex, annex_key(annex), marks))
    taken = {row.annex.kind for row in there}
    return {
        "annexes": there,
        "kinds": [
            (k, str(n)) for k, n in kinds.choices if k in Annex.WRITTEN_KINDS or k not in taken
        ],
        "projects": list(evaluation.projects.countable()),
    }


def neighbours_context(evaluation: Evaluation, user: User) -> NeighboursContext:
    """Return what the page of an evaluation shows of the years beside."""
    own = evaluation.society_id == user.society_id
    return {
        "next": next_evaluation(evaluation),
        "may_start_next": own and user.has_perm(Evaluation.permission("add")),
        "last_actuals": previous_actuals(evaluation),
    }


@may_read
@require_safe
def latest_evaluation(request: UserRequest) -> HttpResponse:
    """Lead to the year that is being reported on: the last full one."""
    return redirect("reports:evaluation", year=timezone.localdate().year - 1)


@may_read
@never_cache
@require_safe
def generated_evaluation(request: UserRequest, year: int) -> HttpResponse:
    """Show the evaluation of a year as it is generated."""
    society, own_records_only, choices = requested_scope(request)
    signed = signed_evaluation(society, year, own_records_only)
    return render(
        request,
        "reports/evaluation.html",
        {
            "evaluation": generate_document(
                society, checked_year(year), own_records_only=own_records_only
            ),
            "links": True,
            "year": year,
            "of": society,
            "signed": signed,
            "also_signed": [one for one in signed_evaluations(society, year) if one != signed],
            "own_records_only": own_records_only,
            "choices": choices,
            "last_year": date.today().year,
        },
    )
