"""Files sent with a new record."""

from donations.models import GoodsGift
from redcross.models import Attachment, LogEntry
from tests.pages import form_data, without_line
from tests.redcross.entry_forms.goods import ADD, photo


def test_several_files_are_kept_with_a_new_record_and_seen_on_its_page(client, batch):
    files = [photo("验收单.png"), photo("b.pdf", b"%PDF-1.7")]
    page = client.post(ADD, batch | {"files": files}, follow=True)

    gift = GoodsGift.objects.get()
    assert [kept.name for kept in gift.evidence] == ["验收单.png", "b.pdf"]
    for kept in gift.evidence:
        assert f"/attachments/{kept.pk}/" in page.content.decode()
    actions = LogEntry.objects.filter(model="donations.goodsgift").values_list("action", flat=True)
    assert list(actions) == ["attach", "attach", "add"]


def test_a_wrong_file_refuses_all_and_nothing_typed_is_lost(client, batch, tmp_path):
    page = client.post(ADD, batch | {"files": [photo(), photo("a.docx", b"PK\x03\x04")]})

    assert page.status_code == 422
    assert "a.docx" in page.context["form"].errors["files"][0]
    assert form_data(page) == batch
    assert not GoodsGift.objects.exists() and not Attachment.objects.exists()
    assert not list(tmp_path.rglob("*.png"))
    assert client.post(ADD, batch | {"files": [photo()]}).status_code == 302


def test_a_page_shown_again_asks_for_its_files_again(client, batch):
    wrong = batch | {"date": ""}
    page = client.post(ADD, wrong | {"files": [photo()]})
    assert list(page.context["form"].errors) == ["date", "files"]
    assert list(client.post(ADD, wrong).context["form"].errors) == ["date"]


def test_a_page_shown_again_after_the_saves_own_refusal_asks_too(client, batch):
    for number in (0, 1, 2, 4):
        batch = without_line(batch, "lots", number)
    page = client.post(ADD, batch | {"files": [photo()]})
    assert list(page.context["form"].errors) == ["description", "files"]
    assert not Attachment.objects.exists()
