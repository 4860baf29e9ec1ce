"""What a society says in its own words."""

from datetime import date

import pytest

from redcross.figures import Period, Scope
from reports.evaluation.document import generate_document
from reports.evaluation.drafting import generate_text, set_up_evaluation
from reports.models import KeptText
from tests.factories import make_cash_gift, make_event, make_kept_text
from tests.figures import YEAR
from tests.refusals import refused
from tests.reports.text_rules import text_of


def test_the_text_of_a_year_takes_the_place_of_that_of_every_year(staff, society, outsider):
    make_kept_text(staff, place="theme", year=None, text="以“人道”为主题，")
    make_kept_text(staff, place="closing", year=None, text="每年")
    make_kept_text(staff, place="closing", year=2021, text="本年")
    make_kept_text(outsider, place="opening", year=None, text="别处")
    make_kept_text(staff, place="opening", year=2020, text="上年").void(by=staff, reason="wrong")

    assert KeptText.of_period(society, YEAR) == {"theme": "以“人道”为主题", "closing": "本年"}
    assert KeptText.of_period(society, YEAR.previous())["closing"] == "每年"
    two_years = Period(date(2020, 1, 1), date(2021, 12, 31))
    assert KeptText.of_period(society, two_years)["closing"] == "每年"


def test_a_place_has_one_text_a_year(staff, outsider):
    make_kept_text(staff, place="aid", year=None)
    make_kept_text(staff, place="aid", year=2021)
    make_kept_text(outsider, place="aid", year=None)
    with refused():
        make_kept_text(staff, place="aid", year=None)


@pytest.mark.parametrize(
    "text", ["[[no.such.figure]]", "[[table;figure=relief.aid.value;by=programme]]", ""]
)
def test_a_text_refers_only_to_figures_that_there_are(staff, text):
    with refused("text"):
        make_kept_text(staff, text=text)


def test_a_part_of_a_sentence_is_one_line(staff):
    with refused("text"):
        make_kept_text(staff, place="leadership", text="一\n二")
    assert make_kept_text(staff, place="closing", text="一\n\n 二 ").text == "一\n二"


def test_a_year_is_one_of_this_time(staff):
    with refused("year"):
        make_kept_text(staff, year=1889)


def test_generated_text_and_drafts_take_it_in_with_its_figures(staff, society):
    make_kept_text(staff, place="leadership", year=None, text="在区委领导下")
    make_kept_text(staff, place="opening", year=None, text="{year}年工作报告如下。")
    make_kept_text(staff, place="gifts", year=None, text="共[[donations.cash.gifts]]爱心。")
    make_kept_text(staff, place="aid", year=None, text="无救助不写。")
    make_kept_text(staff, place="closing", year=None, text="报告完毕。")
    make_cash_gift(staff, "300")
    text = text_of(generate_document(society, 2021))
    assert "在区委领导下，依法履行职责。2021年工作报告如下。" in text
    assert "300元。共1笔爱心。" in text and text.endswith("报告完毕。")
    assert "无救助不写" not in text and "依照《" not in text

    days = {"start": YEAR.start, "end": YEAR.end}
    draft = set_up_evaluation("narrative", by=staff, **days)
    gifts = draft.chapters.get(source="gifts")
    assert gifts.text.endswith("共[[donations.cash.gifts]]爱心。")
    assert generate_text(gifts) == gifts.text
    assert draft.chapters.get(source="closing").text == "报告完毕。"


def test_a_year_of_nothing_has_no_effects_and_no_end(staff, society):
    make_kept_text(staff, place="closing", year=None, text="报告完毕。")
    assert "报告完毕" not in text_of(generate_document(society, 2021))
    make_event(staff, people=5)
    assert "报告完毕" in text_of(generate_document(society, 2021))


def test_it_is_reached_from_the_pages_of_evaluations(staff, signed_in, leader, society):
    assert Scope(society, YEAR)
    page = signed_in(staff).get("/kept-texts/")
    assert page.status_code == 200
    assert "/kept-texts/" in signed_in(staff).get("/drafts/").content.decode()
