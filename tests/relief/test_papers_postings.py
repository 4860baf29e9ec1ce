"""公示稿: in the village by name, on the web masked; what neither may say."""

from datetime import date
from urllib.parse import unquote

import pytest

from redcross.forms import TypedDateField
from relief.models import Application
from relief.papers.wording import masked_name, public_address
from tests.factories import (
    VALID_ID,
    id_of,
    make_aid,
    make_application,
    make_fund,
    make_person,
    make_place,
    make_programme,
)
from tests.paper_pages import pages_of, print_one, print_together

APPLIED, GIVEN = "application-posting", "aid-posting"
WEB = {"audience": "web"}
VILLAGE = {"audience": "village"}


@pytest.fixture
def apply(staff):
    """A function that makes an application of somebody of full age."""
    programme = make_programme(staff, name="博爱助困")
    place = make_place(staff, name="松岗村", parent=make_place(staff, name="渌口镇"))

    def make(name="李喆䶮", id_number=VALID_ID, person=None, **fields):
        person = {"name": name, "id_number": id_number, "phone": "13900001234"} | (person or {})
        given = {"programme": programme, "place": place, "amount": 500, "household": "minimum"}
        applicant = make_person(staff, **person)
        return make_application(staff, applicant=applicant, **given | fields)

    return make


def posting_of(client, entries, key=APPLIED, **chosen):
    return pages_of(print_together(client, entries, key, **chosen)).text


def test_in_the_village_it_says_who_how_much_how_long_and_where_to_object(signed_in, staff, apply):
    days = {"posted_from": date(2021, 5, 1), "posted_to": date(2021, 5, 8)}
    rows = [apply(**days), apply("王小明", "", **days, cause="Y2")]
    answer = print_together(
        signed_in(staff), rows, APPLIED, **VILLAGE, phone="0731-27618000", adults="on"
    )

    [page] = pages_of(answer).texts
    for told in ("公示期：2021年5月1日至2021年5月8日", "0731-27618000", "1,000.00", "博爱助困"):
        assert told in page
    assert ["1", "李喆䶮", "渌口镇松岗村", "低保", "500.00"] in pages_of(answer).rows
    assert "王小明" in page


def test_on_the_web_names_are_masked(signed_in, staff, apply):
    page = posting_of(signed_in(staff), [apply(), apply("张三", id_of(date(1980, 1, 1)))], **WEB)
    assert "李*䶮" in page and "张*" in page
    assert "李喆䶮" not in page and "张三" not in page


def test_neither_says_a_number_a_house_or_an_illness(signed_in, staff, apply):
    street = make_place(staff, name="向阳街12号3栋501室")
    row = apply(place=street, cause="尿毒症", account="6222000011112222", account_holder="李某")
    for chosen in (WEB, VILLAGE):
        page = posting_of(signed_in(staff), [row], **chosen)
        for secret in (VALID_ID, VALID_ID[:6], "13900001234", "6222", "尿毒症", "12号", "501"):
            assert secret not in page, secret
        assert "向阳街" in page


def test_nobody_under_eighteen_is_named(signed_in, staff, apply):
    client = signed_in(staff)
    child = apply("陈小宝", id_of(date(2015, 6, 1)), guardian="陈建国")
    alone = apply("周小花", id_of(date(2016, 6, 1)))
    unknown_age = apply("吴小草", "", guardian="吴大山")

    village = posting_of(client, [child, alone, unknown_age], **VILLAGE, adults="on")
    web = posting_of(client, [child, alone, unknown_age], **WEB, adults="on")

    for page in (village, web):
        for name in ("陈小宝", "周小花", "吴小草", "陈*宝", "周*花"):
            assert name not in page, name
    assert "陈建国（未成年人" in village and "吴大山（未成年人" in village
    assert "陈建国" not in web and web.count("未成年人") == 3


def test_the_name_of_the_file_tells_no_more_than_what_is_in_it(signed_in, staff, apply):
    child = apply("陈小宝", id_of(date(2015, 6, 1)))
    answer = print_one(signed_in(staff), child, APPLIED, **WEB)
    assert "陈小宝" not in unquote(answer["Content-Disposition"])


def test_a_programme_that_is_called_by_an_illness_is_named_by_its_kind(signed_in, staff, apply):
    told = {"name": "儿童白血病救助", "kind": "illness", "causes": "白血病、肿瘤"}
    programme = make_programme(staff, **told)
    page = posting_of(signed_in(staff), [apply(programme=programme)], **VILLAGE)
    assert "白血病" not in page and "大病" in page


