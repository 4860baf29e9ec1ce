"""Lists and their totals say how well numbers are known."""

from datetime import date
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_aid, make_cash_gift, make_donor, make_fund, make_life_gift

OVER, NEARLY = "households", "households:nearly"


def totals(page):
    return [str(total) for _label, total in page.context["totals"]]


def test_a_list_adds_up_only_to_what_is_known(staff, signed_in):
    client = signed_in(staff)
    make_aid(staff, households=30, value=Decimal(5), rounded=[NEARLY])
    make_aid(staff, households=12, amount=Decimal("1234.50"))
    assert totals(client.get("/relief/aid/")) == ["1234.50", "5.00", "近42", "None"]
    make_aid(staff, households=10, value=Decimal(5), rounded=[OVER, "value:about"])
    assert totals(client.get("/relief/aid/")) == ["1234.50", "约10", "约52", "None"]
    english = client.get("/relief/aid/", headers={"accept-language": "en"}).content.decode()
    for words in ("nearly 30", "over 10", "about 52", "about 5.00"):
        assert f">{words}<" in english


def test_what_is_no_part_of_a_total_leaves_it_exact(staff, signed_in):
    make_life_gift(staff, 30, kind="blood", rounded=["number:about"])
    make_life_gift(staff, 4, kind="organ")
    assert totals(signed_in(staff).get(reverse("donations:life_gift_list")))[:2] == ["约30", "4"]


def test_lists_on_other_pages_tell_each_year_as_it_is_known(staff, signed_in):
    donor = make_donor(staff)
    for year, amount, rounded in ((2020, 100, ["amount"]), (2021, 30, ["amount:about"])):
        make_cash_gift(staff, amount, donor=donor, date=date(year, 5, 1), rounded=rounded)
    make_cash_gift(staff, 7, donor=donor, date=date(2019, 5, 1))
    page = signed_in(staff).get(donor.get_absolute_url())
    [listing] = page.context["listings"]
    shown = [str(sums.totals[0]) for sums in (*listing.years, listing.whole)]
    assert shown == ["约30", "100余", "7.00", "约137"]
    assert all(f">{words}<" in page.content.decode() for words in ("约30.00", "100.00余", "约137"))


def test_a_fund_of_rough_money_holds_only_about_so_much(staff, signed_in):
    fund, other = make_fund(staff), make_fund(staff)
    make_cash_gift(staff, 800, fund=fund, rounded=["amount"])
    make_cash_gift(staff, 100, fund=other)
    client = signed_in(staff)
    page = client.get("/donations/funds/")
    assert totals(page)[1] == "约900"
    assert ">约800.00<" in page.content.decode() and ">100.00<" in page.content.decode()
    facts = [fact.shown for fact in client.get(fund.get_absolute_url()).context["facts"]]
    assert facts == ["0", "800余", "约800"]


def test_reading_how_well_numbers_are_known_costs_no_query(staff, signed_in):
    client, asked = signed_in(staff), []
    for _round in range(2):
        make_aid(staff, households=30, value=Decimal(5), rounded=[NEARLY])
        client.get("/relief/aid/")
        with CaptureQueriesContext(connection) as found:
            client.get("/relief/aid/")
        asked.append(len(found))
    assert asked[0] == asked[1]
