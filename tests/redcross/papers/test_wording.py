"""How a society words its papers."""

import re
from io import BytesIO

import pdfplumber
import pytest
from django.utils import timezone
from django.utils.translation import override

from donations.papers import CashGiftCertificate
from redcross.models import LogEntry, PaperWording, Printout
from redcross.papers import registered_papers
from tests.factories import make_cash_gift, make_goods_gift
from tests.pages import form_data

PAGE = "/papers/cash-gift-certificate/wording/"
TEXT = "尊敬的【捐赠人】：\n谢谢您的【金额】。"
EMPTY = {"heading": "", "note": "", "text": "", "signatures": "", "closing": ""}


def printed_text(client, gift):
    """Return what stands on the certificate of the gift, without spaces."""
    address = f"{gift.get_absolute_url()}paper/cash-gift-certificate/"
    with pdfplumber.open(BytesIO(client.post(address).content)) as pdf:
        return re.sub(r"\s", "", "".join(page.extract_text() for page in pdf.pages))


@pytest.fixture
def gift(staff):
    return make_cash_gift(staff, amount="1234.50")


def test_a_paper_says_what_the_society_words_and_the_log_tells_it(
    signed_in, administrator, society, gift
):
    client = signed_in(administrator)
    sent = {
        "heading": "渌口红会",
        "note": "感谢状",
        "text": TEXT,
        "signatures": "会长\n\n  经办人  ",
        "closing": "【单位】（盖章）\n【日期】于渌口",
    }
    answer = client.post(PAGE, sent)

    assert answer.status_code == 302
    text = printed_text(client, gift)
    assert f"尊敬的{gift.donor}：谢谢您的1,234.50元。" in text
    assert text.startswith(("渌口红会", f"渌口红会{CashGiftCertificate().chinese_title()}"))
    assert "感谢状" in text and "会长：" in text and "经办人：" in text
    assert "非财政票据" not in text
    today = timezone.localdate()
    day = f"{today.year}年{today.month}月{today.day}日"
    assert f"{society}（盖章）{day}于渌口" in text
    entry = LogEntry.objects.get(model="redcross.paperwording")
    assert entry.user == administrator and entry.society == society
    assert set(entry.changes) == {"heading", "note", "text", "signatures", "closing"}


def test_the_standard_wording_comes_back_and_what_is_sent_unchanged_is_not_logged(
    signed_in, administrator, gift
):
    client = signed_in(administrator)
    client.post(PAGE, {**EMPTY, "note": "感谢状"})
    client.post(PAGE, {**EMPTY, "note": "感谢状"})
    assert "感谢状" in printed_text(client, gift)

    client.post(PAGE, {**EMPTY, "note": "感谢状", "standard": "1"})

    assert "本证书非财政票据" in printed_text(client, gift)
    assert not PaperWording.objects.get().is_own
    assert LogEntry.objects.filter(model="redcross.paperwording").count() == 2


def test_the_usual_text_stands_in_its_field_to_be_changed_and_unchanged_is_not_kept(
    signed_in, administrator
):
    client = signed_in(administrator)
    sent = form_data(client.get(PAGE))
    assert sent["text"].replace("\r", "") == CashGiftCertificate.text

    client.post(PAGE, {**EMPTY, **sent, "note": "x"})
    assert PaperWording.objects.get().text == ""

    client.post(PAGE, {**EMPTY, **sent, "text": f"{sent['text']}此致"})
    assert form_data(client.get(PAGE))["text"].endswith("此致")


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("谢谢【捐赠者】", "捐赠者"),
        ("谢谢【】", "【】"),
        ("谢谢【捐赠人", "】"),
        ("谢谢捐赠人】", "】"),
        ("【捐赠人【金额】】", "】"),
    ],
)
def test_names_that_are_not_there_are_refused_and_those_that_are_named(
    signed_in, administrator, text, refused
):
    answer = signed_in(administrator).post(PAGE, {**EMPTY, "text": text})

    page = answer.content.decode()
    assert answer.status_code == 422 and refused in page
    assert "捐赠人" in page and not PaperWording.objects.exists()


