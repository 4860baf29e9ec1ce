"""Sections of an outline: their order, their levels, their sources."""

import pytest
from django.core.exceptions import ValidationError

from reports.models import Outline
from reports.text.outlines import CHAPTER_SOURCES
from tests.factories import make_outline
from tests.pages import form_data, line_data

ADD = "/outlines/add/"


def test_sections_stand_in_the_order_of_their_positions_and_the_last_without_one(
    administrator_client,
):
    data = form_data(administrator_client.get(ADD)) | {"name": "甲", "title": "{year}年报告"}
    data |= {"sections-TOTAL_FORMS": "4"}
    for number, (position, heading) in enumerate(
        [("", "四"), ("30", "三"), ("5", "一"), ("29", "二")]
    ):
        data |= line_data("sections", number, position=position, heading=heading, level=1)
    assert administrator_client.post(ADD, data).status_code == 302
    outline = Outline.objects.get()
    found = outline.sections.values_list("position", "heading")
    assert list(found) == [(10, "一"), (20, "二"), (30, "三"), (40, "四")]

    change = f"/outlines/{outline.pk}/change/"
    data = form_data(administrator_client.get(change)) | {"sections-2-position": "15"}
    assert administrator_client.post(change, data).status_code == 302
    headings = outline.sections.values_list("heading", flat=True)
    assert list(headings) == ["一", "三", "二", "四"]
    assert outline.history.first().version == 2


def test_a_row_without_heading_and_text_is_no_section(administrator_client):
    data = form_data(administrator_client.get(ADD)) | {"name": "甲", "title": "{year}年报告"}
    data |= line_data("sections", 0, heading="一", level=1)
    data |= line_data("sections", 1, position=20, level=2)
    assert administrator_client.post(ADD, data).status_code == 302
    assert Outline.objects.get().sections.count() == 1


def test_a_text_without_heading_is_refused_beside_its_row(administrator_client):
    data = form_data(administrator_client.get(ADD)) | {"name": "甲", "title": "{year}年报告"}
    data |= line_data("sections", 0, text="[[no.such.figure]]", level=1)
    page = administrator_client.post(ADD, data)
    assert page.status_code == 422
    errors = page.context["form"].linesets[0].forms[0].errors
    assert set(errors) == {"heading", "text"}
    assert "[[no.such.figure]]</textarea>" in page.content.decode()


@pytest.mark.parametrize(
    "levels", [[1, 2, 3, 1], [0, 1, 2], [1, 2, 0, 2, 3], [1, 2, 3, 0, 3, 2], [0], [0, 0, 1], []]
)
def test_headings_nest_step_by_step(levels, administrator):
    make_outline(administrator, sections=rows(levels))


@pytest.mark.parametrize("levels", [[2], [3], [0, 2], [1, 3], [1, 0, 3], [1, 2, 1, 3]])
def test_a_heading_is_not_two_levels_below_the_one_before(levels, administrator):
    with pytest.raises(ValidationError):
        make_outline(administrator, sections=rows(levels))
    assert not Outline.objects.exists()


def rows(levels):
    return [
        {"position": place, "level": level, "heading": f"标题{place}"}
        for place, level in enumerate(levels, start=1)
    ]


def test_what_it_is_generated_from_is_chosen_in_chinese(administrator_client):
    page = administrator_client.get(ADD)
    choices = dict(page.context["form"].linesets[0].forms[0].fields["source"].choices)
    assert choices == {"": "—"} | CHAPTER_SOURCES
    assert choices["blood"] == "无偿献血工作"
    data = form_data(page) | {"name": "甲", "title": "{year}年报告"}
    data |= line_data("sections", 0, heading="一", level=1, source="sys")
    refused = administrator_client.post(ADD, data)
    assert list(refused.context["form"].linesets[0].forms[0].errors) == ["source"]


def test_pages_show_the_source_in_chinese(administrator_client, administrator):
    outline = make_outline(administrator, sections=[{"heading": "一", "source": "blood"}])
    page = administrator_client.get(outline.get_absolute_url())
    assert "无偿献血工作" in page.context["tables"][0]["rows"][0]
    assert "无偿献血工作" in outline.history.get().changes["sections"][1]
