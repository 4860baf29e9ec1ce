import io
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pdfplumber
import pytest
from django.urls import reverse
from django.utils import timezone

from redcross.models import Printout
from reports.papers import REPORTED
from tests.factories import make_course, make_session, make_standing_number, make_user
from tests.paper_pages import PaperPages

ADDRESS = "/papers/month-numbers/"
HEADS = ("序号", "指标", "单位", "当月", "本年累计")
STATES = (
    *("training.certificates.valid", "reports.trained_total", "reports.trained_share"),
    *("reports.certified_total", "reports.certified_share"),
)


@pytest.fixture
def year_of_training(staff):
    """Trainings of two years, of which one number is rough and another is not known."""
    awareness = make_course(staff, kind="awareness")
    certified = make_course(staff, kind="certified")
    aed = make_course(staff, kind="cpr_aed")
    for day, people in ((date(2020, 12, 31), 7), (date(2021, 1, 1), 100), (date(2021, 3, 31), 40)):
        make_session(staff, course=awareness, date=day, attendance=people)
    make_session(staff, course=awareness, date=date(2021, 4, 1), attendance=1000)
    make_session(staff, course=aed, date=date(2021, 3, 1), attendance=30, rounded=["attendance"])
    make_session(staff, course=aed, date=date(2021, 2, 1), times=2)
    signed = {"issued_on": date(2021, 3, 6), "expires_on": date(2024, 3, 6)}
    roster = [
        {"name": f"N{number}", "passed": True, "certificate_number": f"A{number}"} | signed
        for number in range(3)
    ]
    make_session(staff, course=certified, date=date(2021, 3, 5), roster=roster)
    make_session(
        staff, course=certified, date=date(2021, 1, 5), attendance=20, passed=19, certified=18
    )
    make_standing_number(staff, kind="population", number=300)


def month(client, of="2021-03", **chosen):
    """Return the numbers of the month and of the year so far by the key of the figure."""
    answer = client.post(ADDRESS, {"month": of} | chosen)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    rows = PaperPages(answer.content).below(*HEADS)
    return {key: tuple(row[3:]) for key, row in zip(REPORTED, rows, strict=True)}


def figures_page(client, start, end, **asked):
    """Return what the page of figures shows of these days by the key of the figure."""
    asked = {"date_from": start, "date_to": end, "all": 1} | asked
    page = client.get(reverse("reports:figures"), asked)
    rows = (row["value"] for _app, _name, rows in page.context["groups"] for row in rows)
    return {value.figure.key: "".join(value.shown.split()) for value in rows}


def test_the_numbers_are_those_of_the_month_and_of_the_year_so_far(clerk, year_of_training):
    numbers = month(clerk)
    assert numbers["training.awareness.sessions"] == ("1", "2")
    assert numbers["training.awareness.people"] == ("40", "140")
    assert numbers["training.certified.people"] == ("3", "23")
    assert numbers["training.certified.certificates"] == ("3", "21")
    # Rough in the month; of the year one session does not say how many came.
    assert numbers["training.cpr_aed.sessions"] == ("1", "3")
    assert numbers["training.cpr_aed.people"] == ("30余", "至少30")
    # States: as of the last day of the month, and none of the month itself.
    assert numbers["training.certificates.valid"] == ("—", "3")
    assert numbers["reports.certified_share"] == ("—", "7")


@pytest.mark.parametrize("of", ["2021-01", "2021-03", "2021-12", "2020-02", "2019-06"])
def test_every_number_is_that_of_the_page_of_figures(clerk, year_of_training, of):
    numbers = month(clerk, of)
    first = date.fromisoformat(f"{of}-01")
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    in_month = figures_page(clerk, first, last)
    so_far = figures_page(clerk, first.replace(month=1), last)
    assert set(numbers) == set(REPORTED)
    for key, (of_month, of_year) in numbers.items():
        assert of_month == ("—" if key in STATES else in_month[key]), key
        # A share of nothing is no figure.
        assert comparable(of_year) == comparable(so_far.get(key, "")), key


def pages_of_text(content):
    """Return the text of each page, without spaces."""
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return ["".join(page.extract_text().split()) for page in pdf.pages]


def comparable(shown):
    """Return a share without the zeros that a page leaves out, all else as it is."""
    try:
        return Decimal(shown.replace(",", ""))
    except ArithmeticError:
        return shown


