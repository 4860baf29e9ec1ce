"""Lists of people who were each given something and signed for it."""

from decimal import Decimal

import pytest

from donations.models import Fund
from redcross.forms import Grouping
from redcross.models import Person, Place
from redcross.spreadsheets.imports import import_rows
from relief.forms import AidForm
from relief.models import Aid
from tests.factories import VALID_ID, make_fund, make_goods_gift, make_person, make_place

from .corpus import workbook, write

pytestmark = pytest.mark.usefixtures("in_chinese")
NUMBER = "11010519491231002X"


@pytest.fixture(autouse=True)
def fund(administrator):
    return make_fund(administrator, name="人道救助", opening_balance=10000)


def roster(*rows, title="渌口镇松岗村2021年2月4日慰问金发放花名册", heading=None):
    heading = heading or ["序号", "姓名", "身份证号", "住址", "慰问金", "物资", "签字"]
    lines = [[title], heading, *([n, *row] for n, row in enumerate(rows, start=1)), ["制表人："]]
    return workbook(lambda book: write(book.add_worksheet("花名册"), lines))


PEOPLE = (
    ["王芳", VALID_ID, "松岗村3组", 300, "大米一袋"],
    ["李四", NUMBER, "松岗村12号", 200.5, "大米一袋"],
    ["赵六", "", "", 300, "油一桶"],
)


def taken(content, by, grouping):
    """Import the list with all that is asked confirmed; return what was asked."""
    options = {"by": by, "add_unknown": True, "grouping": grouping}
    given = {"fund": Fund.objects.get()}
    first = import_rows(AidForm, content, "a.xlsx", given=given, **options)
    assert first.faults == []
    keys = [doubt.key for doubt in first.doubts]
    done = import_rows(AidForm, content, "a.xlsx", given=given, confirmed=keys, **options)
    assert (done.faults, done.refused) == ([], False)
    return [doubt.text for doubt in first.doubts]


def test_each_person_is_a_record_and_nothing_is_lost(administrator):
    known = make_person(administrator, name="王芳", id_number=VALID_ID)
    village = make_place(administrator, name="松岗村")
    asked = taken(roster(*PEOPLE), administrator, Grouping.PERSON)
    assert any("住址" in text and "第 3、4 行" in text for text in asked)

    aid = Aid.objects.order_by("pk").select_related("person", "place")
    assert [(a.person.name, a.amount, a.contents, a.note, str(a.date)) for a in aid] == [
        ("王芳", Decimal("300.00"), "大米一袋", "住址：松岗村3组", "2021-02-04"),
        ("李四", Decimal("200.50"), "大米一袋", "住址：松岗村12号", "2021-02-04"),
        ("赵六", Decimal("300.00"), "油一桶", "", "2021-02-04"),
    ]
    assert aid[0].person == known
    assert aid[1].person.id_number.reveal() == NUMBER
    assert {a.place for a in aid} == {village}
    assert Person.objects.count() == 3


def test_a_village_is_one_record_with_its_people_counted(administrator):
    place = make_place(administrator, name="松岗村")
    asked = taken(roster(*PEOPLE), administrator, Grouping.TOGETHER)
    assert any("3 行合并为一条" in text and "姓名" in text for text in asked)
    aid = Aid.objects.get()
    assert (aid.people, aid.households, aid.person) == (3, None, None)
    assert (aid.amount, aid.contents) == (Decimal("800.50"), "大米一袋、油一桶")
    assert aid.place == place
    assert "松岗村" in aid.recipients
    assert not Person.objects.exists()


def test_a_village_a_row_and_households_are_told_apart(administrator):
    heading = ["序号", "户主姓名", "村（社区）", "家庭人口", "救助金额", "签领"]
    rows = [["王芳", "松岗村", 4, 300], ["李四", "松岗村", 2, 200], ["赵六", "湘渌社区", 1, 100]]
    content = roster(*rows, title="2021年2月4日发放花名册", heading=heading)
    taken(content, administrator, Grouping.TOGETHER)
    aid = Aid.objects.order_by("pk")
    assert [(a.recipients, a.households, a.people, a.amount) for a in aid] == [
        ("松岗村", 2, 6, 500),
        ("湘渌社区", 1, 1, 100),
    ]


def test_goods_of_a_lot_are_added_up_for_a_village(administrator):
    lots = [{"item": "大米", "quantity": 20, "unit": "袋"}]
    lot = make_goods_gift(administrator, lots=lots).lots.get()
    heading = ["序号", "姓名", "物资", "数量", "单位", "签字"]
    rows = [["王芳", "大米", 2, "袋"], ["李四", "大米", 3, "袋"], ["李四", "油", 1, "桶"]]
    content = roster(*rows, title="松岗村2021年8月4日发放花名册", heading=heading)
    taken(content, administrator, Grouping.TOGETHER)
    aid = Aid.objects.get()
    assert [(line.lot, line.quantity) for line in aid.goods.all()] == [(lot, 5)]
    assert aid.contents == "油 1桶"


def test_a_village_that_nobody_names_is_asked_for(administrator):
    content = roster(*PEOPLE[2:], title="2021年2月4日发放花名册")
    outcome = import_rows(
        *(AidForm, content, "a.xlsx"),
        by=administrator,
        add_unknown=True,
        grouping=Grouping.TOGETHER,
    )
    [(row, _column, message)] = [fault for fault in outcome.faults if "村" in fault[2]]
    assert row == 3
    assert "标题" in message


def test_a_place_in_the_column_stays_one(administrator):
    heading = ["序号", "姓名", "住址", "物资"]
    content = roster(["王芳", "渌口镇", "油"], title="2021年2月4日发放花名册", heading=heading)
    taken(content, administrator, Grouping.PERSON)
    aid = Aid.objects.get()
    assert (aid.place.name, aid.note) == ("渌口镇", "")
    assert Place.objects.count() == 1


def read(content, by, grouping):
    options = {"by": by, "add_unknown": True, "grouping": grouping}
    return import_rows(AidForm, content, "a.xlsx", given={"fund": Fund.objects.get()}, **options)


@pytest.mark.parametrize("grouping", Grouping)
def test_the_same_id_number_is_not_given_the_same_twice(administrator, grouping):
    make_place(administrator, name="松岗村")
    twice = roster(*PEOPLE, ["王芳", VALID_ID, "松岗村3组", 300, ""])
    [(_row, _column, text)] = read(twice, administrator, grouping).faults
    assert "身份证号" in text and "第3行" in text
    # Who signs for rice in another row is given something else.
    other = roster(*PEOPLE, ["王芳", VALID_ID, "松岗村3组", "", "食用油一桶"])
    assert read(other, administrator, grouping).faults == []


@pytest.mark.parametrize("grouping", Grouping)
def test_the_same_name_alone_is_asked_about(administrator, grouping):
    make_place(administrator, name="松岗村")

    def asked(*row):
        doubts = read(roster(*PEOPLE, list(row)), administrator, grouping).doubts
        return [doubt.text for doubt in doubts if "两个人" in doubt.text]

    [text] = asked("赵 六", "", "松岗村5组", 300, "油一桶")
    assert "5" in text and "6" in text and "赵 六" in text
    assert len(asked("王芳", "", "松岗村5组", 300, "")) == 1
    assert asked("李四", VALID_ID, "松岗村5组", 300, "") == []
    assert asked("赵七", "", "松岗村5组", 300, "") == []