def test_the_day_before_the_eighteenth_birthday_is_under_age(signed_in, staff, apply):
    today = TypedDateField().clean(str(date.today()))
    born = date(today.year - 18, today.month, min(today.day, 28))
    of_age = apply("郑一一", id_of(date(born.year - 1, born.month, born.day)))
    under = apply("冯二二", id_of(date(born.year + 1, born.month, born.day)))
    page = posting_of(signed_in(staff), [of_age, under], **VILLAGE)
    assert "郑一一" in page and "冯二二" not in page


def test_a_ward_of_full_age_is_named(signed_in, staff, apply):
    page = posting_of(signed_in(staff), [apply(guardian="王五")], **VILLAGE)
    assert "李喆䶮" in page and "王五" not in page


def test_whose_age_is_not_known_is_masked_unless_all_are_said_to_be_of_age(signed_in, staff, apply):
    client, row = signed_in(staff), apply("王小明", "")
    assert "王*明" in posting_of(client, [row], **VILLAGE)
    assert "王小明" in posting_of(client, [row], **VILLAGE, adults="on")
    assert "王小明" not in posting_of(client, [row], **WEB, adults="on")


def test_who_does_not_want_to_be_published_is_left_out(signed_in, staff, apply):
    client = signed_in(staff)
    row, silent = apply(), apply("沈默", id_of(date(1980, 1, 1)), {"not_published": True})
    for chosen in (WEB, VILLAGE):
        page = posting_of(client, [row, silent], **chosen)
        assert "沈默" not in page and "沈*" not in page and "500.00" in page
    assert print_one(client, silent, APPLIED, **VILLAGE).status_code == 422


def test_what_was_refused_or_names_nobody_is_not_posted(signed_in, staff, apply):
    client = signed_in(staff)
    refused = apply(decision=Application.Decision.REFUSED)
    for one in (refused, make_application(staff, times=3)):
        assert print_one(client, one, APPLIED, **WEB).status_code == 422
    assert print_one(client, make_aid(staff, recipients="松岗村"), GIVEN, **WEB).status_code == 422


def test_what_was_handed_out_is_posted_too(signed_in, staff, apply):
    fund = make_fund(staff, opening_balance=9000)
    child = apply("陈小宝", "", guardian="陈建国")
    given = [
        make_aid(staff, person=child.applicant, application=child, amount=300, fund=fund),
        make_aid(
            staff,
            person=make_person(staff, name="赵云", id_number=VALID_ID),
            contents="米、油",
            packages=1,
            recipients="赵云13900001234",
        ),
    ]
    page = posting_of(signed_in(staff), given, GIVEN, **VILLAGE)
    assert "赵云" in page and "米、油1" in page and "300.00" in page
    assert "陈小宝" not in page and "13900001234" not in page


def test_a_period_that_ends_before_it_starts_is_refused_and_an_unknown_one_left_open(
    signed_in, staff, apply
):
    client, row = signed_in(staff), apply()
    wrong = {"posted_from": "2021-05-08", "posted_to": "2021-05-01"}
    assert print_together(client, [row], APPLIED, **WEB, **wrong).status_code == 422
    assert "公示期：年月日至年月日" in posting_of(client, [row], **WEB)


def test_nobody_chose_for_whom_so_nothing_is_printed(signed_in, staff, apply):
    assert print_together(signed_in(staff), [apply()], APPLIED).status_code == 422


def test_three_hundred_are_posted_on_pages_with_heads(signed_in, staff, apply):
    first = apply()
    names = ("society", "entered_by", "programme", "applicant", "place", "amount", "household")
    told = {name: getattr(first, name) for name in names}
    Application.objects.bulk_create([Application(date=first.date, **told) for _each in range(299)])
    address = f"{first.get_absolute_url().rsplit('/', 2)[0]}/print/"
    answer = signed_in(staff).post(address, {"paper": APPLIED, "listed": "", **VILLAGE})
    pages = pages_of(answer).texts
    assert all("序号姓名" in page for page in pages) and "150,000.00" in pages[-1]


@pytest.mark.parametrize(
    ("name", "masked"),
    [("张三", "张*"), ("李小华", "李*华"), ("欧阳娜娜", "欧**娜"), ("喆", "*"), ("", "*")],
)
def test_a_masked_name_never_says_all_of_it(name, masked):
    assert masked_name(name) == masked


def test_an_address_is_published_up_to_the_house(staff):
    town = make_place(staff, name="渌口镇")
    for name, told in (
        ("松岗村", "渌口镇松岗村"),
        ("松岗村三组", "渌口镇松岗村三组"),
        ("学堂路88号附3号", "渌口镇学堂路"),
        ("十字街二栋", "渌口镇十字街"),
        ("渌口镇向阳村", "渌口镇向阳村"),
    ):
        assert public_address(make_place(staff, name=name, parent=town)) == told
