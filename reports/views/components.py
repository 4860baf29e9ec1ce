"""What belongs to an evaluation beside its chapters: budget, numbers, goals, projects, annexes."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import DetailView, FormView

from redcross.middleware import UserRequest
from redcross.models import Entry, LogEntry, StaleVersion, audit_log
from redcross.printing.pdf import render_pdf
from redcross.views import (
    EntryAdd,
    EntryChange,
    EntryDetail,
    EntryPages,
    EntryView,
    SameSocietyMixin,
    UnprocessableFormMixin,
)
from reports.annex_forms import AnnexForm
from reports.component_forms import (
    BasicDataForm,
    BudgetForm,
    ChosenIndicatorForm,
    GoalsForm,
    MonitoringForm,
    ProjectEvaluationForm,
)
from reports.evaluation.annex_order import move_annex
from reports.evaluation.generated_annexes import duties_cells
from reports.evaluation.indicator_choice import (
    LibraryChoice,
    library_choices,
    new_indicator,
    set_target,
)
from reports.evaluation.monitoring import monitoring_table
from reports.evaluation.text_renderer import renderer_of
from reports.filters import AnnexFilter, ProjectEvaluationFilter
from reports.models import Annex, Evaluation, ProjectEvaluation
from reports.tables import AnnexTable, ProjectEvaluationTable

from .evaluations import EvaluationPages, RenderedTextsMixin
from .writing import WritingMixin, page_of_closed


class EvaluationPartChange(EvaluationPages, WritingMixin, EntryChange):
    """A page for one part of an evaluation. `has_texts`: whether figures stand in its texts."""

    template_name = "reports/part_form.html"
    heading = ""
    hint = ""
    has_texts = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        heading = {"part": self.heading, "hint": self.hint, "has_texts": self.has_texts}
        return super().get_context_data(**heading, **kwargs)


class EvaluationBudget(EvaluationPartChange):
    """The budget on one page, a row each kind and source."""

    page = "budget"
    route = "<int:pk>/budget/"
    entry_form = BudgetForm

    @property
    def heading(self) -> str:  # type: ignore[override]  # in the language of the page
        return _("Budget")

    @property
    def hint(self) -> str:  # type: ignore[override]
        return _(
            "In 10000 yuan with up to six decimals, to the fen, as the final accounts of the"
            " department have it. Empty rows are left out."
        )


class EvaluationBasicData(EvaluationPartChange):
    """The basic numbers on one page."""

    page = "basic_data"
    route = "<int:pk>/basic-data/"
    entry_form = BasicDataForm

    @property
    def heading(self) -> str:  # type: ignore[override]
        return _("Basic data")

    @property
    def hint(self) -> str:  # type: ignore[override]
        return _(
            "In 10000 yuan with up to six decimals. Posts come from the basic numbers of the"
            " society. Whoever knows the three public expenses only together types their total."
        )


class EvaluationGoals(EvaluationPartChange):
    """The paper that approves goal and indicators, with these."""

    page = "goals"
    has_texts = True
    route = "<int:pk>/goals/"
    entry_form = GoalsForm

    @property
    def heading(self) -> str:  # type: ignore[override]
        return _("Approval of goals")

    @property
    def hint(self) -> str:  # type: ignore[override]
        if cast(Evaluation, self.object).goals_number:
            return _(
                "A change is approved by another paper: give its number, its date and the reason."
                " What was before stays in the history."
            )
        return _("From then on goal, names, targets and points change only with another paper.")


class ProjectEvaluationPages(EntryPages):
    model = ProjectEvaluation
    entry_form = ProjectEvaluationForm
    filterset_class = ProjectEvaluationFilter
    table_class = ProjectEvaluationTable


class ProjectEvaluationDetail(ProjectEvaluationPages, RenderedTextsMixin, EntryDetail):
    """A project with its texts as they will be printed."""

    rendered = ("goal", "achieved")


class ProjectEvaluationAdd(ProjectEvaluationPages, WritingMixin, EntryAdd):
    """A project with its table; leads back to the evaluation."""

    template_name = "reports/part_form.html"
    extra_context = {"has_texts": True}

    def page_after(self, saved: Entry) -> Entry:
        return cast(ProjectEvaluation, saved).evaluation


class ProjectEvaluationChange(ProjectEvaluationPages, WritingMixin, EntryChange):
    """A project with its table; leads back to the evaluation."""

    template_name = "reports/part_form.html"
    extra_context = {"has_texts": True}

    def page_after(self, saved: Entry) -> Entry:
        return cast(ProjectEvaluation, saved).evaluation


class AnnexPages(EntryPages):
    model = Annex
    entry_form = AnnexForm
    filterset_class = AnnexFilter
    table_class = AnnexTable


class AnnexDetail(AnnexPages, RenderedTextsMixin, EntryDetail):
    """An annex with its text as it will be printed."""

    rendered = ("text",)


class AnnexAdd(AnnexPages, WritingMixin, EntryAdd):
    """A new annex, `?kind=duties` with what the records tell; leads back to the evaluation."""

    def get_initial(self) -> dict[str, Any]:
        initial = super().get_initial()
        pk = str(initial.get("evaluation", ""))
        if initial.get("kind") == Annex.Kind.DUTIES and pk.isascii() and pk.isdecimal():
            own = Evaluation.objects.visible_to(self.user)
            if evaluation := own.filter(pk=int(pk[:9])).first():
                rows = duties_cells(renderer_of(evaluation))
                initial["text"] = "\n".join("\t".join(row) for row in rows)
        return initial

    def page_after(self, saved: Entry) -> Entry:
        return cast(Annex, saved).evaluation


class AnnexChange(AnnexPages, WritingMixin, EntryChange):
    """An annex; leads back to the evaluation."""

    def page_after(self, saved: Entry) -> Entry:
        return cast(Annex, saved).evaluation


def _own_evaluation(request: UserRequest, pk: int) -> Evaluation:
    """Return the evaluation, which the user may see. Raises PermissionDenied of another society."""
    evaluation = get_object_or_404(Evaluation.objects.visible_to(request.user), pk=pk)
    if evaluation.society_id != request.user.society_id:
        raise PermissionDenied
    return evaluation


@never_cache
@require_POST
@permission_required("reports.change_annex", raise_exception=True)
def move(request: UserRequest, pk: int) -> HttpResponse:
    """Put an annex one place up or down."""
    evaluation = _own_evaluation(request, pk)
    up = request.POST.get("to") == "up"
    try:
        move_annex(evaluation, request.POST.get("annex", ""), up=up, by=request.user)
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
    except StaleVersion:
        messages.error(
            request, _("Somebody else changed this record meanwhile: please look again.")
        )
    return redirect(f"{evaluation.get_absolute_url()}#annexes")


class EvaluationLibrary(EvaluationPages, SameSocietyMixin, EntryView, DetailView):
    """The library of indicators, to be taken over with target and points, all at once."""

    page = "library"
    route = "<int:pk>/library/"
    action = "change"
    template_name = "reports/indicator_library.html"

    def choices(self, evaluation: Evaluation) -> list[tuple[LibraryChoice, ChosenIndicatorForm]]:
        """Return each indicator of the library with its form."""
        data = self.request.POST if self.request.method == "POST" else None
        return [
            (
                choice,
                ChosenIndicatorForm(
                    data,
                    prefix=f"i{choice.key}",
                    direction=choice.indicator.direction,
                    initial={"target": choice.target, "weight": choice.indicator.weight},
                ),
            )
            for choice in library_choices(evaluation)
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the library, or why nothing can be taken from it now."""
        closed = page_of_closed(request, cast(Evaluation, self.get_object()))
        return closed or super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("choices", self.choices(cast(Evaluation, self.object)))
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = evaluation = cast(Evaluation, self.get_object())
        choices = self.choices(evaluation)
        valid = all([form.is_valid() for _choice, form in choices])
        chosen = [
            (choice, form)
            for choice, form in choices
            if form.is_valid() and form.cleaned_data["taken"] and not choice.is_used
        ]
        faults: list[str] = []
        if valid and not chosen:
            faults = [_("Choose one at least.")]
        elif valid:
            faults = self.take(evaluation, chosen)
            if not faults:
                message = ngettext(
                    "%(number)s indicator was taken over.",
                    "%(number)s indicators were taken over.",
                    len(chosen),
                )
                messages.success(request, message % {"number": len(chosen)})
                return redirect(evaluation)
        context = self.get_context_data(choices=choices, faults=faults)
        return self.render_to_response(context, status=422)

    def take(
        self, evaluation: Evaluation, chosen: list[tuple[LibraryChoice, ChosenIndicatorForm]]
    ) -> list[str]:
        """Save them as rows of the evaluation; return what is wrong."""

        def save_related() -> None:
            for choice, form in chosen:
                indicator = new_indicator(evaluation, choice.indicator)
                set_target(indicator, form.cleaned_data["target"])
                indicator.weight = form.cleaned_data["weight"]
                indicator.full_clean()
                indicator.save()

        try:
            evaluation.save_entry(by=self.user, save_related=save_related)
        except ValidationError as error:
            return list(error.messages)
        except StaleVersion:
            return [_("Somebody else changed this record meanwhile: please look again.")]
        return []


