"""Lines and lists of people in the preview of an import: shown, corrected, decided about."""

import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from donations.models import GoodsLot
from relief.models import Aid
from tests.factories import make_donor, make_place

from .corpus import ledger
from .sending import upload

GOODS = reverse("donations:goods_gift_import")
AID = reverse("relief:aid_import")
HEADER = ["日期", "捐赠单位", "品名", "数量", "计量单位"]
LEDGER = [
    HEADER,
    ["2021-8-4", "甲公司", "口罩", 2, "箱"],
    ["2021-8-4", "甲公司", "手套", "若干", "箱"],
    ["2021-8-5", "甲公司", "药", 1, "盒"],
]


@pytest.fixture
def client(administrator, signed_in):
    make_donor(administrator, name="甲公司")
    make_place(administrator, name="松岗村")
    return signed_in(administrator)


def test_a_cell_of_a_line_is_corrected_in_the_preview(client):
    sent = upload(client, ledger(*LEDGER), GOODS)
    assert sent.statuses == ["refused", "new"]
    page = sent.content.decode()
    assert "口罩" in page and 'name="cell-0-lots.1.quantity"' in page
    assert 'name="cell-0-lots.0.quantity"' not in page
    [line] = [line for line in sent.rows[0]["lines"] if line["faults"]]
    assert (line["place"], list(line["faults"])) == ("3", ["quantity"])

    sent = sent.post("check", **{"cell-0-lots.1.quantity": "7"})
    assert sent.statuses == ["new", "new"]
    assert sent.commit().is_done
    assert [str(lot) for lot in GoodsLot.objects.order_by("pk")] == [
        "口罩 2箱",
        "手套 7箱",
        "药 1盒",
    ]


def test_the_rows_to_mend_are_all_rows_of_the_record(client):
    sent = upload(client, ledger(*LEDGER), GOODS)
    answer = client.get(reverse("donations:goods_gift_import_faults", args=[sent.file.pk]))
    content = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    rows = content.get_sheet_by_index(0).to_python()
    assert [row[3] for row in rows] == ["品名", "口罩", "手套"]


def test_what_a_row_of_a_list_of_people_is_can_be_chosen(client):
    heading = ["序号", "姓名", "慰问品", "签字"]
    people = [[1, "王芳", "大米"], [2, "李四", "大米"]]
    content = ledger(["松岗村2021年8月4日发放花名册"], heading, *people)
    sent = upload(client, content, AID)
    assert sent.statuses == ["new", "new"]
    assert 'name="grouping" value="person" checked' in sent.content.decode()

    sent = sent.post("check", grouping="together")
    assert sent.statuses == ["new"]
    assert 'name="grouping" value="together" checked' in sent.content.decode()
    assert sent.commit().is_done
    aid = Aid.objects.get()
    assert (aid.people, aid.place.name, aid.contents) == (2, "松岗村", "大米")


def test_a_ledger_of_gifts_asks_nothing_about_people(client):
    sent = upload(client, ledger(*LEDGER), GOODS)
    assert 'name="grouping"' not in sent.content.decode()


def test_a_heading_may_be_said_to_be_of_the_lines(client):
    rows = [["日期", "捐赠单位", "啥东西", "数量"], ["2021-8-4", "甲公司", "口罩", 2]]
    sent = upload(client, ledger(*rows), GOODS)
    sent = sent.post("check", **{"column-啥东西": "lots.item"})
    assert sent.commit().is_done
    assert str(GoodsLot.objects.get()) == "口罩 2件"
