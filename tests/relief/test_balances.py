"""No fund is overdrawn and no lot given out twice, however the records are changed."""

from datetime import date
from threading import Thread

import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client

from donations.figures import figures as of_donations
from donations.models import CashGift, Fund, GoodsGift, GoodsLot
from redcross.figures import Period, count
from relief.models import Aid, Disbursement
from tests.factories import (
    make_aid,
    make_cash_gift,
    make_disbursement,
    make_fund,
    make_goods_gift,
)
from tests.refusals import NO_FIELD, refused

JANUARY, MARCH, MAY, JULY = (date(2021, month, 1) for month in (1, 3, 5, 7))


@pytest.fixture
def fund(staff):
    """One with 100 yuan, given in March."""
    fund = make_fund(staff)
    make_cash_gift(staff, "100", fund=fund, date=MARCH)
    return fund


@pytest.fixture
def lot(staff):
    """Ten bags of rice, received in March."""
    rice = {"item": "大米", "quantity": 10, "unit": "袋"}
    return make_goods_gift(staff, date=MARCH, lots=[rice]).lots.get()


def balance(fund, day=JULY):
    return Fund.objects.with_balance(day).get(pk=fund.pk).balance


def left(lot, day=JULY):
    return GoodsLot.objects.with_remaining(day).get(pk=lot.pk).remaining


# --- funds ---


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
        fund.keep(by=staff)
    fund.opening_balance = 40
    fund.keep(by=staff)


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
            gift.keep(by=staff)
    gift = CashGift.objects.get()
    assert (gift.voided_at, gift.amount, gift.fund) == (None, 100, fund)
    gift.amount = 70
    gift.keep(by=staff)
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
        aid.keep(by=staff)
    assert balance(fund) == 40

    rich = make_fund(staff, opening_balance=60)
    aid = Aid.objects.get()
    aid.fund = rich
    aid.keep(by=staff)
    assert (balance(fund), balance(rich)) == (100, 0)

    make_aid(staff, fund=fund, amount=100, date=MAY)
    gift = CashGift.objects.get()
    gift.fund = rich
    with refused("amount", saying=str(fund)):
        gift.keep(by=staff)


def test_aid_that_others_paid_leaves_no_fund(staff, fund):
    make_aid(staff, paid=Aid.Paid.OTHER, amount=20000)

    assert balance(fund) == 100
    with refused("fund"):
        make_aid(staff, paid=Aid.Paid.OTHER, amount=1, fund=fund)
    with refused("fund"):
        make_aid(staff, amount=1)


def test_the_balance_on_the_list_is_the_figure_and_the_sum_of_its_movements(
    staff, fund, society, signed_in
):
    make_aid(staff, fund=fund, amount=30, date=MAY)
    make_disbursement(staff, fund=fund, amount=20, date=JULY)
    page = signed_in(staff).get("/donations/funds/?as_of=2021-06-30")

    assert [sum_ for _label, sum_ in page.context["totals"]] == [70]
    half = Period(date(2021, 1, 1), date(2021, 6, 30))
    assert count(of_donations, society, half)["donations.funds.balance"].number == 70
    assert balance(fund) == 50


def test_a_fund_whose_opening_balance_was_lowered_meanwhile_is_read_anew(staff):
    fund = make_fund(staff, opening_balance=100)
    read_before = Fund.objects.get()
    fund.opening_balance = 10
    fund.keep(by=staff)

    with refused("amount"):
        make_aid(staff, fund=read_before, amount=50)


# --- lots ---


@pytest.mark.parametrize("make", [make_aid, make_disbursement])
def test_a_lot_is_given_out_to_the_last_piece_and_not_beyond(staff, lot, make):
    make(staff, date=JULY, goods=[{"lot": lot, "quantity": "9.999"}])

    with refused(NO_FIELD, saying=("大米", "0.001")):
        make(staff, date=JULY, goods=[{"lot": lot, "quantity": "0.002"}])
    make(staff, date=JULY, goods=[{"lot": lot, "quantity": "0.001"}])
    assert left(lot) == 0


def test_a_lot_named_twice_in_one_record_is_not_overdrawn(staff, lot):
    twice = [{"lot": lot, "quantity": 6}, {"lot": lot, "quantity": 5}]

    with refused(NO_FIELD, saying="1 袋"):
        make_aid(staff, date=JULY, goods=twice)
    assert not Aid.objects.exists() and left(lot) == 10


def test_goods_are_not_given_out_before_they_came(staff, lot):
    goods = [{"lot": lot, "quantity": 1}]
    with refused(NO_FIELD, saying="2021-03-01"):
        make_aid(staff, date=JANUARY, goods=goods)

    aid = make_aid(staff, date=MARCH, goods=goods)
    aid.date = JANUARY
    with refused(NO_FIELD, saying="2021-03-01"):
        aid.keep(by=staff)
    batch = GoodsGift.objects.get()
    batch.date = MAY
    with refused(NO_FIELD, saying="2021-05-01"):
        batch.keep(by=staff)


def test_a_batch_given_out_is_not_voided_and_a_voided_one_not_given_out(staff, lot):
    aid = make_aid(staff, date=MAY, goods=[{"lot": lot, "quantity": 1}])
    with refused(NO_FIELD, saying="大米"):
        GoodsGift.objects.get().void(by=staff, reason="entered twice")
    assert GoodsGift.objects.get().voided_at is None

    aid.void(by=staff, reason="entered twice")
    GoodsGift.objects.get().void(by=staff, reason="entered twice")
    with refused(NO_FIELD, saying="大米"):
        make_aid(staff, goods=[{"lot": lot, "quantity": 1}])


