"""How a society shows itself."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from redcross.models import LogEntry, Society

pytestmark = pytest.mark.usefixtures("media")


def picture(kind="PNG", size=(800, 400), name="emblem.png", **options):
    content = BytesIO()
    Image.new("RGB", size, "#a4161a").save(content, kind, **options)
    return SimpleUploadedFile(name, content.getvalue())


def test_an_administrator_uploads_the_emblem_and_it_stands_at_the_head(
    signed_in, administrator, society
):
    client = signed_in(administrator)
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    sent = picture("JPEG", name="a.php", exif=exif)
    page = client.post("/society/", {"short_name": "渌口区红会", "emblem": sent}, follow=True)

    society.refresh_from_db()
    assert society.short_name == "渌口区红会"
    assert f'<img src="{society.emblem_url}"' in page.content.decode()
    answer = client.get(society.emblem_url)
    shown = b"".join(answer.streaming_content)
    assert answer["Content-Type"] == "image/png" and b"secret" not in shown
    assert Image.open(BytesIO(shown)).size == (384, 192)
    entry = LogEntry.objects.get(action=LogEntry.Action.CHANGE, model="redcross.society")
    assert (entry.user, set(entry.changes)) == (administrator, {"short_name", "emblem"})


def test_the_emblem_is_taken_away_again(signed_in, administrator, society):
    client = signed_in(administrator)
    client.post("/society/", {"short_name": "渌口", "emblem": picture()})
    page = client.post("/society/", {"short_name": "渌口", "without_emblem": "on"}, follow=True)

    assert not Society.objects.get(pk=society.pk).emblem
    assert "brand" in page.content.decode() and "<img" not in page.content.decode()
    assert client.get("/society/emblem/").status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        SimpleUploadedFile("a.png", b"<svg onload=alert(1)>"),
        SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40),
        SimpleUploadedFile("a.png", picture().read()[:60]),
        SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + b"0" * (5 * 1024 * 1024)),
        picture(size=(6000, 5000)),
        picture("GIF"),
    ],
    ids=["markup", "broken", "cut off", "too heavy", "too large", "another kind"],
)
def test_what_is_no_picture_of_the_kinds_asked_for_is_refused(
    sent, signed_in, administrator, society
):
    page = signed_in(administrator).post("/society/", {"short_name": "渌口", "emblem": sent})

    assert page.status_code == 422 and "PNG" in str(page.context["form"].errors["emblem"])
    society.refresh_from_db()
    assert not society.emblem


def test_saving_the_page_untouched_logs_nothing(signed_in, administrator, society):
    signed_in(administrator).post("/society/", {"short_name": society.short_name})

    assert not LogEntry.objects.filter(model="redcross.society").exists()


def test_a_limit_is_typed_as_any_sum_and_a_wrong_one_says_why(signed_in, administrator, society):
    client = signed_in(administrator)
    sent = {"short_name": society.short_name, "collective_decision_above": "1.2万元"}
    page = client.post("/society/", sent)
    assert page.status_code == 302, page.context["form"].errors
    society.refresh_from_db()
    assert society.collective_decision_above == 12000
    refused = client.post("/society/", {"collective_decision_above": "-1"})
    assert refused.status_code == 422 and "必须大于零" in refused.content.decode()
