"""The package of a year: what lies in it, under which names, and how it is listed."""

import re
import subprocess
from datetime import date
from io import BytesIO

import pdfplumber
import pikepdf
import pytest
from django.core.files.base import ContentFile

from redcross.models import ClosedPeriod
from reports import workflow
from tests.factories import (
    make_aid,
    make_cash_gift,
    make_donor,
    make_event,
    make_fund,
    make_receipt,
    make_session,
)
from tests.photos import photo_bytes, photo_named
from tests.reports.archive.packages import (
    directory,
    evidence,
    files_of,
    marked_pdf,
    missing,
    packed,
)
from tests.reports.printed.archive import faults
from tests.signed import make_signed


def photo_of(entry, name="收据.png"):
    """A photo of its own for every record and name."""
    return photo_named(f"{entry._meta.label}{entry.pk}{name}", "PNG")


def attach(entry, by, name="收据.png", content=None):
    content = photo_of(entry, name) if content is None else content
    return entry.attach(ContentFile(content, name=name), by=by)


def bind(signed_copy, by, content=None):
    file = ContentFile(content or marked_pdf(1, "盖章"), name="盖章页.pdf")
    return workflow.bind_sheet(signed_copy.evaluation, file, by=by)


def test_the_evidence_of_the_year_lies_in_folders_by_kind_and_no_other(
    staff, administrator_client, above
):
    gift = make_cash_gift(staff, donor=make_donor(staff, name="张三"))
    event = make_event(staff, title="宣传", date=date(2021, 6, 1))
    earlier, voided = make_cash_gift(staff, date=date(2020, 5, 1)), make_cash_gift(staff)
    taken_out = attach(gift, staff, "错.png")
    for one in (gift, event, earlier, voided):
        attach(one, staff)
    attach(make_cash_gift(above), above)
    taken_out.remove(by=staff, reason="传错了")
    voided.void(by=staff, reason="x")

    found = evidence(files_of(packed(administrator_client)))
    assert list(found) == [
        "捐款/0001 20210501 捐款：张三 300.00/01 收据.png",
        "活动/0001 20210601 活动：宣传/01 收据.png",
    ]
    assert set(found.values()) == {photo_of(gift), photo_of(event)}


def test_a_society_above_packs_its_own_records_alone(staff, above, roles, signed_in):
    attach(make_cash_gift(staff), staff)
    above.groups.set([roles["administrator"]])
    assert not evidence(files_of(packed(signed_in(above))))


def test_of_what_has_no_day_a_file_is_of_the_year_in_which_it_was_added(
    staff, administrator_client
):
    attach(make_donor(staff), staff, "协议.png")
    this_year = date.today().year
    assert not evidence(files_of(packed(administrator_client)))
    [path] = evidence(files_of(packed(administrator_client, this_year)))
    assert path.endswith("/01 协议.png")


def test_scans_of_vouchers_lie_in_the_order_of_their_numbers(staff, administrator_client):
    """Of one month 2 comes before 12; what one voucher books lies together."""
    for number, day in (("记-12", 3), ("记-2", 9), ("记-2", 9), ("记-1", 5)):
        month = 6 if number == "记-1" else 5
        attach(make_cash_gift(staff, voucher_number=number, date=date(2021, month, day)), staff)
    make_aid(staff, voucher_number="记-3")
    found = files_of(packed(administrator_client))
    folders = [path.split("/")[1] for path in evidence(found)]
    assert [re.sub(" 记账凭证(记-[0-9]+).*", r" \1", folder) for folder in folders] == [
        "0001 20210509 记-2",
        "0001 20210509 记-2",
        "0002 20210503 记-12",
        "0003 20210605 记-1",
    ]
    assert {path.split("/")[0] for path in evidence(found)} == {"记账凭证"}
    assert ("记账凭证", "2021年5月记-3", "没有扫描件") in missing(found)
    assert [row["文号"] for row in directory(found)] == ["记-2", "记-12", "记-1"]


def test_one_file_lies_in_it_once_and_the_other_place_says_where(staff, administrator_client):
    first, second = make_cash_gift(staff), make_cash_gift(staff)
    same = photo_bytes("PNG")
    attach(first, staff, "a.png", same)
    attach(second, staff, "b.png", same)
    attach(second, staff, "c.png")
    found = files_of(packed(administrator_client))
    assert list(found.values()).count(same) == 1 and len(evidence(found)) == 2
    one, other = directory(found)
    assert (one["备注"], other["备注"]) == ("", f"01同{one['档号']}")
    assert (one["页数"], other["页数"]) == (1, 2)


def test_names_are_safe_for_every_system_and_keep_rare_characters(staff, administrator_client):
    gift = make_cash_gift(staff, donor=make_donor(staff, name="王喆䶮/公司：a\\b"))
    for name in ("收据/../喆.png", "a\u202egnp.png", "长" * 190 + ".png", ".. .png", 'x"?*|.png'):
        attach(gift, staff, name)
    found = evidence(files_of(packed(administrator_client)))
    assert len(found) == 5
    for path in found:
        _kind, folder, name = path.split("/")
        assert "王喆䶮_公司：a_b" in folder
        assert not re.search(r'[\\:*?"<>|\x00-\x1f\u202e]', path)
        assert all(len(part.encode()) <= 255 for part in path.split("/"))
        assert name.endswith(".png")


