"""What the year is told from."""

from dataclasses import dataclass
from functools import cached_property

from campaigns.figures import Said, all_said
from redcross.figures import Period, Scope, Value
from redcross.models import Society
from reports.text.wording import format_change


@dataclass(frozen=True)
class NarrativeData:
    """What the text is written from: the figures of a period, and `before`, a year earlier."""

    scope: Scope
    values: dict[str, Value]
    before: dict[str, Value]

    @property
    def name(self) -> str:
        """Return what the text calls the society."""
        return self.society.short_name or self.society.name

    @cached_property
    def scope_word(self) -> str:
        """Return 本级 where only the society's own is counted, 全系统 with those below it."""
        below = not self.scope.own_records_only and self.society.children.exists()
        return "全系统" if below else "本级"

    @property
    def society(self) -> Society:
        """Return whose year is told."""
        return self.scope.society

    @property
    def period(self) -> Period:
        """Return the days that are told of."""
        return self.scope.period

    @cached_property
    def said(self) -> Said:
        """Return what the publicity of the period used and was about."""
        return all_said(self.scope)

    def get(self, key: str) -> Value | None:
        """Return the figure's value, or None where there is nothing to tell.

        It may not be known: `clause` and `value_run` then state no number.
        """
        value = self.values.get(key)
        return value if value is not None and value.says_something else None

    def changed(self, key: str) -> str:
        """Write 较上年增长12.5%, when there is something in both years, both known exactly."""
        now, then = self.values[key], self.before[key]
        if now.rounded or then.rounded or not now.number:
            return ""
        return format_change(now.number, then.number)
