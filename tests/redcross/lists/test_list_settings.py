"""Filters and columns that a user keeps of a list."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from redcross.models import ColumnChoice, SavedFilter
from redcross.views.periods import current_query, recent_periods
from tests.factories import make_cash_gift, make_donor

GIFTS = reverse("donations:cash_gift_list")
NAME = "donations:cash_gift_list"


@pytest.fixture
def save(staff, signed_in):
    """A function that saves a filter of the list of gifts and gives the page shown then."""

    def post(name, query="q=a&page=2&per_page=50", **fields):
        data = {"list": NAME, "name": name, "query": query} | fields
        return signed_in(staff).post(reverse("saved_filter_add"), data, follow=True)

    return post


def test_a_filter_is_saved_without_its_page_and_marked_where_it_is_shown(save, client):
    page = save("大额")
    assert page.redirect_chain == [(f"{GIFTS}?q=a", 302)]
    [link] = page.context["saved_filters"]
    assert (link["name"], link["query"], link["current"]) == ("大额", "q=a", True)
    [link] = client.get(GIFTS, {"q": "b"}).context["saved_filters"]
    assert not link["current"]


@pytest.mark.parametrize(
    ("name", "query"), [("", "q=a"), ("x" * 31, "q=a"), ("empty", ""), ("long", f"q={'a' * 2001}")]
)
def test_what_is_no_filter_is_refused(save, name, query):
    page = save(name, query)
    assert [message.level_tag for message in page.context["messages"]] == ["error"]
    assert not SavedFilter.objects.exists()


def test_one_name_is_given_once_by_a_user_and_list(save, administrator):
    save("甲")
    assert "同名" in str(next(iter(save("甲", "q=b").context["messages"])))
    SavedFilter(user=administrator, list_name=NAME, name="甲", query="q=c").full_clean()
    assert SavedFilter.objects.get().query == "q=a"


def test_more_than_twenty_are_refused(save, staff):
    SavedFilter.objects.bulk_create(
        SavedFilter(user=staff, list_name=NAME, name=str(n), query="q=a") for n in range(20)
    )
    save("one more")
    assert SavedFilter.objects.count() == SavedFilter.MOST


def test_a_filter_is_taken_away_by_who_saved_it_only(save, staff, administrator, signed_in):
    save("甲")
    address = reverse("saved_filter_delete", args=[SavedFilter.objects.get().pk])
    client = signed_in(administrator)
    assert client.get(GIFTS).context["saved_filters"] == []
    assert client.post(address).status_code == 404
    assert signed_in(staff).post(address).url == f"{GIFTS}?q=a"
    assert not SavedFilter.objects.exists()


def test_a_list_that_is_none_or_not_to_be_seen_is_refused(staff, client):
    client.force_login(staff)
    staff.groups.first().permissions.get(codename="view_cashgift").delete()
    asked = {NAME: 403, "reports:home": 404, "nothing:at_all": 404, "": 404}
    for address in ("saved_filter_add", "column_choice"):
        answers = {
            name: client.post(
                reverse(address), {"list": name, "name": "a", "query": "q=a"}
            ).status_code
            for name in asked
        }
        assert answers == asked, address


def test_a_query_cannot_lead_elsewhere(save):
    page = save("甲", "q=a\r\nSet-Cookie: x=1\x00")
    assert page.redirect_chain[0][0].startswith(f"{GIFTS}?q=a")


@pytest.fixture
def choose(staff, client):
    """A function that chooses columns of the list of gifts and gives the page shown then."""

    def post(*columns, **data):
        client.force_login(staff)
        data = {"list": NAME, "column": columns, "query": "q=&sort=amount"} | data
        return client.post(reverse("column_choice"), data, follow=True)

    return post


def headers(page):
    return [bound.name for bound in page.context["table"].columns]


def test_columns_are_those_of_the_table_until_others_are_chosen(choose, client, staff):
    client.force_login(staff)
    usual = headers(client.get(GIFTS))
    assert usual == ["date", "donor", "amount", "fund", "source", "channel", "receipt_number"]
    make_cash_gift(staff, "300", note="N1")
    page = choose("amount", "note", "entered_at", "void_reason")
    assert headers(page) == ["date", "amount", "note", "entered_at"]
    assert "N1" in page.content.decode()
    assert page.redirect_chain[0][0] == f"{GIFTS}?q=&sort=amount"
    assert headers(choose(usual="1")) == usual
    assert not ColumnChoice.objects.exists()


def test_another_user_and_another_list_keep_their_columns(choose, client, administrator):
    choose("amount")
    assert len(headers(client.get(reverse("donations:goods_gift_list")))) == 7
    client.force_login(administrator)
    assert len(headers(client.get(GIFTS))) == 7


def test_the_spreadsheet_has_the_columns_shown_sorted_as_shown(client, administrator):
    for amount in ("20", "300", "5"):
        make_cash_gift(administrator, amount)
    client.force_login(administrator)
    client.post(reverse("column_choice"), {"list": NAME, "column": ["amount", "times"]})
    answer = client.get(GIFTS, {"format": "xlsx", "sort": "-amount"})
    rows = (
        CalamineWorkbook.from_filelike(BytesIO(answer.getvalue())).get_sheet_by_index(0).to_python()
    )
    gifts = [row for row in rows if isinstance(row[0], date)]
    assert {len(row) for row in rows} == {3}
    assert [row[1] for row in gifts] == [300, 20, 5]


def test_sensitive_columns_stay_masked(client, administrator):
    make_donor(administrator, name="A", id_number="430221195001014013", phone="13873311234")
    client.force_login(administrator)
    name = "donations:donor_list"
    page = client.post(
        reverse("column_choice"), {"list": name, "column": ["phone", "id_number"]}, follow=True
    )
    text = page.content.decode()
    assert headers(page) == ["name", "phone", "id_number"]
    assert "430221195001014013" not in text and "13873311234" not in text and "1234" in text
    sheet = client.get(reverse(name), {"format": "xlsx"}).getvalue()
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert "430221195001014013" not in str(rows) and "13873311234" not in str(rows)


def test_a_period_moves_on_with_the_days_if_that_is_wanted(save, monkeypatch):
    today = timezone.localdate()
    period = recent_periods(today)["this_month"][1]
    days = f"date_from={period.start}&date_to={period.end}"
    page = save("本月", days, period="this_month")
    assert 'name="period" value="this_month"' in page.content.decode()
    assert page.redirect_chain == [(f"{GIFTS}?{days}", 302)]
    [link] = page.context["saved_filters"]
    assert (link["query"], link["current"]) == (days, True)
    kept = SavedFilter.objects.get()
    assert (kept.query, kept.period) == ("", "this_month")
    save("本月不变", f"q=a&{days}")
    assert SavedFilter.objects.get(name="本月不变").query == f"q=a&{days}"
    assert not SavedFilter.objects.get(name="本月不变").period
    later = period.end + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: later)
    following = recent_periods(later)["this_month"][1]
    assert current_query(kept) == f"date_from={following.start}&date_to={following.end}"
