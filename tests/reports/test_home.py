"""The first page after signing in: what each reader finds there, counted from real records."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from donations.models import CashGift
from redcross.models import LogEntry, Society, User
from reports.views.overview import describe_change, overview_context
from reports.views.work import in_pieces, recorded_years
from tests import factories
from tests.factories import (
    close_year,
    make_aid,
    make_cash_gift,
    make_course,
    make_donor,
    make_event,
    make_fund,
    make_goods_gift,
    make_life_gift,
    make_place,
    make_programme,
    make_session,
)


def numbers(cards):
    return {card.value.figure.key: card.value.number for card in cards}


def rows_behind(client, url):
    return client.get(url).context["table"].data.data


def test_staff_find_what_they_entered_last_with_links(signed_in, staff, outsider):
    gifts = [make_cash_gift(staff, donor=make_donor(staff)) for _number in range(5)]
    gifts[-1].void(by=staff, reason="entered twice")
    make_cash_gift(outsider)
    page = signed_in(staff).get("/")

    work = page.context["work_done"]
    assert (work[0].latest.action, work[0].entries) == (LogEntry.Action.VOID, [gifts[-1]])
    assert {act.user for done in work for act in done.acts} == {staff}
    body = page.content.decode()
    assert f'href="{gifts[3].get_absolute_url()}"' in body
    assert body.count("voided") == 2  # the adding and the voiding of the same gift


def test_what_is_entered_on_one_sheet_is_one_piece_of_work(signed_in, staff):
    same = {"donor": make_donor(staff), "fund": make_fund(staff)}
    first = [make_cash_gift(staff, **same) for _number in range(2)]
    event = make_event(staff)
    sheet = [make_cash_gift(staff, **same) for _number in range(5)]
    page = signed_in(staff).get("/")

    work = page.context["work_done"]
    assert [done.entries for done in work[:3]] == [sheet[::-1], [event], first[::-1]]
    assert [len(done.named) for done in work[:3]] == [3, 1, 2]
    assert "新增捐款5条" in page.content.decode()


def test_what_is_entered_later_is_another_piece_of_work():
    now = timezone.now()
    acts = [
        LogEntry(at=now - timedelta(minutes=minutes), model="donations.cashgift", action="add")
        for minutes in (0, 1, 3, 6)
    ]

    assert in_pieces(acts) == [acts[:3], acts[3:]]


def test_what_an_evaluation_is_made_of_is_no_work_of_the_user(signed_in, administrator):
    chapter = factories.make_chapter(administrator)
    page = signed_in(administrator).get("/")

    assert page.context["work_done"] == []
    assert list(page.context["open_evaluations"]) == [chapter.evaluation]
    assert chapter.evaluation.get_absolute_url() in page.content.decode()


def test_the_ways_in_say_what_day_and_month_have_brought(signed_in, staff, outsider):
    today = timezone.localdate()
    make_cash_gift(staff, date=today)
    make_cash_gift(staff, date=date(2021, 3, 1))
    make_cash_gift(staff, date=today).void(by=staff, reason="entered twice")
    make_cash_gift(outsider, date=today)
    make_event(staff, kind="publicity", date=today)
    make_aid(staff, households=3, date=today)
    counted = {
        way["link"]["url"]: (way["today"], way["month"])
        for way in signed_in(staff).get("/").context["quick_action_counts"]
    }

    assert {url: numbers for url, numbers in counted.items() if any(numbers)} == {
        "/donations/cash-gifts/sheet/": (2, 1),
        "/campaigns/events/add/?kind=publicity": (1, 1),
        "/relief/aid/sheet/": (1, 1),
    }


def test_what_is_no_longer_one_s_own_to_see_is_left_out(signed_in, staff, beside):
    make_cash_gift(staff)
    staff.society = beside
    staff.save()

    assert signed_in(staff).get("/").context["work_done"] == []


def test_what_is_to_be_completed_opens_just_that(signed_in, above, staff, society):
    make_cash_gift(staff, receipt_number="A1")
    make_cash_gift(staff, receipt_waived=False)
    make_cash_gift(staff, receipt_waived=False).void(by=staff, reason="entered twice")
    make_life_gift(staff, slip="S1")
    make_life_gift(staff)
    client = signed_in(staff)

    kinds = client.get("/").context["to_complete"]
    found = {kind["url"]: kind["number"] for kind in kinds}
    assert sorted(found.values()) == [1, 1]
    assert [kind["missing"] for kind in kinds] == [["票据号码"], ["数据来源"]]
    for url, number in found.items():
        assert rows_behind(client, url).count() == number
    assert signed_in(above).get("/").context["to_complete"] == []


def test_every_way_in_is_offered(signed_in, staff):
    page = signed_in(staff).get("/")
    main = page.content.decode().partition("<main")[2]
    groups = list(dict.fromkeys(str(action["group"]) for action in page.context["quick_actions"]))

    assert len(page.context["quick_actions"]) > 5
    assert all(f'href="{action["url"]}"' in main for action in page.context["quick_actions"])
    assert groups == ["接收", "发放", "开展活动", "月报数"]


def test_a_leader_finds_the_latest_year_with_records(signed_in, staff, leader, society):
    make_cash_gift(staff, "300", date=date(2021, 3, 1))
    make_cash_gift(staff, "200", date=date(2020, 3, 1))
    make_cash_gift(staff, date=date(2022, 3, 1)).void(by=staff, reason="wrong year")
    make_session(staff, date=timezone.localdate() + timedelta(days=1))
    page = signed_in(leader).get("/")

    assert page.context["year"] == 2021
    assert numbers(page.context["cards"])["donations.cash.amount"] == 300
    assert recorded_years(society) == (2020, 2021)


def test_a_society_takes_in_the_years_of_those_below(staff, province):
    make_cash_gift(staff, date=date(2019, 3, 1))

    assert recorded_years(province) == (2019, 2019)


def test_key_figures_open_the_lists_they_were_counted_from(signed_in, staff, leader):
    make_cash_gift(staff, "300")
    make_goods_gift(staff, times=2)
    make_aid(staff, value=Decimal(70), households=3)
    make_aid(staff, amount=Decimal(30), fund=make_fund(staff, opening_balance=Decimal(99)))
    make_session(staff, attendance=40)
    make_event(staff, kind="publicity", times=4)
    make_life_gift(staff, kind="blood", number=5)
    client = signed_in(leader)
    cards = client.get("/?year=2021").context["cards"]

    assert numbers(cards) == {
        "donations.cash.amount": 300,
        "donations.goods.batches_public": 2,
        "reports.aid.worth": 100,
        "relief.aid.households": 3,
        "training.awareness.people": 40,
        "training.certified.certificates": 0,
        "campaigns.publicity.events": 4,
        "donations.life.blood": 5,
    }
    behind = {"reports.aid.worth": 2, "relief.aid.households": 2}
    for card in cards:
        rows = rows_behind(client, card.url).count()
        assert rows == behind.get(card.value.figure.key, 1 if card.value.number else 0), card.url
        assert rows_behind(client, card.before_url).count() == 0


@pytest.mark.parametrize(
    ("now", "before", "sign", "told"),
    [
        (150, 100, "↑", "50"),
        (Decimal(1), Decimal(3), "↓", "66.7"),
        (0, 100, "↓", "100"),
        (2600, 1, "↑", "259,900"),
        (5, 5, "", ""),
        (5, 0, "↑", ""),
        (0, 0, "", ""),
    ],
)
def test_change_is_told_with_its_direction(now, before, sign, told):
    arrow, words = describe_change(now, before)

    assert arrow == sign and told in words and words


def test_the_year_that_runs_is_compared_with_the_same_days(society, staff):
    today = date(2022, 6, 30)
    for day in (date(2022, 6, 30), date(2022, 7, 1), date(2021, 6, 30), date(2021, 7, 1)):
        make_cash_gift(staff, str(day.year + day.month), date=day)

    found = overview_context(society, 2022, today)
    card = found["cards"][0]
    assert (card.value.number, card.before.number) == (2022 + 6, 2021 + 6)
    assert "date_to=2022-06-30" in card.url and "date_to=2021-06-30" in card.before_url
    assert found["running"] and not overview_context(society, 2021, today)["running"]
    this, last = found["charts"][0].series
    assert [v and v.number for v in this.values[5:7]] == [2028, None]
    assert [v and v.number for v in last.values[5:7]] == [2027, 2028]


def test_charts_show_months_and_programmes_with_their_lists(signed_in, staff, leader):
    make_cash_gift(staff, "300", date=date(2021, 3, 31))
    make_cash_gift(staff, "200", date=date(2020, 3, 1))
    make_session(staff, date=date(2021, 12, 31), attendance=40)
    make_session(staff, date=date(2021, 12, 31), course=make_course(staff, kind="cpr_aed"))
    first, second = make_programme(staff), make_programme(staff)
    fund = make_fund(staff, opening_balance=Decimal(99))
    make_aid(staff, programme=first, value=Decimal(10))
    make_aid(staff, programme=second, value=Decimal(20), amount=Decimal(5), fund=fund)
    make_aid(staff, programme=second, amount=Decimal(9), paid="other")
    make_aid(staff, value=Decimal(7))
    client = signed_in(leader)
    cash, people, aid = client.get("/").context["charts"]

    shown = [[v and v.number for v in one.values] for one in cash.series]
    assert shown == [[None, None, 300] + [None] * 9, [None, None, 200] + [None] * 9]
    assert [v and v.number for v in people.series[0].values] == [None] * 11 + [40]
    assert [v.number for v in aid.series[0].values] == [25, 10, 7]
    assert list(aid.categories[:2]) == [str(second), str(first)]
    assert [bool(v.url) for v in aid.series[0].values] == [True, True, False]
    for value in (cash.series[0].values[2], cash.series[1].values[2], people.series[0].values[11]):
        rows = rows_behind(client, value.url)
        assert sum(getattr(r, "amount", None) or r.attended for r in rows) == value.number
    rows = rows_behind(client, aid.series[0].values[0].url)
    assert [(row.amount, row.value) for row in rows] == [(5, 20)]


def test_another_year_is_chosen(signed_in, staff, leader):
    make_cash_gift(staff, "300", date=date(2021, 3, 1))
    make_cash_gift(staff, "200", date=date(2019, 3, 1))
    client, this = signed_in(leader), timezone.localdate().year
    page = client.get("/?year=2019")

    assert page.context["years"] == sorted({this, this - 1, 2021, 2020, 2019}, reverse=True)
    assert numbers(page.context["cards"])["donations.cash.amount"] == 200
    assert client.get(f"/?year={this}").context["running"]
    assert [client.get(f"/?year={year}").status_code for year in (1989, this + 2)] == [404, 404]
    for nonsense in ("", "x", "20211", "²²²²"):
        assert client.get(f"/?year={nonsense}").context["year"] == 2021


def test_the_evaluation_s_state_is_of_the_last_full_year(signed_in, staff, leader, society):
    make_cash_gift(staff, date=date(2020, 3, 1))
    make_cash_gift(staff, date=date(2021, 3, 1))
    closed = close_year(society, 2020)
    client = signed_in(leader)
    page = client.get("/")
    assert page.context["evaluation"] == {
        "year": 2021,
        "closed": [closed],
        "final": False,
        "signed": [],
    }
    for path in ("/evaluations/2021/", "/evaluations/2021/pdf/", "/evaluations/2020/"):
        assert f'href="{path}"' in page.content.decode()

    today = timezone.localdate()
    make_cash_gift(staff, date=today)
    last = close_year(society, today.year - 1)
    assert client.get("/").context["evaluation"] == {
        "year": today.year - 1,
        "closed": [last, closed],
        "final": True,
        "signed": [],
    }


def test_administrators_find_exports_and_failed_sign_ins_of_their_own(
    signed_in, client, administrator, staff, outsider, leader
):
    make_cash_gift(staff)
    make_cash_gift(outsider)
    signed_in(administrator).get("/donations/cash-gifts/?format=xlsx")
    client.logout()
    for name in ("staff", "outsider", "Boai-2021-luru"):
        client.post("/accounts/login/", {"login": name, "password": "wrong"})
    assert LogEntry.objects.filter(action="sign_in_failed").count() == 3
    page = signed_in(administrator).get("/")

    found = page.context["administration"]
    assert found["users"] == 3
    assert [(line.action, str(kind)) for line, kind in found["moved"]] == [
        ("export", str(CashGift._meta.verbose_name_plural))
    ]
    # Not of other societies, and no password that was typed into the wrong box.
    assert [line.reason for line in found["failures"]] == ["staff"]
    assert page.context["work_done"] == [] and page.context["quick_actions"]
    found = signed_in(leader).get("/").context["administration"]
    assert [line.reason for line in found["failures"]] == ["staff"]
    assert "administration" not in signed_in(staff).get("/").context


def test_who_enters_opens_the_figures_by_a_link(signed_in, staff):
    make_cash_gift(staff, "300")
    client = signed_in(staff)
    first = client.get("/")

    assert "cards" not in first.context and 'href="?year=2021"' in first.content.decode()
    assert numbers(client.get("/?year=2021").context["cards"])["donations.cash.amount"] == 300


def test_permissions_decide_and_not_the_name_of_a_group(signed_in, society, roles):
    user = factories.make_user("u1", society)
    client = signed_in(user)
    nothing = client.get("/")
    assert nothing.status_code == 200
    assert not any(name in nothing.context for name in ("work", "overview", "administration"))

    def allow(*names):
        user.user_permissions.set(Permission.objects.filter(codename__in=names))

    allow("view_figures")
    assert client.get("/").context["overview"]
    allow("view_figures", "add_cashgift", "view_cashgift")
    page = client.get("/")
    assert page.context["work"] and "cards" not in page.context
    assert [action["url"] for action in page.context["quick_actions"]] == [
        "/donations/cash-gifts/sheet/"
    ]
    allow("add_cashgift")
    assert "overview" not in client.get("/?year=2021").context


def test_a_new_society_is_shown_where_to_start(signed_in, staff, administrator, leader):
    make_donor(staff)
    page = signed_in(administrator).get("/")
    assert page.context["empty"] and page.context["quick_actions"]
    assert 'href="/donations/cash-gifts/import/"' in page.content.decode()
    assert "/import/" not in signed_in(staff).get("/").content.decode()
    page = signed_in(leader).get("/").content.decode()
    assert "key-figures" not in page and 'id="start"' in page

    make_cash_gift(staff)
    for user in (staff, administrator, leader):
        page = signed_in(user).get("/").content.decode()
        assert 'id="start"' not in page and "/cash-gifts/import/" not in page


def test_a_superuser_without_a_society_finds_a_page(client, roles):
    user = User.objects.create(username="root", is_superuser=True, is_staff=True)
    client.force_login(user)
    assert 'href="/admin/redcross/society/add/"' in client.get("/").content.decode()

    society = Society.objects.create(name="S1", short_name="S1")
    assert f"?society={society.pk}" in client.get("/").content.decode()
    assert client.get("/?year=2021").status_code == 200


@pytest.mark.parametrize("who", ["staff", "administrator", "leader"])
def test_more_records_take_no_more_queries(who, request, signed_in, staff):
    reader = request.getfixturevalue(who)

    def enter():
        make_cash_gift(reader if who != "leader" else staff)
        make_aid(staff, programme=make_programme(staff), place=make_place(staff))
        make_session(staff, attendance=9)

    client = signed_in(reader)
    for _number in range(4):
        enter()
    client.get("/")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/")
    for _number in range(6):
        enter()
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(many) == len(few) < 80


def test_the_figures_are_grouped_and_leave_out_what_is_zero(signed_in, staff):
    make_cash_gift(staff, "300", date=date(2020, 3, 1))
    make_aid(staff, value=Decimal(5), date=date(2021, 3, 1))
    client = signed_in(staff)
    page = client.get("/figures/2021/")
    keys = {
        name: [row["value"].figure.key for row in rows]
        for name, _label, rows in page.context["groups"]
    }

    assert list(keys) == ["donations", "relief", "reports"]
    # Nothing this year, but something the year before.
    assert "donations.cash.amount" in keys["donations"] and "relief.aid.value" in keys["relief"]
    assert "donations.income.interest" not in keys["donations"]
    body = page.content.decode()
    assert all(body.count(f'href="#{name}"') == body.count(f'id="{name}"') == 1 for name in keys)

    whole = client.get("/figures/2021/?all=yes")
    assert 'data-figure="donations.income.interest"' in whole.content.decode()
    assert whole.context["hidden"] == 0 < page.context["hidden"]
