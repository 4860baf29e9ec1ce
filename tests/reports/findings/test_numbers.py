"""Numbers and balances that no figure says: each check once firing, once silent."""

from decimal import Decimal

import pytest

from reports.evaluation.subjects import all_keys, meanings, unit_of
from tests.factories import (
    make_aid,
    make_cash_gift,
    make_chapter,
    make_disbursement,
    make_evaluation,
    make_event,
    make_fund,
    make_session,
)
from tests.reports.findings.evidence import shown, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(staff):
    """167432.50 yuan in 12 gifts, 124 people at a talk, all with evidence."""
    shown(make_cash_gift(staff, "167432.50", times=12), staff)
    shown(make_session(staff, attendance=124), staff)


@pytest.mark.parametrize(
    "words",
    ["11笔", "167433元", "16.8万元", "16万元", "100余元", "123人次", "130余人次", "43名"],
)
def test_a_number_that_no_figure_says_is_found(said, year, words):
    assert said(f"共{words}。") == [f"“救助慰问”: no figure says {words}."]


@pytest.mark.parametrize(
    "words",
    [
        "12笔",
        "167432.50元",
        "167,432.50元",
        "16.74万元",
        "16万余元",
        "124人次",
        "120余人次",
        "近130人次",
        "第43名",
        "1. 一是",
        "（1）一是",
        "2021年5月1日",
        "《43项措施》",
        "“三救三献”",
    ],
)
def test_a_number_that_a_figure_says_is_not(said, year, words):
    assert said(f"{words}。") == []


def test_a_number_is_compared_with_figures_of_its_own_measure_word(said, year):
    """12 gifts are no 12 households."""
    assert said("慰问12户。") == ["“救助慰问”: no figure says 12户; “Households helped” is 0户."]


def test_person_times_of_volunteers_are_not_those_of_aid(said, staff):
    shown(make_aid(staff, households=5, people=385, value=Decimal(5)), staff)
    shown(make_event(staff, kind="service", volunteers=248), staff)
    assert said("全年志愿服务人次248人次。", heading="志愿服务") == []
    [told] = said("组织志愿服务，服务人次249人次。", heading="服务")
    assert "“Volunteers taking part” is 248人次" in told


@pytest.mark.parametrize(("word", "unit"), [("人次", "人次"), ("户数", "户"), ("场次", "场")])
def test_a_measure_word_as_a_noun_may_mean_whatever_is_counted_in_it(word, unit):
    assert meanings()[word] >= {key for key in all_keys() if unit_of(key) == unit}


def test_numbers_of_indicators_and_budget_are_known(staff):
    draft = make_evaluation(
        staff,
        year=2021,
        budget=[{"initial": 120, "adjusted": 130, "executed": 117}],
        budget_points=100,
    )
    make_chapter(staff, evaluation=draft, heading="预算", text="年初预算120万元，执行率90%。")
    assert texts(draft) == []


def test_a_balance_that_does_not_follow_from_its_lines_is_found(said, staff):
    draft = "上年结余2万元，收入5万元，支出4万元，结余4万元。"
    balances = [text for text in said(draft) if "follow" in text]
    assert balances == [
        "“救助慰问”: the balance 40,000 does not follow: 20,000 + 50,000 − 40,000 = 30,000."
    ]


def test_a_balance_without_its_opening_is_held_against_the_one_recorded(said, staff):
    words = "收入5万元，支出4万元，结余{}万元。"
    (text,) = (text for text in said(words.format(2)) if "follow" in text)
    assert text.endswith("the balance 20,000 does not follow: 0 + 50,000 − 40,000 = 10,000.")
    make_fund(staff, opening_balance=Decimal(20000))
    found = said(words.format(3), heading="资金")
    assert not [text for text in found if "“资金”" in text and "follow" in text]


@pytest.mark.parametrize(
    "words",
    [
        "上年结余2万元，收入5万元，支出4万元，结余3万元。",
        "年初结余20,000元，收入合计5万元（其中上级拨入收入1万元），支出4万元，年末结余3万元。",
        "上年结转结余2万元；社会捐赠收入4万元，利息收入1万元；支出4万元；年末余额3万元。",
        "收入5万元，支出4万元，当年结余1万元。",
    ],
)
def test_a_balance_that_follows_or_cannot_be_told_is_not(said, words):
    assert [text for text in said(words) if "follow" in text] == []


def test_a_balance_told_with_figures_is_looked_at_too(staff, said):
    fund = make_fund(staff, opening_balance=Decimal(500))
    shown(make_cash_gift(staff, "300", fund=fund), staff)
    shown(make_disbursement(staff, amount=Decimal(200), fund=fund), staff)
    told = "收入[[donations.cash.amount]]，支出[[reports.spending]]"
    balance = "结余[[donations.funds.balance]]"
    assert said(f"上年结余500元，{told}，{balance}。") == []
    assert said(f"上年结余400元，{told}，{balance}。", heading="资金") == [
        "“资金”: no figure says 400元; “Balance of donated money（the year before）” is 500元.",
        "“资金”: the balance 600 does not follow: 400 + 300 − 200 = 500.",
    ]


def test_a_typed_number_of_what_is_not_known_is_found_and_says_so(said, staff):
    for times, rounded in ((12, []), (None, ["times:unknown"])):
        shown(make_cash_gift(staff, "100", times=times, rounded=rounded), staff)
    expected = "“救助慰问”: no figure says {}, and how many it is of “%s” is not known."
    for words in ("12笔", "13笔", "12余笔"):
        found = said(f"共{words}。")
        assert found[-1] == expected.format(words) % "Cash gifts from the public", words
    assert said("200元。")[-1].endswith(
        "12余笔, and how many it is of “Cash gifts from the public” is not known."
    )


def test_a_reference_to_what_is_not_known_says_more_than_zeros(said, staff):
    shown(make_cash_gift(staff, "100", times=None, rounded=["times:unknown"]), staff)
    assert said("[[donations.cash.gifts]]") == []


def test_gifts_without_receipt_of_nobody_knows_how_many_are_found(said, staff):
    gift = make_cash_gift(staff, times=None, rounded=["times:unknown"], receipt_waived=False)
    shown(gift, staff)
    assert "Cash gifts without a receipt: not known." in said("一。")
