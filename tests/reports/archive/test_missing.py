"""What a year's package lacks is named: on the page before it is packed, and in 缺失清单."""

from datetime import date

from django.core.files.base import ContentFile

from redcross.models import Attachment, Printout
from reports import workflow
from tests.factories import (
    make_cash_gift,
    make_donor,
    make_evaluation,
    make_event,
    make_fund,
    make_receipt,
    make_session,
)
from tests.photos import photo_bytes
from tests.reports.archive.packages import (
    PNG,
    attach,
    directory,
    evidence,
    files_of,
    missing,
    packed,
)
from tests.signed import make_signed

YEAR = "/archive/2021/"


def printed(entries, by, paper="gift-certificate"):
    return Printout.record(
        entries, society=by.society, paper=paper, title="T", by=by, returns=True, sensitive=False
    )


def text_of(client):
    answer = client.get(YEAR)
    assert answer.status_code == 200
    return answer.content.decode()


def test_records_without_evidence_are_named_one_by_one(staff, administrator_client):
    attach(make_cash_gift(staff), staff)
    make_cash_gift(staff, donor=make_donor(staff, name="王喆"))
    make_event(staff, title="无照片").void(by=staff, reason="x")
    make_receipt(staff)  # is a paper itself, of a gift
    page = text_of(administrator_client)
    assert "evidence=no" in page and "alone=" in page
    found = [row for row in missing(files_of(packed(administrator_client))) if row[0] == "记录"]
    assert found == [("记录", "捐款：王喆 300.00（2021-05-01）", "没有佐证材料")]


def test_the_list_behind_the_number_shows_as_many(staff, administrator_client):
    for _number in range(3):
        make_event(staff)
    attach(make_event(staff), staff)
    make_event(staff, date=date(2020, 1, 1))
    [row] = administrator_client.get(YEAR).context["unevidenced"]
    assert row.number == 3
    assert administrator_client.get(row.url).context["table"].paginator.count == 3


def test_what_a_voucher_shows_lacks_nothing(staff, administrator_client):
    """Two records of one voucher, of which one has the scan."""
    attach(make_cash_gift(staff, voucher_number="记-1"), staff)
    make_cash_gift(staff, voucher_number="记-1")
    make_cash_gift(staff, voucher_number="记-1", date=date(2021, 6, 1))
    named = "2021年6月记-1"
    assert named in text_of(administrator_client)
    found = missing(files_of(packed(administrator_client)))
    assert [row for row in found if row[0] in ("记录", "记账凭证")] == [
        ("记账凭证", named, "没有扫描件")
    ]


def test_a_paper_that_is_out_is_named_until_it_is_back(staff, administrator_client):
    gift, earlier = make_cash_gift(staff), make_cash_gift(staff, date=date(2020, 1, 1))
    out, _other = printed([gift], staff), printed([earlier], staff)
    [row] = [
        row for row in missing(files_of(packed(administrator_client))) if row[0] == "未收回的单据"
    ]
    assert str(gift) in row[1] and "未收回" in row[2] and str(gift) in text_of(administrator_client)
    out.returned_at = out.printed_at
    out.save()
    assert not [
        row for row in missing(files_of(packed(administrator_client))) if row[0] == "未收回的单据"
    ]


def test_an_evaluation_not_signed_or_not_sealed_is_named(staff, leader, administrator_client):
    make_evaluation(staff, year=2021, title="草稿")
    half = make_signed(staff, leader, title="半年", end=date(2021, 6, 30))
    found = [row[1:] for row in missing(files_of(packed(administrator_client)))]
    assert ("草稿", "尚未签发") in found and ("半年", "没有盖章页扫描件") in found
    assert "草稿" in text_of(administrator_client)
    workflow.bind_sheet(half.evaluation, ContentFile(PNG, name="a.png"), by=staff)
    assert ("半年", "没有盖章页扫描件") not in [
        row[1:] for row in missing(files_of(packed(administrator_client)))
    ]


def test_a_file_that_is_lost_or_another_is_named_and_the_rest_is_packed(
    staff, administrator_client, media
):
    gift = make_cash_gift(staff)
    lost = attach(gift, staff, "丢.png")
    other = attach(gift, staff, "改.png", photo_bytes("PNG", colour="blue"))
    attach(gift, staff, "好.png", photo_bytes("PNG", colour="green"))
    (media / lost.file.name).unlink()
    (media / other.file.name).write_bytes(b"changed")
    page = text_of(administrator_client)
    assert "丢.png" in page and "改.png" not in page

    found = files_of(packed(administrator_client))
    rows = [row[1:] for row in missing(found) if row[0] == "文件"]
    assert rows == [
        (f"2021-D30-0001 捐款：{gift}：丢.png", "文件丢失"),
        (f"2021-D30-0001 捐款：{gift}：改.png", "与保存时的校验值不符"),
    ]
    assert [path.split("/")[-1] for path in evidence(found)] == ["02 改.png", "03 好.png"]
    [row] = directory(found)
    assert (row["备注"], row["页数"]) == ("01缺失；02校验不符", 2)


def test_the_same_file_is_packed_from_where_it_is_still_whole(staff, administrator_client, media):
    first, second = make_cash_gift(staff), make_cash_gift(staff)
    lost = attach(first, staff)
    attach(second, staff)
    (media / lost.file.name).write_bytes(b"changed")
    assert PNG in evidence(files_of(packed(administrator_client))).values()


def test_a_file_erased_after_it_was_taken_out_is_not_missed(staff, administrator_client):
    gift = make_cash_gift(staff)
    taken_out = attach(gift, staff)
    attach(gift, staff, "b.png", photo_bytes("PNG", colour="green"))
    taken_out.remove(by=staff, reason="传错了")
    taken_out.erase()
    assert not [row for row in missing(files_of(packed(administrator_client))) if row[0] == "文件"]


def test_a_year_that_lacks_nothing_says_so(staff, leader, administrator_client):
    copy = make_signed(staff, leader)
    workflow.bind_sheet(copy.evaluation, ContentFile(PNG, name="a.png"), by=staff)
    assert missing(files_of(packed(administrator_client))) == []
    assert "没有缺失" in text_of(administrator_client) or "Nothing, as far" in text_of(
        administrator_client
    )


def test_the_page_asks_no_more_for_many_records_than_for_few(
    staff, administrator_client, django_assert_max_num_queries, django_assert_num_queries
):
    fund, donor = make_fund(staff), make_donor(staff)

    def add():
        gift = make_cash_gift(staff, fund=fund, donor=donor)
        attach(gift, staff)
        make_cash_gift(staff, donor=make_donor(staff))
        attach(make_cash_gift(staff, voucher_number=f"记-{gift.pk}"), staff)
        attach(make_session(staff), staff)
        printed([gift], staff)

    add()
    administrator_client.get(YEAR)
    with django_assert_max_num_queries(150) as first:
        administrator_client.get(YEAR)
    for _number in range(9):
        add()
    assert Attachment.objects.count() == 30
    with django_assert_num_queries(len(first)):
        administrator_client.get(YEAR)
