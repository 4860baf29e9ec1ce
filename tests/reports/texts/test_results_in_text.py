"""What an evaluation itself comes to, as its text names it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from redcross.figures import Period, Scope
from reports.evaluation.text_renderer import TextRenderer, renderer_of
from reports.text.figure_references import (
    FigureReference,
    check_references,
    describe_reference,
    in_words,
)
from tests.factories import make_cash_gift, make_chapter, make_evaluation, make_fund

AMOUNT = "donations.cash.amount"


def indicator(third, target, actual, **values):
    levels = {"first": "产出指标", "second": "数量指标", "third": third}
    return (
        levels
        | {"target": Decimal(target), "actual": Decimal(actual), "weight": 90, "evidence": "台账"}
        | values
    )


@pytest.fixture
def read(staff):
    """A function that gives the text of a line in an evaluation of 2021 with these lines."""

    def read_line(line, **lines):
        evaluation = make_evaluation(staff, year=2021, **lines)
        return "".join(run.text for run in renderer_of(evaluation).line(line))

    return read_line


BUDGET = [{"initial": 90, "adjusted": 100, "executed": Decimal("98.53")}]


def test_score_grade_and_rate_read_as_the_annexes_print_them(read):
    line = "得分[[score]]，等级[[grade]]，执行率[[execution]]。"
    lines = {"indicators": [indicator("培训人数", 1000, 1036)], "budget": BUDGET}
    assert read(line, **lines) == "得分99.85分，等级优，执行率98.53%。"


def test_how_far_a_target_was_reached_is_told_in_percent(read):
    line = "完成率[[completion;of=培训人数]]。"
    assert read(line, indicators=[indicator("培训人数", 1000, 1036)]) == "完成率103.6%。"


@pytest.mark.parametrize(
    ("reference", "rows", "said"),
    [
        ("completion;of=别的", [indicator("培训人数", 1000, 1036)], "no such indicator"),
        ("completion;of=支出", [indicator("支出", 97, 90, direction="at_most")], "Only a number"),
        ("score", [], "no indicators"),
        ("grade", [indicator("培训人数", 1000, 1036, weight=5)], "no grade"),
        ("execution", [indicator("培训人数", 1000, 1036)], "no budget"),
        ("completion", [], "which indicator"),
        ("score;period=before", [], "restricted"),
        ("statement;line=nothing", [], "no such line"),
        ("statement;line=income;kind=nothing", [], "no such kind"),
        ("statement;line=income;fund=999", [], "no such fund"),
        ("statement;line=income;fund=1;kind=general", [], "one or the other"),
    ],
)
def test_a_result_that_is_not_there_is_refused_with_words(in_english, read, reference, rows, said):
    assert said in read(f"[[{reference}]]", indicators=rows)


def test_two_indicators_of_one_name_are_told_apart_first(in_english, read):
    rows = [indicator("人数", 10, 12, weight=40), indicator("人数", 20, 22, weight=50)]
    assert "called so" in read("[[completion;of=人数]]", indicators=rows)


def test_lines_of_the_statement_are_those_of_a_fund_a_kind_or_all(staff):
    one, other = make_fund(staff, name="甲基金"), make_fund(staff, name="乙基金")
    make_cash_gift(staff, "12600", fund=one, date=date(2021, 3, 1))
    make_cash_gift(staff, "400", fund=other, date=date(2021, 3, 1))
    make_cash_gift(staff, "90", fund=one, date=date(2020, 3, 1))
    evaluation = make_evaluation(staff, year=2021)
    renderer = renderer_of(evaluation)

    def text(reference):
        return "".join(run.text for run in renderer.line(f"[[{reference}]]"))

    assert text("statement;line=income") == "1.3万元"
    assert text(f"statement;line=income;fund={one.pk}") == "1.26万元"
    assert text(f"statement;line=income;fund={one.pk};period=before") == "90元"
    assert text(f"statement;line=opening;fund={one.pk}") == "90元"
    assert text(f"statement;line=balance;fund={one.pk};as=yuan") == "12690元"
    assert text("statement;line=balance;kind=donated;as=bare") == "13090"
    [run] = renderer.line(f"[[statement;line=income;fund={one.pk}]]")
    assert run.url.startswith("/statement/?") and "2021-12-31" in run.url
    assert "甲基金" in describe_reference(
        FigureReference.read(f"statement;line=income;fund={one.pk}")
    )


def test_a_fund_of_another_society_is_nothing_to_a_text(staff, outsider, society):
    fund = make_fund(outsider, name="别处基金")
    with pytest.raises(ValidationError):
        check_references(f"[[statement;line=income;fund={fund.pk}]]", society)


def test_a_form_that_is_none_is_refused(in_english, society):
    with pytest.raises(ValidationError, match="no such form"):
        check_references("[[statement;line=income;as=nothing]]", society)


def test_a_generated_text_has_no_results(in_english, society):
    renderer = TextRenderer(Scope(society, Period.year(2021)))
    assert "Only the text of an evaluation" in renderer.line("[[score]]")[0].text


def test_a_chapter_takes_only_the_indicators_of_its_evaluation(staff):
    rows = [indicator("培训人数", 1000, 1036)]
    evaluation = make_evaluation(staff, year=2021, indicators=rows)
    make_chapter(staff, evaluation=evaluation, text="[[completion;of=培训人数]]")
    with pytest.raises(ValidationError):
        make_chapter(staff, evaluation=evaluation, text="[[completion;of=别的]]")


def test_a_text_in_words_has_no_reference(staff):
    words = in_words(f"款[[{AMOUNT};period=before]]，[?46?]名，[[no.such]]。")
    assert "社会捐款金额" in words and "46名" in words
    assert not any(sign in words for sign in ("[[", "[?", AMOUNT, "no.such"))
