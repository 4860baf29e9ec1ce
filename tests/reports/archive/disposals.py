"""Records older than their period, and lists of what may be destroyed."""

from datetime import date, timedelta

from django.utils import timezone

from reports.archive.disposal import carry_out, find_disposable
from reports.models import ArchiveRules, DisposalList
from tests.factories import make_aid

NOW = timezone.localdate().year
OLD, YOUNG = date(NOW - 31, 6, 1), date(NOW - 30, 6, 1)
PHONE, ACCOUNT = "13812345678", "6222000011112222"
APPROVAL = {
    "paper": "渌红鉴〔2053〕1号",
    "approved_on": timezone.localdate(),
    "opinion": "无保存价值",
}


def aged(entry, years=31):
    moment = timezone.now() - timedelta(days=366 * years)
    type(entry)._base_manager.filter(pk=entry.pk).update(entered_at=moment)
    return type(entry)._base_manager.get(pk=entry.pk)


def old_aid(staff, person, **fields):
    told = {"note": "张三之妻代领", "handed_out_by": "李四", "amount": 500} | fields
    return make_aid(staff, person=person, date=OLD, **told)


def carried_out(made, by):
    DisposalList.objects.filter(pk=made.pk).update(carried_out_by=by)
    carry_out(made.pk)
    return DisposalList.objects.get(pk=made.pk)


def found(kind, society, today=None):
    rules = ArchiveRules.of(society)
    return find_disposable(kind, society, rules, today or timezone.localdate()).by_kind
