"""Working papers and the evidence pack, read back."""

import tracemalloc
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.utils.translation import gettext, override

from donations.models import CashGift, GoodsGift
from redcross.figures import Period, Scope, count, figures_by_key, registered_figures
from redcross.models import ClosedPeriod, LogEntry
from reports.figures import derived
from reports.output import evidence_archive
from tests.factories import (
    VALID_ID,
    make_annex,
    make_application,
    make_cash_gift,
    make_donor,
    make_event,
    make_fund,
    make_goods_gift,
    make_person,
    make_session,
)
from tests.pdfs import pdf_file, pdf_of
from tests.photos import photo_bytes
from tests.signed import make_draft, make_signed
from tests.spreadsheets.exported import sheets_in

pytestmark = pytest.mark.usefixtures("media")
PNG = photo_bytes("PNG")


def zh(text):
    """As the papers say it, whatever language the reader uses."""
    with override("zh-hans"):
        return gettext(text)


def papers_of(client, evaluation):
    answer = client.get(f"/drafts/{evaluation.pk}/papers.xlsx")
    assert answer.status_code == 200
    return sheets_in(b"".join(answer))


def pack_of(client, evaluation):
    answer = client.get(f"/drafts/{evaluation.pk}/evidence.zip")
    assert answer.status_code == 200 and answer.streaming
    return ZipFile(BytesIO(b"".join(answer)))


def figures_of(book):
    """Key to the row of its figure, below two rows that say whose papers they are."""
    with override("zh-hans"):
        keys = {str(figure.label): key for key, figure in figures_by_key().items()}
    return {keys[row[0]]: row for row in book["数据"][3:]}


def title_of(model):
    with override("zh-hans"):
        return str(model._meta.verbose_name_plural)


def records_of(book, model):
    """Record number to its row by heading."""
    head, *rows = book[title_of(model)]
    return {int(row[0]): dict(zip(head, row, strict=True)) for row in rows}


# --- working papers ----------------------------------------------------------------------------


def test_every_figure_is_on_the_first_sheet_with_its_rule_and_records(
    staff, leader, signed_in, society
):
    make_cash_gift(staff, amount="300", rounded=["amount"])
    make_cash_gift(staff, amount="50.25")
    make_cash_gift(staff, amount="7", date=date(2020, 5, 1))
    book = papers_of(signed_in(leader), make_draft(staff))

    found = figures_of(book)
    assert found.keys() == {figure.key for figure in (*registered_figures(), *derived)}
    label, value, rounded, unit, rule, records, link = found["donations.cash.amount"][:7]
    assert (label, value) == (zh("Cash given by the public"), 350.25)
    assert (rounded, unit, records) == ("余（不止）", "元", 2)
    assert rule and link.startswith("http://testserver/donations/cash-gifts/?")
    assert signed_in(leader).get(link).status_code == 200
    for key, one in count(registered_figures(), Scope(society, Period.year(2021))).items():
        assert Decimal(str(found[key][1])) == Decimal(one.number), key
    assert str(society) in book["数据"][0]


def test_no_number_stands_for_one_that_is_not_known(staff, leader, signed_in):
    make_cash_gift(staff, donor=None, times=None, rounded=["times:unknown"])
    make_goods_gift(staff, times=None, rounded=["times:unknown"])
    make_goods_gift(staff, times=4)
    book = papers_of(signed_in(leader), make_draft(staff))
    found = figures_of(book)
    assert found["donations.cash.gifts"][1:3] == ["不详", "不详"]
    assert found["donations.cash.donors"][1:3] == ["不详", "不详"]
    assert found["donations.goods.batches_public"][1:3] == [4, "至少"]
    shown = {row["批次"] for row in records_of(book, GoodsGift).values()}
    assert shown == {"不详", 4}


def test_behind_it_stands_every_counted_record_and_no_other(staff, leader, signed_in):
    gifts = [make_cash_gift(staff, amount=str(n)) for n in (1, 2)]
    make_cash_gift(staff, amount="3", date=date(2020, 5, 1))
    make_cash_gift(staff, amount="4").void(by=staff, reason="x")
    book = papers_of(signed_in(leader), make_draft(staff))

    rows = records_of(book, CashGift)
    assert rows.keys() == {gift.pk for gift in gifts}
    row = rows[gifts[0].pk]
    assert (row["版本"], row["红十字会"]) == (1, str(staff.society))
    assert date(2021, 5, 1) in row.values() and 1 in row.values()
    assert str(gifts[0].donor) in row.values()


def test_records_of_earlier_years_stand_behind_what_is_counted_in_all(staff, leader, signed_in):
    """A number in all counts them, and so they are shown; the sums of the year leave them out."""
    session = make_session(staff, date=date(2019, 5, 1), attendance=20)
    book = papers_of(signed_in(leader), make_draft(staff))
    assert records_of(book, type(session)).keys() == {session.pk}