def test_what_only_the_year_is_known_of_is_in_no_month_and_that_is_said(clerk, staff):
    course = make_course(staff, kind="awareness")
    for known, people in (("year", 260), ("month", 7), ("third", 2), ("day", 1)):
        make_session(
            staff,
            course=course,
            date=date(2021, 1, 1),
            date_precision=known,
            attendance=people,
            rounded=["attendance"] if known == "year" else [],
        )
    for of, in_month in (("2021-01", ("3", "10")), ("2021-02", ("0", "0"))):
        numbers = month(clerk, of)
        assert numbers["training.awareness.sessions"] == (in_month[0], "4")
        assert numbers["training.awareness.people"] == (in_month[1], "270余")
        text = "".join(pages_of_text(clerk.post(ADDRESS, {"month": of}).content))
        assert "只知年份的记录计入本年累计，未计入当月" in text
        assert "1场" in text.split("未计入当月")[1] and "260余人次" in text.split("未计入当月")[1]


def test_where_every_month_is_known_nothing_is_said_of_it(clerk, year_of_training):
    text = "".join(pages_of_text(clerk.post(ADDRESS, {"month": "2021-03"}).content))
    assert "只知年份" not in text


def test_without_the_societies_below_theirs_do_not_count(above, staff, signed_in):
    for by, people in ((above, 5), (staff, 60)):
        course = make_course(by, kind="awareness")
        make_session(by, course=course, date=date(2021, 3, 5), attendance=people)
    client = signed_in(above)
    assert month(client)["training.awareness.people"] == ("65", "65")
    alone = month(client, own_records_only="on")
    assert alone["training.awareness.people"] == ("5", "5")
    assert month(signed_in(staff))["training.awareness.people"] == ("60", "60")


def test_a_month_without_records_says_so(leader, signed_in):
    numbers = month(signed_in(leader))
    assert numbers["training.awareness.people"] == ("0", "0")
    assert numbers["reports.trained_share"] == ("—", "")


def test_the_month_that_runs_is_told_up_to_today(staff, clerk):
    today = timezone.localdate()
    course = make_course(staff, kind="awareness")
    make_session(staff, course=course, date=today, attendance=3)
    make_session(staff, course=course, date=today + timedelta(days=1), attendance=50)
    answer = clerk.post(ADDRESS, {"month": f"{today:%Y-%m}"})
    sheet = PaperPages(answer.content)
    assert sheet.below(*HEADS)[1][3:] == ["3", "3"]
    cells = [cell for row in sheet.rows for cell in row]
    assert cells[cells.index("本年累计") + 1].endswith(f"月{today.day}日")


@pytest.mark.parametrize("of", ["", "x", "2021-13", "1899-03"])
def test_what_is_no_month_is_refused(clerk, of):
    assert clerk.post(ADDRESS, {"month": of}).status_code == 422
    assert not Printout.objects.exists()


def test_a_month_that_has_not_begun_is_refused(clerk):
    ahead = timezone.localdate().replace(day=1) + timedelta(days=32)
    assert clerk.post(ADDRESS, {"month": f"{ahead:%Y-%m}"}).status_code == 422


def test_the_last_month_is_asked_for_at_once(clerk):
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    form = clerk.get(ADDRESS).context["form"]
    assert form["month"].value() == last.replace(day=1)


def test_another_month_is_no_reprint(clerk):
    for of in ("2021-02", "2021-03"):
        clerk.post(ADDRESS, {"month": of})
    assert [printout.copy for printout in Printout.objects.order_by("pk")] == [1, 1]
    Printout.objects.update(printed_at="2021-10-24T08:00Z")
    clerk.post(ADDRESS, {"month": "2021-03"})
    assert Printout.objects.latest("pk").copy == 2


def test_who_may_not_see_figures_prints_none(society, signed_in):
    client = signed_in(make_user("nobody", society))
    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, {"month": "2021-03"}).status_code == 403
    assert not Printout.objects.exists()


def test_the_numbers_leave_as_numbers_too(clerk, year_of_training):
    answer = clerk.post(ADDRESS, {"month": "2021-03", "as": "xlsx"})
    [sheet] = openpyxl.load_workbook(io.BytesIO(answer.content))
    found = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    assert [40, 140] in [row[-2:] for row in found]
