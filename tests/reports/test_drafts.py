"""A draft on paper at any time, and all its chapters on one page."""

from io import BytesIO, StringIO
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from reports.evaluation.document import compose_document
from reports.models import Chapter, Evaluation
from tests.factories import make_chapter, make_evaluation
from tests.reports.printed.word import printed


def header_of(content):
    with ZipFile(BytesIO(content)) as archive:
        return archive.read("word/header.xml").decode()


@pytest.fixture
def draft(staff):
    evaluation = make_evaluation(
        staff, title="2021年上半年报告", start="2021-01-01", end="2021-06-30"
    )
    make_chapter(staff, evaluation=evaluation, heading="救助", text="如期完成。", position=10)
    return evaluation


def test_a_draft_of_any_period_is_printed_and_says_that_it_is_one(client, leader, draft):
    client.force_login(leader)
    pdf = client.get(f"/drafts/{draft.pk}/draft.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert "2021年上半年报告（送审稿）.pdf" in unquote(pdf["Content-Disposition"])
    assert "一、救助如期完成。" in printed(pdf.content)
    docx = client.get(f"/drafts/{draft.pk}/draft.docx")
    assert "送审稿" in header_of(docx.content)
    assert compose_document(draft).mark == "送审稿"
    draft.status = Evaluation.Status.FINAL
    assert compose_document(draft).mark == ""


def test_a_signed_one_is_sent_as_it_was_signed(client, leader, draft):
    Evaluation.objects.update(status=Evaluation.Status.FINAL)
    client.force_login(leader)
    answer = client.get(f"/drafts/{draft.pk}/draft.pdf")
    assert answer.url == f"/drafts/{draft.pk}/signed.pdf"


def test_the_command_prints_a_draft_of_any_two_dates(draft, tmp_path):
    file = tmp_path / "draft.docx"
    period = "2021-01-01..2021-06-30"
    whose = {"society": draft.society.name, "stdout": StringIO()}
    call_command("evaluation", period, docx=file, kept=True, **whose)
    assert "送审稿" in header_of(file.read_bytes())
    call_command("evaluation", period, docx=file, **whose)
    with ZipFile(file) as archive:
        assert "送审稿" not in archive.read("word/document.xml").decode()
    with pytest.raises(CommandError):
        call_command("evaluation", "2021-06-30..2021-01-01", docx=file)


def test_a_chapter_without_text_is_no_bare_heading(client, staff):
    evaluation = make_evaluation(staff, year=2021)
    for position, level, heading, text in (
        (10, 1, "概况", ""),
        (20, 2, "机构", "有五人。"),
        (30, 1, "空章", ""),
        (40, 2, "空节", ""),
        (50, 1, "建议", "无。"),
    ):
        make_chapter(
            staff, evaluation=evaluation, position=position, level=level, heading=heading, text=text
        )
    composed = compose_document(evaluation)
    assert [one.heading for one in composed.sections] == ["一、概况", "（一）机构", "二、建议"]
    assert [one.heading for one in composed.unwritten] == ["空章", "空节"]
    assert all(one.chapter for one in [*composed.sections, *composed.unwritten])
    client.force_login(staff)
    page = client.get(evaluation.get_absolute_url()).content.decode()
    empty = Chapter.objects.get(heading="空节")
    assert f'id="chapter-{empty.pk}"' in page and f"/chapters/{empty.pk}/change/" in page


@pytest.fixture
def chapters(staff):
    evaluation = make_evaluation(staff, year=2021)
    return [
        make_chapter(staff, evaluation=evaluation, position=n, heading=f"章{n}", text=f"文{n}")
        for n in (1, 2, 3)
    ]


def sent(chapters, **texts):
    """What the page sends; a chapter named c1 has that text now."""
    data = {}
    for number, chapter in enumerate(chapters, start=1):
        prefix = f"chapter-{chapter.pk}"
        data[f"{prefix}-version"] = chapter.version
        data[f"initial-{prefix}-text"] = chapter.text
        data[f"{prefix}-text"] = texts.get(f"c{number}", chapter.text)
    return data


def write(client, chapters, data):
    return client.post(f"/drafts/{chapters[0].evaluation_id}/text/", data)


def texts_of(chapters):
    return [Chapter.objects.get(pk=chapter.pk).text for chapter in chapters]


def test_all_chapters_are_saved_in_one_go_and_only_what_was_changed(client, staff, chapters):
    client.force_login(staff)
    page = client.get(f"/drafts/{chapters[0].evaluation_id}/text/").content.decode()
    assert all(f"{chapter.heading}</label>" in page for chapter in chapters)
    answer = write(client, chapters, sent(chapters, c1="新一", c3="新三\r\n第二段"))
    assert answer.url == chapters[0].evaluation.get_absolute_url()
    assert texts_of(chapters) == ["新一", "文2", "新三\n第二段"]
    assert Chapter.objects.get(pk=chapters[1].pk).version == chapters[1].version


def test_one_wrong_chapter_keeps_all_from_being_saved_and_loses_nothing(client, staff, chapters):
    client.force_login(staff)
    answer = write(client, chapters, sent(chapters, c1="新一", c2="[[no.such]]"))
    assert answer.status_code == 422
    assert texts_of(chapters) == ["文1", "文2", "文3"]
    page = answer.content.decode()
    assert ">\n新一</textarea>" in page or ">新一</textarea>" in page


def test_what_somebody_else_wrote_meanwhile_is_asked_about_where_both_wrote(
    client, staff, administrator, chapters
):
    data = sent(chapters, c1="我写的")
    for chapter in chapters[:2]:
        other = Chapter.objects.get(pk=chapter.pk)
        other.text += "，别人补充"
        other.save_entry(by=administrator)
    client.force_login(staff)
    answer = write(client, chapters, data)
    assert answer.status_code == 422
    [conflict] = answer.context["conflicts"]
    assert (conflict["mine"], conflict["theirs"]) == ("我写的", "文1，别人补充")
    # The second one was touched by the other alone.
    assert texts_of(chapters) == ["文1，别人补充", "文2，别人补充", "文3"]
    prefix = f"chapter-{chapters[0].pk}"
    chosen = data | {f"choose_{prefix}-text": "mine", f"{prefix}-version": chapters[0].version + 1}
    assert write(client, chapters, chosen).status_code == 302
    assert texts_of(chapters) == ["我写的", "文2，别人补充", "文3"]


def test_what_was_not_sent_is_not_emptied(client, staff, chapters):
    client.force_login(staff)
    assert write(client, chapters, {}).status_code == 302
    assert texts_of(chapters) == ["文1", "文2", "文3"]


def test_in_review_nothing_is_written(client, staff, chapters):
    Evaluation.objects.update(status=Evaluation.Status.REVIEW)
    client.force_login(staff)
    write(client, chapters, sent(chapters, c1="新一"))
    assert texts_of(chapters) == ["文1", "文2", "文3"]