def test_a_record_that_only_the_text_names_is_behind_it_too(staff, leader, signed_in):
    gift = make_cash_gift(staff, amount="5", date=date(2018, 5, 1))
    text = f"上年捐款[[@donations.cashgift:{gift.pk};amount;元]]。"
    book = papers_of(signed_in(leader), make_draft(staff, text=text))
    assert records_of(book, CashGift).keys() == {gift.pk}


def test_lines_stand_with_their_records(staff, leader, signed_in):
    make_goods_gift(staff, lots=[{"item": "口罩", "quantity": 10, "unit": "个", "unit_value": 2}])
    book = papers_of(signed_in(leader), make_draft(staff))
    lots = next(rows for rows in book.values() if any("口罩" in row for row in rows))
    assert len(lots) == 2


def test_secrets_are_masked(staff, leader, signed_in):
    donor = make_donor(staff, id_number=VALID_ID)
    make_cash_gift(staff, donor=donor)
    person = make_person(staff, id_number=VALID_ID, phone="13812345678")
    make_application(staff, applicant=person, account="6222020000001234567")
    roster = [{"name": "N", "person": person, "passed": True}]
    make_session(staff, roster=roster)
    answer = signed_in(leader).get(f"/drafts/{make_draft(staff).pk}/papers.xlsx")
    everything = str(sheets_in(b"".join(answer)))
    for secret in (VALID_ID, "13812345678", "6222020000001234567"):
        assert secret not in everything


def test_a_name_that_begins_with_an_equals_sign_stays_text(staff, leader, signed_in):
    make_cash_gift(staff, donor=make_donor(staff, name="=1+1"))
    answer = signed_in(leader).get(f"/drafts/{make_draft(staff).pk}/papers.xlsx")
    content = b"".join(answer)
    assert "=1+1" in str(sheets_in(content))
    parts = ZipFile(BytesIO(content))
    assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


def test_of_a_signed_one_they_say_what_was_signed_and_what_came_after(staff, leader, signed_in):
    kept, changed, voided = (make_cash_gift(staff, amount=str(n)) for n in (100, 20, 3))
    signed_copy = make_signed(staff, leader)
    ClosedPeriod.objects.all().delete()
    changed.amount = Decimal(25)
    changed.save_entry(by=staff)
    voided.void(by=staff, reason="x")
    added = make_cash_gift(staff, amount="1000")
    book = papers_of(signed_in(leader), signed_copy.evaluation)

    row = figures_of(book)["donations.cash.amount"]
    assert (row[1], row[5], row[7]) == (123, 3, 1125)
    assert signed_copy.code in book["数据"][1]
    assert isinstance(book["数据"][1][1], datetime)
    rows = records_of(book, CashGift)
    assert added.pk not in rows
    states = {pk: (row["版本"], row[zh("since then")]) for pk, row in rows.items()}
    assert states == {
        kept.pk: (1, ""),
        changed.pk: (1, zh("changed since")),
        voided.pk: (1, zh("voided since")),
    }


# --- evidence ----------------------------------------------------------------------------------


def test_the_pack_holds_the_files_of_every_counted_record(staff, leader, signed_in):
    gift, event, other = make_cash_gift(staff), make_event(staff), make_cash_gift(staff)
    gift.attach(ContentFile(PNG, name="收据.png"), by=staff)
    gift.attach(ContentFile(b"%PDF-1.7 a", name="收据.png"), by=staff)
    wrong = gift.attach(ContentFile(b"%PDF-1.7 wrong", name="错.pdf"), by=staff)
    wrong.remove(by=staff, reason="传错了")
    event.attach(ContentFile(b"%PDF-1.7 b", name="../签到/表.pdf"), by=staff)
    earlier = make_cash_gift(staff, date=date(2020, 5, 1))
    earlier.attach(ContentFile(b"%PDF-1.7 c", name="x.pdf"), by=staff)
    pack = pack_of(signed_in(leader), make_draft(staff))

    assert pack.testzip() is None
    contents = {name: pack.read(name) for name in pack.namelist()}
    index = contents.pop("index.xlsx")
    assert sorted(contents.values()) == sorted([PNG, b"%PDF-1.7 a", b"%PDF-1.7 b"])
    assert all(".." not in name and name.count("/") == 2 for name in contents)
    assert len({name.rpartition("/")[0] for name in contents}) == 2
    [rows] = sheets_in(index).values()
    listed = {(row[0], int(row[1])): row for row in rows[1:]}
    assert {row[5] for row in rows[1:]} >= contents.keys()
    gifts = title_of(CashGift)
    assert listed[gifts, other.pk][5] == zh("no evidence")
    assert (gifts, earlier.pk) not in listed


