"""Ledgers as offices keep them, sent to the page of cash gifts: what is taken in, what is asked."""

from datetime import datetime, time
from decimal import Decimal

import pytest
from django.urls import reverse

from donations.models import CashGift, Donor
from tests.factories import VALID_ID, make_cash_gift, make_donor, make_fund

from .corpus import compound, ledgers, workbook, write
from .sending import GIFTS, take_in

DONORS = reverse("donations:donor_import")
HEADER = ["日期", "捐赠人", "金额（元）"]


@pytest.fixture
def fund(administrator):
    return make_fund(administrator, name="人道救助")


@pytest.fixture
def client(administrator, signed_in):
    make_donor(administrator, name="甲公司")
    return signed_in(administrator)


@pytest.fixture
def send(client, fund):
    """Send the file as somebody does who chose the fund for all rows."""

    def posted(content, name="a.xlsx", url=GIFTS, **decided):
        given = {"all_fund": fund.pk} if url == GIFTS else {}
        return take_in(client, content, url, name, **{"new_confirmed": "1"} | given | decided)

    return posted


def book(**sheets):
    """Return a workbook of these rows, by the names of its sheets."""
    return ledgers(sheets)


def asked(answer):
    assert answer.status_code == 422
    assert answer.faults == []
    return [text for _key, text in answer.questions]


def keys(answer):
    return [key for key, _text in answer.questions]


def faults(answer):
    assert answer.status_code == 422
    return answer.faults


def kept():
    gifts = CashGift.objects.order_by("date", "pk")
    return [(str(g.date), str(g.donor), g.amount) for g in gifts.select_related("donor")]


LEDGER = [
    ["2021年捐款信息"],
    ["", "", "", "单位：元"],
    ["序号", "捐赠日期", "捐赠(单位/姓名）", "捐赠金额"],
    [1, "2021.08.04", "乙有限公司\t", 500.25],
    [2, "2021.08.05", " 王芳", "1,000"],
    [],
    ["", "合计", "", 1500.25],
]


def test_a_ledger_with_titles_and_a_total_and_without_a_fund_is_taken_in(send, fund):
    assert send(book(公示=LEDGER)).status_code == 302

    assert kept() == [
        ("2021-08-04", "乙有限公司", Decimal("500.25")),
        ("2021-08-05", "王芳", Decimal(1000)),
    ]
    assert {gift.fund for gift in CashGift.objects.all()} == {fund}
    kinds = dict(Donor.objects.values_list("name", "kind"))
    assert (kinds["乙有限公司"], kinds["王芳"]) == ("organisation", "person")


def test_without_fund_and_date_the_page_says_what_to_fill_in(send):
    answer = send(book(a=[["捐赠人", "金额"], ["甲公司", 5]]), all_fund="")
    [(place, _column, message)] = faults(answer)
    assert place == "a"
    assert "日期" in message and "捐赠项目（资金）" in message
    asked_for_all = answer.answer.context["given"].fields_for_all()
    assert {field.name for field in asked_for_all} >= {"all_fund", "all_date"}

    content = book(a=[["捐赠人", "金额"], ["甲公司", 5]])
    assert send(content, all_date="2021年8月").status_code == 302
    gift = CashGift.objects.get()
    assert (str(gift.date), gift.date_precision) == ("2021-08-01", "month")


def test_what_a_row_says_itself_goes_before_what_holds_for_all(send, administrator):
    other = make_fund(administrator, name="助学")
    said = [["2021-8-4", "甲公司", amount, "助学"] for amount in range(1, 8)]
    rows = [[*HEADER, "捐赠项目（资金）"], *said, ["", "甲公司", 8, ""]]
    assert send(book(a=rows), all_date="2021-9-1").status_code == 302

    *others, last = CashGift.objects.order_by("amount")
    assert {(str(gift.date), gift.fund) for gift in others} == {("2021-08-04", other)}
    assert (str(last.date), str(last.fund)) == ("2021-09-01", "人道救助")


def test_a_fund_is_known_by_its_typed_name_and_none_of_another_society_is(client, send, outsider):
    content = book(a=[HEADER, ["2021-8-4", "甲公司", 5]])
    theirs = make_fund(outsider, name="别人的")
    answer = send(content, all_fund=theirs.pk)
    assert answer.status_code == 422 and answer.answer.context["given"].errors["all_fund"]

    answer = send(content, all_fund="", **{"all_fund-text": "别人的"})
    assert answer.status_code == 422 and answer.answer.context["given"].errors["all_fund"]
    assert not CashGift.objects.exists()

    assert send(content, all_fund="", **{"all_fund-text": "人道救助"}).status_code == 302
    assert CashGift.objects.get().fund.name == "人道救助"


def test_the_page_keeps_what_was_chosen_while_it_asks(send, fund, client):
    rows = [[*HEADER, "科室"], ["2021-8-4", "甲公司", 5, "一科"]]
    answer = send(book(a=rows), all_date="2021-9-1")
    assert len(asked(answer)) == 1
    page = answer.content.decode()
    assert f'<option value="{fund.pk}" selected>' in page
    assert 'value="2021-9-1"' in page and 'data-autocomplete="' in page


