"""The first page after signing in: what each reader finds there, counted from real records."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from donations.models import CashGift
from redcross.models import LogEntry, Society, User
from reports.views.work import in_pieces
from tests import factories
from tests.factories import (
    make_aid,
    make_cash_gift,
    make_donor,
    make_event,
    make_fund,
    make_life_gift,
    make_place,
    make_programme,
    make_session,
)
from tests.pages import rows_behind


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
