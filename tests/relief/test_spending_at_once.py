"""The last money and goods are given out once by two at the same moment."""

from threading import Thread

import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client

from donations.models import CashGift
from relief.models import Aid, Disbursement
from tests.relief.balances import balance, left


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
