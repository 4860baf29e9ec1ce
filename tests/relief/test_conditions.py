"""Conditions kept: purpose, who decided, how it was paid, what has expired."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from donations.models import Fund
from redcross.figures import Period, Scope
from redcross.models import reminders_of
from relief.filters import AidFilter
from relief.models import Aid
from reports.evaluation.consistency_checks import findings
from reports.figures import figure_values
from tests.factories import (
    close_year,
    make_aid,
    make_disbursement,
    make_fund,
    make_fund_transfer,
    make_goods_gift,
    make_person,
    make_programme,
)
from tests.refusals import refused
from tests.signed import make_draft

DAY = date(2021, 5, 1)
CONSENT = {"consent_paper": "捐赠人同意书1号", "consent_on": DAY}


@pytest.fixture
def illness(staff):
    """Money earmarked for one programme, within it money for another, and both programmes."""
    fund = make_fund(staff, kind=Fund.Kind.EARMARKED, opening_balance=10000)
    child = make_fund(staff, kind=Fund.Kind.EARMARKED, opening_balance=10000, parent=fund)
    return fund, child, make_programme(staff, fund=fund), make_programme(staff)


def post(client, url, **fields):
    empty = {"goods-TOTAL_FORMS": "0", "goods-INITIAL_FORMS": "0", "times": "1", "paid": "own"}
    return client.post(url, {"date": "2021-05-01", "date_precision": "day"} | empty | fields)


def other_purposes(society):
    values = figure_values(Scope(society, Period.year(2021)))
    return values["relief.aid.other_purpose"]


def test_another_purpose_is_asked_about_at_entry_and_found_by_the_check(
    illness, staff, society, signed_in
):
    fund, _child, own, other = illness
    client, url = signed_in(staff), reverse("relief:aid_add")
    fields = {"programme": own.pk, "fund": fund.pk, "amount": "100", "recipients": "某村"}
    assert post(client, url, **fields).status_code == 302
    asked = post(client, url, **fields | {"programme": other.pk})
    assert asked.status_code == 422
    [doubt] = asked.context["form"].doubts
    assert str(fund) in doubt.text and doubt.url == fund.get_absolute_url()
    again = fields | {"programme": other.pk, "confirmed": doubt.key}
    assert post(client, url, **again).status_code == 302
    consented = fields | {"programme": other.pk, "amount": "7"}
    consented |= {"consent_paper": "同意书", "consent_on": "2021-05-01"}
    assert post(client, url, **consented).status_code == 302

    value = other_purposes(society)
    assert value.number == 1
    [listed] = client.get(value.url).context["table"].data.data
    assert (listed.programme, listed.amount) == (other, 100)
    draft = make_draft(staff)
    assert any(value.url == finding.url for finding in findings(draft))


def test_a_fund_is_for_the_programmes_that_name_it_or_else_the_one_above(illness, staff, society):
    fund, child, own, other = illness
    for purse, programme, serves in (
        (fund, own, True),
        (fund, other, False),
        (fund, None, False),
        (child, own, True),
        (child, other, False),
        (make_fund(staff, kind=Fund.Kind.EARMARKED, opening_balance=9), other, True),
        (make_fund(staff, opening_balance=9), other, True),
    ):
        aid = make_aid(staff, fund=purse, amount=1, programme=programme)
        assert (not aid.other_purposes([])) is serves
        listed = Aid.objects.filter(pk=aid.pk, pk__in=_listed(staff))
        assert listed.exists() is not serves
    narrower = make_programme(staff, fund=child)
    assert make_aid(staff, fund=child, amount=1, programme=own).other_purposes([]) == [child]
    assert not make_aid(staff, fund=child, amount=1, programme=narrower).other_purposes([])


def _listed(by):
    rows = Aid.objects.countable()
    return AidFilter({"other_purpose": "yes"}, queryset=rows).qs.values("pk")


def test_goods_have_a_purpose_too(illness, staff, society):
    fund, _child, own, other = illness
    lots = [{"item": "药", "quantity": 9}]
    [lot] = make_goods_gift(staff, lots, fund=fund, date=DAY).lots.all()
    goods = {"goods": [{"lot": lot, "quantity": 1}]}
    make_aid(staff, **goods, programme=own)
    assert other_purposes(society).number == 0
    make_aid(staff, **goods, programme=other)
    assert other_purposes(society).number == 1
    make_aid(staff, **goods, programme=other, **CONSENT)
    assert other_purposes(society).number == 1


def test_the_society_may_refuse_another_purpose(illness, staff, society):
    fund, _child, own, other = illness
    society.other_purpose_refused = True
    society.save()
    make_aid(staff, fund=fund, amount=1, programme=own)
    with refused("consent_paper"):
        make_aid(staff, fund=fund, amount=1, programme=other)
    make_aid(staff, fund=fund, amount=1, programme=other, **CONSENT)
    with refused("consent_on"):
        make_aid(staff, fund=fund, amount=1, programme=other, consent_paper="x")


def test_a_transfer_of_earmarked_money_is_another_purpose_too(illness, staff, society, signed_in):
    fund, child, *_programmes = illness
    other = make_fund(staff)
    url = reverse("donations:fund_transfer_add")
    fields = {"from_fund": fund.pk, "to_fund": other.pk, "amount": "5", "reason": "结余"}
    asked = post(signed_in(staff), url, **fields, decided_by="理事会")
    assert [str(fund) in doubt.text for doubt in asked.context["form"].doubts] == [True]
    society.other_purpose_refused = True
    society.save()
    with refused("consent_paper"):
        make_fund_transfer(staff, from_fund=fund, to_fund=other, amount=5)
    make_fund_transfer(staff, from_fund=fund, to_fund=child, amount=5)
    make_fund_transfer(staff, from_fund=fund, to_fund=other, amount=5, **CONSENT)


def test_earmarked_goods_are_handed_on_for_a_fund_where_purposes_must_be_kept(
    illness, staff, society
):
    fund, child, *_programmes = illness
    [lot] = make_goods_gift(staff, [{"item": "药", "quantity": 9}], fund=fund, date=DAY).lots.all()
    goods = {"goods": [{"lot": lot, "quantity": 1}], "date": DAY}
    make_disbursement(staff, **goods)
    society.other_purpose_refused = True
    society.save()
    with refused("fund"):
        make_disbursement(staff, **goods)
    with refused("consent_paper"):
        make_disbursement(staff, **goods, fund=make_fund(staff))
    make_disbursement(staff, **goods, fund=child)
    make_disbursement(staff, **goods, fund=make_fund(staff), **CONSENT)


def test_what_programmes_and_funds_become_later_moves_the_purpose_in_open_days_alone(
    illness, staff, society
):
    fund, child, own, other = illness
    free = make_fund(staff, kind=Fund.Kind.EARMARKED, opening_balance=9)
    lots = [{"item": "药", "quantity": 9}]
    [lot] = make_goods_gift(staff, lots, fund=free, date=date(2020, 1, 1)).lots.all()
    for day in (date(2020, 5, 1), DAY):
        make_aid(staff, date=day, fund=fund, amount=1, programme=other)
        make_aid(staff, date=day, fund=free, amount=1, programme=other)
        make_aid(staff, date=day, goods=[{"lot": lot, "quantity": 1}], programme=other)
        make_aid(staff, date=day, fund=child, amount=1, programme=own)
    close_year(society, 2020)

    def told():
        return [
            figure_values(Scope(society, Period.year(year)))["relief.aid.other_purpose"].number
            for year in (2020, 2021)
        ]

    def change(entry, **changes):
        for name, value in changes.items():
            setattr(entry, name, value)
        entry.save_entry(by=staff)

    assert told() == [1, 1]
    another = make_programme(staff, fund=free)
    assert told() == [1, 3]
    another.void(by=staff, reason="entered twice")
    assert told() == [1, 1]
    change(own, fund=None)
    assert told() == [1, 0]
    change(other, fund=child)
    assert told() == [1, 1]
    change(other, fund=fund)
    assert told() == [1, 1]
    change(own, fund=free)
    assert told() == [1, 3]


def test_goods_follow_the_purpose_of_their_batch(illness, staff, society):
    fund, _child, _own, other = illness
    gift = make_goods_gift(staff, [{"item": "药", "quantity": 9}], date=DAY)
    make_aid(staff, goods=[{"lot": gift.lots.get(), "quantity": 1}], programme=other, date=DAY)
    assert other_purposes(society).number == 0
    gift.fund = fund
    gift.save_entry(by=staff)
    assert other_purposes(society).number == 1


def test_expired_goods_stay_pointed_out_where_they_were_given(staff):
    old = {"item": "药", "quantity": 9, "expires_on": date(2021, 4, 30)}
    [lot] = make_goods_gift(staff, [old], date=date(2020, 1, 1)).lots.all()
    goods = [{"lot": lot, "quantity": 1}]
    for day, pointed_out in ((date(2021, 4, 30), 0), (date(2021, 5, 1), 1)):
        for make in (make_aid, make_disbursement):
            warnings = make(staff, date=day, goods=goods).warnings()
            assert sum("药" in str(text) for text, _other in warnings) == pointed_out


def test_sums_above_the_limit_are_decided_together(staff, society):
    society.collective_decision_above = Decimal(5000)
    society.save()
    fund = make_fund(staff, opening_balance=90000)
    make_aid(staff, fund=fund, amount=5000)
    with refused("decision_paper"):
        make_aid(staff, fund=fund, amount=Decimal("5000.01"))
    make_aid(staff, fund=fund, amount=6000, decision_paper="会议纪要〔2021〕3号")
    make_aid(staff, paid="other", amount=60000)
    with refused("decision_paper"):
        make_disbursement(staff, fund=fund, amount=6000, decided_by="理事会")
    make_disbursement(staff, fund=fund, amount=6000, decision_paper="会议纪要〔2021〕4号")


def test_a_fee_names_its_paper(staff):
    fund = make_fund(staff, opening_balance=90)
    with refused("decided_by"):
        make_disbursement(staff, fund=fund, amount=9, kind="management", decided_by="")
    make_disbursement(staff, fund=fund, amount=9, kind="management", decided_by="协议第3条")


def test_aid_in_cash_is_found_unless_it_is_allowed(staff, society):
    fund = make_fund(staff, opening_balance=900)
    make_aid(staff, fund=fund, amount=30, means="cash")
    make_aid(staff, fund=fund, amount=40, means="payroll")
    draft = make_draft(staff)
    assert any("以现金发放" in finding.text for finding in findings(draft))
    society.cash_aid_allowed = True
    society.save()
    draft.refresh_from_db()
    assert not any("以现金发放" in finding.text for finding in findings(draft))


def test_money_of_no_fund_yet_is_to_be_completed_and_in_no_statement(staff, society, signed_in):
    aid = make_aid(staff, fund=None, amount=Decimal("12.50"), means="transfer")
    make_disbursement(staff, fund=None, amount=7)
    assert [str(label) for label in aid.missing()] == ["捐赠项目（资金）"]
    client = signed_in(staff)
    assert aid in client.get("/relief/aid/?complete=no").context["table"].data.data
    page = client.get("/statement/2021/")
    assert [value.number for value in page.context["unfunded"]] == [Decimal("12.50"), 7]
    told = {k: v.number for k, v in figure_values(Scope(society, Period.year(2021))).items()}
    assert told["reports.spending"] == told["reports.spending.unfunded"] == Decimal("19.50")
    texts = [finding.text for finding in findings(make_draft(staff))]
    assert sum("尚未注明资金项目" in text for text in texts) == 2


def test_what_has_expired_is_not_given_out_unasked(staff, signed_in):
    lots = [{"item": "牛奶", "quantity": 9, "expires_on": date(2021, 4, 30)}]
    [lot] = make_goods_gift(staff, lots, date=date(2021, 1, 1)).lots.all()
    client, url = signed_in(staff), reverse("relief:aid_add")
    fields = {
        "recipients": "某村",
        "goods-TOTAL_FORMS": "1",
        "goods-0-lot": lot.pk,
        "goods-0-quantity": "2",
    }
    asked = post(client, url, **fields)
    assert asked.status_code == 422
    [doubt] = asked.context["form"].doubts
    assert "牛奶" in doubt.text
    assert post(client, url, **fields, confirmed=doubt.key).status_code == 302
    assert post(client, url, **fields | {"date": "2021-04-30"}).status_code == 302


def test_what_expires_soon_in_the_store_is_on_the_home_page(staff):
    today = timezone.localdate()
    lots = [
        {"item": "牛奶", "quantity": 9, "expires_on": today + timedelta(days=30)},
        {"item": "大米", "quantity": 9, "expires_on": today + timedelta(days=400)},
        {"item": "面包", "quantity": 2, "expires_on": today - timedelta(days=3)},
    ]
    rows = make_goods_gift(staff, lots, date=today - timedelta(days=99)).lots.order_by("pk")
    due, _more = reminders_of(staff, today)
    assert [reminder.label for reminder in due] == ["面包", "牛奶"]
    make_aid(staff, goods=[{"lot": rows[2], "quantity": 2}], date=today)
    due, _more = reminders_of(staff, today)
    assert [reminder.label for reminder in due] == ["牛奶"]


def test_above_the_limit_is_what_is_known_to_be_more(staff, society):
    society.collective_decision_above = Decimal(10000)
    society.save()
    fund = make_fund(staff, opening_balance=100000)
    make_aid(staff, fund=fund, amount=Decimal(10000))
    with refused("decision_paper"):
        make_aid(staff, fund=fund, amount=Decimal(10000), rounded=["amount"])


def test_what_is_kept_for_own_use_is_not_given_out(staff):
    goods = make_goods_gift(staff, lots=[{"item": "AED训练机", "quantity": 2, "fixed_asset": True}])
    lot = goods.lots.get()
    for make in (make_aid, make_disbursement):
        with refused():
            make(staff, goods=[{"lot": lot, "quantity": 1}], date=date(2021, 6, 1))


def test_below_an_earmarked_fund_all_is_earmarked(staff):
    earmarked = make_fund(staff, kind=Fund.Kind.EARMARKED)
    with refused("kind"):
        make_fund(staff, kind=Fund.Kind.GENERAL, parent=earmarked)
    general = make_fund(staff)
    make_fund(staff, parent=general)
    general.kind = Fund.Kind.EARMARKED
    with refused("kind"):
        general.save_entry(by=staff)


def test_a_fee_of_what_is_held_for_others_and_odd_uses_of_earmarked_money_are_asked_about(staff):
    held = make_fund(staff, held_as=Fund.HeldAs.AGENCY, opening_balance=1000)
    earmarked = make_fund(staff, kind=Fund.Kind.EARMARKED, opening_balance=1000)
    paper = {"decided_by": "协议1号"}
    for fund, kind, asked in (
        (held, "management", ["agency"]),
        (held, "transfer", []),
        (earmarked, "other", ["purpose"]),
        (earmarked, "transfer", []),
    ):
        spent = make_disbursement(staff, fund=fund, kind=kind, amount=Decimal(10), **paper)
        assert [one.key for one in spent.questions({})] == asked


def test_who_is_helped_by_name_is_one_of_those_helped(staff, society):
    make_aid(staff, person=make_person(staff), amount=Decimal(500))
    make_aid(staff, person=make_person(staff), amount=Decimal(500), people=4)
    values = figure_values(Scope(society, Period.year(2021)))
    assert values["relief.aid.people"].number == 5


def test_goods_without_a_price_leave_the_worth_of_the_others(staff, society):
    priced = {"item": "大米", "quantity": 5, "unit_value": Decimal(30), "value_basis": "voucher"}
    goods = make_goods_gift(staff, lots=[priced, {"item": "棉衣", "quantity": 5}])
    lots = [{"lot": lot, "quantity": 1} for lot in goods.lots.all()]
    aid = make_aid(staff, goods=lots, date=date(2021, 6, 1))
    assert aid.value == 30
    values = figure_values(Scope(society, Period.year(2021)))
    assert values["relief.aid.value"].number == values["relief.goods.given_value"].number == 30
