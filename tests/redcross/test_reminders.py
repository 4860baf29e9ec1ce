"""What is due, as the home page tells it."""

from datetime import timedelta

from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from redcross.models import Reminder, RemindingQuerySet, reminders_of
from redcross.models.reminder import MOST
from tests.factories import (
    make_aed,
    make_allocation,
    make_bank_line,
    make_board_term,
    make_goods_gift,
    make_user,
)


def today():
    """Asked each time: a run may last past midnight."""
    return timezone.localdate()


def days(number):
    return today() + timedelta(days=number)


def remind(by):
    """Something due of every kind."""
    make_allocation(by, due_on=days(-2), date=days(-20))
    make_allocation(by, due_on=days(9), date=days(-20))
    make_aed(by, installed_on=days(-1), battery_until=days(5))
    make_board_term(by, starts_on=days(-100), ends_on=days(3))


def test_all_kinds_stand_together_by_date(staff):
    remind(staff)
    found, more = reminders_of(staff, today())

    assert [reminder.due_on for reminder in found] == [days(-2), days(3), days(5), days(9)]
    assert not more


def test_what_is_done_voided_or_without_a_day_is_not_due(staff):
    make_allocation(staff, due_on=days(-2), date=days(-20), fed_back_on=today())
    make_allocation(staff, date=days(-20))
    make_allocation(staff, due_on=days(1), date=days(-20)).void(by=staff, reason="entered twice")

    assert reminders_of(staff, today()) == ([], False)


def test_the_first_are_shown_and_that_there_are_more_is_said(signed_in, staff):
    for number in range(MOST + 2):
        make_allocation(staff, due_on=days(number), date=days(-20))
    found, more = reminders_of(staff, today())

    assert [reminder.due_on for reminder in found] == [days(number) for number in range(MOST)]
    assert more and signed_in(staff).get("/").context["more_reminders"]


def test_only_one_s_own_society_is_reminded(staff, outsider, above):
    remind(staff)

    assert reminders_of(outsider, today()) == reminders_of(above, today()) == ([], False)


def test_who_may_not_see_a_record_is_not_reminded_of_it(staff, society):
    remind(staff)
    user = make_user("u1", society)
    assert reminders_of(user, today()) == ([], False)

    user.user_permissions.set(Permission.objects.filter(codename="view_aed"))
    user = type(user).objects.get(pk=user.pk)
    assert [reminder.due_on for reminder in reminders_of(user, today())[0]] == [days(5)]


def test_the_home_page_links_to_what_is_due(signed_in, staff, leader):
    remind(staff)
    for user in (staff, leader):
        page = signed_in(user).get("/")
        body = page.content.decode().replace("&amp;", "&")
        urls = [reminder.url for reminder in page.context["reminders"]]
        assert len(urls) == 4
        assert all(f'href="{url}"' in body for url in urls)
        assert body.count('id="reminders"') == 1
    assert "reminders" not in signed_in(staff).get("/?year=2021").context


def test_a_day_that_nothing_is_due_shows_nothing(signed_in, staff):
    assert 'id="reminders"' not in signed_in(staff).get("/").content.decode()


def test_what_is_left_or_has_passed_is_told_in_words():
    told = {}
    with override("en"):
        for number in (-2, -1, 0, 1, 30):
            reminder = Reminder(days(number), "R1", "T1", "/")
            told[number] = (reminder.time_left(), reminder.is_overdue())
    assert told == {
        -2: ("overdue by 2 days", True),
        -1: ("overdue by 1 day", True),
        0: ("due today", False),
        1: ("in 1 day", False),
        30: ("in 30 days", False),
    }


def test_more_that_is_due_takes_no_more_queries(staff):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            reminders_of(staff, today())
        return len(queries)

    remind(staff)
    asked()  # permissions are kept from here on
    few = asked()
    for _number in range(4):
        make_allocation(staff, due_on=days(2), date=days(-20))
        make_aed(staff, installed_on=days(-400))
        make_board_term(staff, starts_on=days(-100), ends_on=days(3))
        make_bank_line(staff, date=days(-40))
        make_goods_gift(
            staff, [{"item": "米", "quantity": 1, "expires_on": days(3)}], date=days(-40)
        )
    assert asked() == few <= 6


def test_every_kind_that_an_app_names_can_remind():
    named = [
        config.get_model(name)
        for config in apps.get_app_configs()
        for name in getattr(config, "reminders", ())
    ]
    assert len(named) == 5
    assert all(isinstance(model.objects.all(), RemindingQuerySet) for model in named)
