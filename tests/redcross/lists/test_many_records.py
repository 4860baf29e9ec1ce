"""Lists and searches ask the database as often for ten thousand records as for ten."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from donations.models import CashGift, Donor, Fund

GIFTS = reverse("donations:cash_gift_list")
ADDRESSES = (
    GIFTS,
    f"{GIFTS}?q=D1+F&per_page=100&sort=-amount&date_from=2015-01-01&date_to=2025-12-31",
    f"{GIFTS}?page=2",
    reverse("donations:donor_list"),
    f"{reverse('search')}?q=D1",
    f"{reverse('search')}?q=300",
)


def load(staff, first, last):
    common = {"society": staff.society, "entered_by": staff}
    fund = Fund.objects.get_or_create(name="F1", defaults=common)[0]
    numbers = range(first, last)
    donors = Donor.objects.bulk_create(
        Donor(name=f"D{n}", initials=f"d{n}", **common) for n in numbers
    )
    CashGift.objects.bulk_create(
        CashGift(
            donor=donor,
            fund=fund,
            amount=100 + n % 300,
            date=date(2015, 1, 1) + timedelta(n % 3000),
            **common,
        )
        for n, donor in zip(numbers, donors, strict=True)
    )


@pytest.mark.django_db
def test_ten_thousand_records_take_as_many_queries_as_ten(
    staff, signed_in, django_assert_max_num_queries
):
    client = signed_in(staff)

    def count():
        taken = {}
        for address in ADDRESSES:
            client.get(address)
            with django_assert_max_num_queries(65) as queries:
                assert client.get(address).status_code == 200
            taken[address] = len(queries)
        return taken

    load(staff, 0, 10)
    few = count()
    load(staff, 10, 10_000)
    assert count() == few
