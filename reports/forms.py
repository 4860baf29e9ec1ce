import re
from typing import Any, cast
from unicodedata import normalize

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcross.figures import Period
from redcross.formatting import format_decimal
from redcross.forms import EntryForm, LineForm, TypedDateField
from redcross.forms.choices import TYPED_SUFFIX
from redcross.models import Society, User
from redcross.typed_values import TypedAs, half_width, read_date
from reports.text.outlines import BUILTIN_OUTLINES, CHAPTER_SOURCES

from .figure_fields import FigureSelect, figure_called
from .indicator_rows import IndicatorRowForm
from .models import (
    Chapter,
    Evaluation,
    Honour,
    Indicator,
    KeptText,
    Outline,
    OutlineSection,
    Remark,
    Waiver,
)
from .models.evaluation import FIRST_YEAR, validate_period_day

FEWEST_PERIODS, MOST_PERIODS = 2, 6
# The position of what comes after everything else.
LAST_POSITION = 32000


def parse_period(words: str) -> Period:
    """Return the period of `2020`, or of `2021-01-01..2021-06-30`. Raises ValidationError."""
    words = half_width(words)
    try:
        if match := re.fullmatch("([0-9]{4})年?", words):
            period = Period.year(int(match[1]))
        else:
            start, end = words.split("..", 1)
            period = Period(*(read_date(day, TypedAs.END_DATE) for day in (start, end)))
    except (ValueError, ValidationError):
        raise ValidationError(
            _("“%(words)s” is no period: write a year, or two dates with two dots between them.")
            % {"words": words[:40]}
        ) from None
    if period.end < period.start:
        raise ValidationError(_("“%(words)s” ends before it starts.") % {"words": words[:40]})
    last = timezone.localdate().year + 1
    if not FIRST_YEAR <= period.start.year <= period.end.year <= last:
        raise ValidationError(
            _("“%(words)s” does not lie between %(first)s and %(last)s.")
            % {"words": words[:40], "first": FIRST_YEAR, "last": last}
        )
    return period


class PeriodsField(forms.MultipleChoiceField):
    """Several periods as they are written, empty ones left out, each once."""

    def clean(self, value: list[str] | None) -> list[Period]:
        """Return the periods. Raises ValidationError naming all that are none."""
        written = list(dict.fromkeys(words.strip() for words in value or [] if words.strip()))
        if len(written) > MOST_PERIODS:
            raise ValidationError(
                _("At most %(most)s periods stand side by side.") % {"most": MOST_PERIODS}
            )
        faults: list[str] = []
        periods: list[Period] = []
        for words in written:
            try:
                periods.append(parse_period(words))
            except ValidationError as fault:
                faults += fault.messages
        if faults:
            raise ValidationError(faults)
        # One may be written in two ways.
        periods = list(dict.fromkeys(periods))
        if len(periods) < FEWEST_PERIODS:
            raise ValidationError(_("Give two periods at least."))
        return periods


class ComparisonForm(forms.Form):
    """Which periods stand side by side."""

    period = PeriodsField(label=_("periods"), required=False)


def source_choice_field() -> forms.ChoiceField:
    """Return the field for what a chapter is generated from, in the Chinese of its heading."""
    return forms.ChoiceField(
        label=_("generated from"),
        choices=[("", "—"), *CHAPTER_SOURCES.items()],
        required=False,
        widget=forms.Select(attrs={"lang": "zh-Hans"}),
    )


class OutlineSectionForm(LineForm):
    """Without a position it comes last; without heading and text it is no section."""

    # Nor is a position or a level alone.
    telling_fields = ("heading", "source", "text")
    source = source_choice_field()

    class Meta:
        model = OutlineSection
        fields = ("position", "level", "heading", "source", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 2, "data-figures": "short"})}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["position"].required = False
        self.required.remove("position")
        if self.instance.pk is None and "position" not in (kwargs.get("initial") or {}):
            self.initial["position"] = None

    def clean_position(self) -> int:
        return self.cleaned_data.get("position") or LAST_POSITION


class OutlineForm(EntryForm):
    lines = {"sections": OutlineSectionForm}

    class Meta:
        model = Outline
        fields = ("name", "title")


