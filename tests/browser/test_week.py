"""A clerk's typical week, entered in a real browser that counts what it costs her."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.models import Event
from donations.models import CashGift, Donor, GoodsGift, LifeGift
from redcross.models import StandingNumber
from relief.models import Aid
from tests.browser.clerks import KeyboardClerk, MouseClerk
from tests.factories import make_course, make_donor, make_fund
from tests.photos import photo_named
from training.models import Session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def files(tmp_path):
    """A function that makes photos on the disk and gives their paths."""

    def make(number):
        paths = [tmp_path / f"{number}-{n}.png" for n in range(number)]
        for path in paths:
            path.write_bytes(photo_named(path.name, "PNG"))
        return paths

    return make


@pytest.fixture
def known(staff, settings, tmp_path):
    """What the society has before the week: a donor, a fund, a course."""
    settings.MEDIA_ROOT = tmp_path / "media"
    make_donor(staff, name="甲公司", kind=Donor.Kind.ORGANISATION)
    make_fund(staff, name="人道救助")
    make_course(staff, name="救护讲座")


def last_month():
    return timezone.localdate().replace(day=1) - timedelta(days=1)


def enter_week(clerk, files):
    """Enter the week; all of it happened today, but for the numbers of the month before."""
    clerk.open("捐款", "fund-ts-control")
    clerk.choose("fund", "人道救助", "Enter")
    clerk.choose("cashgift-0-donor", "甲公司")
    clerk.add("cashgift-1-donor", "乙先生")
    clerk.add("cashgift-2-donor", "丙学校", "ArrowUp Tab")
    clerk.type("88", "ArrowUp")
    clerk.type("200.5", "ArrowUp")
    clerk.type("500")
    clerk.go_on("物资", "w", "donor-ts-control")

    clerk.choose("donor", "甲公司")
    clerk.go_to("lots-0-item", "Enter Enter Enter Enter")
    clerk.write("大米", "Enter")
    clerk.write("食用油", "Enter")
    clerk.write("棉被", "Enter")
    clerk.write("奶粉", "Tab")
    clerk.type("15", "ArrowUp")
    clerk.type("20", "ArrowUp")
    clerk.type("40", "ArrowUp")
    clerk.type("40")
    clerk.go_on("培训", "p", "course-ts-control")

    clerk.choose("course", "救护讲座", "Enter")
    clerk.write("居民", "Enter")
    clerk.type("60")
    clerk.choose_files("Tab", files(5))
    clerk.go_on("按村", "a", "programme-ts-control")

    clerk.press("Enter")
    clerk.choose("fund", "人道救助")
    clerk.add("aid-0-place", "丁村", "ArrowUp Tab")
    clerk.type("23", "Tab Tab")
    clerk.type("460")
    clerk.go_on("志愿服务", "z", "title")

    clerk.write("环境清洁", "Enter Enter Enter")
    clerk.type("12")
    clerk.go_on("血站", "x x", "date")

    clerk.type(f"{last_month().month}.1", "Enter")
    clerk.write("血站月报")
    clerk.choose_files("Tab", files(1))
    clerk.go_to("lifegift-0-number", "Tab Tab Tab")
    clerk.type("96", "Tab")
    clerk.type("33600")
    clerk.press("Shift+Tab ArrowDown")
    clerk.type("4")
    clerk.save()


def check_week():
    """Check that all of it is saved, and nothing else."""
    today = timezone.localdate()
    gifts = CashGift.objects.select_related("donor", "fund")
    assert {(g.donor.name, g.amount, g.fund.name, g.date) for g in gifts} == {
        ("甲公司", 500, "人道救助", today),
        ("乙先生", 200.5, "人道救助", today),
        ("丙学校", 88, "人道救助", today),
    }
    new = Donor.objects.exclude(name="甲公司")
    assert {(donor.name, donor.kind, donor.name_public) for donor in new} == {
        ("乙先生", Donor.Kind.PERSON, "not_asked"),
        ("丙学校", Donor.Kind.ORGANISATION, "not_asked"),
    }
    goods = GoodsGift.objects.get()
    assert (goods.donor.name, goods.date) == ("甲公司", today)
    assert dict(goods.lots.values_list("item", "quantity")) == {
        "大米": 40,
        "食用油": 40,
        "棉被": 20,
        "奶粉": 15,
    }
    talk = Session.objects.get()
    assert (talk.course.name, talk.audience, talk.attended) == ("救护讲座", "居民", 60)
    assert (talk.date, talk.evidence.count()) == (today, 5)
    village = Aid.objects.get()
    assert (village.place.name, village.households, village.amount) == ("丁村", 23, 460)
    assert (village.fund.name, village.date) == ("人道救助", today)
    clean_up = Event.objects.get()
    assert (clean_up.kind, clean_up.title) == (Event.Kind.SERVICE, "环境清洁")
    assert (clean_up.volunteers, clean_up.date) == (12, today)
    assert set(LifeGift.objects.values_list("kind", "number", "millilitres")) == {
        (LifeGift.Kind.BLOOD, 96, 33600),
        (LifeGift.Kind.SAMPLED, 4, None),
    }
    for gift in LifeGift.objects.all():
        assert (gift.date, gift.date_precision) == (last_month().replace(day=1), "month")
        assert (gift.slip, gift.evidence.count()) == ("血站月报", 1)
    assert not StandingNumber.objects.exists()


def test_a_week_takes_seven_page_loads_twenty_five_clicks_and_ninety_keys(
    live_server, page, sign_in, staff, known, files
):
    clerk = MouseClerk(sign_in(staff), live_server.url)
    enter_week(clerk, files)
    check_week()
    counts = clerk.counts()
    assert counts.loads <= 7 and counts.clicks <= 25 and counts.keys <= 90, clerk.message()


def test_a_week_is_entered_without_a_mouse(live_server, page, sign_in, staff, known, files):
    clerk = KeyboardClerk(sign_in(staff), live_server.url)
    enter_week(clerk, files)
    check_week()
    counts = clerk.counts()
    assert counts.loads <= 7 and counts.clicks == 0 and counts.keys <= 130, clerk.message()
