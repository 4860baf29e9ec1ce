"""What the narrative tells of help beside its figures."""

from dataclasses import dataclass
from datetime import date as Day
from typing import Any, cast

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Max, Min, OrderBy, Q
from django.db.models.functions import Coalesce

from redcross.figures import CountedFigure, Scope, Value, tabulate
from redcross.models import EntryQuerySet, Partner

from .figures import BY_KEY, HEADS
from .models import Aid, Disbursement, Programme, Response

# One more than a text tells one by one: whoever gets so many knows that there are more.
MOST = 11


@dataclass(frozen=True)
class ProgrammePeriod:
    """What one programme did in a period: numbers by figure key, and what its records say.

    `date` to `end_date`: from its first application or aid to the last, as well as known.
    """

    programme: Programme
    values: dict[str, Value]
    date: Day
    end_date: Day
    date_precision: str
    # Whether it stands for several records: it then went on for a while.
    is_several: bool
    # What all of its aid says, each once; nothing where some of it does not say it.
    occasions: list[str]
    contents: list[str]
    visitors: list[str]
    partners: list[Partner]
    outcomes: list[str]

    @property
    def for_illness(self) -> bool:
        """Return whether it helps in serious illness."""
        return self.programme.kind == Programme.Kind.ILLNESS


_OF_AID = tuple(f"relief.aid.{name}" for name in ("amount", "value", "obtained", *HEADS))
# What is told of a programme: figures of one list each, by the way to the programme.
_TABLES = (
    (("relief.applications",), "programme"),
    (("relief.applications_approved",), "programme"),
    (_OF_AID, "programme"),
    (("relief.aid.value_estimated",), "aid__programme"),
)


def programmes(scope: Scope) -> list[ProgrammePeriod]:
    """Return one item a programme with applications or aid, by its first date.

    The same number of queries however many records there are.
    """
    numbers: dict[Programme, dict[str, Value]] = {}
    for keys, way in _TABLES:
        figures = [BY_KEY[key] for key in keys]
        for programme, values in tabulate(figures, way, scope, "programme"):
            if programme is not None:
                numbers.setdefault(programme, {}).update(values)
    applied = _said(BY_KEY["relief.applications"], scope)
    helped = _said(BY_KEY["relief.aid.amount"], scope, of_aid=True)
    partners = _partners(scope)
    lines = []
    for programme, values in numbers.items():
        of_both = [said[programme.pk] for said in (applied, helped) if programme.pk in said]
        if not of_both:
            # Only a decision fell into the period.
            continue
        aid = helped.get(programme.pk, {})
        lines.append(
            ProgrammePeriod(
                programme,
                values,
                min(row["first"] for row in of_both),
                max(row["last"] for row in of_both),
                _precision_of_first(of_both),
                sum(row["records"] for row in of_both) > 1,
                _all_of_them(aid.get("occasions")),
                _all_of_them(aid.get("contents")),
                _all_of_them(aid.get("visitors")),
                partners.get(programme.pk, []),
                [line for text in aid.get("outcomes") or () for line in text.splitlines()],
            )
        )
    return sorted(lines, key=lambda line: (line.date, line.programme.pk))


def _said(figure: CountedFigure, scope: Scope, *, of_aid: bool = False) -> dict[int, Any]:
    """Return by programme what the records of the figure's list say together.

    Of the scope, whatever else the figure asks of them.
    """
    asked = figure.arguments(scope)
    scoped = {name: value for name, value in asked.items() if name not in figure.where}
    rows = cast(EntryQuerySet[Any], figure.model.objects.countable())
    rows = rows.filter(figure.condition(scoped), programme__isnull=False)
    with_goods = Q(packages__isnull=False) | ~Q(contents="")
    texts = {
        "occasions": ArrayAgg("occasion", distinct=True),
        "contents": ArrayAgg("contents", distinct=True, filter=with_goods),
        "visitors": ArrayAgg("visitors", distinct=True),
        "outcomes": ArrayAgg("outcomes", distinct=True, filter=~Q(outcomes="")),
    }
    found = (
        rows.order_by()
        .values("programme")
        .annotate(
            first=Min("date"),
            last=Max(Coalesce("end_date", "date")),
            records=Count("pk"),
            precisions=ArrayAgg("date_precision", distinct=True),
            **(texts if of_aid else {}),
        )
    )
    firsts = rows.order_by("programme_id", "date", "pk").distinct("programme_id")
    of_first = dict(firsts.values_list("programme_id", "date_precision"))
    return {row["programme"]: row | {"of_first": of_first[row["programme"]]} for row in found}


def _precision_of_first(rows: list[dict[str, Any]]) -> str:
    """Return how well the first day is known: not at all with a record known to the year."""
    if any(Aid.Precision.YEAR in row["precisions"] for row in rows):
        return Aid.Precision.YEAR
    # Of two that began on one day the better known one says more of it.
    order = list(Aid.Precision.values)
    first = min(row["first"] for row in rows)
    return min((row["of_first"] for row in rows if row["first"] == first), key=order.index)


def _all_of_them(texts: list[str] | None) -> list[str]:
    """Return them in their order, or nothing where a record says nothing."""
    return [] if not texts or "" in texts else sorted(texts)


def _partners(scope: Scope) -> dict[int, list[Partner]]:
    """Return with whom the programmes helped, by programme."""
    figure = BY_KEY["relief.aid.amount"]
    asked = {name: v for name, v in figure.arguments(scope).items() if name not in figure.where}
    rows = Aid.objects.countable().filter(figure.condition(asked), programme__isnull=False)
    pairs = rows.filter(partners__isnull=False).order_by().values_list("programme", "partners")
    found: dict[int, list[Partner]] = {}
    used = list(pairs.distinct())
    known = Partner.objects.in_bulk({partner for _programme, partner in used})
    for programme, partner in sorted(used):
        found.setdefault(programme, []).append(known[partner])
    return found


def _most_first(name: str) -> OrderBy:
    """Return the order by a number, those that do not know it at the end."""
    return F(name).desc(nulls_last=True)


def handed_on(scope: Scope) -> list[Disbursement]:
    """Return what was handed on, with its goods: the largest sums first, `MOST` of them."""
    figure = BY_KEY["relief.disbursed.amount"]
    asked = {**figure.arguments(scope), "kind": Disbursement.Kind.TRANSFER}
    rows = Disbursement.objects.countable().filter(figure.condition(asked))
    rows = rows.select_related("fund").prefetch_related("goods__lot")
    return list(rows.order_by(*map(_most_first, ("amount", "batches")), "date", "pk")[:MOST])


def emergencies(scope: Scope) -> list[Response]:
    """Return the emergency responses: first those that helped most, `MOST` of them."""
    figure = BY_KEY["relief.responses"]
    rows = Response.objects.countable().filter(figure.condition(figure.arguments(scope)))
    rows = rows.select_related("place").prefetch_related("partners")
    largest = rows.order_by(*map(_most_first, ("moved", "treated", "volunteers")), "date", "pk")
    return list(largest[:MOST])