def test_the_signed_evaluation_lies_in_it_as_signed_with_sheet_and_working_papers(
    staff, leader, administrator_client
):
    signed_copy = make_signed(staff, leader, title="绩效评价报告")
    sheet = bind(signed_copy, staff)
    attach(signed_copy.evaluation, staff, "批复.pdf", marked_pdf(2))
    found = files_of(packed(administrator_client))
    paths = [path for path in found if path.startswith("绩效评价/")]
    names = [path.split("/")[2] for path in paths]
    assert names == [
        *("01 绩效评价报告.pdf", "02 盖章页 盖章页.pdf", "03 批复.pdf", "04 工作底稿.xlsx"),
    ]
    assert found[paths[0]] == signed_copy.content() and found[paths[1]] == sheet.content()
    [row] = directory(found)
    assert row["题名"] == "绩效评价报告" and signed_copy.code in row["备注"]
    with pdfplumber.open(BytesIO(signed_copy.content())) as pdf:
        assert row["页数"] == len(pdf.pages) + 1 + 2
    assert row["保管期限"] == "永久"


def test_the_directory_is_pdf_a_with_every_field_and_the_number_of_pages(
    staff, administrator_client
):
    gift = make_cash_gift(staff, donor=make_donor(staff, name="王喆䶮"), receipt_number="12")
    make_receipt(staff, "12", payer="王喆䶮")
    attach(gift, staff, "收据.pdf", marked_pdf(3))
    attach(gift, staff, "照片.png")
    make_event(staff, title="宣传")
    attach(make_event(staff, title="讲座"), staff, "坏.pdf", b"%PDF-1.7 nothing")
    administrator_client.post(
        "/archive/rules/",
        {"fonds": "Z109", "pattern": "【全宗号】-WS·【年度】-【保管期限】-【件号】"},
    )
    found = files_of(packed(administrator_client))
    first, second = directory(found)
    assert [
        first[head] for head in ("序号", "档号", "文号", "题名", "日期", "页数", "保管期限")
    ] == [
        *(1, "Z109-WS·2021-D30-0001", "12", "捐款：王喆䶮 300.00", "20210501", 4, "定期30年"),
    ]
    assert first["责任者"] == str(staff.society) and first["密级"] == ""
    assert (second["档号"], second["页数"]) == ("Z109-WS·2021-D10-0001", "")

    volumes = {name: content for name, content in found.items() if name.endswith("）.pdf")}
    assert list(volumes) == ["归档文件目录（定期30年）.pdf", "归档文件目录（定期10年）.pdf"]
    content = volumes["归档文件目录（定期30年）.pdf"]
    with pikepdf.open(BytesIO(content)) as pdf:
        assert faults(pdf) == []
    with pdfplumber.open(BytesIO(content)) as pdf:
        [page] = pdf.pages
        assert page.width > page.height
        text = re.sub(r"\s", "", page.extract_text())
    for told in (*first, "Z109-WS·2021-D30-0001", "王喆䶮", "全宗号：Z109", "保管期限：定期30年"):
        if told != "保管期限":
            assert told in text, told


def test_the_hashes_are_right_for_sha256sum(staff, leader, administrator_client, tmp_path):
    attach(make_event(staff, title="a 喆/b", date=date(2021, 7, 1)), staff)
    bind(make_signed(staff, leader), staff)
    found = files_of(packed(administrator_client))
    for path, content in found.items():
        place = tmp_path / "out" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    done = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256校验.txt"],
        cwd=tmp_path / "out",
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    assert done.stdout.count(": OK") == len(found) - 1


def test_packed_again_it_is_the_same_byte_for_byte(staff, leader, signed_in, administrator):
    bind(make_signed(staff, leader), staff)
    ClosedPeriod.objects.all().delete()
    gift = make_cash_gift(staff, voucher_number="记-1")
    attach(gift, staff)
    attach(make_session(staff), staff, "签到.pdf", marked_pdf(2))
    first = packed(signed_in(administrator))
    again = packed(signed_in(leader), 2021)
    assert first == again
    attach(gift, staff, "更多.png")
    assert packed(signed_in(leader)) != first


@pytest.mark.parametrize("year", [2019, 2021])
def test_an_empty_year_has_its_lists_alone_and_says_what_is_missing(year, administrator_client):
    found = files_of(packed(administrator_client, year))
    assert list(found) == [
        "归档文件目录.pdf",
        "归档文件目录.xlsx",
        "缺失清单.xlsx",
        "SHA256校验.txt",
    ]
    assert directory(found) == []
    assert missing(found) == [("绩效评价", f"{year}年", "没有绩效评价")]
    assert packed(administrator_client, year) == packed(administrator_client, year)


def test_demonstration_data_are_marked(staff, administrator_client, society):
    society.demonstration = True
    society.save()
    attach(make_cash_gift(staff), staff)
    with pdfplumber.open(
        BytesIO(files_of(packed(administrator_client))["归档文件目录（定期30年）.pdf"])
    ) as pdf:
        assert "演示数据" in pdf.pages[0].extract_text()


def test_a_directory_of_many_lines_comes_in_volumes(staff, administrator_client, monkeypatch):
    monkeypatch.setattr("reports.archive.directory.VOLUME", 2)
    fund, donor = make_fund(staff), make_donor(staff)
    for _number in range(5):
        attach(make_cash_gift(staff, fund=fund, donor=donor), staff)
    found = files_of(packed(administrator_client))
    volumes = [name for name in found if name.endswith("册.pdf")]
    assert volumes == [f"归档文件目录（定期30年）第{n}册.pdf" for n in (1, 2, 3)]
    with pdfplumber.open(BytesIO(found[volumes[2]])) as pdf:
        assert "2021-D30-0005" in pdf.pages[0].extract_text()
