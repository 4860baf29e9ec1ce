"""Every page in both languages: axe finds nothing, and on a phone nothing is cut."""

import re

import pytest
from django.urls import Resolver404, resolve, reverse
from playwright.sync_api import expect

from tests.axe import PHONE, axe_faults, phone_faults
from tests.depth import part_of
from tests.factories import (
    make_aid,
    make_cash_gift,
    make_disbursement,
    make_export_file,
    make_society,
    make_user,
)
from tests.kinds import pages_of
from tests.photos import upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# More than a district ever receives, to the fen.
LARGE, HALF = "123456789.00", "61728394.50"
OF_EACH_KIND = {"add", "detail", "list"}
OF_A_YEAR = (
    "/",
    "/?year=2021",
    "/figures/2021/",
    "/figures/compare/?period=2020&period=2021&all=yes&chart=donations.cash.amount",
    "/figures/compare/?period=2020",
    "/evaluations/2021/",
    "/archive/2021/",
)
GENERAL = (
    "/archive/rules/",
    "/archive/disposals/",
    "/help/",
    "/search/",
    "/search/?q=123456789",
    "/search/?q=zzz",
    "/society/",
    "/set-up/",
    "/set-up/society/",
    "/users/",
    "/users/acts/",
    "/log/",
    "/users/add/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/sessions/",
    "/accounts/logout/",
    "/nothing-here/",
)


def large_records(by):
    """Return the addresses of a gift and a fund whose amounts and names are as long as they get."""
    gift = make_cash_gift(by, LARGE, receipt_number="湘财政票字第20210504000123号", note="长" * 300)
    make_aid(by, fund=gift.fund, amount=HALF)
    make_disbursement(by, fund=gift.fund, amount=HALF)
    return gift.get_absolute_url(), gift.fund.get_absolute_url(), gift.donor.get_absolute_url()


def record_with_evidence(by):
    """Return the address of a voided record and of one with a photo, and one taken out."""
    gift, voided = make_cash_gift(by), make_cash_gift(by)
    voided.void(by=by, reason="重复录入")
    for name in ("收据.jpg", "现场.jpg"):
        taken_out = gift.attach(upload(name), by=by)
    taken_out.remove(by=by, reason="传错了")
    return gift.get_absolute_url(), voided.get_absolute_url()


def exported_files(by):
    """Return the addresses of the files that wait, are written, are ready, and are not."""
    waiting, failed = (make_export_file(by, state=state) for state in ("waiting", "failed"))
    working = make_export_file(by, state="working", progress_done=4321, progress_total=123456)
    files = (waiting, working, make_export_file(by), failed)
    return [reverse("export_file_list"), *(file.get_absolute_url() for file in files)]


def accounts(by, role):
    colleague = make_user("colleague", by.society, role)
    return [reverse("accounts:account_detail", args=[user.pk]) for user in (by, colleague)]


def sort_of(path):
    """Return what pages that are laid out alike have in common."""
    try:
        view = resolve(path.split("?")[0]).func
    except Resolver404:
        return path
    return getattr(getattr(view, "view_class", None), "page", path)


# Pages of one sort are laid out alike, and of each axe looks at one; of those that every kind makes
# its own at all, in Chinese. A phone shows every page in Chinese, and these in English. The gate
# takes a part of the pages that each kind has.
@pytest.mark.deep
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_axe_finds_nothing_at_wcag_22_aa_and_a_phone_cuts_nothing(
    live_server, sign_in, administrator, roles, settings, language, media
):
    paths = [
        *large_records(administrator),
        *record_with_evidence(administrator),
        *accounts(administrator, roles["staff"]),
        *exported_files(administrator),
        *part_of(pages_of(administrator), language),
        *OF_A_YEAR,
        *GENERAL,
    ]
    page = sign_in(administrator)
    page.context.add_cookies(
        [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}]
    )
    chinese = language == "zh-hans"
    if not chinese:
        page.set_viewport_size(PHONE)
    found, known = {}, set()
    for path in paths:
        is_first = sort_of(path) not in known
        is_own = is_first or sort_of(path) in OF_EACH_KIND
        known.add(sort_of(path))
        if not chinese and not is_own:
            continue
        page.goto(live_server.url + path)
        faults = phone_faults(page)
        if is_first or (chinese and is_own):
            faults += axe_faults(page, frame=path == "/", colours=chinese and is_first)
        if faults:
            found[path] = faults
    assert found == {}


def test_axe_finds_nothing_on_the_pages_before_the_sign_in(live_server, page, roles):
    for title, names in (("建账", ()), ("登录", ("staff",))):
        for name in names:
            make_user(name, make_society("S1"), roles[name])
        page.goto(f"{live_server.url}/accounts/login/")
        expect(page).to_have_title(re.compile(title))
        assert [*axe_faults(page), *phone_faults(page)] == []
