"""What the year is told from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from campaigns.listings import PublicitySummary, publicity_summary
from donations.listings import adds_up_inner_transfers
from redcross.figures import (
    Period,
    Scope,
    Value,
    break_down,
    break_down_nested,
)
from redcross.models import Record, Society
from reports.text.figure_references import get_counted_figure
from reports.text.period_words import PeriodWords
from reports.text.wording import NOT_NETTED, Dated, TextRun, format_change

from .phrases import Paragraph, flatten, listed, value_run

# So many groups are told with their numbers; of more the largest.
MOST_GROUPS = 8


@dataclass(frozen=True)
class NarrativeData:
    """What the text is written from: the figures of a period, and `before`, a year earlier.

    `kept_texts`: what the society says in its own words, by where it belongs, a paragraph a line.
    """

    scope: Scope
    values: dict[str, Value]
    before: dict[str, Value]
    kept_texts: Mapping[str, list[Paragraph]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return what the text calls the society."""
        return self.society.short_name or self.society.name

    @property
    def society(self) -> Society:
        """Return whose year is told."""
        return self.scope.society

    @property
    def period(self) -> Period:
        """Return the days that are told of."""
        return self.scope.period

    @cached_property
    def words(self) -> PeriodWords:
        """Return the words for the period."""
        return PeriodWords(self.period)

    @cached_property
    def publicity_summary(self) -> PublicitySummary:
        """Return what the publicity of the period used and was about."""
        return publicity_summary(self.scope)

    @cached_property
    def below(self) -> dict[int, Society]:
        """Return the societies below whose records are counted too, by key."""
        keys = [] if self.scope.own_records_only else self.society.keys_below
        return Society.objects.in_bulk(set(keys) - {self.society.pk})

    def reach(self, *keys: str) -> str:
        """Return 全系统 where societies below have a part in these numbers, else 本级."""
        for key in keys if self.below else ():
            figure = get_counted_figure(key)
            for society, value in break_down(figure, "society", self.scope, parameter="alone"):
                if value.says_something and society.pk in self.below:
                    return "全系统"
        return "本级"

    def not_netted(self, key: str) -> str:
        """Write that inner transfers are counted on both sides, where they may be."""
        return f"（{NOT_NETTED}）" if adds_up_inner_transfers(self.scope, key) else ""

    def whose(self, record: Any) -> str:
        """Return which society below it is of; nothing of one of its own."""
        society = self.below.get(record.society_id)
        return (society.short_name or society.name) if society else ""

    def when(self, record: Dated) -> str:
        """Write when, as well as it is known; of what lies ahead, that it is planned."""
        day = self.words.date(record)
        ahead = "计划" if day == self.words.whole else "计划于"
        return f"{ahead}{day}" if day and record.date > timezone.localdate() else day

    def get(self, key: str) -> Value | None:
        """Return the figure's value, or None where there is nothing to tell.

        It may not be known: `clause` and `value_run` then state no number.
        """
        value = self.values.get(key)
        return value if value is not None and value.says_something else None

    def changed(self, key: str) -> TextRun | None:
        """Write 较上年增长12.5%, where the periods are alike and both are known exactly."""
        now, then = self.values[key], self.before[key]
        if now.rounded or then.rounded or not now.number or not self.is_comparable:
            return None
        words = format_change(now.number, then.number, self.words.compared, self.words.unchanged)
        return TextRun(words, now.url, f"[[{key};as=change]]") if words else None

    @cached_property
    def is_comparable(self) -> bool:
        """Return whether numbers may be compared with those of a year earlier."""
        return bool(self.words.compared) and not self.has_unplaced_records

    @cached_property
    def has_unplaced_records(self) -> bool:
        """Return whether records of which only year or month is known may lie outside the period.

        Or within it, though their day is not: as many queries as there are kinds of records.
        """
        if self.words.years:
            return False
        start, end = self.period.start, self.period.end
        precision = Record.Precision
        unplaced = Q(date_precision=precision.YEAR, date__year__range=(start.year, end.year))
        if not self.words.months:
            for day in (start, end):
                month = Q(date__year=day.year, date__month=day.month)
                unplaced |= month & Q(date_precision__in=[precision.MONTH, precision.THIRD])
        of_scope = Q(society__in=[self.society.pk, *self.below])
        return any(
            model.objects.countable().filter(of_scope, unplaced).exists()
            for model in apps.get_models()
            if issubclass(model, Record)
        )

    def towns(self, key: str) -> Paragraph:
        """Tell a figure by town, what lies within each with it."""
        return self.groups("按地点分，", key, "place", "town", nested=True)

    def groups(
        self, before: str, key: str, by: str, parameter: str, *, nested: bool = False
    ) -> Paragraph:
        """Tell a figure by groups, the largest first: 按地点分，甲镇3场、乙镇2场.

        `parameter`: of the figure's list for one group, `nested` with all within it. Nothing where
        there are no two groups, or one of them is not known.
        """
        figure = get_counted_figure(key)
        if nested:
            tree = break_down_nested(figure, by, self.scope, parameter)
            found = [(one.group, one.value) for one in tree if not one.level]
        else:
            found = break_down(figure, by, self.scope, parameter=parameter)
        named_groups = [(str(group), value) for group, value in found if group not in (None, "")]
        known = [(group, value) for group, value in named_groups if value.number]
        if len(known) < 2 or any(value.is_unknown for _group, value in found):
            return []
        ordered = sorted(known, key=lambda pair: -pair[1].number)
        largest, smaller = ordered[:MOST_GROUPS], ordered[MOST_GROUPS:]
        # More is what exceeds all that is left out.
        largest = [pair for pair in largest if not smaller or pair[1].number > smaller[0][1].number]
        if not largest:
            return []
        more = "较多的有" if len(largest) < len(known) else ""
        rest = "，其余未注明" if len(named_groups) < len(found) else ""
        return flatten(
            before, more, listed([group, value_run(value)] for group, value in largest), rest
        )
