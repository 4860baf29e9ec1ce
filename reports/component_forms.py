"""Forms of what belongs to an evaluation: budget, basic numbers, goals, projects, annexes."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from redcross.figures import Unit, figures_by_key
from redcross.formatting import trim_decimal
from redcross.forms import (
    EntryForm,
    LineForm,
    LineFormSet,
    TypedDateField,
    TypedDecimalField,
)
from redcross.models import Line
from redcross.typed_values import TypedAs

from .indicator_rows import IndicatorRowForm
from .models import (
    TARGET_FIELDS,
    BasicAmount,
    BudgetLine,
    Evaluation,
    Indicator,
    ProjectEvaluation,
    ProjectFunds,
    ProjectIndicator,
)
from .text.figure_references import FigureReference, describe_reference

RESULT_FIELDS = ("figure", "actual", "actual_date", "met", "evidence", "manual_score", "reason")


class FixedRowForm(LineForm):
    """A row that stands there from the start; `row_fields` say which and are not asked for."""

    row_fields: tuple[str, ...] = ()
    # Numbers of which nothing typed is 0.
    zero_if_blank: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.row_fields:
            self.fields[name].widget = forms.HiddenInput()
        self.required = [name for name in self.required if name not in self.zero_if_blank]

    @classmethod
    def all_rows(cls) -> list[dict[str, str]]:
        """Return the values of `row_fields` of every row, in their order."""
        raise NotImplementedError

    def row_name(self) -> str:
        """Return what the row is called on the page."""
        return self.plain_name()

    def plain_name(self) -> str:
        """Return what a table that is pasted calls the row."""
        values = {name: self[name].value() for name in self.row_fields}
        return str(self._meta.model(**values))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in self.zero_if_blank:
            if cleaned.get(name) is None and name not in self.errors:
                cleaned[name] = Decimal(0)
        return cleaned


class FixedRows(LineFormSet):
    """The rows of `FixedRowForm.all_rows`, those stored and those still empty."""

    form: type[FixedRowForm]
    # Nobody adds rows, or takes them away.
    fixed = True

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if data is not None:
            return
        stored = {self._key(line): line for line in self.lines}
        rows = [(row, stored.pop(tuple(row.values()), None)) for row in self.form.all_rows()]
        # Others that were stored by another way.
        rows += [({}, line) for line in stored.values()]
        blank = dict.fromkeys(self.form.zero_if_blank)
        self.initial = [{} if line else {**blank, **row} for row, line in rows]
        self.placed = [line for _row, line in rows]

    def _key(self, line: Line) -> tuple[str, ...]:
        return tuple(getattr(line, name) for name in self.form.row_fields)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Return what the form of a row is made with: of a page not sent yet, its line by place."""
        kwargs = super().get_form_kwargs(index)
        if index is None or self.is_bound:
            return kwargs
        kwargs.pop("instance", None)
        line = self.placed[index] if index < len(self.placed) else None
        return kwargs | ({"instance": line} if line else {})