class IndicatorForm(IndicatorRowForm):
    optional = True
    wide = True
    hint = _(
        "Rows copied from a table of indicators, the printed one too, can be pasted into the first"
        " cell, with its headings. Targets may have sign and unit; figures are found by their"
        " names. Where a row has a figure, what was reached comes from it and is not pasted."
    )

    class Meta:
        model = Indicator
        widgets = {"figure": FigureSelect}
        fields = (
            "first",
            "second",
            "third",
            "direction",
            "target",
            "target_date",
            "target_words",
            "unit",
            "figure",
            "actual",
            "actual_date",
            "met",
            "evidence",
            "weight",
            "manual_score",
            "reason",
            "missed_earns",
            "missed_deduction",
            "bands",
            "rule",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("weight", "manual_score"):
            if (points := self.initial.get(name)) is not None:
                self.initial[name] = format_decimal(points)

    def limit_choices(self, society: Society | None) -> None:
        """Choose the figure of exactly the name that was typed or pasted without choosing."""
        super().limit_choices(society)
        key = self.add_prefix("figure")
        typed = self.data.get(f"{key}{TYPED_SUFFIX}", "").strip() if self.is_bound else ""
        if not typed:
            return
        if found := figure_called(typed):
            data = cast(QueryDict, self.data).copy()
            data[key] = found
            self.data = data
        else:
            self.fields["figure"].widget.attrs["data-typed"] = typed
            self.unknown_names["figure"] = typed


class EvaluationForm(EntryForm):
    lines = {"indicators": IndicatorForm}
    main_field_count = 6

    class Meta:
        model = Evaluation
        fields = (
            "title",
            "start",
            "end",
            "own_records_only",
            "goal",
            "achieved",
            "addressee",
            "cover",
            "sealed",
            "prints_code",
            "budget_code",
            "contact",
            "phone",
            "missed_earns",
            "missed_deduction",
            "excess_limit",
            "excess_deduction",
        )
        widgets = {
            name: forms.Textarea(attrs={"data-figures": "short"}) for name in ("goal", "achieved")
        }

    # Left empty, these are as usual.
    usual = ("missed_earns", "excess_limit", "excess_deduction")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.usual:
            self.fields[name].required = False

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        for name in self.usual:
            if name not in self.errors and cleaned.get(name) in (None, ""):
                cleaned[name] = Evaluation.own_field(name).get_default()
        return cleaned


class SetUpForm(forms.Form):
    """Which outline, for which days."""

    outline = forms.ChoiceField(label=_("outline"), widget=forms.Select(attrs={"lang": "zh-Hans"}))
    start = TypedDateField(label=_("from"), typed_as=TypedAs.END_DATE)
    end = TypedDateField(label=_("to"), typed_as=TypedAs.END_DATE)
    own_records_only = forms.BooleanField(label=_("the society alone"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        own = Outline.objects.countable().filter(society=user.society_id)
        earlier = self.earlier(user)
        field = cast(forms.ChoiceField, self.fields["outline"])
        field.choices = [
            *((name, heading) for name, (heading, _chapters) in BUILTIN_OUTLINES.items()),
            *((f"own:{outline.pk}", outline.name) for outline in own),
            *((f"from:{evaluation.pk}", f"沿用：{evaluation.name}") for evaluation in earlier),
        ]
        # What each choice but the built-in ones stands for.
        self.own = {f"own:{outline.pk}": outline for outline in own}
        self.begun = {f"from:{evaluation.pk}": evaluation for evaluation in earlier}

    def earlier(self, user: User) -> list[Evaluation]:
        """Return the evaluations from which the next may be begun, of revisions the latest."""
        rows = Evaluation.objects.countable().filter(society=user.society_id)
        rows = rows.order_by("-start", "-end", "own_records_only", "-revision")
        return list(rows.distinct("start", "end", "own_records_only")[:20])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            self.add_error("end", _("The end date lies before the date."))
        return cleaned


class ChapterForm(EntryForm):
    main_field_count = 2
    source = source_choice_field()

    class Meta:
        model = Chapter
        fields = ("heading", "text", "position", "level", "source", "evaluation")
        widgets = {"text": forms.Textarea(attrs={"data-figures": ""})}

    def advanced_is_used(self) -> bool:
        """Return whether all stands at once: of a new chapter, and where something is wrong."""
        return self.instance.pk is None or any(
            bound.errors for bound in self.advanced_bound_fields()
        )


class ChapterTextForm(EntryForm):
    """The text alone, of a page on which all chapters are written. `heading`: as it is printed."""

    heading: str

    class Meta:
        model = Chapter
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"data-figures": "short"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["text"]
        field.label = cast(Chapter, self.instance).heading
        # A chapter that nobody touched here is not asked about when somebody else has changed it.
        field.show_hidden_initial = True

    def is_written(self) -> bool:
        """Return whether its text was sent, and is another than the page came with."""
        return (
            self.is_bound and self.add_prefix("text") in self.data and "text" in self.changed_data
        )


class RemarkForm(EntryForm):
    class Meta:
        model = Remark
        fields = ("chapter", "text", "settled")


class WaiverForm(EntryForm):
    class Meta:
        model = Waiver
        fields = ("evaluation", "finding", "reason")


class VerificationForm(forms.Form):
    """The code on a print, and the file that is to be compared."""

    code = forms.CharField(label=_("verification code"), max_length=40)
    file = forms.FileField(label=_("the PDF"), required=False)

    def clean_code(self) -> str:
        """Return the code as it is printed, however it was typed."""
        typed = normalize("NFKC", self.cleaned_data["code"]).upper()
        letters = "".join(c for c in typed if c.isalnum())
        return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))

    def clean_file(self) -> UploadedFile | None:
        """Return the file; raises ValidationError for one larger than what is signed here."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file and (file.size or 0) > settings.VERIFY_MAX_BYTES:
            limit = settings.VERIFY_MAX_BYTES // 1024**2
            raise ValidationError(_("The file is larger than %(mb)s MB.") % {"mb": limit})
        return file


class HonourForm(EntryForm):
    main_field_count = 5

    class Meta:
        model = Honour
        fields = (
            "date",
            "title",
            "holder",
            "given_by",
            "level",
            "end_date",
            "date_precision",
            "times",
            "note",
        )


class PeriodForm(forms.Form):
    """Whose figures, over which days."""

    date_from = TypedDateField(label=_("from"), typed_as=TypedAs.OPEN_DATE, rough=True)
    date_to = TypedDateField(label=_("to"), typed_as=TypedAs.END_DATE)

    def clean(self) -> None:
        for name in [name for name in ("date_from", "date_to") if name in self.cleaned_data]:
            day = self.cleaned_data[name]
            try:
                validate_period_day(day)
            except ValidationError as fault:
                self.add_error(name, fault)
        start, end = self.cleaned_data.get("date_from"), self.cleaned_data.get("date_to")
        if start and end and end < start:
            self.add_error("date_to", _("The end date lies before the date."))


class KeptTextForm(EntryForm):
    class Meta:
        model = KeptText
        fields = ("place", "year", "text")
        widgets = {"text": forms.Textarea(attrs={"data-figures": ""})}
