"""What somebody who signs an evaluation is told before: what is closed, and what is left open."""

from dataclasses import dataclass

from django.apps import apps
from django.utils.functional import Promise

from redcross.models import Record, Society
from reports.models import Evaluation, Remark

from .check_context import Finding
from .consistency_checks import findings
from .snapshot import counted_rows
from .text_renderer import TextRenderer

SOCIETIES_NAMED = 20


@dataclass(frozen=True)
class KindOfRecords:
    """How many records of a kind are counted, and of how many of them something is missing."""

    label: "str | Promise | None"
    number: int
    incomplete: int


@dataclass(frozen=True)
class SigningReview:
    """`societies`: those whose records are closed; `records`: by kind, none of what has none."""

    societies: list[Society]
    more_societies: int
    records: list[KindOfRecords]
    waived: list[Finding]
    standing: list[Finding]
    remarks: list[Remark]

    @property
    def number(self) -> int:
        """Return how many records are counted."""
        return sum(kind.number for kind in self.records)

    @property
    def incomplete(self) -> list[KindOfRecords]:
        """Return the kinds of which something is still to be completed."""
        return [kind for kind in self.records if kind.incomplete]

    @property
    def open_remarks(self) -> list[Remark]:
        """Return those that are not settled: they stand against signing."""
        return [remark for remark in self.remarks if not remark.settled]


def review_of(evaluation: Evaluation, renderer: TextRenderer | None = None) -> SigningReview:
    """Return what signing the evaluation closes, and what it leaves open."""
    found = findings(evaluation, renderer)
    societies = [evaluation.society]
    if not evaluation.own_records_only:
        below = Society.objects.filter(path__startswith=evaluation.society.path)
        societies += below.exclude(pk=evaluation.society_id).order_by("path")
    remarks = Remark.objects.countable().filter(
        chapter__evaluation=evaluation, chapter__voided_at=None
    )
    return SigningReview(
        societies[:SOCIETIES_NAMED],
        len(societies[SOCIETIES_NAMED:]),
        _records(evaluation),
        [finding for finding in found if finding.waived],
        [finding for finding in found if not finding.waived],
        list(remarks.select_related("entered_by", "chapter").order_by("settled", "pk")),
    )


def _records(evaluation: Evaluation) -> list[KindOfRecords]:
    """Return the kinds of dated records that are counted, one query a kind for each number."""
    kinds = []
    dated = {model for model in apps.get_models() if issubclass(model, Record)}
    for model, rows in counted_rows(evaluation):
        if model in dated and (number := rows.count()):
            incomplete = rows.filter(model.incomplete()).count()
            kinds.append(KindOfRecords(model._meta.verbose_name_plural, number, incomplete))
    return kinds
