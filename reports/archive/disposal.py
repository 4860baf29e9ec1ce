"""What may be destroyed, listing it, and destroying what an approved list names.

The period of a record is counted from the end of the year of its last day. It ends for somebody
when no record that stays names them. Nothing is destroyed but by `carry_out`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from redcross.fields import DigestField, EncryptedField, SearchKeyField
from redcross.formatting import pinyin_initials
from redcross.models import (
    Attachment,
    Entry,
    Line,
    LogEntry,
    Merge,
    NamedEntry,
    Society,
    User,
    audit_log,
    people_of,
)
from redcross.naming import search_key
from reports.models import VOUCHER, ArchiveRules, DisposalItem, DisposalList

from .contents import has_voucher, kept_kinds

# What stands where a text was that may have named somebody, and where a name was.
DESTROYED, DESTROYED_NAME = "已销毁", "已销毁档案人员"
Keys = set[int]


class Disposable(NamedTuple):
    """The keys of what may be destroyed by kind: the records first, then whom they alone name."""

    by_kind: dict[type[Entry], Keys]

    @property
    def number(self) -> int:
        """How many entries these are."""
        return sum(map(len, self.by_kind.values()))


def disposable_kinds() -> list[type[Entry]]:
    """Return the kinds that have a day from which their period is counted."""
    return [kind for kind in kept_kinds() if kind.archived_by]


def has_ended(kind: type[Entry], rules: ArchiveRules, today: date) -> Q:
    """Return the condition for the archival period of an entry of the kind having ended.

    What a voucher books is kept as long as that. What is open has not begun its period.
    """
    own = rules.retention_of(kind._meta.label_lower).years
    condition = _lies_before(kind, own, today)
    if has_voucher(kind):
        voucher = rules.retention_of(VOUCHER).years
        longer = None if own is None or voucher is None else max(own, voucher)
        booked = ~Q(voucher_number="")
        condition = (~booked & condition) | (booked & _lies_before(kind, longer, today))
    return condition & ~kind.is_open_business()


def _lies_before(kind: type[Entry], years: int | None, today: date) -> Q:
    """Return the condition for all its days lying in years that ended so many years ago."""
    if years is None:
        return Q(pk__in=[])
    last = today.year - 1 - years
    first, *others = kind.archived_by
    condition = Q(**{f"{first}__year__lte": last})
    for name in others:
        condition &= Q(**{name: None}) | Q(**{f"{name}__year__lte": last})
    return condition


def year_of(entry: Entry) -> int:
    """Return the year from whose end its period is counted."""
    days = (getattr(entry, name) for name in entry.archived_by)
    moments = (timezone.localtime(d) if isinstance(d, datetime) else d for d in days if d)
    return max(day.year for day in moments)


def destroyed(kind: type[Entry]) -> models.QuerySet[DisposalItem]:
    """Return the items of lists that were carried out, of that kind."""
    carried_out = DisposalItem.objects.filter(list__carried_out_at__isnull=False, kept_back=False)
    return carried_out.filter(model=kind._meta.label_lower)


def find_disposable(
    kind: type[Entry], society: Society, rules: ArchiveRules, today: date
) -> Disposable:
    """Return what of a kind may be destroyed, and whom nothing names that stays.

    Voided entries, too: they tell as much of people as others.
    """
    gone = destroyed(kind).values("object_id")
    rows = kind._base_manager.filter(has_ended(kind, rules, today), society=society)
    chosen = {kind: set(rows.exclude(pk__in=gone).values_list("pk", flat=True))}
    _leave_what_is_named(chosen, kind)
    if not chosen[kind]:
        return Disposable({})
    if not kind.is_about_people:
        people_named, _naming = people_of(kind, chosen[kind])
        for people, keys in people_named.items():
            chosen[people] = _no_longer_kept(people, keys, society, rules, today)
            _leave_what_is_named(chosen, people)
    return Disposable({one: keys for one, keys in chosen.items() if keys})


def _no_longer_kept(
    people: type[Entry], keys: Keys, society: Society, rules: ArchiveRules, today: date
) -> Keys:
    """Return those whose own period has ended, with those who were merged into them."""
    gone = destroyed(people).values("object_id")
    rows = people._base_manager.filter(has_ended(people, rules, today), society=society)
    ended: Keys = set(rows.exclude(pk__in=gone).values_list("pk", flat=True))
    if issubclass(people, NamedEntry):
        ends = Merge.objects.final_targets(people, society.pk)
        keys = keys | {went for went, kept in ends.items() if kept in keys}
    return keys & ended


def _leave_what_is_named(chosen: dict[type[Entry], Keys], kind: type[Entry]) -> None:
    """Take out what something refers to that stays: one such may keep another."""
    while True:
        keys = chosen[kind]
        still_named = set(_named_by_what_stays(kind, keys, chosen)) if keys else set()
        if not still_named:
            return
        chosen[kind] = keys - still_named


def _named_by_what_stays(
    kind: type[Entry], keys: Keys, chosen: dict[type[Entry], Keys]
) -> Iterator[int]:
    for model, name in kind.referencing_fields():
        owner = model.owner if issubclass(model, Line) else ""
        of = model.owner_model() if issubclass(model, Line) else model
        rows = model._base_manager.filter(**{f"{name}__in": keys})
        goes = chosen.get(of, set())
        pairs = rows.values_list(name, owner or "pk")
        staying = {by for _key, by in pairs if by not in goes}
        gone = destroyed(of).filter(object_id__in=staying).values_list("object_id", flat=True)
        stays = staying - set(gone)
        yield from (key for key, by in pairs if by in stays)
    if issubclass(kind, NamedEntry):
        society = kind._base_manager.filter(pk__in=keys).values_list("society", flat=True).first()
        for went, kept in Merge.objects.final_targets(kind, society).items():
            if went not in keys or kept in keys:
                continue
            if not destroyed(kind).filter(object_id=kept).exists():
                yield went


def make_list(kind: type[Entry], *, by: User) -> DisposalList:
    """Save the list of all of a kind that may be destroyed today, and log it.

    Raises ValidationError where nothing may be, or another list of the kind is under way.
    """
    society = cast(Society, by.society)
    label = kind._meta.label_lower
    with transaction.atomic():
        Society.lock(society.pk)
        if DisposalList.objects.filter(society=society, kind=label, carried_out_at=None).exists():
            raise ValidationError(_("There is a list of this kind that is not carried out yet."))
        rules = ArchiveRules.of(society)
        found = find_disposable(kind, society, rules, timezone.localdate())
        if not found.number:
            raise ValidationError(_("The archival period of none has ended."))
        made = DisposalList.objects.create(
            society=society, kind=label, retention=rules.retention_of(label), made_by=by
        )
        DisposalItem.objects.bulk_create(_items(made, found), batch_size=2000)
        audit_log.write(LogEntry.Action.ADD, by=by, on=made, changes=counts_of(made))
    return made


def _items(made: DisposalList, found: Disposable) -> Iterator[DisposalItem]:
    for kind, keys in found.by_kind.items():
        label, secrets = kind._meta.label_lower, kind.secret_fields()
        files = Attachment.objects.filter(model=label, object_id__in=keys).exclude(file="")
        counted = files.order_by().values_list("object_id").annotate(n=Count("pk"))
        numbers = dict(counted)
        marked = set(files.filter(sensitive=True).values_list("object_id", flat=True))
        for entry in kind._base_manager.filter(pk__in=keys).order_by("pk").iterator(2000):
            holds = any(getattr(entry, name) for name in secrets) or entry.pk in marked
            yield DisposalItem(
                list=made,
                model=label,
                object_id=entry.pk,
                year=year_of(entry),
                files=numbers.get(entry.pk, 0),
                sensitive=holds,
            )


def counts_of(made: DisposalList) -> audit_log.Changes:
    """Return as the log has it how many records, people and files are on it."""
    items = made.items.filter(kept_back=False)
    records = items.filter(model=made.kind).count()
    files = items.aggregate(n=models.Sum("files"))["n"] or 0
    people = items.exclude(model=made.kind).count()
    return {"records": [None, records], "people": [None, people], "files": [None, files]}


def carry_out(pk: int) -> None:
    """Destroy what an approved list names and still may be destroyed; carried out: nothing.

    Under the society's lock, all or nothing. Raises ValidationError for one that is not approved.
    """
    society = DisposalList.objects.values_list("society", flat=True).get(pk=pk)
    with transaction.atomic():
        Society.lock(society)
        made = DisposalList.objects.select_related("society", "carried_out_by").get(pk=pk)
        by = made.carried_out_by
        if made.approved_at is None or by is None:
            raise ValidationError(_("It is not approved."))
        if made.carried_out_at:
            return
        rules = ArchiveRules.of(made.society)
        today = timezone.localdate()
        now = find_disposable(made.kind_model, made.society, rules, today).by_kind
        listed: defaultdict[str, Keys] = defaultdict(set)
        for label, key in made.items.values_list("model", "object_id"):
            listed[label].add(key)
        for label, keys in listed.items():
            kind = cast("type[Entry]", apps.get_model(label))
            going = keys & now.get(kind, set())
            stays = made.items.filter(model=label).exclude(object_id__in=going)
            stays.update(kept_back=True)
            _destroy(kind, going, f"{made}：{made.paper}", by)
        made.carried_out_at = timezone.now()
        made.save(update_fields=["carried_out_at"])
        audit_log.write(LogEntry.Action.DISPOSE, by=by, on=made, changes=counts_of(made))


def _destroy(kind: type[Entry], keys: Keys, reason: str, by: User) -> None:
    """Erase files and blank what may tell of people; numbers, days and what counts stay."""
    for attachment in Attachment.objects.filter(model=kind._meta.label_lower, object_id__in=keys):
        attachment.destroy(by=by)
    _blank(kind, Q(pk__in=keys))
    for name in kind.lines:
        line = cast("type[Line]", kind._meta.get_field(name).related_model)
        _blank(line, Q(**{f"{line.owner}__in": keys}))
    rows = kind._base_manager.filter(pk__in=keys)
    rows.update(version=F("version") + 1, updated_at=timezone.now())
    action, logged = LogEntry.Action.DISPOSE, rows.order_by("pk").iterator(2000)
    audit_log.write_many(action, by=by, changes=((row, {}) for row in logged), reason=reason[:200])


def _blank(model: type[Entry] | type[Line], condition: Q) -> None:
    rows = model._base_manager.filter(condition)
    fields: Iterable[models.Field[Any, Any]] = model._meta.concrete_fields
    texts = {"void_reason", *model.personal_fields}
    emptied: dict[str, Any] = dict.fromkeys(model.emptied_fields, "")
    for field in fields:
        if isinstance(field, EncryptedField | DigestField) or field.name in emptied:
            emptied[field.name] = None if field.null else ""
        elif isinstance(field, SearchKeyField) and field.of in texts:
            rows.exclude(**{field.of: ""}).update(**{field.name: search_key(DESTROYED)})
    if emptied:
        rows.update(**emptied)
    own = {field.name for field in fields}
    for index, name in enumerate(filter(own.__contains__, ("void_reason", *model.personal_fields))):
        # Two who check must be two, and so what stands for them.
        rows.exclude(**{name: ""}).update(**{name: f"{DESTROYED}{index if index > 1 else ''}"})
    if model.name_of_people is not None:
        _blank_names(model, rows.filter(model.name_of_people))


def _blank_names(model: type[Entry] | type[Line], rows: "models.QuerySet[Any]") -> None:
    """Give each of them a name of their own that tells nothing: numbers of people stay."""
    entries = list(rows.only("pk"))
    for row in entries:
        row.name = f"{DESTROYED_NAME} {row.pk}"
        row.search_key = search_key(row.name)
        if issubclass(model, NamedEntry):
            row.initials = pinyin_initials(row.name)
    names = ["name", "search_key", *(["initials"] if issubclass(model, NamedEntry) else [])]
    model._base_manager.bulk_update(entries, names, batch_size=1000)
