"""What the narrative tells of help beside its figures."""

from dataclasses import dataclass
from datetime import date as Day
from typing import Any, cast

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, F, Max, Min, OrderBy, OuterRef, Q
from django.db.models import Value as Constant
from django.db.models.functions import Coalesce

from redcross.figures import CountedFigure, Scope, Value, tabulate
from redcross.models import EntryQuerySet, Partner

from .figures import BY_KEY, HEADS
from .models import Aid, AidGoods, Disbursement, Programme, Response

FROM_STORE = Q(Exists(AidGoods.objects.filter(aid=OuterRef("pk"))))
WITH_GOODS = Q(packages__isnull=False) | ~Q(contents="") | Q(value__isnull=False) | FROM_STORE
# One more than a text tells one by one: whoever gets so many knows that there are more.
MOST = 11


# What some aid states and other may not, and among which it should.
_STATED_OF = {"value": "of_goods", "packages": "of_goods", "times": "records"}


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
    places: list[str]
    recipients: list[str]
    partners: list[Partner]
    outcomes: list[str]
    # What only some of its aid states, by the last part of the figure's key.
    partial: frozenset[str]
    # Whether some of its goods have no known worth.
    unvalued: bool

    @property
    def is_visit(self) -> bool:
        """Return whether people were visited: so its kind says, or who did it."""
        return self.programme.kind == Programme.Kind.VISITS or bool(self.visitors)

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
    for keys, path in _TABLES:
        figures = [BY_KEY[key] for key in keys]
        for programme, values in tabulate(figures, path, scope, "programme"):
            if programme is not None:
                numbers.setdefault(programme, {}).update(values)
    applied = _texts_by_programme(BY_KEY["relief.applications"], scope)
    helped = _texts_by_programme(BY_KEY["relief.aid.amount"], scope, of_aid=True)
    partners, items = _partners(scope), _items(scope)
    lines = []
    for programme, values in numbers.items():
        of_both = [
            figures_of[programme.pk]
            for figures_of in (applied, helped)
            if programme.pk in figures_of
        ]
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
                _with_items(aid.get("all_contents"), items.get(programme.pk, [])),
                _all_of_them(aid.get("all_visitors")),
                _all_of_them(aid.get("places")),
                _all_of_them(aid.get("all_recipients")),
                partners.get(programme.pk, []),
                [line for text in aid.get("all_outcomes") or () for line in text.splitlines()],
                frozenset(
                    name
                    for name, of in _STATED_OF.items()
                    if aid and 0 < aid[f"with_{name}"] < aid[of]
                ),
                bool(aid) and aid["with_value"] < aid["of_goods"],
            )
        )
    return sorted(lines, key=lambda line: (line.date, line.programme.pk))


def _texts_by_programme(
    figure: CountedFigure, scope: Scope, *, of_aid: bool = False
) -> dict[int, Any]:
    """Return by programme what the records of the figure's list say together.

    Of the scope, whatever else the figure asks of them.
    """
    arguments = figure.arguments(scope)
    scoped = {name: value for name, value in arguments.items() if name not in figure.where}
    rows = cast(EntryQuerySet[Any], figure.model.objects.countable())
    rows = rows.filter(figure.condition(scoped), programme__isnull=False)
    texts = {
        "occasions": ArrayAgg("occasion", distinct=True),
        "all_contents": ArrayAgg("contents", distinct=True, filter=WITH_GOODS & ~FROM_STORE),
        "all_visitors": ArrayAgg("visitors", distinct=True),
        "places": ArrayAgg(Coalesce("place__name", Constant("")), distinct=True),
        "all_recipients": ArrayAgg("recipients", distinct=True),
        "of_goods": Count("pk", filter=WITH_GOODS),
        "with_value": Count("pk", filter=Q(value__isnull=False)),
        "with_packages": Count("pk", filter=Q(packages__isnull=False)),
        "with_times": Count("pk", filter=Q(person_times__isnull=False)),
        "all_outcomes": ArrayAgg("outcomes", distinct=True, filter=~Q(outcomes="")),
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


def _items(scope: Scope) -> dict[int, list[str]]:
    """Return what programmes gave out of the store, by programme."""
    rows = _aid(scope).filter(programme__isnull=False, goods__isnull=False)
    found: dict[int, list[str]] = {}
    pairs = rows.order_by("programme", "goods__lot__item").values_list(
        "programme", "goods__lot__item"
    )
    for programme, item in pairs.distinct():
        found.setdefault(programme, []).append(item)
    return found


def _with_items(texts: list[str] | None, items: list[str]) -> list[str]:
    """Return all goods that were given, or nothing where some are not named."""
    return [] if texts and "" in texts else sorted({*(texts or ()), *items})


def _aid(scope: Scope) -> EntryQuerySet[Aid]:
    """Return all aid of the scope, whoever paid it."""
    figure = BY_KEY["relief.aid.amount"]
    arguments = {name: v for name, v in figure.arguments(scope).items() if name not in figure.where}
    return Aid.objects.countable().filter(figure.condition(arguments))


def aid_of_no_programme(scope: Scope) -> list[Aid]:
    """Return the aid that no programme gave, the largest first, `MOST` of it."""
    rows = _aid(scope).filter(programme=None).select_related("place", "society")
    rows = rows.prefetch_related("partners", "goods__lot")
    return list(
        rows.order_by(*map(_most_first, ("amount", "value", "people")), "date", "pk")[:MOST]
    )


def has_unvalued_goods(scope: Scope) -> bool:
    """Return whether some of the goods given in aid have no known worth."""
    return _aid(scope).filter(WITH_GOODS, value=None).exists()


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
    rows = _aid(scope).filter(programme__isnull=False)
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
    arguments = {**figure.arguments(scope), "kind": Disbursement.Kind.TRANSFER}
    rows = Disbursement.objects.countable().filter(figure.condition(arguments))
    rows = rows.select_related("fund").prefetch_related("goods__lot")
    return list(rows.order_by(*map(_most_first, ("amount", "batches")), "date", "pk")[:MOST])


def emergencies(scope: Scope) -> list[Response]:
    """Return the emergency responses: first those that helped most, `MOST` of them."""
    figure = BY_KEY["relief.responses"]
    rows = Response.objects.countable().filter(figure.condition(figure.arguments(scope)))
    rows = rows.select_related("place").prefetch_related("partners")
    largest = rows.order_by(*map(_most_first, ("moved", "treated", "volunteers")), "date", "pk")
    return list(largest[:MOST])