def test_voided_aid_gives_its_goods_back(staff, lot):
    make_aid(staff, date=MAY, goods=[{"lot": lot, "quantity": 10}]).void(by=staff, reason="x")

    make_aid(staff, date=MAY, goods=[{"lot": lot, "quantity": 10}])
    assert (left(lot, MARCH), left(lot, MAY)) == (10, 0)


def test_goods_of_another_society_are_not_given_out(staff, outsider, lot):
    goods = [{"lot": lot, "quantity": 1}]

    with refused():
        make_aid(outsider, date=JULY, goods=goods)
    assert left(lot) == 10


@pytest.fixture
def change(staff, lot, signed_in):
    """Sends the change page of the batch with these lines: item and quantity, by lot or new."""
    client, batch = signed_in(staff), lot.gift

    def send(*lines):
        data = {"date": "2021-03-01", "date_precision": "day", "times": "1", "source": "public"}
        data |= {"version": str(GoodsGift.objects.get().version), "lots-INITIAL_FORMS": "0"}
        data["lots-TOTAL_FORMS"] = str(len(lines))
        for number, (key, item, quantity) in enumerate(lines):
            row = {"key": key, "item": item, "quantity": quantity, "unit": "袋"}
            data |= {f"lots-{number}-{name}": value for name, value in row.items()}
        return client.post(f"/donations/goods/{batch.pk}/change/", data)

    return send


def test_the_page_does_not_take_a_lot_away_that_was_given_out(staff, lot, change):
    make_aid(staff, date=MAY, goods=[{"lot": lot, "quantity": 4}])
    page = change(("", "面粉", "3"))

    assert page.status_code == 422
    [message] = page.context["form"].non_field_errors()
    assert "大米 4袋" in message
    assert GoodsLot.objects.get() == lot


def test_the_page_does_not_lower_a_lot_below_what_was_given_out(staff, lot, change):
    make_aid(staff, date=MAY, goods=[{"lot": lot, "quantity": 4}])
    page = change((lot.pk, "大米", "3.5"))

    assert page.status_code == 422
    [message] = page.context["form"].non_field_errors()
    assert "0.5袋" in message
    assert change((lot.pk, "大米", "4")).status_code == 302
    assert left(lot) == 0


def test_a_lot_that_is_in_store_is_changed_and_taken_away(lot, change):
    assert change((lot.pk, "大米", "7"), ("", "面粉", "3")).status_code == 302
    assert [str(one) for one in GoodsLot.objects.all()] == ["大米 7袋", "面粉 3袋"]
    assert change(("", "面粉", "3")).status_code == 302
    assert [str(one) for one in GoodsLot.objects.all()] == ["面粉 3袋"]


# --- at the same moment ---


def at_once(*acts):
    """Runs them in threads of their own; their answers in order of size."""
    answers = []

    def run(act):
        answers.append(act())
        connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def sender(user, url, data):
    client = Client()
    client.force_login(user)
    return lambda: client.post(url, data).status_code


@pytest.mark.django_db(transaction=True)
def test_the_last_money_of_a_fund_is_spent_once_by_two_at_the_same_moment(
    staff, administrator, fund
):
    shared = {"date": "2021-07-01", "date_precision": "day", "times": "1", "fund": fund.pk}
    shared["amount"] = "60"
    aid = sender(staff, "/relief/aid/add/", shared | {"paid": "own"})
    other = shared | {"kind": "transfer", "recipient": "医院"}
    answers = at_once(aid, sender(administrator, "/relief/disbursements/add/", other))

    assert answers == [302, 422]
    assert Aid.objects.count() + Disbursement.objects.count() == 1
    assert balance(fund) == 40


@pytest.mark.django_db(transaction=True)
def test_the_last_goods_of_a_lot_are_given_out_once_by_two_at_the_same_moment(
    staff, administrator, lot
):
    data = {"date": "2021-07-01", "date_precision": "day", "times": "1", "paid": "own"}
    data |= {"goods-TOTAL_FORMS": "1", "goods-INITIAL_FORMS": "0"}
    data |= {"goods-0-lot": lot.pk, "goods-0-quantity": "6"}
    answers = at_once(*(sender(user, "/relief/aid/add/", data) for user in (staff, administrator)))

    assert answers == [302, 422]
    assert Aid.objects.aggregate(sum=Sum("goods__quantity"))["sum"] == 6
    assert left(lot) == 4


@pytest.mark.django_db(transaction=True)
def test_a_gift_is_not_voided_at_the_moment_it_is_spent(staff, administrator, fund):
    gift = CashGift.objects.get()
    data = {"date": "2021-07-01", "date_precision": "day", "times": "1", "paid": "own"}
    spend = sender(staff, "/relief/aid/add/", data | {"fund": fund.pk, "amount": "60"})
    void = {"version": gift.version, "reason": "重复"}
    url = f"/donations/cash-gifts/{gift.pk}/void/"

    assert at_once(spend, sender(administrator, url, void)) == [302, 422]
    assert balance(fund) in (0, 40)
