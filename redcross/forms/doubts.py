"""What is asked about before it is saved: it may be right, and is more likely a slip."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from redcross.formatting import format_day, format_decimal
from redcross.models import Merge, NamedEntry, Record
from redcross.naming import normalised
from redcross.typed_values import DatePrecision, TypedAs

if TYPE_CHECKING:
    from redcross.models import Entry, Line

    from .lines import LineForm

    _ModelForm = forms.ModelForm[Entry] | forms.ModelForm[Line]

# From this on a number of one record is asked about.
LARGE: dict[TypedAs, int] = {
    TypedAs.YUAN: 10**8,
    TypedAs.WAN_YUAN: 10**4,
    TypedAs.MILLILITRES: 10**7,
    TypedAs.COUNT: 10**6,
    TypedAs.WHOLE: 10**7,
    TypedAs.NUMBER: 10**7,
}
# The name of their checkboxes.
CONFIRMED = "confirmed"
EARLIEST = date(1950, 1, 1)
DAYS_AHEAD = 366
# Of so many of a name it is asked whether they are told apart.
MOST_NAMESAKES = 20


class Doubt(NamedTuple):
    """A question to the clerk. `key` names the field and its value: it confirms only this one.

    `url`: where what it speaks of stands, if anywhere.
    """

    key: str
    text: str
    confirmed: bool
    shared: bool
    url: str = ""


def confirmed_doubts(data: Any) -> list[str]:
    """Return the keys of the doubts that were confirmed, of what was sent."""
    return data.getlist(CONFIRMED) if isinstance(data, MultiValueDict) else []


def doubt_about(value: date | Decimal | int, typed_as: TypedAs) -> str:
    """Return what looks odd in the value, "" for nothing."""
    if isinstance(value, date):
        if value < EARLIEST:
            return _("%(value)s lies before %(year)s.") % {"value": value, "year": EARLIEST.year}
        last = timezone.localdate() + timedelta(days=DAYS_AHEAD)
        ahead = typed_as != TypedAs.END_DATE and value > last
        return _("%(value)s lies more than a year ahead.") % {"value": value} if ahead else ""
    if value < LARGE[typed_as]:
        return ""
    return _("%(value)s is a very large number.") % {"value": f"{value:,}"}


def doubts_of(
    form: "_ModelForm", confirmed: list[str], *, shared: tuple[str, ...] = (), row: str = ""
) -> Iterator[Doubt]:
    """Yield what looks odd in the fields typed anew; what was stored before is not asked again.

    `shared`: fields that several forms of the page have from one box. `row`: which row it is.
    """
    for name in form.changed_data if form.instance.pk else form.fields:
        typed_as: TypedAs | None = getattr(form.fields[name], "typed_as", None)
        value: Any = form.cleaned_data.get(name)
        if typed_as is None or value is None or not (text := doubt_about(value, typed_as)):
            continue
        shown = value if isinstance(value, date) else format_decimal(value)
        key = f"{name if name in shared else form.add_prefix(name)}={shown}"
        question = _("%(row)s%(field)s: %(doubt)s") % {
            "row": row,
            "field": capfirst(str(form[name].label)),
            "doubt": text,
        }
        yield Doubt(key, question, key in confirmed, name in shared)


def doubt_about_double(
    form: "_ModelForm", lines: Mapping[str, list[str]], confirmed: list[str]
) -> Doubt | None:
    """Return the question whether a valid form says again what another record says.

    `lines`: what its lines say, by related name.
    """
    record = form.instance
    if form.errors or not isinstance(record, Record):
        return None
    telling = (*record.alike_fields, *record.all_distinguishing_fields())
    if record.pk and not set(form.changed_data).intersection(telling):
        return None
    for double in record.likely_doubles([record])[0]:
        if all(_record_has_line(double, name, texts) for name, texts in lines.items()):
            return double_doubt(double, confirmed, prefix=form.add_prefix("double"))
    return None


def questions_of(
    entry: "Entry",
    lines: "Mapping[str, Sequence[Line]]",
    confirmed: list[str],
    *,
    prefix: str = "asked",
) -> Iterator[Doubt]:
    """Yield what its model asks before it is saved, of it and of the lines to be saved with it."""
    for question in entry.questions(lines):
        key = f"{prefix}={question.key}"
        url = question.about.get_absolute_url() if question.about else ""
        yield Doubt(key, question.text, key in confirmed, False, url)


def doubt_about_row(form: "_ModelForm", number: int) -> Doubt:
    """Return the question whether a row that says the same as an earlier one is another one."""
    key = f"{form.add_prefix('row')}={number}"
    text = _("This row says the same as row %(row)s. Is it another one?") % {"row": number}
    return Doubt(key, text, key in confirmed_doubts(form.data), False)


def doubts_about_namesakes(
    forms: Sequence["LineForm"], confirmed: list[str], labels: Sequence[str]
) -> Iterator[Doubt]:
    """Yield the question whether rows of one name are two people.

    Those that are joined to people are told apart by these; what was stored before is not asked
    again. `labels`: which row each is.
    """
    first: dict[str, list[int]] = {}
    for index, form in enumerate(forms):
        for field, holds in form.people.items():
            name = normalised(str(getattr(form.instance, holds) or ""))
            if not name or holds == field:
                continue
            for other in first.get(name, ()):
                joined = all(getattr(one.instance, f"{field}_id") for one in (form, forms[other]))
                stored = not {field, holds}.intersection(
                    (*form.changed_data, *forms[other].changed_data)
                )
                # Of two people there is nothing to ask, and one is refused.
                if stored or joined:
                    continue
                key = f"{form.add_prefix('namesake')}={other} {name}"
                text = _("%(row)s“%(name)s” stands in row %(other)s too. Are they two people?") % {
                    "row": labels[index],
                    "name": getattr(form.instance, holds),
                    "other": other + 1,
                }
                yield Doubt(key, text, key in confirmed, False)
                break
            first.setdefault(name, []).append(index)


def doubt_about_name(form: "_ModelForm", confirmed: list[str]) -> Doubt | None:
    """Return the question whether a named entry that another has the name of is another one."""
    entry = form.instance
    if form.errors or not isinstance(entry, NamedEntry) or "name" not in form.changed_data:
        return None
    prefix = form.add_prefix("double")
    for same in entry.same_name()[:MOST_NAMESAKES]:
        if not entry.is_distinct_from(same):
            return named_doubt(same, confirmed, prefix=prefix)
    own = type(entry).objects.countable().filter(society=entry.society_id).exclude(pk=entry.pk)
    name = normalised(entry.name)
    led = Merge.objects.merged_by_name(type(entry), entry.society_id, [name], own).get(name, [])
    return merged_doubt(entry.name, led[0], confirmed, prefix=prefix) if led else None


def _record_has_line(record: Record, name: str, texts: list[str]) -> bool:
    """Return whether its lines of this name say exactly that."""
    return sorted(line.describe() for line in getattr(record, name).all()) == texts


def double_doubt(double: Record, confirmed: list[str], *, prefix: str = "double") -> Doubt:
    """Return the question whether what says the same as a stored record is another one."""
    key = f"{prefix}={double.pk}"
    text = _(
        "The same is already recorded: no. %(number)s, %(record)s,"
        " entered by %(user)s on %(day)s. Is this another one?"
    ) % {
        "number": double.pk,
        "record": _in_words(double),
        "user": double.entered_by,
        "day": timezone.localdate(double.entered_at),
    }
    return Doubt(key, text, key in confirmed, False, double.get_absolute_url())


def named_doubt(
    same: NamedEntry, confirmed: Sequence[str] = (), *, prefix: str = "double"
) -> Doubt:
    """Return the question whether what has the name of a stored one is another one."""
    text = _("The name is already there: no. %(number)s, %(name)s. Is this another one?") % {
        "number": same.pk,
        "name": same.name,
    }
    key = f"{prefix}={same.pk}"
    return Doubt(key, text, key in confirmed, False, same.get_absolute_url())


def merged_doubt(
    name: str, kept: NamedEntry, confirmed: Sequence[str] = (), *, prefix: str = "double"
) -> Doubt:
    """Return the question whether what has the name of one that was merged is another one."""
    text = _("“%(name)s” was merged into no. %(number)s, %(kept)s. Is this another one?") % {
        "name": name,
        "number": kept.pk,
        "kept": kept.name,
    }
    key = f"{prefix}={kept.pk}"
    return Doubt(key, text, key in confirmed, False, kept.get_absolute_url())


def _in_words(record: Record) -> str:
    """Return what it is, with its day and its lines, to be known again."""
    lines = [line.describe() for name in record.lines for line in getattr(record, name).all()]
    preview_lines = "; ".join([*lines[:3], *(["…"] if len(lines) > 3 else [])])
    day = format_day(record.date, DatePrecision(record.date_precision))
    return " ".join(filter(None, (day, str(record), preview_lines)))
