"""All records of the demonstration are destroyed, and every figure of every year stays."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import F
from django.utils import timezone

from redcross.figures import Period, Scope
from redcross.kinds import entry_kinds
from redcross.models import Attachment, Entry, Line, Person, Society, User
from relief.models import Aid, Application
from reports.archive.disposal import DESTROYED, carry_out, disposable_kinds, make_list
from reports.figures import figure_values
from reports.models import ArchiveRules, DisposalList
from tests.factories import VALID_ID

pytestmark = pytest.mark.usefixtures("demonstration")
BACK = 40
# With ten days more of leap years, whichever forty they are.
FORTY_YEARS = timedelta(days=BACK * 365 + 10)
# Texts that stay: they name no person, or figures and lists are told by them.
STAYING = {
    *("donations.BankLine.serial", "donations.CashGift.agreement_number"),
    *("donations.CashGift.receipt_number", "donations.CashGift.voucher_number"),
    *("donations.GoodsGift.agreement_number", "donations.GoodsGift.description"),
    *("donations.GoodsGift.receipt_number", "donations.GoodsLot.batch_number"),
    *("donations.GoodsLot.item", "donations.GoodsLot.quality_proof", "donations.GoodsLot.unit"),
    *("donations.Donor.credit_code", "donations.BankMatch.model"),
    *("donations.FundTransfer.voucher_number", "donations.Income.name", "donations.Income.paper"),
    *("donations.Income.voucher_number", "donations.Receipt.check_code", "donations.Receipt.code"),
    *("donations.Receipt.item", "donations.Receipt.number", "donations.Receipt.original_number"),
    "donations.Refund.paper",
    *("donations.Refund.voucher_number", "redcross.StandingNumber.slip"),
    *("relief.Aid.contents", "relief.Aid.decision_paper", "relief.Aid.occasion"),
    *("relief.Aid.outcomes", "relief.Aid.value_basis", "relief.Aid.voucher_number"),
    *("relief.Allocation.contents", "relief.Allocation.feedback_paper"),
    *("relief.Allocation.paper", "relief.Disbursement.contents"),
    *("relief.Disbursement.decision_paper", "relief.Disbursement.voucher_number"),
    *("relief.Recovery.paper", "relief.Recovery.voucher_number", "relief.Response.carried"),
    *("relief.Response.outcomes", "relief.Response.title", "training.Session.audience"),
    *("training.Session.outcomes", "training.Session.title", "training.Session.topics"),
    *("campaigns.CommunityProject.funder", "campaigns.Event.outcomes"),
    *("campaigns.Event.programme", "campaigns.Event.spot", "campaigns.Event.title"),
    *("campaigns.Material.item", "campaigns.Material.unit", "campaigns.Survey.subject"),
    *("reports.Honour.given_by", "reports.Honour.title"),
}


def set_back():
    """Let everything have happened and been entered forty years earlier."""
    with connection.cursor() as cursor:
        # What is deferred to the commit would wait within the transaction of the demonstration.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for model in apps.get_models():
            if not issubclass(model, Entry | Line):
                continue
            names = [
                field.name
                for field in model._meta.concrete_fields
                if type(field) is models.DateField or field.name == "entered_at"
            ]
            if names:
                rows = model._base_manager.all()
                rows.update(**{name: F(name) - FORTY_YEARS for name in names})


def figures_of(society, years):
    return {
        year: {
            key: (value.number, str(value.rounded))
            for key, value in figure_values(
                Scope(society, Period(date(year, 1, 1), date(year, 12, 31)))
            ).items()
        }
        for year in years
    }


@pytest.mark.django_db
def test_every_figure_of_every_year_stays():
    society = Society.objects.get(code="430212")
    clerk, leader = (User.objects.get(username=name) for name in ("guanli", "fuze"))
    helped = Aid.objects.exclude(person=None).first().person
    helped.id_number, helped.phone = VALID_ID, "13812345678"
    helped.save()
    set_back()
    every_kind = {kind._meta.label_lower: "D10" for kind in disposable_kinds()}
    ArchiveRules.objects.create(society=society, retention=every_kind)
    this_year = timezone.localdate().year
    years = range(this_year - BACK - 8, this_year - BACK + 2)
    before = figures_of(society, years)
    assert sum(bool(number) for told in before.values() for number, _known in told.values()) > 100
    rows = {kind: kind._base_manager.filter(society=society).count() for kind in entry_kinds()}

    went = set()
    for _round in range(4):  # what refers to others goes before these
        for kind in disposable_kinds():
            try:
                made = make_list(kind, by=clerk)
            except ValidationError:
                continue
            approval = {
                "paper": "1号",
                "approved_on": timezone.localdate(),
                "opinion": "无保存价值",
            }
            made.approve(by=leader, **approval)
            DisposalList.objects.filter(pk=made.pk).update(carried_out_by=clerk)
            carry_out(made.pk)
            went.add(kind._meta.label)
    assert len(went) > 12

    assert figures_of(society, years) == before
    assert rows == {
        kind: kind._base_manager.filter(society=society).count() for kind in entry_kinds()
    }
    # Who still waits for a decision, or for what was granted.
    waiting = Application.objects.filter(Application.is_open_business(), applicant__isnull=False)
    gone = Person.objects.filter(society=society).exclude(pk__in=waiting.values("applicant"))
    assert gone.exists() and not gone.exclude(name__startswith="已销毁档案人员").exists()
    gone = Person.objects.get(pk=helped.pk)
    assert not gone.id_number and not gone.phone
    assert not Aid.objects.filter(society=society).exclude(note__in=["", DESTROYED]).exists()
    labels = [kind._meta.label_lower for kind in disposable_kinds()]
    assert (
        not Attachment.objects.filter(society=society, model__in=labels).exclude(file="").exists()
    )


def test_every_text_of_what_is_destroyed_is_decided_on():
    """A new text of a record is blanked or stays for a reason: here it is said which."""
    undecided, named = set(), set()
    for kind in disposable_kinds():
        lines = [kind._meta.get_field(name).related_model for name in kind.lines]
        for model in (kind, *lines):
            for field in model._meta.concrete_fields:
                label = f"{model._meta.label}.{field.name}"
                typed = isinstance(field, models.CharField | models.TextField)
                if not typed or field.choices or not field.editable:
                    continue
                if hasattr(field, "mask") or field.name in model.emptied_fields:
                    continue
                if field.name == "name" and model.name_of_people is not None:
                    continue
                (named if field.name in model.personal_fields else undecided).add(label)
            fields = {field.name for field in model._meta.concrete_fields}
            assert set(model.personal_fields) <= fields
    assert undecided == STAYING
    assert not named & STAYING
