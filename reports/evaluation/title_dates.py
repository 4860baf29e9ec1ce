"""Days in a sentence that names a recorded event, on none of which it was."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import CharField, F, Q, TextField, Value
from django.db.models.functions import Replace

from redcross.figures import Period, Scope, registered_figures
from redcross.models import Record
from reports.text.dates import WrittenDate, dates_in
from reports.text.sentences import Sentence

_QUOTES = '“”"‘’《》 '
_TAIL = "活动"
_SHORTEST = 4
_NOT_ITS_OWN = re.compile(r"截至|截止|前|以来|起$")


@dataclass(frozen=True)
class TitledDays:
    """What is called so, and a time at which it was."""

    title: str
    first: date
    last: date


class EventTitles:
    """The events, trainings and emergencies that a text calls by name: one query a kind."""

    def __init__(self, scope: Scope, text: str):
        self.period = scope.period
        self._by_title: dict[str, list[TitledDays]] = {}
        if not text.strip():
            return
        plain = _plain(text)
        models = {figure.model for figure in registered_figures()}
        titled = [
            model for model in models if issubclass(model, Record) and hasattr(model, "title")
        ]
        for model in sorted(titled, key=lambda one: one._meta.label):
            title: F | Replace = F("title")
            for sign in (*_QUOTES, _TAIL):
                title = Replace(title, Value(sign), Value(""), output_field=CharField())
            rows = model.objects.countable().filter(
                scope.owned(), date__lte=scope.period.end + timedelta(days=366)
            )
            rows = rows.annotate(_title=title, _text=Value(plain, output_field=TextField())).filter(
                ~Q(title=""), _text__contains=F("_title")
            )
            fields = ("_title", "date", "end_date", "date_precision")
            for name, first, last, precision in rows.values_list(*fields)[:2000]:
                if len(name) >= _SHORTEST:
                    self._add(name, first, last or first, precision)

    def _add(self, title: str, first: date, last: date, precision: str) -> None:
        """Keep when it was, as far as that is known."""
        if precision == Record.Precision.YEAR:
            first, last = first.replace(month=1, day=1), last.replace(month=12, day=31)
        elif precision in (Record.Precision.MONTH, Record.Precision.THIRD):
            first = first.replace(day=1)
            last = (last.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        self._by_title.setdefault(title, []).append(TitledDays(title, first, last))

    def without(self, text: str) -> str:
        """Return the text without what it calls by its title."""
        plain = _plain(text)
        for title in sorted(self._by_title, key=len, reverse=True):
            plain = plain.replace(title, "|")
        return plain

    def wrong_days(self, sentence: Sentence) -> Iterator[tuple[WrittenDate, TitledDays]]:
        """Yield the first day of a sentence of which none is one of what it names, with that."""
        stated_days = [
            day
            for day in dates_in(sentence.text)
            if day.month
            and day.within(self.period)
            and not _NOT_ITS_OWN.search(sentence.text[max(0, day.at - 3) : day.at])
            and not re.match("前|以前|起", sentence.text[day.end :])
        ]
        if not stated_days:
            return
        plain = _plain(sentence.text)
        named = [days for title, days in self._by_title.items() if title in plain]
        if not named or any(
            self._touches(day, one) for days in named for one in days for day in stated_days
        ):
            return
        yield stated_days[0], named[0][0]

    def _touches(self, day: WrittenDate, titled: TitledDays) -> bool:
        """Return whether any of the days may be the other's."""
        spans = day.days(Period(self.period.start, self.period.end))
        return any(first <= titled.last and last >= titled.first for first, last in spans)


def _plain(text: str) -> str:
    for sign in (*_QUOTES, _TAIL):
        text = text.replace(sign, "")
    return text
