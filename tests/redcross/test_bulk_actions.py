"""Several entries voided, or corrected in one field, at once: all of them or none."""

from datetime import date

import pytest
from django.urls import reverse

from donations.models import CashGift, Fund
from redcross.models import LogEntry
from tests.factories import close_year, make_aid, make_cash_gift, make_donor, make_fund
from tests.kinds import KINDS

VOID = reverse("donations:cash_gift_bulk_void")
CHANGE = reverse("donations:cash_gift_bulk_change")


@pytest.fixture
def fund(staff):
    return make_fund(staff)


@pytest.fixture
def gifts(staff, fund):
    return [make_cash_gift(staff, str(n), fund=fund) for n in (100, 200, 300)]


def rows(*gifts):
    return {"row": [gift.pk for gift in gifts]} | {f"version-{g.pk}": g.version for g in gifts}


def refusals(page):
    return {o["pk"]: o["refusal"] for o in page.context["outcomes"] if o["refusal"]}


def logged(action):
    return list(LogEntry.objects.filter(action=action).values_list("object_id", "reason"))


def test_looking_voids_nothing(gifts, staff, signed_in):
    page = signed_in(staff).get(VOID, {"row": [gift.pk for gift in gifts]})
    assert len(page.context["outcomes"]) == 3 and refusals(page) == {}
    assert CashGift.objects.countable().count() == 3
    assert logged("void") == []


def test_several_are_voided_with_one_reason_and_a_log_entry_each(gifts, staff, signed_in):
    one, two, three = gifts
    back = f"{reverse('donations:cash_gift_list')}?q=D"
    answer = signed_in(staff).post(
        f"{VOID}?back={back}", rows(one, two) | {"reason": "entered twice"}
    )
    assert answer.url == back
    assert list(CashGift.objects.countable()) == [three]
    assert sorted(logged("void")) == [(one.pk, "entered twice"), (two.pk, "entered twice")]


def test_without_a_reason_nothing_is_voided(gifts, staff, signed_in):
    page = signed_in(staff).post(VOID, rows(*gifts) | {"reason": " "})
    assert page.status_code == 422 and page.context["form"].errors
    assert CashGift.objects.countable().count() == 3


def test_one_that_is_refused_keeps_all(gifts, staff, fund, signed_in):
    make_aid(staff, fund=fund, amount="450")
    one, two, three = gifts
    client = signed_in(staff)
    page = client.get(VOID, rows(one, two, three))
    # In the order of the list: without the first hundred something is left, then no more.
    assert one.pk in refusals(page) or two.pk in refusals(page)
    page = client.post(VOID, rows(one, two, three) | {"reason": "x"})
    assert page.status_code == 422 and refusals(page)
    assert CashGift.objects.countable().count() == 3 and logged("void") == []
    assert client.post(VOID, rows(one) | {"reason": "x"}).status_code == 302
    assert CashGift.objects.countable().count() == 2


def test_a_record_changed_meanwhile_is_refused(gifts, staff, signed_in):
    sent = rows(*gifts) | {"reason": "x"}
    gifts[0].note = "N1"
    gifts[0].save_entry(by=staff)
    page = signed_in(staff).post(VOID, sent)
    assert list(refusals(page)) == [gifts[0].pk]
    assert CashGift.objects.countable().count() == 3


def test_closed_years_refuse(gifts, staff, signed_in):
    close_year(staff.society, 2020)
    CashGift.objects.filter(pk=gifts[0].pk).update(date=date(2020, 5, 1))
    client = signed_in(staff)
    for page in (
        client.post(VOID, rows(*gifts) | {"reason": "x"}),
        client.post(
            CHANGE,
            rows(*gifts) | {"field": "note", "value-note": "N", "reason": "x", "confirm": "1"},
        ),
    ):
        assert page.status_code == 422 and list(refusals(page)) == [gifts[0].pk]
        assert "2020" in refusals(page)[gifts[0].pk]
    assert CashGift.objects.countable().filter(note="").count() == 3


def test_another_societys_records_are_refused_or_not_even_seen(
    gifts, staff, above, outsider, signed_in
):
    page = signed_in(above).post(VOID, rows(*gifts) | {"reason": "x"})
    assert page.status_code == 422 and len(refusals(page)) == 3
    page = signed_in(outsider).post(VOID, rows(*gifts) | {"reason": "x"})
    assert page.status_code == 422 and page.context["outcomes"] == []
    assert CashGift.objects.countable().count() == 3


def test_more_than_two_hundred_are_refused(staff, signed_in):
    page = signed_in(staff).get(VOID, {"row": range(1, 202)})
    assert page.context["outcomes"] == []
    assert "200" in str(next(iter(page.context["messages"])))


def change(client, gifts, field, value, **more):
    data = rows(*gifts) | {"field": field, f"value-{field}": value, "reason": "typing error"}
    return client.post(CHANGE, data | more)