class EvaluationMonitoring(
    EvaluationPages, SameSocietyMixin, UnprocessableFormMixin, EntryView, FormView, DetailView
):
    """绩效运行监控表 up to a day, to be printed and filled in."""

    page = "monitoring"
    route = "<int:pk>/monitoring/"
    action = "change"
    form_class = MonitoringForm
    template_name = "reports/monitoring_form.html"
    object: Evaluation

    def get_initial(self) -> dict[str, Any]:
        self.object = cast(Evaluation, self.get_object())
        middle = self.object.start.replace(month=7, day=31)
        inside = self.object.start <= middle <= self.object.end
        return {"until": middle if inside else self.object.end}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = cast(Evaluation, self.get_object())
        return FormView.post(self, request, *args, **kwargs)

    def form_valid(self, form: MonitoringForm) -> HttpResponse:
        evaluation, until = self.object, form.cleaned_data["until"]
        if not evaluation.start <= until <= evaluation.end:
            form.add_error("until", _("This day lies outside the period."))
            return self.form_invalid(form)
        table = monitoring_table(evaluation, until, form.cleaned_data["executed"])
        content = render_pdf(render_to_string("reports/monitoring_print.html", {"table": table}))
        audit_log.write(
            LogEntry.Action.EXPORT, by=self.user, on=evaluation, reason=f"monitoring {until}"
        )
        answer = HttpResponse(content, content_type="application/pdf")
        name = f"{table.title}{evaluation.name_suffix}{until.isoformat()}.pdf"
        answer["Content-Disposition"] = content_disposition_header(False, name) or ""
        return answer
