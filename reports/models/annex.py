"""The annexes (附件) of an evaluation."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redcross.models import Entry, EvidenceFile
from redcross.printing.pdf_pages import MAX_PAGES
from reports.text.figure_references import check_references, in_words

from .evaluation import Evaluation, EvaluationComponent
from .long_text import text_fits

MAX_ROWS, MAX_COLUMNS = 300, 16


class Annex(EvaluationComponent):
    """One 附件, in its place among the others: written, pasted, a file, or generated."""

    class Kind(models.TextChoices):
        TEXT = "text", pgettext_lazy("annex", "text")
        TABLE = "table", _("table pasted from a spreadsheet")
        FILE = "file", _("PDF or photos")
        SELF_EVALUATION = "self", _("self-evaluation of the whole department")
        PROJECTS = "projects", _("self-evaluation of each project")
        BASIC_DATA = "basic", _("basic data")
        INDICATORS = "indicators", _("system of indicators")
        DUTIES = "duties", _("duties and what was done of each")
        COSTS = "costs", _("analysis of costs")
        SURVEY = "survey", _("report of the survey of satisfaction")
        STATEMENT = "statement", _("statement of money and goods")

    # Of which an evaluation may have several.
    WRITTEN_KINDS = (Kind.TEXT, Kind.TABLE, Kind.FILE)

    evaluation = models.ForeignKey(
        Evaluation, models.PROTECT, related_name="annexes", verbose_name=_("evaluation")
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=1000, help_text=_("Smaller numbers come first.")
    )
    kind = models.CharField(_("kind of annex"), max_length=10, choices=Kind, default=Kind.TEXT)
    title = models.CharField(
        _("title of the annex"),
        max_length=60,
        blank=True,
        help_text=_("Of a generated one it may stay empty."),
    )
    text = models.TextField(
        _("text of the annex"),
        blank=True,
        help_text=_("Of a table its rows, as a spreadsheet copies them; figures as in a chapter."),
    )
    wide = models.BooleanField(_("on landscape pages"), default=False)

    class Meta(Entry.Meta):
        verbose_name = _("annex")
        verbose_name_plural = _("annexes")
        ordering = ["position", "pk"]
        constraints = [
            *Entry.Meta.constraints,
            text_fits("text"),
            models.UniqueConstraint(
                fields=["evaluation", "kind"],
                condition=models.Q(voided_at=None) & ~models.Q(kind__in=["text", "table", "file"]),
                name="annex_generated_once",
                violation_error_message=_("The evaluation has this annex already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_text_display(self) -> str:
        """Return the text with its figures by their names."""
        return in_words(self.text)

    @property
    def is_table(self) -> bool:
        """Return whether its text is the rows of a table."""
        return self.kind in (self.Kind.TABLE, self.Kind.DUTIES)

    @property
    def cells(self) -> list[list[str]]:
        """Return the rows of a table with their cells, all as wide as the widest."""
        rows = [
            [cell.strip() for cell in line.split("\t")]
            for line in self.text.splitlines()
            if line.strip()
        ]
        width = max(map(len, rows), default=0)
        return [row + [""] * (width - len(row)) for row in rows]

    def clean(self) -> None:
        super().clean()
        self.title = self.title.strip() or ANNEX_TITLES.get(self.kind, "")
        if not self.title:
            raise ValidationError({"title": _("Say what the annex is called.")})
        self.text = "\n".join(line.rstrip(" \r") for line in self.text.splitlines()).strip("\n")
        try:
            check_references(self.text, self.society)
        except ValidationError as error:
            raise ValidationError({"text": error.messages}) from error
        if self.kind in (self.Kind.TEXT, self.Kind.TABLE) and not self.text.strip():
            raise ValidationError({"text": _("There is nothing in it yet.")})
        if self.is_table and (
            len(self.cells) > MAX_ROWS or len((self.cells or [[]])[0]) > MAX_COLUMNS
        ):
            raise ValidationError(
                {
                    "text": _("A table has at most %(rows)s rows and %(columns)s columns.")
                    % {"rows": MAX_ROWS, "columns": MAX_COLUMNS}
                }
            )

    def check_file(self, file: EvidenceFile) -> None:
        """Raise ValidationError for a file whose pages cannot all be printed."""
        super().check_file(file)
        file.check_pages(MAX_PAGES)

    def validate_after_save(self, before: Self | None) -> None:
        super().validate_after_save(before)
        if before and before.evaluation_id != self.evaluation_id:
            raise ValidationError({"evaluation": _("An annex stays with its evaluation.")})


# As the finance bureau calls those that are generated.
ANNEX_TITLES = {
    Annex.Kind.SELF_EVALUATION.value: "部门整体支出绩效自评表",
    Annex.Kind.PROJECTS.value: "项目支出绩效自评表",
    Annex.Kind.BASIC_DATA.value: "部门整体支出绩效评价基础数据表",
    Annex.Kind.INDICATORS.value: "绩效评价指标体系",
    Annex.Kind.DUTIES.value: "职能分解及完成情况表",
    Annex.Kind.COSTS.value: "成本费用分析",
    Annex.Kind.SURVEY.value: "满意度问卷调查报告",
    Annex.Kind.STATEMENT.value: "收支表",
}
