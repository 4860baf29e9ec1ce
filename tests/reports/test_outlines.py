"""Outlines: those that come with the house, and copies of them."""

import pytest

from donations.models import GoodsGift
from reports.models import Outline
from reports.text.outlines import BUILTIN_OUTLINES, DEFAULT_TITLE
from tests.factories import make_goods_gift, make_outline
from tests.pages import form_data, line_data, without_line

ADD = "/outlines/add/"


def sections_of(outline):
    return list(outline.sections.values_list("level", "heading", "source", "text"))


@pytest.mark.parametrize("name", BUILTIN_OUTLINES)
def test_a_shipped_outline_is_copied_whole(administrator_client, name):
    title, chapters = BUILTIN_OUTLINES[name]
    page = administrator_client.get(ADD, {"shipped": name})
    data = form_data(page) | {"sections-0-level": str(chapters[0].level)}
    assert administrator_client.post(ADD, data).status_code == 302
    outline = Outline.objects.get()
    assert (outline.name, outline.title) == (title, DEFAULT_TITLE)
    assert sections_of(outline) == [(c.level, c.heading, c.source, c.text) for c in chapters]
    assert [one.position for one in outline.sections.all()] == [
        10 * place for place in range(1, len(chapters) + 1)
    ]


def test_the_list_offers_a_copy_of_each_shipped_outline(administrator_client):
    page = administrator_client.get("/outlines/").content.decode()
    for name in BUILTIN_OUTLINES:
        assert f'href="/outlines/add/?shipped={name}"' in page


def test_only_who_may_add_an_outline_is_offered_a_copy(administrator_client, staff):
    administrator_client.force_login(staff)
    assert "shipped=" not in administrator_client.get("/outlines/").content.decode()


@pytest.mark.parametrize("name", ["", "unknown", "__class__"])
def test_an_unknown_name_gives_an_empty_outline(administrator_client, name):
    page = administrator_client.get(ADD, {"shipped": name})
    assert page.status_code == 200
    assert not any(key.endswith("-heading") for key in form_data(page))


def test_an_own_outline_is_copied_changed_and_the_first_one_stays(
    administrator_client, administrator
):
    first = make_outline(
        administrator,
        name="甲提纲",
        title="{year}年度报告",
        sections=[
            {"position": 10, "level": 1, "heading": "概况", "text": "年末[[standing.staff]]。"},
            {"position": 20, "level": 2, "heading": "捐赠", "source": "gifts"},
        ],
    )
    data = form_data(administrator_client.get(ADD, {"copy": first.pk}))
    assert administrator_client.post(ADD, data).status_code == 422  # the name is taken
    data = without_line(data, "sections", 0) | {"name": "乙提纲", "sections-1-level": "1"}
    data |= line_data("sections", 7, heading="附则", level=2, text="手写。") | {
        "sections-TOTAL_FORMS": "8"
    }
    assert administrator_client.post(ADD, data).status_code == 302
    second = Outline.objects.get(name="乙提纲")
    assert second.title == "{year}年度报告"
    assert sections_of(second) == [(1, "捐赠", "gifts", ""), (2, "附则", "", "手写。")]
    assert sections_of(first) == [
        (1, "概况", "", "年末[[standing.staff]]。"),
        (2, "捐赠", "gifts", ""),
    ]


def test_an_outline_of_another_society_cannot_be_copied(administrator_client, outsider):
    outline = make_outline(outsider, sections=[{"heading": "概况"}])
    assert administrator_client.get(ADD, {"copy": outline.pk}).status_code == 404


def test_lots_of_goods_are_copied_likewise(administrator_client, administrator):
    gift = make_goods_gift(
        administrator, lots=[{"item": "大米", "quantity": 100, "unit": "袋", "unit_value": 60}]
    )
    page = administrator_client.get("/donations/goods/add/", {"copy": gift.pk})
    data = form_data(page) | {"date": "2021-06-01"}
    assert administrator_client.post("/donations/goods/add/", data).status_code == 302
    copy = GoodsGift.objects.exclude(pk=gift.pk).get()
    assert [(lot.item, lot.quantity, lot.unit_value) for lot in copy.lots.all()] == [
        ("大米", 100, 60)
    ]