def test_the_index_of_the_pack_is_set_up_to_be_read_and_printed(staff, leader, signed_in):
    make_cash_gift(staff).attach(ContentFile(PNG, name="收据.png"), by=staff)
    pack = pack_of(signed_in(leader), make_draft(staff))
    sheet = openpyxl.load_workbook(BytesIO(pack.read("index.xlsx"))).active
    assert sheet.freeze_panes == "A2" and sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
    widths = {name: sheet.column_dimensions[name].width for name in "ABF"}
    assert widths["B"] < widths["A"] < widths["F"]


def test_the_pack_holds_the_files_of_annexes(staff, leader, signed_in):
    evaluation = make_draft(staff)
    annex = make_annex(staff, evaluation=evaluation, kind="file", title="决算")
    annex.attach(pdf_file(name="决算报表.pdf"), by=staff)
    make_annex(staff, evaluation=evaluation, title="只有文字")
    pack = pack_of(signed_in(leader), evaluation)
    (path,) = [name for name in pack.namelist() if name != "index.xlsx"]
    assert "决算" in path and pack.read(path) == pdf_of()
    [rows] = sheets_in(pack.read("index.xlsx")).values()
    assert not any("只有文字" in str(row) for row in rows)


def test_of_a_signed_one_the_pack_holds_its_scan_and_the_records_that_were_counted(
    staff, leader, signed_in
):
    gift = make_cash_gift(staff)
    gift.attach(ContentFile(PNG, name="收据.png"), by=staff)
    signed_copy = make_signed(staff, leader)
    signed_copy.evaluation.attach(pdf_file(name="盖章扫描件.pdf"), by=staff)
    ClosedPeriod.objects.all().delete()
    added = make_cash_gift(staff)
    added.attach(ContentFile(b"%PDF-1.7 later", name="x.pdf"), by=staff)
    gift.void(by=staff, reason="x")
    pack = pack_of(signed_in(leader), signed_copy.evaluation)
    contents = [pack.read(name) for name in pack.namelist() if name != "index.xlsx"]
    with open(signed_copy.docx.path, "rb") as word:
        signed = [signed_copy.content(), word.read()]
    assert sorted(contents) == sorted([PNG, pdf_of(), *signed])
    [rows] = sheets_in(pack.read("index.xlsx")).values()
    assert zh("voided since") in next(row for row in rows if row[1] == gift.pk)


def test_a_file_lost_on_the_disk_is_named_and_the_rest_is_packed(staff, leader, signed_in, media):
    gift = make_cash_gift(staff)
    lost = gift.attach(ContentFile(PNG, name="a.png"), by=staff)
    gift.attach(ContentFile(b"%PDF-1.7 b", name="b.pdf"), by=staff)
    (media / lost.file.name).unlink()
    pack = pack_of(signed_in(leader), make_draft(staff))
    assert [pack.read(n) for n in pack.namelist() if n != "index.xlsx"] == [b"%PDF-1.7 b"]
    [rows] = sheets_in(pack.read("index.xlsx")).values()
    assert any(zh("the file is missing") in row for row in rows)


def test_the_pack_is_never_whole_in_memory(staff):
    """Fifty files of a megabyte pass through while two megabytes are held."""
    fund, donor = make_fund(staff), make_donor(staff)
    for _number in range(50):
        gift = make_cash_gift(staff, fund=fund, donor=donor)
        gift.attach(ContentFile(b"%PDF-1.7" + bytes(1024**2), name="a.pdf"), by=staff)
    evaluation = make_draft(staff)
    for _piece in evidence_archive.evidence_archive(evaluation, by=staff):
        break  # imports and caches are not what is measured
    tracemalloc.start()
    passed = sum(len(piece) for piece in evidence_archive.evidence_archive(evaluation, by=staff))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert passed > 50 * 1024**2
    assert peak < 5 * 1024**2, peak


# --- who ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", ["papers.xlsx", "evidence.zip"])
def test_both_are_exports_for_who_may_export_and_are_logged(
    file, staff, leader, outsider, signed_in
):
    evaluation = make_draft(staff)
    url = f"/drafts/{evaluation.pk}/{file}"
    assert signed_in(staff).get(url).status_code == 403
    assert signed_in(outsider).get(url).status_code == 403
    assert not LogEntry.objects.filter(action="export").exists()
    assert signed_in(leader).get(url).status_code == 200
    logged = LogEntry.objects.get(action="export")
    assert (logged.user, logged.model, logged.object_id) == (
        leader,
        "reports.evaluation",
        evaluation.pk,
    )
    page = f"/drafts/{evaluation.pk}/"
    assert file in signed_in(leader).get(page).content.decode()
    assert file not in signed_in(staff).get(page).content.decode()
