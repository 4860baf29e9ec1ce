"""The pages on which the next year is begun and what is carried over is confirmed."""

from datetime import date

import pytest
from django.urls import reverse

from reports.evaluation.consistency_checks import findings
from reports.models import Evaluation
from tests.factories import make_chapter
from tests.pages import form_data

pytestmark = pytest.mark.django_db


def test_one_step_begins_the_year_and_another_goes_to_it(signed_in, staff, last):
    client = signed_in(staff)
    page = client.get(last.get_absolute_url()).content.decode()
    step = reverse("reports:evaluation_next", args=[last.pk])
    assert step in page
    client.post(step)
    new = Evaluation.objects.get(start=date(2022, 1, 1))
    again = client.post(step, follow=True)
    assert Evaluation.objects.count() == 2
    assert step not in again.content.decode()
    assert new.get_absolute_url() in again.content.decode()
    assert len(list(again.context["messages"])) == 1


def test_setting_up_starts_from_the_evaluation_asked_for(signed_in, staff, outsider, last):
    client = signed_in(staff)
    make_chapter(staff, evaluation=last, heading="概况", text="共3场。")
    address = f"{reverse('reports:evaluation_add')}?from={last.pk}"
    given = form_data(client.get(address))
    assert (given["start"], given["outline"]) == ("2022-01-01", f"from:{last.pk}")
    client.post(address, given)
    assert Evaluation.objects.get(start=date(2022, 1, 1)).chapters.get().text == "共[?3场?]。"
    assert client.post(address, given).status_code == 422
    client.force_login(outsider)
    assert client.get(address).status_code == 404


def test_all_of_a_chapter_is_confirmed_at_once(signed_in, staff, last):
    text = "联合[?蓝天救援队?]举办讲座[?3场?]。"
    chapter = make_chapter(staff, evaluation=last, heading="培训", text=text)
    client = signed_in(staff)
    step = reverse("reports:chapter_confirm", args=[chapter.pk])
    assert step in client.get(last.get_absolute_url()).content.decode()
    client.post(step, {"version": chapter.version})
    chapter.refresh_from_db()
    assert chapter.text == "联合蓝天救援队举办讲座3场。"
    assert step not in client.get(last.get_absolute_url()).content.decode()
    assert not any("蓝天救援队" in one.text for one in findings(last))


def test_what_somebody_changed_meanwhile_is_not_confirmed_unread(signed_in, staff, last):
    chapter = make_chapter(staff, evaluation=last, text="讲座[?3场?]。")
    seen = chapter.version
    chapter.text = "讲座[?30场?]。"
    chapter.save_entry(by=staff)
    client = signed_in(staff)
    for posted in ({"version": seen}, {}, {"version": "x"}):
        client.post(reverse("reports:chapter_confirm", args=[chapter.pk]), posted)
    chapter.refresh_from_db()
    assert chapter.text == "讲座[?30场?]。"
