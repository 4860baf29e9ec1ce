"""What an evaluation is called beside others of its period, and when it is official."""

from io import BytesIO
from urllib.parse import unquote

import openpyxl
import pytest
from django.utils.translation import override

from reports import workflow
from reports.evaluation.document import compose_document
from reports.models import Evaluation
from tests.factories import make_cash_gift, make_evaluation
from tests.pdfs import pdf_file
from tests.signed import make_signed, make_submitted

TITLE = "2021年部门整体绩效评价报告"


@pytest.fixture
def three(staff, leader):
    """Alone and its second version, both signed; with those below, in review."""
    make_cash_gift(staff)
    alone = make_signed(staff, leader, title=TITLE, own_records_only=True).evaluation
    again = workflow.revise(alone, by=staff, reason="指标值有误")
    whole = make_submitted(staff, title=TITLE)
    return alone, again, whole


def name_of(answer):
    return unquote(answer["Content-Disposition"].rpartition("''")[2])


def test_several_of_a_period_are_told_apart_everywhere(three, staff, leader, signed_in):
    names = [f"{TITLE}（本级）", f"{TITLE}（本级）（第2版）", TITLE]
    assert [one.name for one in three] == names
    listed = signed_in(staff).get("/drafts/").content.decode()
    assert all(f">{name}</a>" in listed for name in names)
    for one, name in zip(three, names, strict=True):
        assert name in signed_in(staff).get(one.get_absolute_url()).content.decode()
    home = signed_in(leader).get("/?year=2021").content.decode()
    assert f">{names[1]}</a>" in home and f">{names[2]}</a>" in home


def test_the_title_is_printed_without_it(three):
    for one in three:
        assert compose_document(one).title == TITLE
        assert "第2版" not in str(compose_document(one).sections)


def test_files_have_the_name_of_their_evaluation(three, staff, leader, signed_in):
    alone, again, whole = three
    client = signed_in(leader)
    pages = [
        client.get(f"{alone.get_absolute_url()}signed.pdf"),
        client.get(f"{again.get_absolute_url()}draft.pdf"),
        client.get(f"{whole.get_absolute_url()}draft.pdf"),
        client.get("/evaluations/2021/pdf/"),
    ]
    society = alone.society.name
    assert [name_of(page) for page in pages] == [
        f"{society}{TITLE}（本级）.pdf",
        f"{society}{TITLE}（本级）（第2版）（送审稿）.pdf",
        f"{society}{TITLE}（送审稿）.pdf",
        f"{society}2021年部门整体绩效评价报告（自动生成稿）.pdf",
    ]


def test_no_mark_is_cut_from_a_long_name(staff):
    one = make_evaluation(staff, title="长" * 60, own_records_only=True)
    one.society.name = "会" * 80
    assert compose_document(one).file_name.endswith("（本级）（送审稿）")


def test_what_is_signed_is_offered_on_the_leaders_home(three, leader, signed_in):
    alone, _again, whole = three
    client = signed_in(leader)
    page = client.get("/?year=2021")
    assert page.context["evaluation"]["signed"] == [alone]
    shown = page.content.decode()
    assert f"{alone.get_absolute_url()}signed.pdf" in shown
    assert "/evaluations/2021/pdf/" not in shown
    assert alone.name in client.get("/evaluations/2021/").content.decode()
    workflow.approve(whole, by=leader)
    assert client.get("/?year=2021").context["evaluation"]["signed"] == [whole, alone]


def test_with_its_sealed_sheet_it_is_official_everywhere(three, staff, leader, signed_in):
    alone, _again, _whole = three
    addresses = ("/?year=2021", "/drafts/", alone.get_absolute_url())
    client = signed_in(leader)
    assert not any(">正式" in client.get(url).content.decode() for url in addresses)
    workflow.bind_sheet(alone, pdf_file(), by=staff)
    assert all(">正式" in client.get(url).content.decode() for url in addresses)
    with override("zh-hans"):
        states = {one.name: one.state for one in Evaluation.objects.with_official()}
    assert states == {
        f"{TITLE}（本级）": "正式",
        f"{TITLE}（本级）（第2版）": "编制中",
        TITLE: "待审签",
    }


def test_the_list_is_exported_with_names_and_states(three, staff, administrator, signed_in):
    workflow.bind_sheet(three[0], pdf_file(), by=staff)
    answer = signed_in(administrator).get("/drafts/?format=xlsx")
    sheet = openpyxl.load_workbook(BytesIO(answer.getvalue())).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert {three[0].name, three[1].name, TITLE, "正式"} <= set(cells)


def test_who_may_not_keep_the_scan_is_not_told_to(three, staff, leader, signed_in):
    url = three[0].get_absolute_url()
    offered, told = (signed_in(user).get(url).content.decode() for user in (staff, leader))
    assert 'id="sheet-file"' in offered and 'id="sheet-file"' not in told
    assert "扫描件上传至此" in offered and "将扫描件上传至此" not in told