def test_a_sum_in_ten_thousands_is_one_in_text_too(send):
    rows = [
        ["日期", "捐赠人", "金额（万元）"],
        ["2021-8-4", "甲公司", 12.5],
        ["2021-8-5", "甲公司", "3"],
    ]
    rows += [["2021-8-6", "甲公司", "500元"], ["合计", "", 15.55]]
    assert send(book(a=rows)).status_code == 302
    assert [amount for _day, _donor, amount in kept()] == [125000, 30000, 500]


def months():
    return {
        f"{month}月": [[f"2021年{month}月台账"], HEADER, [f"{month}.4", "甲公司", month]]
        for month in (7, 8)
    }


def test_a_sheet_a_month_has_its_year_in_the_title(send):
    assert send(book(**months())).status_code == 302
    assert [day for day, *_rest in kept()] == ["2021-07-04", "2021-08-04"]


def test_of_several_sheets_a_fault_names_its_own(send):
    rows = months() | {"9月": [["2021年9月台账"], HEADER, ["9.31", "甲公司", 9]]}
    [(place, column, message)] = faults(send(book(**rows)))
    assert (place, column) == ("9月第 3 行", "日期")
    assert "2021-9-31" in message


@pytest.mark.parametrize("day", ["8.4", "8月4日", "8月", "昨天"])
def test_no_year_is_guessed(send, day):
    [(row, column, message)] = faults(send(book(a=[HEADER, [day, "甲公司", 5]])))
    assert (row, column) == (2, "日期")
    assert day in message and "2021-8-4" in message


def test_csv_as_office_programs_write_it(send):
    text = '捐款登记,,\r\n日期,捐赠人,金额（元）\r\n2021/8/4,甲公司,"1,234.50"\r\n合计,,1234.5\r\n'
    assert send(text.encode("gb18030"), "台账.csv").status_code == 302
    assert kept() == [("2021-08-04", "甲公司", Decimal("1234.50"))]


def test_a_total_that_does_not_tie_is_asked_about(send):
    content = book(
        a=[HEADER, ["2021-8-4", "甲公司", 5], ["2021-8-5", "甲公司", 6], ["合计", "", 12]]
    )
    answer = send(content)
    [question] = asked(answer)
    assert "12" in question and "11" in question and "第 4 行" in question
    assert not CashGift.objects.exists()

    assert send(content, confirmed=keys(answer)).status_code == 302
    assert CashGift.objects.count() == 2


def test_two_columns_of_amounts_are_refused(send):
    rows = [[*HEADER, "捐款金额"], ["2021-8-4", "甲公司", 5, 6]]
    [(place, _column, message)] = faults(send(book(a=rows)))
    assert place == "a" and "C 金额（元）" in message and "D 捐款金额" in message


def test_hidden_sheets_covers_and_notes_are_asked_about(send):
    def fill(written):
        write(written.add_worksheet("封面"), [["红十字会"], ["二〇二一年"]])
        table = [HEADER, ["2021-8-4", "甲公司", 5], ["备注：另有物资在途。"]]
        write(written.add_worksheet("表"), table)
        write(written.add_worksheet("藏"), [HEADER, ["2021-8-5", "甲公司", 6]]).hide()

    content = workbook(fill)
    answer = send(content)
    cover, note, hidden = asked(answer)
    assert "封面" in cover and "红十字会" in cover
    assert "另有物资在途" in note
    assert "藏" in hidden and "隐藏" in hidden
    assert send(content, confirmed=keys(answer)).status_code == 302
    assert CashGift.objects.count() == 2


def test_a_day_in_the_title_is_asked_about_before_it_holds_for_all_rows(send):
    content = book(a=[["截至2021年8月4日"], ["捐赠人", "金额"], ["甲公司", 5], ["甲公司", 6]])
    [question] = asked(send(content))
    assert "2021-08-04" in question
    assert send(content, all_date="2021-9-1").status_code == 302
    assert {day for day, *_rest in kept()} == {"2021-09-01"}


def test_a_donor_that_stands_once_for_several_rows_is_asked_about(send):
    rows = [HEADER, ["2021-8-4", "甲公司", 5], ["2021-8-5", "", 6], ["2021-8-6", "", 7]]
    [question] = asked(send(book(a=rows)))
    assert "捐赠人" in question and "3、4" in question


def test_the_old_format_is_read(send):
    cells = [
        *(compound.cell(0, column, text) for column, text in enumerate(HEADER)),
        compound.cell(1, 0, 44412, compound.DATE),
        compound.cell(1, 1, "甲公司"),
        compound.cell(1, 2, 500.25),
    ]
    assert send(compound.xls({"收入": (b"".join(cells), 0)}), "a.xls").status_code == 302
    assert kept() == [("2021-08-04", "甲公司", Decimal("500.25"))]