def test_a_correction_is_looked_at_first_and_changes_nothing(gifts, staff, signed_in):
    page = change(signed_in(staff), gifts, "channel", "cash", preview="1")
    shown = [(outcome["before"], outcome["after"]) for outcome in page.context["outcomes"]]
    assert page.status_code == 200 and shown == [("银行转账", "现金")] * 3
    assert set(CashGift.objects.values_list("channel", flat=True)) == {"bank"}
    assert [reason for _key, reason in logged("change")] == []


@pytest.mark.parametrize(
    ("field", "value", "saved"),
    [
        ("channel", "cash", "cash"),
        ("date", "2021-07-01", date(2021, 7, 1)),
        ("note", "several words", "several words"),
    ],
)
def test_one_field_of_several_is_corrected(gifts, staff, signed_in, field, value, saved):
    answer = change(signed_in(staff), gifts[:2], field, value, confirm="1")
    assert answer.status_code == 302
    assert [getattr(g, field) == saved for g in CashGift.objects.order_by("pk")] == [
        True,
        True,
        False,
    ]
    assert sorted(logged("change")) == [(gift.pk, "typing error") for gift in gifts[:2]]


def test_a_choice_among_entries_is_corrected(gifts, staff, outsider, signed_in):
    other, strange = make_fund(staff), make_fund(outsider)
    client = signed_in(staff)
    assert change(client, gifts, "fund", other.pk, confirm="1").status_code == 302
    assert set(CashGift.objects.values_list("fund", flat=True)) == {other.pk}
    assert change(client, gifts, "fund", strange.pk, confirm="1").status_code == 422


def test_one_rule_broken_keeps_all(gifts, staff, signed_in):
    """A gift from above goes only into a fund of that kind."""
    above = make_cash_gift(staff, "9", source=CashGift.Source.ABOVE)
    general = make_fund(staff)
    page = change(signed_in(staff), [*gifts, above], "fund", general.pk, confirm="1")
    assert page.status_code == 422 and list(refusals(page)) == [above.pk]
    assert not CashGift.objects.filter(fund=general).exists()


@pytest.mark.parametrize(("field", "value"), [("date", "never"), ("channel", "boat"), ("fund", "")])
def test_a_value_that_the_field_refuses_is_said_beside_it(gifts, staff, signed_in, field, value):
    page = change(signed_in(staff), gifts, field, value, preview="1")
    assert page.status_code == 422 and "invalid-feedback" in page.content.decode()


@pytest.mark.parametrize("field", ["receipt_number", "rounded", "society", "amount_x", ""])
def test_fields_that_several_cannot_share_are_not_offered(gifts, staff, signed_in, field):
    page = change(signed_in(staff), gifts, field, "1", confirm="1")
    assert page.status_code == 422 and field not in page.context["fields"]
    assert not CashGift.objects.exclude(receipt_number="").exists()


def test_neither_names_nor_secrets_are_offered(staff, signed_in):
    donor = make_donor(staff)
    page = signed_in(staff).get(reverse("donations:donor_bulk_change"), {"row": donor.pk})
    assert list(page.context["fields"]) == ["kind", "name_public", "note"]


def test_every_kind_offers_a_form_for_each_of_its_fields(administrator, signed_in):
    client = signed_in(administrator)
    for kind, (_pages, make) in KINDS.items():
        address, row = reverse(f"{kind}_bulk_change"), make(administrator).pk
        for field in client.get(address, {"row": row}).context["fields"]:
            page = client.get(address, {"row": row, "field": field})
            assert page.context["value"].name == field, (kind, field)


def test_only_rows_that_may_be_written_can_be_chosen(gifts, staff, leader, signed_in):
    address = reverse("donations:cash_gift_list")
    gifts[0].void(by=staff, reason="x")
    page = signed_in(staff).get(address, {"voided": "with"}).content.decode()
    assert page.count('name="row"') == 2
    page = signed_in(leader).get(address).content.decode()
    assert 'name="row"' not in page and "void-several" not in page


def test_a_fund_is_not_voided_with_what_points_to_it(gifts, fund, staff, signed_in):
    free = make_fund(staff)
    address = reverse("donations:fund_bulk_void")
    data = {"row": [fund.pk, free.pk], "reason": "x"}
    page = signed_in(staff).post(address, data)
    assert list(refusals(page)) == [fund.pk]
    assert Fund.objects.countable().filter(pk=free.pk).exists()


def test_a_month_stays_a_month_for_several_too(gifts, staff, signed_in):
    client = signed_in(staff)
    assert change(client, gifts, "date", "2021年8月", confirm="1").status_code == 302
    found = set(CashGift.objects.values_list("date", "date_precision"))
    assert found == {(date(2021, 8, 1), "month")}
    again = list(CashGift.objects.all())
    assert change(client, again, "date", "2021-8-15", confirm="1").status_code == 302
    found = set(CashGift.objects.values_list("date", "date_precision"))
    assert found == {(date(2021, 8, 15), "day")}