class FixedRowsForm(EntryForm):
    """An entry with rows that are all there from the start."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = {n: v for n, v in self.initial.items() if isinstance(v, Decimal)}
        self.initial.update({name: trim_decimal(number) for name, number in numbers.items()})

    def _lineset(self, name: str, data: Mapping[str, Any] | None) -> LineFormSet:
        form = self.lines[name]
        if not issubclass(form, FixedRowForm):
            return super()._lineset(name, data)
        most = len(form.all_rows()) * 2
        formset = cast(
            type[LineFormSet],
            forms.formset_factory(form, FixedRows, extra=0, max_num=most, absolute_max=most),
        )
        return formset(data, prefix=name, entry=self.instance, user=self.user)


def figure_choices() -> list[tuple[str, str]]:
    """Return every figure by its key, money in 10000 yuan too, in the words of the page."""
    choices, wan = [("", "—")], gettext("10000 yuan")
    for key, figure in figures_by_key().items():
        choices.append((key, f"{figure.label} ({figure.unit.label})"))
        if figure.unit == Unit.YUAN:
            choices.append((f"{key};as=wan", f"{figure.label} ({wan})"))
    return choices


def hide_given(form: forms.BaseForm, *names: str) -> None:
    """Not ask for what the page was opened with."""
    for name in names:
        if form.get_initial_for_field(form.fields[name], name):
            form.fields[name].widget = forms.HiddenInput()


SUMS = ("initial", "adjusted", "executed")


class BudgetRowForm(FixedRowForm):
    row_fields = ("kind", "source")
    zero_if_blank = telling_fields = SUMS

    class Meta:
        model = BudgetLine
        fields = ("kind", "source", *SUMS)

    def row_name(self) -> str:
        if self["kind"].value() == BudgetLine.Kind.BASIC:
            source = BudgetLine.Source(self["source"].value()).label
            return gettext("basic expenditure not divided, %(source)s") % {"source": source}
        return super().row_name()

    @classmethod
    def all_rows(cls) -> list[dict[str, str]]:
        kind = BudgetLine.Kind
        kinds = (kind.PERSONNEL, kind.RUNNING, kind.PROJECT, kind.BASIC)
        return [
            {"kind": of.value, "source": source}
            for of in kinds
            for source in BudgetLine.Source.values
        ]


class BudgetForm(FixedRowsForm):
    """The budget on one page: each kind from each source, and the totals stated elsewhere."""

    lines = {"budget": BudgetRowForm}

    class Meta:
        model = Evaluation
        fields = ("budget_points", "initial_stated", "adjusted_stated", "executed_stated")


class BasicRowForm(FixedRowForm):
    row_fields = ("kind",)
    telling_fields = ("before", "planned", "now")

    class Meta:
        model = BasicAmount
        fields = ("kind", "before", "planned", "now")

    @classmethod
    def all_rows(cls) -> list[dict[str, str]]:
        return [{"kind": kind} for kind in BasicAmount.Kind.values]


class BasicDataForm(FixedRowsForm):
    """The basic numbers on one page. The staff is counted from what the society has and is."""

    lines = {"basic_amounts": BasicRowForm}

    class Meta:
        model = Evaluation
        fields = ("three_public_expenses", "three_public_expenses_before")


class TargetForm(IndicatorRowForm):
    """What of an indicator is approved."""

    class Meta:
        model = Indicator
        fields = TARGET_FIELDS


class GoalsForm(EntryForm):
    """The paper that approves goal and indicators, and these as it approves them."""

    lines = {"indicators": TargetForm}

    class Meta:
        model = Evaluation
        fields = ("goals_number", "goals_date", "goals_reason", "goal")
        widgets = {"goal": forms.Textarea(attrs={"data-figures": "short"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("goals_number", "goals_date"):
            self.fields[name].required = True
        if not cast(Evaluation, self.instance).goals_number:
            self.fields["goals_reason"].widget = forms.HiddenInput()
            return
        # A change has a paper of its own.
        for name in ("goals_number", "goals_date", "goals_reason"):
            self.initial[name] = None
            self.fields[name].required = True

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        before = Evaluation.objects.filter(pk=self.instance.pk).first()
        same = before and before.goals_number and before.goals_number == cleaned.get("goals_number")
        if same and before and before.goals_date == cleaned.get("goals_date"):
            self.add_error("goals_number", _("The change has a paper of its own."))
        return cleaned


class ProjectFundsForm(FixedRowForm):
    row_fields = ("source",)
    zero_if_blank = telling_fields = SUMS

    class Meta:
        model = ProjectFunds
        fields = ("source", *SUMS)

    @classmethod
    def all_rows(cls) -> list[dict[str, str]]:
        return [{"source": source} for source in ProjectFunds.Source.values]


class ProjectIndicatorForm(IndicatorRowForm):
    figure = forms.ChoiceField(
        label=_("counted from records"), required=False, choices=figure_choices
    )

    class Meta:
        model = ProjectIndicator
        fields = (*TARGET_FIELDS, *RESULT_FIELDS, "rule")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        line = cast(ProjectIndicator, self.instance)
        chosen, field = line.figure, cast(forms.ChoiceField, self.fields["figure"])
        if chosen and chosen not in dict(figure_choices()):
            described = describe_reference(FigureReference.read(chosen))
            field.choices = [*figure_choices(), (chosen, described)]


class ProjectEvaluationForm(FixedRowsForm):
    lines = {"funds": ProjectFundsForm, "indicators": ProjectIndicatorForm}
    main_field_count = 6

    class Meta:
        model = ProjectEvaluation
        fields = (
            *("evaluation", "name", "department", "unit", "goal", "achieved"),
            *("conclusion", "budget_points", "position"),
            *("goals_number", "goals_date", "goals_reason"),
        )
        widgets = {
            name: forms.Textarea(attrs={"data-figures": "short"}) for name in ("goal", "achieved")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hide_given(self, "evaluation")


class ChosenIndicatorForm(forms.Form):
    """One of the library, taken with its target and its points."""

    taken = forms.BooleanField(label=_("take over"), required=False)
    target = forms.CharField(label=_("target"), max_length=60, required=False)
    weight = TypedDecimalField(
        label=_("points"), max_digits=5, decimal_places=2, required=False, min_value=0
    )

    def __init__(self, *args: Any, direction: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if direction == Indicator.Direction.BY_DATE:
            self.fields["target"] = TypedDateField(
                label=_("target: by"), typed_as=TypedAs.END_DATE, required=False
            )
        elif direction != Indicator.Direction.QUALITY:
            self.fields["target"] = TypedDecimalField(
                label=_("target"), max_digits=16, decimal_places=4, required=False
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("taken"):
            for name in ("target", "weight"):
                if cleaned.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned


class MonitoringForm(forms.Form):
    """Up to which day 绩效运行监控 looks, and what was spent by then."""

    until = TypedDateField(label=_("up to"), typed_as=TypedAs.END_DATE)
    executed = TypedDecimalField(
        label=_("executed up to then (10000 yuan)"),
        typed_as=TypedAs.WAN_YUAN,
        max_digits=14,
        decimal_places=6,
        required=False,
        min_value=0,
    )
