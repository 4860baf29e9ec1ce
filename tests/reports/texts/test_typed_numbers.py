"""Numbers that were typed and are figures are offered as such."""

import json
from datetime import date

import pytest

from reports.evaluation import suggestions
from reports.evaluation.suggestions import FigureSuggestion
from tests.factories import (
    make_aid,
    make_cash_gift,
    make_donor,
    make_evaluation,
    make_standing_number,
)

AMOUNT, GIFTS = "donations.cash.amount", "donations.cash.gifts"


def offered(text, reader):
    return [(offer.words, offer.token) for offer in suggestions.suggestions_for(text, reader)]


def test_typed_numbers_that_are_figures_are_offered_as_chips(reader, staff):
    make_cash_gift(staff, "66000", times=11, donor=make_donor(staff))
    make_cash_gift(staff, "1200.50", donor=make_donor(staff))
    make_aid(staff, households=120)
    text = "共12笔，67,200.50元，合6.72005万元；慰问120户。"
    found = offered(text, reader)
    assert ("12笔", f"[[{GIFTS}]]") in found
    assert ("67,200.50元", f"[[{AMOUNT}]]") in found
    assert ("6.72005万元", f"[[{AMOUNT};as=wan]]") in found
    assert ("120户", "[[relief.aid.households]]") in found
    assert FigureSuggestion("12笔", f"[[{GIFTS}]]", "社会捐款笔数") in suggestions.suggestions_for(
        text, reader
    )
    for words, token in found:
        assert "".join(p.text for p in reader.line(token)) == words.replace(",", "")


@pytest.mark.parametrize(
    "text",
    [
        "共12人，12次，0笔。",  # other units, and nothing
        "12余笔，约12笔，近12笔",  # not exact
        "112笔，1.12笔，第12笔",  # other numbers
        "67200元，6.7万元",  # not quite
        f"[[{GIFTS}]][?12笔?]《12笔》",  # chips, unconfirmed, titles
        "",
    ],
)
def test_only_the_same_number_of_the_same_unit_is_offered(text, reader, staff):
    make_cash_gift(staff, "67200.50", times=12, donor=make_donor(staff))
    assert offered(text, reader) == []


def test_a_rounded_figure_and_another_year_are_not_offered(reader, staff):
    make_cash_gift(staff, "300", times=12, rounded=["times"])
    make_cash_gift(staff, "70", times=9, date=date(2020, 5, 1))
    assert offered("12笔，9笔", reader) == []


def test_a_share_is_offered_as_it_prints(reader, staff):
    make_standing_number(staff, kind="established", number=8)
    make_standing_number(staff, kind="staff", number=7)
    assert offered("控制率87.5%", reader) == [("87.5%", "[[reports.staffing]]")]
    assert offered("控制率87.52%", reader) == offered("控制率88%", reader) == []


def test_offers_are_of_the_evaluations_own_period(client, staff):
    make_cash_gift(staff, "300", times=12)
    evaluation = make_evaluation(staff, year=2021)
    client.force_login(staff)
    answer = client.post(f"/drafts/{evaluation.pk}/suggestions/", {"text": "12笔"})
    assert json.loads(answer.content)["suggestions"] == [
        {"words": "12笔", "token": f"[[{GIFTS}]]", "label": "社会捐款笔数"}
    ]
    other = make_evaluation(staff, year=2020)
    answer = client.post(f"/drafts/{other.pk}/suggestions/", {"text": "12笔"})
    assert answer.json() == {"suggestions": []}
