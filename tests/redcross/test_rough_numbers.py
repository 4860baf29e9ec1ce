"""How well a number is known is typed with it: 约300, 近30, 30余, 不详."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from campaigns.models import Material
from donations.models import CashGift
from redcross.rough_numbers import read_rough_number
from redcross.typed_values import Rounding, TypedAs
from redcross.views.readings import read
from tests.factories import make_aid, make_cash_gift, make_refund, make_response
from tests.pages import form_data, line_data
from tests.refusals import refused

YUAN, COUNT = TypedAs.YUAN, TypedAs.COUNT
ADD = "/donations/cash-gifts/add/"
OVER, NEARLY, ABOUT, EXACT = Rounding.OVER, Rounding.NEARLY, Rounding.ABOUT, Rounding.EXACT


@pytest.mark.parametrize(
    ("typed_as", "text", "number", "known"),
    [
        (COUNT, "30", "30", EXACT),
        (COUNT, "近30", "30", NEARLY),
        (COUNT, "将近 30 人", "30", NEARLY),
        (COUNT, "30余", "30", OVER),
        (COUNT, "30余人", "30", OVER),
        (COUNT, "30多人", "30", OVER),
        (COUNT, "３０多", "30", OVER),
        (COUNT, "逾30", "30", OVER),
        (COUNT, "约300", "300", ABOUT),
        (COUNT, "大约300人次", "300", ABOUT),
        (COUNT, "300左右", "300", ABOUT),
        (COUNT, "300人左右", "300", ABOUT),
        (COUNT, "1万余", "10000", OVER),
        (COUNT, "30余万", "300000", OVER),
        (YUAN, "1万余元", "10000", OVER),
        (YUAN, "约1,234.50", "1234.50", ABOUT),
        (YUAN, "近12.4万元", "124000", NEARLY),
    ],
)
def test_a_number_is_read_with_how_well_it_is_known(typed_as, text, number, known):
    assert read_rough_number(text, typed_as, 2 if typed_as == YUAN else 0) == (
        Decimal(number),
        known,
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("30以上", "several things"),
        ("30人以下", "several things"),
        ("约30余", "several things"),
        ("近30左右", "several things"),
        ("30余多", "several things"),
        ("约", "whole number"),
        ("近几十", "whole number"),
        ("余30", "several things"),
        ("约30.5", "without decimals"),
        ("不详", "leave it empty"),
    ],
)
def test_what_may_mean_several_things_is_refused_as_it_was_typed(text, told):
    with refused(saying=(told, f"“{text}”")):
        read_rough_number(text, COUNT)


@pytest.mark.parametrize("text", ["不详", "未知", " 不详　", "Unknown"])
def test_that_it_is_not_known_is_read_only_where_that_may_be(text):
    assert read_rough_number(text, COUNT, may_be_unknown=True) == (None, Rounding.UNKNOWN)
    with pytest.raises(ValidationError):
        read_rough_number(text, COUNT)


@given(text=st.text("约近余多左右不详0123456789.,万千人次 ", max_size=12))
def test_whatever_is_typed_is_read_or_refused_and_never_made_another_number(text):
    try:
        number, known = read_rough_number(text, COUNT, may_be_unknown=True)
    except ValidationError:
        return
    assert (number is None) == (known is Rounding.UNKNOWN)
    if number is not None and not known:
        assert not set(text) & set("约近余多左右")


@pytest.fixture
def gift(clerk, staff):
    """The form of a cash gift, filled in."""
    existing = make_cash_gift(staff, date=date(2020, 1, 1))
    data = form_data(clerk.get(ADD)) | {"donor": existing.donor_id, "fund": existing.fund_id}
    return data | {"date": "2021-08-04", "amount": "300"}


def kept(client, gift, **typed):
    answer = client.post(ADD, gift | typed)
    assert answer.status_code == 302, answer.context["form"].errors
    return CashGift.objects.latest("pk")


@pytest.mark.parametrize(
    ("typed", "number", "rounded"),
    [
        ({"amount": "约300"}, ("300", 1), ["amount:about"]),
        ({"amount": "1万余元"}, ("10000", 1), ["amount"]),
        ({"times": "近30"}, ("300", 30), ["times:nearly"]),
        ({"times": "不详", "donor": ""}, ("300", None), ["times:unknown"]),
        ({"amount": "约300", "times": "30余"}, ("300", 30), ["amount:about", "times"]),
        ({"amount": "约300", "rounded": ["amount:about"]}, ("300", 1), ["amount:about"]),
        ({"times": "1", "rounded": ["times:unknown"]}, ("300", None), ["times:unknown"]),
        ({"times": "", "rounded": ["times:unknown"]}, ("300", None), ["times:unknown"]),
    ],
)
def test_a_form_ticks_what_is_typed(clerk, gift, typed, number, rounded):
    found = kept(clerk, gift, **typed)
    assert (found.amount, found.times) == (Decimal(number[0]), number[1])
    assert found.rounded == rounded


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"amount": "约300", "rounded": ["amount"]}, "rounded"),
        ({"times": "5", "rounded": ["times:unknown"]}, "times"),
        ({"times": ""}, "times"),
        ({"amount": "不详"}, "amount"),
        ({"fee": "约3", "channel": "platform"}, "fee"),
    ],
)
def test_what_contradicts_itself_or_cannot_be_kept_is_refused(clerk, gift, typed, field):
    page = clerk.post(ADD, gift | typed)
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])


def test_a_form_opened_again_has_the_plain_number_and_the_tick(clerk, gift):
    found = kept(clerk, gift, amount="约300", times="30余")
    address = reverse("donations:cash_gift_change", args=[found.pk])
    again = form_data(clerk.get(address))
    assert (again["amount"], again["times"]) == ("300.00", "30")
    assert again["rounded"] == ["amount:about", "times"]
    assert clerk.post(address, again).status_code == 302
    assert found.history.count() == 1


def test_a_plain_number_typed_over_it_leaves_the_tick_that_stands_beside_it(clerk, gift):
    found = kept(clerk, gift, amount="约300")
    address = reverse("donations:cash_gift_change", args=[found.pk])
    page = clerk.get(address)
    assert page.context["form"].advanced_is_used()
    again = form_data(page) | {"amount": "310"}
    assert clerk.post(address, again).status_code == 302
    found.refresh_from_db()
    assert (found.amount, found.rounded) == (310, ["amount:about"])
    again = form_data(clerk.get(address)) | {"rounded": []}
    assert clerk.post(address, again).status_code == 302
    found.refresh_from_db()
    assert (found.amount, found.rounded) == (310, [])


def test_another_way_typed_over_it_takes_the_place_of_the_tick(clerk, gift):
    found = kept(clerk, gift, amount="约300")
    address = reverse("donations:cash_gift_change", args=[found.pk])
    again = form_data(clerk.get(address)) | {"amount": "300余"}
    assert clerk.post(address, again).status_code == 302
    found.refresh_from_db()
    assert (found.amount, found.rounded) == (300, ["amount"])


def test_a_refused_form_forgets_what_was_typed_before(clerk, gift):
    page = clerk.post(ADD, gift | {"amount": "约300", "date": "2021.2.30"})
    assert page.status_code == 422 and page.context["form"]["amount"].value() == "约300"
    assert kept(clerk, gift, amount="301").rounded == []


def test_a_number_over_one_that_is_not_known_is_refused_until_that_is_unticked(clerk, gift):
    found = kept(clerk, gift, times="不详")
    address = reverse("donations:cash_gift_change", args=[found.pk])
    again = form_data(clerk.get(address))
    assert "times" not in again and "times:unknown" in again["rounded"]
    for typed in ("1", "5"):
        page = clerk.post(address, again | {"times": typed})
        assert (page.status_code, list(page.context["form"].errors)) == (422, ["times"])
    assert clerk.post(address, again | {"times": "5", "rounded": []}).status_code == 302
    found.refresh_from_db()
    assert (found.times, found.rounded) == (5, [])


def test_what_no_tick_can_be_seen_of_is_typed_exactly(clerk, staff):
    refund = make_refund(staff)
    address = reverse("donations:refund_change", args=[refund.pk])
    page = clerk.post(address, form_data(clerk.get(address)) | {"amount": "约10"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["amount"])


def test_numbers_of_people_are_typed_roughly_too(clerk, staff):
    for entry, name in (
        (make_aid(staff, households=7, value=Decimal(5)), "households"),
        (make_response(staff, moved=7), "moved"),
    ):
        address = reverse(entry.url_name("change"), args=[entry.pk])
        data = form_data(clerk.get(address)) | {name: "30多"}
        assert clerk.post(address, data).status_code == 302
        entry.refresh_from_db()
        assert (getattr(entry, name), entry.rounded) == (30, [name])


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ({"text": "约300", "rough": True}, "300, about so many"),
        ({"text": "不详", "rough": True, "unknown": True}, "not known"),
        ({"text": "300", "rough": True}, ""),
    ],
)
def test_the_page_says_how_it_is_understood(question, shown):
    with override("en"):
        reading = read({"typedAs": "count", **question})
    assert (reading["shown"], reading["refusal"]) == (shown, "")


def test_the_page_says_where_it_may_not_be():
    assert read({"typedAs": "count", "text": "约300"})["refusal"]
    assert read({"typedAs": "count", "text": "不详", "rough": True})["refusal"]


def test_a_rough_sum_of_money_is_told_with_its_zeros_too():
    with override("en"):
        reading = read({"typedAs": "yuan", "text": "约12.4万", "rough": True, "places": 2})
    assert reading["value"] == "约12.4万" and reading["words"] == "人民币壹拾贰万肆仟元整"
    assert reading["shown"].endswith(", about so many")


def test_a_line_takes_only_more_than_so_many(clerk):
    address = "/campaigns/events/add/"
    typed_and_kept = {"近300": None, "约300": None, "300余": (300, True), "7": (7, False)}
    for typed, kept in typed_and_kept.items():
        page = form_data(clerk.get(f"{address}?kind=publicity"))
        page |= {"date": "2021-12-01", "title": f"A {typed}", "materials-TOTAL_FORMS": "3"}
        line = line_data("materials", 0, item="G1", quantity=typed)
        answer = clerk.post(address, page | line)
        if kept is None:
            [lineset] = answer.context["form"].linesets
            assert list(lineset.forms[0].errors) == ["quantity"]
        else:
            assert answer.status_code == 302
            made = Material.objects.latest("pk")
            assert (made.quantity, made.rounded) == kept
