"""Today stands in the date of what is new, and nowhere else."""

import pytest
from django.utils import timezone

from donations.models import CashGift
from tests.factories import make_cash_gift, make_fund
from tests.pages import form_data


@pytest.mark.parametrize(
    "address",
    ["/donations/cash-gifts/add/", "/donations/cash-gifts/sheet/", "/training/sessions/add/"],
)
def test_a_new_record_is_of_today_until_another_day_is_typed(clerk, address):
    data = form_data(clerk.get(address))
    assert data["date"] == timezone.localdate().isoformat()
    assert "end_date" not in data
    assert form_data(clerk.get(f"{address}?date=2021-05-01"))["date"] == "2021-05-01"


@pytest.mark.parametrize("address", ["/donations/life/sheet/", "/donations/funds/add/"])
def test_a_month_that_is_over_and_a_fund_are_not_of_today(clerk, address):
    assert timezone.localdate().isoformat() not in form_data(clerk.get(address)).values()


def test_a_copy_keeps_the_date_of_what_it_was_copied_from(clerk, staff):
    gift = make_cash_gift(staff)
    data = form_data(clerk.get(f"/donations/cash-gifts/add/?copy={gift.pk}"))
    assert data["date"] == gift.date.isoformat()


def test_a_sheet_whose_rows_are_untouched_saves_nothing_for_all_its_date(clerk, staff):
    data = form_data(clerk.get("/donations/cash-gifts/sheet/")) | {"fund": make_fund(staff).pk}
    blank = {"cashgift-0-amount": " ", "cashgift-1-receipt_number": "\u3000"}
    assert clerk.post("/donations/cash-gifts/sheet/", data | blank).status_code == 422
    assert not CashGift.objects.exists()
