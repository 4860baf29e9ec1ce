"""Lines of entries: out with all fields and in again, and in ledgers whose rows are lines."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from campaigns.forms import EventForm, MaterialForm
from campaigns.models import Event, Material
from donations.forms import GoodsGiftForm
from donations.models import Donor, GoodsGift, GoodsLot
from redcross.models import Person
from redcross.spreadsheets.grid import tidy
from redcross.spreadsheets.imports import import_rows
from redcross.spreadsheets.ledger import read_ledger
from redcross.spreadsheets.reading import read_book
from relief.forms import AidForm, DisbursementForm
from relief.models import Aid, Disbursement
from tests.factories import VALID_ID, make_course, make_event, make_goods_gift, make_person
from training.forms import SessionForm
from training.models import Enrolment, Session

from .corpus import workbook, write
from .round_trips import exported, read

pytestmark = pytest.mark.usefixtures("in_chinese")
NUMBER = "11010519491231002X"


@pytest.fixture
def gift(administrator):
    lots = [
        {"item": "大米", "quantity": 3, "unit": "袋", "unit_value": Decimal("50")},
        {"item": "油", "quantity": 1, "unit": "桶"},
    ]
    return make_goods_gift(administrator, lots=lots, note="原样")


def sheets_of(gift, lots):
    """Return an export of the gift whose lots are these rows: record, line, item, quantity."""

    def fill(book):
        main = [["记录编号", "版本", "日期"], [gift.pk, gift.version, "2021-5-1"]]
        write(book.add_worksheet("接收物资"), main)
        heading = ["所属记录编号", "明细编号", "品名", "数量", "计量单位"]
        write(book.add_worksheet("物资明细"), [heading, *lots])

    return workbook(fill)


def test_a_line_with_its_number_is_changed_one_without_added_and_the_others_stay(
    gift, administrator
):
    rice, oil = gift.lots.order_by("pk")
    content = sheets_of(gift, [[gift.pk, rice.pk, "", 5, ""], [gift.pk, "", "棉被", 2, "床"]])
    outcome = import_rows(GoodsGiftForm, content, "a.xlsx", by=administrator, add_unknown=False)

    assert (outcome.faults, outcome.saved) == ([], 1)
    assert [(lot.pk, str(lot), lot.unit_value) for lot in gift.lots.order_by("pk")][:2] == [
        (rice.pk, "大米 5袋", Decimal("50.00")),
        (oil.pk, "油 1桶", None),
    ]
    assert str(gift.lots.order_by("pk").last()) == "棉被 2床"
    gift.refresh_from_db()
    assert gift.note == "原样"


def test_a_line_of_no_record_of_the_file_keeps_it_out(gift, administrator):
    content = sheets_of(gift, [[gift.pk + 1, "", "棉被", 2, "床"], ["", "", "毯子", 1, "床"]])
    outcome = import_rows(GoodsGiftForm, content, "a.xlsx", by=administrator, add_unknown=False)
    [(sheet, _column, message)] = outcome.faults
    assert sheet == "物资明细"
    assert "第 2、3 行" in message


def test_the_number_of_another_records_line_and_one_that_stands_twice_are_refused(
    gift, administrator
):
    other = make_goods_gift(administrator, lots=[{"item": "药", "quantity": 1}]).lots.get()
    rice = gift.lots.earliest("pk")
    lots = [[gift.pk, other.pk, "药", 2, ""], [gift.pk, rice.pk, "", 5, ""]]
    content = sheets_of(gift, [*lots, [gift.pk, rice.pk, "", 6, ""]])
    outcome = import_rows(GoodsGiftForm, content, "a.xlsx", by=administrator, add_unknown=False)
    places = [place for place, _column, _message in outcome.faults]
    assert places == ["物资明细第 2 行", "物资明细第 4 行"]
    assert str(other.pk) in outcome.faults[0][2]


ACCEPTED = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Cn", "Zl", "Zp"]),
    min_size=1,
    max_size=60,
)


def accepted(text, by):
    """Return the text as the record keeps it, without what stands unseen around it; "" for none."""
    form = MaterialForm({"item": text, "quantity": "1", "unit": "份", "kind": "printed"}, user=by)
    return tidy(form.instance.item) if form.is_valid() else ""


@given(texts=st.lists(ACCEPTED, min_size=1, max_size=20))
@example(texts=["0", '"', "=1+1", "'口罩", "1e5", "合计", "#N/A 口罩", "2021-8-4", "是", "甲、乙"])
@example(texts=["0\U0001d173"])  # looks like nothing
def test_any_text_that_a_form_of_lines_accepts_comes_back(administrator, texts):
    kept = [text for one in texts if (text := accepted(one, administrator))]
    event = Event.objects.first() or make_event(administrator)
    event.materials.all().delete()
    for item in kept:
        Material.objects.create(event=event, item=item, quantity=1)
    content = exported(EventForm, Event.objects.filter(pk=event.pk))
    [row] = read(EventForm, content, administrator)
    assert row.lines.faults == []
    lines = row.lines.lines.get("materials", [])
    assert [line.item for line in lines] == kept


def book(*rows, merged=()):
    def fill(written):
        page = write(written.add_worksheet("表"), rows)
        for first, last, column, text in merged:
            page.merge_range(first, column, last, column, text)

    return workbook(fill, default_date_format="yyyy-mm-dd")


def taken(form_class, content, by, **options):
    """Import the file with all that is asked confirmed; return what was asked."""
    first = import_rows(form_class, content, "a.xlsx", by=by, add_unknown=True, **options)
    assert first.faults == []
    keys = [doubt.key for doubt in first.doubts]
    done = import_rows(
        form_class, content, "a.xlsx", by=by, add_unknown=True, confirmed=keys, **options
    )
    assert (done.faults, done.refused) == ([], False)
    return [doubt.text for doubt in first.doubts]


GOODS = ["日期", "捐赠单位", "品名", "规格型号", "计量单位", "数量", "单价", "金额"]


def test_rows_of_one_donor_are_one_gift_with_its_lots(administrator):
    content = book(
        ["2021年接收物资台账"],
        GOODS,
        ["2021-8-4", "甲公司", "口罩", "M中号", "箱", 2, 50, 100],
        ["2021-8-4", "甲公司", "手套", "\u200b", "箱", 3, "", 90],
        ["2021-8-5", "甲公司", "口罩", "", "箱", 1, "", ""],
        ["2021-8-5", "乙公司", "药", "", "盒", 10, 1.5, ""],
        ["合计", "", "", "", "", 16, "", ""],
    )
    question, basis = sorted(taken(GoodsGiftForm, content, administrator))
    assert "4 行合并为 3 条" in question
    assert "按“凭据”登记" in basis and "第 3、4、6 行" in basis
    first, second, third = GoodsGift.objects.order_by("pk")
    assert [(str(lot), lot.unit_value) for lot in first.lots.all()] == [
        ("口罩 M中号 2箱", Decimal("50.00")),
        ("手套 3箱", Decimal("30.00")),
    ]
    assert (first.donor, second.date.day, third.donor.name) == (second.donor, 5, "乙公司")
    assert str(third.lots.get()) == "药 10盒"


def test_what_stands_once_holds_for_the_rows_below(administrator):
    content = book(
        GOODS[:3] + GOODS[4:6],
        [date(2021, 8, 4), "甲公司", "口罩", "箱", 2],
        ["", "", "手套", "箱", 3],
        ["", "乙公司", "药", "盒", 10],
        ["", "", "纱布", "卷", 5],
        merged=[(1, 4, 0, "2021-8-4")],
    )
    taken(GoodsGiftForm, content, administrator)
    gifts = GoodsGift.objects.order_by("pk")
    assert [(g.donor.name, g.date.day, g.lots.count()) for g in gifts] == [
        ("甲公司", 4, 2),
        ("乙公司", 4, 2),
    ]


def test_faults_name_the_row_of_the_line(administrator):
    rows = [["2021-8-4", f"公司{n}", "口罩", "", "箱", n, "", ""] for n in range(1, 8)]
    rows[3][1] = ""
    rows += [["2021-8-4", "公司7", "手套", "", "箱", "若干", "", ""]]
    rows += [["2021-8-4", "公司7", "手套", "", "箱", 3, "", 100]]
    content = book(GOODS, *rows)
    outcome = import_rows(GoodsGiftForm, content, "a.xlsx", by=administrator, add_unknown=True)
    assert [(place, column) for place, column, _message in outcome.faults] == [
        (5, "捐赠人"),
        (9, "数量"),
        (10, ""),
    ]
    assert "若干" in outcome.faults[1][2]
    assert "除不尽" in outcome.faults[2][2]
    assert not GoodsGift.objects.exists()


def test_a_gift_that_was_bought_needs_no_donor(administrator):
    heading = ["日期", "捐赠单位", "来源", "品名", "数量"]
    rows = [["2021-8-4", f"公司{n}", "", "口罩", n] for n in range(1, 7)]
    content = book(heading, *rows, ["2021-8-5", "", "采购", "药", 1])
    taken(GoodsGiftForm, content, administrator)
    bought = GoodsGift.objects.get(donor=None)
    assert bought.source == GoodsGift.Source.PURCHASED


def test_a_quantity_within_the_name_is_parted_where_nothing_is_lost(administrator):
    content = book(
        ["2020年1月29日物资使用情况"],
        ["序号", "捐赠方", "品名", "折算金额（万元）", "流向"],
        [1, "甲公司", "胶囊（24粒装）13.5万盒", 500, "某医院"],
        [2, "\n乙公司\n", "消毒液1400瓶60箱", 4.9, "某局 "],
        [3, "丙", "茶粉25袋", "", "某医院"],
        [4, "丁", "N95口罩36000个", 36, "某医院"],
        ["备注：另有一些物资在运输途中。"],
    )
    asked = taken(GoodsGiftForm, content, administrator)
    assert any("流向" in text for text in asked)
    assert any("按总价值登记" in text and "第 3、4 行" in text for text in asked)
    lots = GoodsLot.objects.order_by("pk")
    assert [(str(lot), lot.unit_value) for lot in lots] == [
        ("胶囊（24粒装）13.5万盒一批，价值5000000元", 1),
        ("消毒液1400瓶60箱一批，价值49000元", 1),
        ("茶粉 25袋", None),
        ("N95口罩 36000个", Decimal("10.00")),
    ]
    taken(AidForm, content, administrator)
    aid = Aid.objects.order_by("pk")
    assert [(a.recipients, a.value) for a in aid][:3] == [
        ("某医院", Decimal("5000000.00")),
        ("某局", Decimal("49000.00")),
        ("某医院", None),
    ]
    assert aid[0].note == "捐赠方：甲公司"

    taken(DisbursementForm, content, administrator)
    out = Disbursement.objects.earliest("pk")
    assert (out.recipient, out.contents) == ("某医院", "胶囊（24粒装）13.5万盒")
    assert out.note == "捐赠方：甲公司；折算金额：500万元"


OUT = [
    ["红十字会发放物资一览表"],
    [date(2020, 1, 30)],
    [],
    ["接收单位", "品名", "规格", "计量单位", "数量"],
    ["甲医院", "口罩", "\u200b", "箱", 15],
    ["", "护目镜", "80箱*100", "件", 4],
    ["乙集团", "消毒片", "", "桶", 348],
    ["", "手套", "", "件", 1],
]


def test_goods_given_out_that_no_lot_is_are_told_in_words(administrator):
    asked = taken(DisbursementForm, book(*OUT), administrator)
    assert any("库存中没有" in text and "5、6、7、8" in text for text in asked)
    rows = Disbursement.objects.order_by("pk")
    assert [(d.recipient, d.contents, d.goods.count()) for d in rows] == [
        ("甲医院", "口罩 15箱", 0),
        ("甲医院", "护目镜 80箱*100 4件", 0),
        ("乙集团", "消毒片 348桶", 0),
        ("乙集团", "手套 1件", 0),
    ]


def test_goods_given_out_of_a_lot_leave_it(administrator):
    lots = [
        {"item": "口罩", "quantity": 20, "unit": "箱"},
        {"item": "护目镜 80箱*100", "quantity": 9, "unit": "件"},
        {"item": "手套", "quantity": 5, "unit": "箱"},
    ]
    gift = make_goods_gift(administrator, lots=lots, date=date(2020, 1, 1))
    content = book(*OUT)
    outcome = import_rows(DisbursementForm, content, "a.xlsx", by=administrator, add_unknown=True)
    assert [(place, "箱" in message) for place, _column, message in outcome.faults] == [(8, True)]

    taken(DisbursementForm, book(*OUT[:-1]), administrator)
    first, second = Disbursement.objects.order_by("pk")
    assert [str(line) for line in first.goods.all()] == ["口罩 15箱", "护目镜 80箱*100 4件"]
    assert (second.recipient, second.contents) == ("乙集团", "消毒片 348桶")
    left = gift.lots.with_remaining(date(2021, 1, 1)).order_by("pk")
    assert [lot.remaining for lot in left] == [5, 5, 5]


def test_a_roster_is_one_session_and_people_are_known_by_their_number(administrator):
    make_course(administrator, name="救护员培训")
    known = make_person(administrator, name="王芳", id_number=VALID_ID)
    content = book(
        ["培训时间", "课程", "姓名", "身份证号", "联系电话", "是否合格"],
        ["2021-8-4", "救护员培训", "王芳", VALID_ID, "", "是"],
        ["", "", "李四", NUMBER, "13812345678", "否"],
        ["", "", "赵六", "", "", "是"],
    )
    taken(SessionForm, content, administrator)
    session = Session.objects.get()
    assert session.attended == 3
    rows = Enrolment.objects.order_by("pk").select_related("person")
    assert [(row.name, row.passed) for row in rows] == [
        ("王芳", True),
        ("李四", False),
        ("赵六", True),
    ]
    assert [row.person and row.person.name for row in rows] == ["王芳", "李四", None]
    assert rows[0].person == known
    assert rows[1].person.phone.reveal() == "13812345678"
    assert Person.objects.count() == 2


def test_a_number_that_is_anothers_or_none_is_refused_in_its_row(administrator):
    make_course(administrator, name="救护员培训")
    make_person(administrator, name="王芳", id_number=VALID_ID)
    rows = [["2021-8-4", "救护员培训", "赵六", VALID_ID]]
    rows += [["2021-8-4", "救护员培训", name, number] for name, number in (("李四", "123"),)]
    content = book(["培训时间", "课程", "姓名", "身份证号"], *rows)
    outcome = import_rows(SessionForm, content, "a.xlsx", by=administrator, add_unknown=True)
    assert [place for place, _column, _message in outcome.faults] == [2, 3]
    assert "王芳" in outcome.faults[0][2]
    assert not Person.objects.filter(name="李四").exists()


def test_materials_of_an_event_stand_below_one_another(administrator):
    content = book(
        ["活动日期", "活动名称", "资料名称", "数量", "单位"],
        ["2021-5-8", "博爱周", "宣传单", 300, "份"],
        ["", "", "小册子", 20, "本"],
        ["2021-5-9", "博爱周", "宣传单", 100, "份"],
    )
    taken(EventForm, content, administrator)
    assert [
        (event.date.day, [str(line) for line in event.materials.all()])
        for event in Event.objects.order_by("date")
    ] == [(8, ["宣传单 300份", "小册子 20本"]), (9, ["宣传单 100份"])]


def test_a_ledger_without_lines_stays_one_row_a_record(administrator):
    heading = ["序号", "编号", "活动日期", "活动名称", "人数", "单位", "数量"]
    content = book(heading, [1, "A1", "2021-5-8", "博爱周", 30, "份", 2])
    ledger = read_ledger(read_book(content, "a.xlsx"), EventForm(user=administrator), ())
    [row] = ledger.rows
    assert row.lines == {}
    assert sum("不导入" in text for _sheet, text in ledger.questions) == 3


def test_donors_of_a_ledger_are_added_once(administrator):
    rows = [["2021-8-4", f"公司{n % 2}", "口罩", "", "箱", n, "", ""] for n in range(1, 7)]
    taken(GoodsGiftForm, book(GOODS, *rows), administrator)
    assert Donor.objects.count() == 2
    assert GoodsGift.objects.count() == 6
