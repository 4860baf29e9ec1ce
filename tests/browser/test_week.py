"""A clerk's typical week, entered in a real browser."""

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from campaigns.models import Event
from donations.models import CashGift, GoodsGift, LifeGift
from redcross.models import StandingNumber
from relief.models import Aid
from tests.factories import make_course, make_fund
from tests.photos import photo_bytes
from training.models import Session

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PNG = photo_bytes("PNG")


def asked_for(url):
    return parse_qs(urlsplit(url).query).get("q")


@pytest.fixture
def choose(page):
    """Picks what a search finds, or adds it in place."""

    def choose(field, text, new=False):
        box = page.locator(f"#id_{field}-ts-control")
        box.click()
        # The answer draws the list anew: a click before that may meet what is going away.
        with page.expect_response(lambda answer: asked_for(answer.url) == [text]):
            box.fill(text)
        wanted = "create" if new else "option:not(.create)"
        page.locator(f".ts-dropdown:visible .{wanted}", has_text=text).first.click()
        if new:
            page.locator("dialog .btn-primary").click()
        page.locator(f"#id_{field} + .ts-wrapper .item", has_text=text).wait_for()

    return choose


@pytest.fixture
def go_on(page):
    """Saves and goes on with another way in: one page load."""

    def go_on(label):
        page.locator(".dropup > button").click()
        with page.expect_navigation():
            page.locator(".dropup .dropdown-menu.show button", has_text=label).first.click()

    return go_on


def photos(number, name):
    return [
        {"name": f"{name}{n}.png", "mimeType": "image/png", "buffer": PNG} for n in range(number)
    ]


def test_a_week_is_entered_in_at_most_eight_page_loads(
    live_server,
    page,
    sign_in,
    staff,
    choose,
    go_on,
    settings,
    tmp_path,
):
    settings.MEDIA_ROOT = tmp_path
    fund, course = make_fund(staff, name="人道救助"), make_course(staff, name="救护讲座")
    monday = timezone.localdate() - timedelta(days=7)
    sign_in(staff)
    loads = []
    page.on("load", lambda _page: loads.append(page.url))

    page.goto(f"{live_server.url}/donations/cash-gifts/sheet/")
    page.fill("[name=date]", monday.isoformat())
    choose("fund", fund.name)
    for row, (donor, yuan) in enumerate(
        (("甲公司", "500"), ("乙先生", "200.50"), ("丙学校", "88"))
    ):
        choose(f"cashgift-{row}-donor", donor, new=True)
        page.fill(f"[name=cashgift-{row}-amount]", yuan)
    go_on("物资")

    page.fill("[name=date]", monday.isoformat())
    choose("donor", "甲公司")
    for row, (item, quantity) in enumerate(
        (("大米", "40"), ("食用油", "40"), ("棉被", "20"), ("奶粉", "15"))
    ):
        if row == 3:
            page.locator("[data-lines=lots] [data-add-line]").click()
        page.fill(f"[name=lots-{row}-item]", item)
        page.fill(f"[name=lots-{row}-quantity]", quantity)
    go_on("培训")

    page.fill("[name=date]", monday.isoformat())
    choose("course", course.name)
    page.fill("[name=audience]", "居民")
    page.fill("[name=attendance]", "60")
    page.set_input_files("[name=files]", photos(5, "讲座"))
    go_on("按村")

    page.fill("[name=date]", monday.isoformat())
    choose("fund", fund.name)
    choose("aid-0-place", "丁村", new=True)
    page.fill("[name=aid-0-households]", "23")
    page.fill("[name=aid-0-amount]", "460")
    go_on("志愿服务")

    page.fill("[name=date]", monday.isoformat())
    page.fill("[name=title]", "环境清洁")
    page.fill("[name=volunteers]", "12")
    go_on("血站")

    page.fill("[name=date]", date(monday.year, monday.month, 1).isoformat())
    page.fill("[name=slip]", "血站月报")
    page.set_input_files("[name=files]", photos(1, "月报"))
    page.fill("[name=lifegift-0-number]", "96")
    page.fill("[name=lifegift-0-millilitres]", "33600")
    page.fill("[name=lifegift-1-number]", "4")
    page.fill("[name=standingnumber-0-number]", "655")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/donations/life/")

    assert len(loads) <= 8, loads
    assert sorted(CashGift.objects.values_list("amount", flat=True)) == [88, 200.50, 500]
    assert GoodsGift.objects.get().lots.count() == 4
    talk = Session.objects.get()
    assert (talk.attended, talk.evidence.count()) == (60, 5)
    village = Aid.objects.get()
    assert (village.place.name, village.households, village.amount) == ("丁村", 23, 460)
    assert Event.objects.get().kind == Event.Kind.SERVICE
    assert dict(LifeGift.objects.values_list("kind", "number")) == {"blood": 96, "sampled": 4}
    assert all(gift.evidence.count() == 1 for gift in LifeGift.objects.all())
    assert StandingNumber.objects.get().number == 655