def test_more_than_eight_do_not_sign(signed_in, administrator):
    client = signed_in(administrator)
    assert client.post(PAGE, {**EMPTY, "signatures": "甲\n" * 9}).status_code == 422
    assert client.post(PAGE, {**EMPTY, "signatures": "甲\n" * 8}).status_code == 302


def test_a_preview_shows_the_latest_record_and_writes_nothing_down(signed_in, administrator, gift):
    client = signed_in(administrator)
    before = LogEntry.objects.count()
    answer = client.post(PAGE, {**EMPTY, "text": TEXT, "preview": "1"})

    assert answer.status_code == 200
    assert 'src="data:image/jpeg;base64,' in answer.content.decode()
    assert (Printout.objects.count(), PaperWording.objects.count()) == (0, 0)
    assert LogEntry.objects.count() == before


def test_every_paper_has_a_page_for_its_wording_and_a_preview_without_any_record(
    signed_in, administrator
):
    client = signed_in(administrator)
    for paper in registered_papers():
        page = f"/papers/{paper.key}/wording/"
        assert client.get(page).status_code == 200, paper.key
        answer = client.post(page, {**EMPTY, "preview": "1"})
        assert "data:image/jpeg" in answer.content.decode(), paper.key


def test_hostile_wording_stays_text(signed_in, administrator, gift):
    client = signed_in(administrator)
    hostile = '<img src="file:///etc/passwd"> {{ society }} {% now "Y" %} & \u202e'
    client.post(PAGE, {**EMPTY, "text": hostile, "heading": hostile[:50]})

    text = printed_text(client, gift)
    assert '<imgsrc="file:///etc/passwd">{{society}}{%now"Y"%}&' in text
    page = client.get(PAGE).content.decode()
    assert '<img src="file' not in page


def test_only_who_sets_the_society_up_words_its_papers(signed_in, staff, leader, administrator):
    for user, status in ((staff, 403), (leader, 403), (administrator, 200)):
        client = signed_in(user)
        assert client.get(PAGE).status_code == status
        assert (f'href="{PAGE}"' in client.get("/papers/").content.decode()) == (status == 200)
    assert client.get("/papers/no-such-paper/wording/").status_code == 404
    assert signed_in(staff).post(PAGE, {**EMPTY, "note": "x"}).status_code == 403


def test_another_society_words_its_own(signed_in, administrator, outsider, beside, roles, gift):
    signed_in(administrator).post(PAGE, {**EMPTY, "note": "感谢状"})
    theirs = make_cash_gift(outsider)
    assert "感谢状" not in printed_text(signed_in(outsider), theirs)


def test_all_papers_are_listed_by_app(signed_in, staff):
    with override("zh-hans"):
        titles = [str(paper.title) for paper in registered_papers()]
    page = signed_in(staff).get("/papers/").content.decode().lower()
    assert all(title.lower() in page for title in titles)


def test_who_is_known_to_have_checked_stays_beside_what_the_society_sets(
    signed_in, administrator, staff
):
    gift = make_goods_gift(staff, checker="张验收", second_checker="李验收")
    client = signed_in(administrator)
    client.post(
        "/papers/goods-gift-note/wording/", {**EMPTY, "signatures": "验收人\n负责人\n验收人"}
    )
    address = f"{gift.get_absolute_url()}paper/goods-gift-note/"
    with pdfplumber.open(BytesIO(client.post(address).content)) as pdf:
        text = re.sub(r"\s", "", pdf.pages[0].extract_text())
    assert "验收人（张验收）：负责人：验收人（李验收）：" in text


@pytest.mark.parametrize("closing", ["【捐赠人】", "【单位", "一\n二\n三\n四\n五"])
def test_a_seal_line_names_only_what_is_there_and_has_room(signed_in, administrator, closing):
    answer = signed_in(administrator).post(PAGE, {**EMPTY, "closing": closing})
    assert answer.status_code == 422 and not PaperWording.objects.exists()
