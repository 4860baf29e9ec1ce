"""What the search box of a list finds."""

import pytest
from django.urls import reverse

from tests.factories import make_cash_gift, make_donor, make_fund, make_place, make_session

GIFTS = reverse("donations:cash_gift_list")


@pytest.fixture
def found(staff, signed_in):
    """A function that gives the amounts of the gifts that a search finds."""

    def ask(q):
        page = signed_in(staff).get(GIFTS, {"q": q})
        assert page.status_code == 200
        return sorted(int(record.amount) for record, _cells in page.context["table"].body())

    return ask


@pytest.fixture
def gifts(staff):
    relief = make_fund(staff, name="人道救助 基金")
    make_cash_gift(staff, "5000", donor=make_donor(staff, name="张建国"), fund=relief)
    make_cash_gift(staff, "300", donor=make_donor(staff, name="张海"), receipt_number="SJ 0300")
    make_cash_gift(staff, "70.50", donor=make_donor(staff, name="李四"), fund=relief)


@pytest.mark.parametrize(
    ("q", "amounts"),
    [
        ("张", [300, 5000]),
        ("张 救助", [5000]),
        ("救助 张", [5000]),
        ("救助  zjg", [5000]),
        ("李四 张", []),
        ("人道救助 基金", [70, 5000]),
        ("SJ 0300", [300]),
        ("5000", [5000]),
        ("5,000.00", [5000]),
        ("５，０００", [5000]),
        ("¥5,000元", [5000]),
        ("70.5", [70]),
        ("70.501", []),
        ("500", []),
        ("张 5000", [5000]),
        ("9" * 30, []),
        ("NaN", []),
        ("1e999999", []),
        ("   ", [70, 300, 5000]),
    ],
)
def test_every_word_must_be_found_and_amounts_are_read_as_written(gifts, found, q, amounts):
    assert found(q) == amounts


def test_a_list_is_filtered_by_whatever_its_entries_point_to(staff, signed_in):
    here, there = make_place(staff), make_place(staff)
    make_session(staff, place=here)
    make_session(staff, place=there)
    page = signed_in(staff).get(reverse("training:session_list"), {"place": here.pk})
    assert [record.place for record, _cells in page.context["table"].body()] == [here]
