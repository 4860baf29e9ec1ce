"""The pages on which lines are matched, and the statement of a month."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from donations.bank.suggestions import suggestions
from donations.models import BankLine, BankMatch, CashGift, LedgerBalance
from redcross.models import LogEntry, reminders_of
from redcross.spreadsheets.reading import read_book
from tests.factories import (
    make_aid,
    make_bank_account,
    make_bank_line,
    make_cash_gift,
    make_donor,
    make_fund,
    make_ledger_balance,
)
from tests.pages import form_data

pytestmark = pytest.mark.django_db


def reconcile_url(account):
    return f"/donations/bank-accounts/{account.pk}/reconcile/"


def choice(line, *records):
    label, keys = records[0]._meta.label_lower, ",".join(str(record.pk) for record in records)
    return f"{line.pk}:{line.version}:{label}:{keys}"


def suggested(line):
    [line] = BankLine.objects.with_open().filter(pk=line.pk)
    return suggestions([line]).get(line.pk, [])


def test_the_same_sum_on_a_near_day_is_suggested_the_like_name_first(staff, account):
    line = make_bank_line(staff, "300", account=account, counterparty="甲公司")
    make_cash_gift(staff, "300", date=date(2021, 5, 1))
    like = make_cash_gift(
        staff, "300", date=date(2021, 5, 4), donor=make_donor(staff, name="株洲甲公司")
    )
    make_cash_gift(staff, "301", date=date(2021, 5, 1))
    make_cash_gift(staff, "300", date=date(2021, 8, 1))
    taken = make_cash_gift(staff, "300", date=date(2021, 5, 1))
    make_bank_line(staff, "300", account=account).match([taken], by=staff)
    found = suggested(line)
    assert [(one.keys[0] == like.pk, one.days) for one in found] == [(True, 3), (False, 0)]


def test_records_of_one_day_are_suggested_together(staff, account):
    fund = make_fund(staff, opening_balance=9000)
    aids = [
        make_aid(staff, fund=fund, amount=Decimal(50), date=date(2021, 4, 28)) for _n in range(10)
    ]
    line = make_bank_line(staff, "-500", account=account)
    [one] = suggested(line)
    assert one.keys == tuple(aid.pk for aid in aids)
    assert suggested(make_bank_line(staff, "500", account=account)) == []


def test_lines_are_matched_with_one_click_or_several_at_once(staff, account, signed_in):
    lines = [make_bank_line(staff, "300", account=account) for _number in range(3)]
    gifts = [make_cash_gift(staff, "300") for _number in range(3)]
    client, url = signed_in(staff), reconcile_url(account)
    chosen = [choice(line, gift) for line, gift in zip(lines, gifts, strict=True)]
    page = client.get(url).content.decode()
    assert chosen[0] in page
    client.post(url, {"one": chosen[0], "choice": chosen})
    assert BankMatch.objects.count() == 1
    client.post(url, {"choice": chosen[1:]})
    assert BankMatch.objects.count() == 3
    assert list(client.get(url).context["waiting"]) == []


def test_what_is_refused_of_several_is_told_and_the_rest_is_matched(staff, account, signed_in):
    lines = [make_bank_line(staff, "300", account=account) for _number in range(2)]
    gift = make_cash_gift(staff, "300")
    chosen = [choice(line, gift) for line in lines]
    answer = signed_in(staff).post(reconcile_url(account), {"choice": chosen}, follow=True)
    assert BankMatch.objects.count() == 1
    assert len(answer.context["messages"]) == 2


@pytest.mark.parametrize(
    "sent", ["", "x", "1:1:auth.user:1", "9:9:donations.cashgift:9", "²:1:a.b:1"]
)
def test_what_is_no_choice_is_refused(sent, staff, account, signed_in):
    answer = signed_in(staff).post(reconcile_url(account), {"choice": [sent]})
    assert answer.status_code == 302
    assert not BankMatch.objects.exists()


def test_a_line_of_another_society_is_not_found(staff, outsider, account, signed_in):
    line, gift = make_bank_line(staff, account=account), make_cash_gift(outsider, "300")
    client, own = signed_in(outsider), make_bank_account(outsider)
    assert client.get(f"/donations/bank-lines/{line.pk}/match/").status_code == 404
    assert client.post(f"/donations/bank-lines/{line.pk}/unmatch/").status_code == 404
    assert client.post(reconcile_url(account), {"one": choice(line, gift)}).status_code == 404
    client.post(reconcile_url(own), {"one": choice(line, gift)})
    assert not BankMatch.objects.exists()


def test_a_leader_looks_and_does_not_match(staff, leader, account, signed_in):
    line, gift = make_bank_line(staff, account=account), make_cash_gift(staff, "300")
    client = signed_in(leader)
    page = client.get(reconcile_url(account))
    assert page.status_code == 200 and choice(line, gift) not in page.content.decode()
    assert client.post(reconcile_url(account), {"one": choice(line, gift)}).status_code == 403


def test_records_are_chosen_and_taken_off_on_the_page_of_the_line(staff, account, signed_in):
    line = make_bank_line(staff, "500", account=account)
    gifts = [make_cash_gift(staff, "200"), make_cash_gift(staff, "300")]
    client, url = signed_in(staff), f"/donations/bank-lines/{line.pk}/match/"
    sent = {"version": line.version, "record": [gift.bank_key for gift in gifts]}
    assert client.get(url).status_code == 200
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 422
    page = client.get(line.get_absolute_url()).content.decode()
    assert all(gift.get_absolute_url() in page for gift in gifts)
    assert line.get_absolute_url() in client.get(gifts[0].get_absolute_url()).content.decode()
    match = BankMatch.objects.get(object_id=gifts[0].pk)
    unmatch = f"/donations/bank-lines/{line.pk}/unmatch/"
    client.post(unmatch, {"version": line.version, "match": match.pk})
    assert BankMatch.objects.count() == 2
    client.post(unmatch, {"version": line.version + 1, "match": match.pk, "reason": "R"})
    assert BankMatch.objects.count() == 1
    assert line.history.first().reason == "R"


def test_a_line_is_explained_on_its_page(staff, account, signed_in):
    line = make_bank_line(staff, "5", account=account)
    client, url = signed_in(staff), f"/donations/bank-lines/{line.pk}/match/"
    sent = {"explain": "1", "version": line.version, "explanation": "interest"}
    assert client.post(url, sent).status_code == 422
    assert client.post(url, sent | {"reason": "Q1"}).status_code == 302
    assert not BankLine.objects.waiting().exists()


def test_a_gift_entered_from_a_line_is_matched_with_it(staff, account, signed_in):
    line = make_bank_line(staff, "300", account=account, counterparty="甲公司")
    client = signed_in(staff)
    [row] = client.get(reconcile_url(account)).context["waiting"]
    form = client.get(row.gift_url).context["form"]
    filled_in = {name: form[name].value() for name in ("date", "amount", "channel", "note")}
    assert filled_in == {
        "date": "2021-05-01",
        "amount": "300.00",
        "channel": "bank",
        "note": "甲公司",
    }
    who = {"donor": make_donor(staff).pk, "fund": make_fund(staff).pk}
    times = {"date_precision": "day", "times": "1", "source": "public"}
    answer = client.post(row.gift_url, filled_in | who | times)
    assert (answer.status_code, answer.url) == (302, reconcile_url(account))
    assert BankMatch.objects.get().object_id == CashGift.objects.get().pk
    assert not BankLine.objects.waiting().exists()
    assert line.history.first().action == LogEntry.Action.CHANGE


def test_the_statement_of_a_month_is_a_page_and_a_sheet(staff, account, signed_in):
    make_bank_line(staff, "300", account=account, date=date(2021, 5, 31))
    make_cash_gift(staff, "40", date=date(2021, 5, 31))
    client, url = signed_in(staff), f"/donations/bank-accounts/{account.pk}/statement/"
    page = client.get(url, {"month": "2021-05"})
    assert page.context["sides_agree"] and page.context["found"].adjusted_books == 340
    for odd in ("", "2021-13", "x", "0000-01"):
        assert client.get(url, {"month": odd}).status_code == 200
    answer = client.get(url, {"month": "2021-05", "format": "xlsx"})
    book = read_book(b"".join(answer.streaming_content), "a.xlsx")
    assert len(book.sheets) == 4
    numbers = [cell for row in book.sheets[0].rows for cell in row if isinstance(cell, int | float)]
    assert numbers == [300, 40, 40, 300, 0, 0, 340, 340]
    assert LogEntry.objects.filter(action="export", model="donations.bankaccount").count() == 1


def test_the_numbers_of_the_books_open_their_lists(staff, account, signed_in):
    make_cash_gift(staff, "40", date=date(2021, 5, 31))
    make_cash_gift(staff, "50", date=date(2021, 6, 1))
    client, url = signed_in(staff), f"/donations/bank-accounts/{account.pk}/statement/"
    parts = client.get(url, {"month": "2021-05"}).context["found"].parts
    listed = client.get(parts[-1].url)
    assert [row.amount for row in listed.context["table"].data.data] == [40]
    for state, sums in (("expected", 2), ("apart", 0), ("matched", 0)):
        page = client.get("/donations/cash-gifts/", {"at_bank": state})
        assert page.context["table"].paginator.count == sums
    fund = make_fund(staff, opening_balance=100)
    make_aid(staff, fund=fund, amount=Decimal(9))
    for state, sums in (("expected", 1), ("apart", 0), ("matched", 0)):
        page = client.get("/relief/aid/", {"at_bank": state})
        assert page.context["table"].paginator.count == sums


def test_records_are_found_by_their_voucher(staff, signed_in):
    make_cash_gift(staff, voucher_number="记-12")
    make_cash_gift(staff)
    page = signed_in(staff).get("/donations/cash-gifts/", {"voucher_number": "记 － 12"})
    assert page.context["table"].paginator.count == 1


def test_a_line_that_waits_longer_than_thirty_days_is_reminded_of(staff, account):
    today = timezone.localdate()
    make_bank_line(staff, account=account, date=today - timedelta(30))
    assert reminders_of(staff, today) == ([], False)
    for days in (31, 40):
        make_bank_line(staff, account=account, date=today - timedelta(days))
    [reminder], _more = reminders_of(staff, today)
    assert (reminder.label, reminder.url) == (account.name, reconcile_url(account))
    assert reminder.due_on == today - timedelta(10)
    assert "2" in str(reminder.text)


@pytest.mark.parametrize("path", ["reconcile/", "statement/?month=2021-06"])
def test_the_pages_ask_as_often_however_many_lines_there_are(path, staff, account, signed_in):
    fund, donor = make_fund(staff, opening_balance=9000), make_donor(staff)
    client, counts = signed_in(staff), []

    def add(number):
        for place in range(number):
            make_bank_line(staff, str(place + 1), account=account)
            make_cash_gift(staff, str(place + 1), fund=fund, donor=donor)
            aid = make_aid(staff, fund=fund, amount=Decimal(1))
            make_bank_line(staff, "-1", account=account).match([aid], by=staff)

    url = f"/donations/bank-accounts/{account.pk}/{path}"
    for number in (10, 190):
        add(number)
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] < 60


LEDGER = "/donations/ledger-balances/"


def test_a_balance_of_the_ledger_starts_with_last_month_and_the_usual_account(
    staff, outsider, signed_in
):
    client = signed_in(staff)
    make_bank_account(outsider, usual=True)
    last = timezone.localdate().replace(day=1) - timedelta(days=1)

    def started(query=""):
        form = client.get(f"{LEDGER}add/{query}").context["form"]
        shown = [(str(key), str(label)) for key, label in form.fields["account"].widget.choices]
        return form["date"].value(), form["account"].value(), shown

    with override("zh-hans"):
        assert started() == (last, None, [("", "全部资金合计")])
        first = make_bank_account(staff, name="基本户")
        listed = [("", "全部资金合计"), (str(first.pk), "基本户")]
        assert started() == (last, first.pk, listed)
        usual = make_bank_account(staff, name="专户", usual=True)
        assert started()[1] == usual.pk
        assert started(f"?account={first.pk}&date=2021-05-31")[:2] == ("2021-05-31", str(first.pk))
    copied = make_ledger_balance(staff, account=None)
    assert started(f"?copy={copied.pk}")[1] is None
    # What is sent is what stood there to be seen.
    sent = form_data(client.get(f"{LEDGER}add/")) | {"balance": "5"}
    assert client.post(f"{LEDGER}add/", sent).status_code == 302
    assert LedgerBalance.objects.latest("pk").account == usual
    assert LedgerBalance.objects.latest("pk").date == last
    sent = form_data(client.get(f"{LEDGER}add/")) | {"balance": "5"}
    assert client.post(f"{LEDGER}add/", sent | {"account": ""}).status_code == 302
    assert LedgerBalance.objects.latest("pk").account is None
    sent = form_data(client.get(f"{LEDGER}add/")) | {"balance": "5"}
    foreign = make_bank_account(outsider)
    assert client.post(f"{LEDGER}add/", sent | {"account": foreign.pk}).status_code == 422


def test_all_funds_is_a_choice_where_several_balances_are_changed(staff, signed_in):
    make_bank_account(staff, name="基本户")
    row = make_ledger_balance(staff)
    page = signed_in(staff).get(
        f"{LEDGER}bulk-change/",
        {"row": row.pk, "field": "account"},
        headers={"accept-language": "zh-hans"},
    )
    assert '<option value="" selected>全部资金合计</option>' in page.content.decode()