def test_what_stands_in_the_columns_of_an_export_is_no_entry_of_a_new_record(send):
    rows = [
        ["记录编号", "版本", *HEADER, "录入人", "录入时间", "作废时间", "作废理由"],
        [7, 2, "2021-8-4", "甲公司", 5, "管理员", datetime(2021, 8, 4, 9, 30), "", ""],
        ["合计", "", "", "", 5, "", "", "", ""],
    ]
    [(_place, _column, message)] = faults(send(book(a=rows)))
    assert "编号为 7 的记录" in message and "留空" in message
    assert not CashGift.objects.exists()

    rows[1][0] = ""
    assert send(book(a=rows)).status_code == 302
    assert CashGift.objects.get().version == 1


def test_what_the_list_exports_changes_nothing_or_is_asked_about(send, client, administrator, fund):
    make_cash_gift(administrator, "5", donor=Donor.objects.get(name="甲公司"), fund=fund)
    listed = reverse("donations:cash_gift_list")
    query = {"format": "xlsx", "columns": "all"}
    assert send(client.get(listed, query).getvalue()).statuses == ["unchanged"]
    text = client.get(listed, query | {"format": "csv"}).getvalue()
    assert send(text, "捐款.csv").statuses == ["unchanged"]

    answer = send(client.get(listed, {"format": "xlsx"}).getvalue())
    assert any("已有" in question or "相同" in question for question in asked(answer))
    assert CashGift.objects.count() == 1


def test_tables_side_by_side_are_all_taken_in(send):
    rows = [[*HEADER, "", *HEADER], ["2021-8-4", "甲公司", 5, "", "2021-8-5", "甲公司", 6]]
    # Made anew, it would be another file: a workbook says when it was written.
    content = book(a=rows)
    assert send(content).status_code == 302
    assert send(content).status_code == 302
    assert [amount for _day, _donor, amount in kept()] == [5, 6]


def failed_formula():
    def fill(written):
        sheet = write(written.add_worksheet("a"), [HEADER, ["2021-8-4", "甲公司"]])
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")

    return workbook(fill)


@pytest.mark.parametrize(
    ("content", "column", "told"),
    [
        (failed_formula(), "金额（元）", "#DIV/0!"),
        (book(a=[HEADER, ["2021-8-4", "#N/A", 5]]), "捐赠人", "#N/A"),
        (book(a=[HEADER, ["2021-8-4", "甲公司", 1234567890123456]]), "金额（元）", "15"),
        (book(a=[HEADER, [time(9, 30), "甲公司", 5]]), "日期", "09:30"),
        (book(a=[HEADER, [8.1, "甲公司", 5]]), "日期", "8.10"),
    ],
)
def test_what_has_lost_something_is_refused(send, content, column, told):
    [(row, title, message)] = faults(send(content))
    assert (row, title) == (2, column)
    assert told in message
    assert not CashGift.objects.exists()


@pytest.mark.parametrize(
    ("heading", "cell", "told"),
    [
        ("身份证号", f"{VALID_ID[:4]}**********{VALID_ID[-4:]}", "****"),
        ("身份证号", 430221195001014013, "15"),
        ("联系电话", "*******5678", "*******5678"),
        ("联系电话", "＊＊＊＊5678", "5678"),
        ("姓名公开意愿", "随意", "随意"),
    ],
)
def test_masks_and_unknown_words_are_refused(send, heading, cell, told):
    rows = [["名称", "类别", heading], ["李四", "个人", cell]]
    [(row, _title, message)] = faults(send(book(a=rows), url=DONORS))
    assert row == 2 and told in message
    assert not Donor.objects.filter(name="李四").exists()


def test_lines_within_a_cell_stay_lines(send):
    rows = [["名称", "类别", "备注"], ["李四", "个人", "第一行\n第二行\u200b"]]
    assert send(book(a=rows), url=DONORS).status_code == 302
    assert Donor.objects.get(name="李四").note == "第一行\n第二行"


def test_rows_stand_on_pages_and_what_hinders_comes_first(send, client):
    rows = [HEADER, ["2021-8-4", "甲公司", 5], *[["2021-8-4", "甲公司", "x"]] * 120]
    answer = send(book(a=rows))
    assert len(faults(answer)) == 120
    page = client.get(answer.url)
    assert page.context["status"] == "refused"
    assert [row.position for row in page.context["rows"]] == list(range(1, 51))
    last = client.get(answer.url, {"status": "all", "page": 3})
    assert [row.position for row in last.context["rows"]] == list(range(100, 121))


def test_questions_on_all_pages_are_confirmed_at_once(send):
    answer = send(book(a=[HEADER, *[["2021-8-4", "甲公司", "2亿"]] * 120]))
    assert len(asked(answer)) == 120 and set(answer.statuses) == {"asked"}
    answer = answer.post("check", confirm_all="asked")
    assert set(answer.statuses) == {"new"}
    assert answer.commit().is_done and CashGift.objects.count() == 120


def test_a_name_too_long_to_be_added_is_told_beside_its_row(send):
    answer = send(book(a=[HEADER, ["2021-8-4", "长" * 300, 5]]))
    assert [(row, column) for row, column, _message in faults(answer)] == [(2, "捐赠人")]
