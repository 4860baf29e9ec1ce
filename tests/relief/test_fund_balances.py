"""No fund is overdrawn, however the records are changed."""

from datetime import date

import pytest

from donations.figures import figures as of_donations
from donations.models import CashGift, Fund
from redcross.figures import Period, Scope, count
from relief.models import Aid, Disbursement
from tests.factories import make_aid, make_cash_gift, make_disbursement, make_fund
from tests.refusals import refused
from tests.relief.balances import JANUARY, JULY, MARCH, MAY, balance


@pytest.mark.parametrize("make", [make_aid, make_disbursement])
def test_a_fund_is_spent_to_the_last_fen_and_not_beyond(staff, fund, make):
    make(staff, fund=fund, amount="99.99", date=JULY)

    with refused("amount", saying="0.01"):
        make(staff, fund=fund, amount="0.02", date=JULY)
    make(staff, fund=fund, amount="0.01", date=JULY)
    assert balance(fund) == 0


def test_aid_and_disbursements_draw_on_the_same_fund(staff, fund):
    make_aid(staff, fund=fund, amount=60, date=MAY)

    with refused("amount"):
        make_disbursement(staff, fund=fund, amount=41, date=JULY)
    assert balance(fund) == 40


def test_what_is_refused_is_told_beside_the_sum_and_saved_nowhere(staff, fund, signed_in):
    client = signed_in(staff)
    data = {"date": "2021-07-01", "kind": "transfer", "recipient": "医院", "times": "1"}
    data |= {"date_precision": "day", "fund": fund.pk}
    page = client.post("/relief/disbursements/add/", data | {"amount": "100.01"})

    assert page.status_code == 422
    [message] = page.context["form"].errors["amount"]
    assert str(fund) in message and "0.01" in message and "2021-07-01" in message
    assert not Disbursement.objects.exists()
    assert client.post("/relief/disbursements/add/", data | {"amount": "100"}).status_code == 302


def test_money_is_not_spent_before_it_came(staff, fund):
    with refused("amount", saying="2021-01-01"):
        make_aid(staff, fund=fund, amount=1, date=JANUARY)
    make_aid(staff, fund=fund, amount=1, date=MARCH)


def test_a_day_in_the_middle_is_not_overdrawn_though_the_end_is_not(staff, fund):
    make_aid(staff, fund=fund, amount=80, date=MAY)
    make_cash_gift(staff, "1000", fund=fund, date=JULY)

    with refused("amount", saying=("2021-05-01", "10.00")):
        make_aid(staff, fund=fund, amount=30, date=MARCH)
    make_aid(staff, fund=fund, amount=20, date=MARCH)


def test_an_opening_balance_is_spent_beyond_the_income_of_the_year(staff):
    fund = make_fund(staff, opening_balance=1000)
    make_cash_gift(staff, "100", fund=fund, date=MARCH)
    make_aid(staff, fund=fund, amount=1100, date=MAY)

    assert balance(fund) == 0
    with refused("amount"):
        make_aid(staff, fund=fund, amount=1, date=JULY)


def test_an_opening_balance_is_there_from_the_day_the_fund_opens(staff):
    fund = make_fund(staff, opening_balance=50, opens_on=MARCH)

    assert (balance(fund, JANUARY), balance(fund, MARCH)) == (0, 50)
    with refused("date"):
        make_aid(staff, fund=fund, amount=1, date=JANUARY)
    make_aid(staff, fund=fund, amount=50, date=MARCH)


def test_an_opening_balance_already_spent_is_not_lowered(staff):
    fund = make_fund(staff, opening_balance=50)
    make_aid(staff, fund=fund, amount=40, date=MAY)
    fund.opening_balance = 39
    with refused("opening_balance"):
        fund.save_entry(by=staff)
    fund.opening_balance = 40
    fund.save_entry(by=staff)


def test_a_gift_that_was_spent_is_neither_voided_nor_lowered_nor_put_later(staff, fund):
    gift = CashGift.objects.get()
    make_aid(staff, fund=fund, amount=70, date=MAY)

    with refused("amount"):
        gift.void(by=staff, reason="entered twice")
    for changes in ({"amount": 69}, {"date": JULY}, {"fund": make_fund(staff)}):
        gift = CashGift.objects.get()
        for name, value in changes.items():
            setattr(gift, name, value)
        with refused("amount"):
            gift.save_entry(by=staff)
    gift = CashGift.objects.get()
    assert (gift.voided_at, gift.amount, gift.fund) == (None, 100, fund)
    gift.amount = 70
    gift.save_entry(by=staff)
    assert balance(fund) == 0


def test_the_page_says_why_a_spent_gift_is_not_voided(staff, fund, signed_in):
    gift = CashGift.objects.get()
    make_aid(staff, fund=fund, amount=70, date=MAY)
    url = f"/donations/cash-gifts/{gift.pk}/void/"
    page = signed_in(staff).post(url, {"version": gift.version, "reason": "重复"})

    assert page.status_code == 422
    assert "70.00" in str(page.context["form"].errors)


def test_voided_aid_gives_its_money_back(staff, fund):
    aid = make_aid(staff, fund=fund, amount=100, date=MAY)
    aid.void(by=staff, reason="entered twice")

    assert balance(fund) == 100
    CashGift.objects.get().void(by=staff, reason="entered twice")


def test_a_record_moved_from_one_fund_to_another_fits_both(staff, fund):
    poor = make_fund(staff, opening_balance=10)
    aid = make_aid(staff, fund=fund, amount=60, date=MAY)
    aid.fund = poor
    with refused("amount", saying=str(poor)):
        aid.save_entry(by=staff)
    assert balance(fund) == 40

    rich = make_fund(staff, opening_balance=60)
    aid = Aid.objects.get()
    aid.fund = rich
    aid.save_entry(by=staff)
    assert (balance(fund), balance(rich)) == (100, 0)

    make_aid(staff, fund=fund, amount=100, date=MAY)
    gift = CashGift.objects.get()
    gift.fund = rich
    with refused("amount", saying=str(fund)):
        gift.save_entry(by=staff)


def test_aid_that_others_paid_leaves_no_fund(staff, fund):
    make_aid(staff, paid=Aid.Paid.OTHER, amount=20000)

    assert balance(fund) == 100
    with refused("fund"):
        make_aid(staff, paid=Aid.Paid.OTHER, amount=1, fund=fund)


def test_the_balance_on_the_list_is_the_figure_and_the_sum_of_its_movements(
    staff, fund, society, signed_in
):
    make_aid(staff, fund=fund, amount=30, date=MAY)
    make_disbursement(staff, fund=fund, amount=20, date=JULY)
    page = signed_in(staff).get("/donations/funds/?as_of=2021-06-30")

    assert [sum_ for _label, sum_ in page.context["totals"]] == [0, 70]
    half = Period(date(2021, 1, 1), date(2021, 6, 30))
    assert count(of_donations, Scope(society, half))["donations.funds.balance"].number == 70
    assert balance(fund) == 50


def test_a_fund_whose_opening_balance_was_lowered_meanwhile_is_read_anew(staff):
    fund = make_fund(staff, opening_balance=100)
    read_before = Fund.objects.get()
    fund.opening_balance = 10
    fund.save_entry(by=staff)

    with refused("amount"):
        make_aid(staff, fund=read_before, amount=50)
