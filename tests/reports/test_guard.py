"""What stands against an evaluation before it is reviewed: each check once firing, once silent."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from donations.models import CashGift, Fund
from reports.drafting import generated
from reports.guard import findings
from reports.models import Evaluation
from reports.signing import submit
from tests.factories import (
    make_aid,
    make_cash_gift,
    make_chapter,
    make_disbursement,
    make_evaluation,
    make_fund,
    make_goods_gift,
    make_remark,
    make_session,
    make_waiver,
)

pytestmark = pytest.mark.django_db
PDF = ContentFile(b"%PDF-1.7", name="a.pdf")


@pytest.fixture(autouse=True)
def in_english(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with override("en"):
        yield


@pytest.fixture
def draft(staff):
    return make_evaluation(staff, year=2021)


@pytest.fixture
def said(staff, draft):
    """A function that writes a text into a chapter and gives what is found."""

    def said(text, heading="救助慰问", **fields):
        make_chapter(staff, evaluation=draft, heading=heading, text=text, **fields)
        return texts(draft)

    return said


def texts(evaluation):
    return [one.text for one in findings(evaluation)]


def shown(record, by):
    record.attach(PDF, by=by)
    return record


# --- the text ----------------------------------------------------------------------------------


def test_nothing_is_found_where_all_is_well(staff, draft, said):
    shown(make_cash_gift(staff, "300"), staff)
    assert said("2021年5月，接受捐款[[donations.cash.amount]]。") == []


def test_an_empty_chapter_is_found_and_leads_to_where_it_is_written(staff, draft):
    chapter = make_chapter(staff, evaluation=draft, heading="志愿服务")
    (one,) = findings(draft)
    assert one.text == "“志愿服务” is empty."
    assert one.url == f"/chapters/{chapter.pk}/change/"


def test_a_heading_above_others_may_be_without_text(staff, draft, said):
    make_chapter(staff, evaluation=draft, heading="总述", level=1, position=1)
    assert said("如下。", level=2, position=2) == []


def test_a_listing_that_lists_nothing_is_empty(said, staff):
    assert said("[[list;of=training]]") == ["“救助慰问” is empty."]
    shown(make_session(staff, attendance=30), staff)
    assert said("[[list;of=training]]", heading="培训") == []


def test_a_chapter_of_zeros_is_found(staff, said):
    zeros = "捐款[[donations.cash.amount]]，物资[[donations.goods.batches_public]]。"
    assert said(zeros) == ["“救助慰问” says only zeros."]
    shown(make_cash_gift(staff), staff)
    assert said("如下。", heading="其他") == []


def test_a_reference_that_leads_nowhere_any_more_is_found(staff, said):
    aid = shown(make_aid(staff, value=Decimal(100), households=23), staff)
    token = f"[[@relief.aid:{aid.pk};households;户]]"
    assert said(f"慰问{token}。") == []
    aid.void(by=staff, reason="entered twice")
    (text,) = said("如下。", heading="其他")
    assert token in text and "no such record" in text


def test_a_record_of_a_society_beside_is_no_reference(staff, outsider, draft, said):
    aid = make_aid(outsider, households=23)
    said("慰问。")
    # No form lets it in.
    draft.chapters.update(text=f"慰问[[@relief.aid:{aid.pk};households;户]]。")
    (text,) = texts(draft)
    assert "no such record" in text


def test_what_was_carried_over_and_not_confirmed_is_found(staff, draft, said):
    assert said("联合[?蓝天救援队?]举办。") == [
        "“救助慰问”: not confirmed for this period (1): “蓝天救援队”"
    ]
    assert said("联合蓝天救援队举办。", heading="培训")[1:] == []


def test_an_unconfirmed_goal_is_found(staff):
    draft = make_evaluation(staff, year=2021, goal="救助[?50户?]困难家庭")
    assert texts(draft) == ["“goal of the year”: not confirmed for this period (1): “50户”"]


# --- dates -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "2020年3月5日",
        "2020年",
        "2022年1月",
        "二〇二〇年",
        "2020-03-05",
        "2021年2月30日",
        "2020年度",
    ],
)
def test_a_date_outside_the_period_is_found(said, words):
    (text,) = said(f"于{words}召开会议。")
    assert text.startswith("“救助慰问”: 20") or "二〇二〇年" in text
    assert text.endswith("lies outside the period.")


@pytest.mark.parametrize(
    "words",
    [
        "2021年12月31日",
        "2021年",
        "3月5日",
        "二〇二一年",
        "《2020年工作要点》",
        "十二个月",
        "12个月",
    ],
)
def test_a_date_of_the_period_is_not(said, words):
    assert said(f"按{words}开展工作。") == []


def test_of_half_a_year_a_month_of_the_other_half_is_outside(staff):
    half = make_evaluation(staff, start=date(2021, 1, 1), end=date(2021, 6, 30))
    make_chapter(staff, evaluation=half, heading="会议", text="3月召开会议，9月又召开会议。")
    assert texts(half) == ["“会议”: 9月 lies outside the period."]


def test_a_year_in_a_heading_or_title_is_looked_at_too(staff):
    draft = make_evaluation(staff, year=2022, title="2021年绩效评价报告")
    make_chapter(staff, evaluation=draft, heading="2021年重点", text="如下。")
    assert texts(draft) == [
        "“title of the report”: 2021年 lies outside the period.",
        "“2021年重点”: 2021年 lies outside the period.",
    ]


def test_dates_of_records_are_their_own(staff, draft, said):
    """What is written from the records may name another year: an event is called so."""
    shown(make_session(staff, title="2020年度先进表彰培训", attendance=30), staff)
    chapter = make_chapter(staff, evaluation=draft, heading="培训", source="training")
    chapter.text = generated(chapter)
    chapter.keep(by=staff)
    assert "2020年度" in chapter.text
    assert texts(draft) == []


# --- numbers -----------------------------------------------------------------------------------


@pytest.fixture
def year(staff):
    """167432.50 yuan in 12 gifts, 124 people at a talk, all with evidence."""
    shown(make_cash_gift(staff, "167432.50", times=12), staff)
    shown(make_session(staff, attendance=124), staff)


@pytest.mark.parametrize(
    "words",
    ["11笔", "167433元", "16.8万元", "16万元", "100余元", "123人次", "130余人次", "43名", "12.5%"],
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
    assert said("慰问12户。") == ["“救助慰问”: no figure says 12户."]


def test_numbers_of_indicators_and_budget_are_known(staff):
    draft = make_evaluation(
        staff,
        year=2021,
        budget=[{"initial": 120, "adjusted": 130, "executed": 117}],
        budget_points=100,
    )
    make_chapter(staff, evaluation=draft, heading="预算", text="年初预算120万元，执行率90%。")
    assert texts(draft) == []


# --- balances ----------------------------------------------------------------------------------


def test_a_balance_that_does_not_follow_from_its_lines_is_found(said, staff):
    draft = "上年结余2万元，收入5万元，支出4万元，结余4万元。"
    balances = [text for text in said(draft) if "follow" in text]
    assert balances == [
        "“救助慰问”: the balance 40,000 does not follow: 20,000 + 50,000 − 40,000 = 30,000."
    ]


@pytest.mark.parametrize(
    "words",
    [
        "上年结余2万元，收入5万元，支出4万元，结余3万元。",
        "年初结余20,000元，收入合计5万元（其中上级拨入收入1万元），支出4万元，年末结余3万元。",
        "上年结转结余2万元；社会捐赠收入4万元，利息收入1万元；支出4万元；年末余额3万元。",
        "收入5万元，支出4万元，结余2万元。",
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
        "“资金”: no figure says 400元.",
        "“资金”: the balance 600 does not follow: 400 + 300 − 200 = 500.",
    ]


# --- money, sums, evidence ---------------------------------------------------------------------


def test_a_fund_that_gave_more_than_it_had_is_found(staff, draft):
    fund = make_fund(staff, name="大病救助")
    gift = make_cash_gift(staff, "300", fund=fund)
    make_disbursement(staff, amount=Decimal(200), fund=fund)
    assert texts(draft) == []
    CashGift.objects.filter(pk=gift.pk).update(amount=150)  # past every check
    (one,) = findings(draft)
    assert one.text == "“大病救助” is overdrawn by 50.00 yuan on 2021-12-31."
    assert one.url == fund.get_absolute_url()


def test_movements_that_do_not_make_the_balance_are_found(staff, draft):
    fund = make_fund(staff, opening_balance=Decimal(100))
    assert texts(draft) == []
    # A gift before the fund opened counts in no balance: no form lets it in.
    make_cash_gift(staff, "300", fund=fund)
    Fund.objects.filter(pk=fund.pk).update(opens_on=date(2022, 1, 1))
    assert texts(draft) == ["The balance of all funds is 0.00, their movements make 300.00."]


def test_a_whole_that_is_not_its_parts_is_found(staff, said):
    gift = shown(make_cash_gift(staff, "300"), staff)
    told = "捐款[[donations.cash.amount]]，其中非定向[[donations.cash.unearmarked]]。"
    assert said(told) == []
    # No form lets what the public gave into money from above.
    above = make_fund(staff, kind=Fund.Kind.ABOVE)
    CashGift.objects.filter(pk=gift.pk).update(fund=above)
    found = said("如下。", heading="其他")
    assert found == ["Cash given by the public: 300, but its parts make 0."]


def test_records_without_evidence_are_found_and_listed(staff, said, draft, signed_in):
    shown(make_cash_gift(staff, "300"), staff)
    make_cash_gift(staff, "50", date=date(2020, 5, 1))
    assert said("捐款[[donations.cash.amount]]。") == []
    for amount in ("7", "8"):
        make_cash_gift(staff, amount)
    (one,) = findings(draft)
    assert one.text == "cash gift: records without evidence: 2."
    rows = signed_in(staff).get(one.url).context["table"].rows
    assert sorted(row.record.amount for row in rows) == [7, 8]


def test_evidence_of_goods_is_that_of_their_batch(staff, said, draft):
    lots = [{"item": "G1", "quantity": 2, "unit": "件", "unit_value": 5}]
    batch = make_goods_gift(staff, lots=lots)
    found = said("物资价值[[donations.goods.value]]。")
    assert found == ["goods received: records without evidence: 1."]
    shown(batch, staff)
    assert texts(draft) == []


def test_evidence_of_what_figures_are_made_of_and_of_single_records(staff, said, draft):
    aid = make_aid(staff, value=Decimal(100), households=23)
    assert said("[[reports.aid.worth]]") == ["aid: records without evidence: 1."]
    other = make_session(staff, attendance=30)
    found = said(f"[[@training.session:{other.pk};attended;名]]", heading="培训")
    assert found == [
        "aid: records without evidence: 1.",
        "training session: records without evidence: 1.",
    ]
    shown(aid, staff)
    shown(other, staff)
    assert texts(draft) == []


def test_a_figure_that_the_text_does_not_use_needs_no_evidence(staff, said):
    make_cash_gift(staff, "300")
    assert said("如下。") == []


def test_what_the_scores_have_against_it_is_found(staff):
    draft = make_evaluation(staff, year=2021, budget=[{"initial": 1, "adjusted": 1, "executed": 1}])
    (one,) = findings(draft)
    assert one.text == "The points total 10, not 100."
    assert one.url == f"/drafts/{draft.pk}/change/"


# --- what others said, waivers, the step -------------------------------------------------------


def test_a_remark_that_is_not_settled_is_found(staff, draft, said):
    chapter = make_chapter(staff, evaluation=draft, heading="会议", text="如下。")
    remark = make_remark(staff, chapter=chapter, text="请补充地点")
    (one,) = findings(draft)
    assert one.text == "“会议”: a remark is not settled: 请补充地点"
    assert one.url == remark.get_absolute_url()
    remark.settled = True
    remark.keep(by=staff)
    assert findings(draft) == []


def test_two_revisions_in_work_are_found_and_one_signed_later(staff, draft):
    other = make_evaluation(staff, year=2021, revision=2)
    assert texts(draft) == ["Revision 2 of this period is in work too."]
    Evaluation.objects.filter(pk=other.pk).update(status=Evaluation.Status.FINAL)
    assert texts(draft) == ["Revision 2 of this period is final already."]
    other.refresh_from_db()
    Evaluation.objects.filter(pk=draft.pk).update(status=Evaluation.Status.FINAL)
    assert texts(other) == []


def test_the_society_alone_is_another_evaluation(staff, draft):
    make_evaluation(staff, year=2021, alone=True)
    assert texts(draft) == []


def test_a_waived_finding_carries_its_reason_in_every_language(staff, draft, said):
    text = said("于2020年召开会议。")[0]
    make_waiver(staff, evaluation=draft, finding=text, reason="上年延续")
    assert [one.waived for one in findings(draft)] == ["上年延续"]
    with override("zh-hans"):
        assert [one.waived for one in findings(draft)] == ["上年延续"]


def test_a_waiver_whose_finding_has_vanished_does_no_harm(staff, draft, said):
    make_waiver(staff, evaluation=draft, finding="gone", reason="Y1")
    assert said("如下。") == []
    submit(draft, by=staff)
    assert draft.status == Evaluation.Status.REVIEW


def test_what_is_found_stops_the_review_and_a_reason_lets_it_pass(staff, draft, said):
    text = said("于2020年召开会议。")[0]
    with pytest.raises(ValidationError):
        submit(draft, by=staff)
    draft.refresh_from_db()
    make_waiver(staff, evaluation=draft, finding=text, reason="上年延续")
    submit(draft, by=staff)
    assert draft.status == Evaluation.Status.REVIEW


def test_more_records_need_no_more_queries(staff, draft, django_assert_num_queries):
    def several(number):
        found = []
        for _each in range(number):
            make_cash_gift(staff, "10")
            make_aid(staff, value=Decimal(100), households=2)
            found.append(make_session(staff, attendance=30))
        return found

    one = several(1)[0]
    text = "[[donations.cash.amount]]，[[reports.aid.worth]]，[[training.awareness.people]]，"
    chapter = make_chapter(
        staff,
        evaluation=draft,
        source="training",
        text=f"{text}[[@training.session:{one.pk};attended;名]]，共9户，于2020年开展。",
    )
    with CaptureQueriesContext(
        connection,
    ) as few:
        findings(draft)
    more = several(5)
    chapter.text += "".join(f"[[@training.session:{one.pk};attended;名]]" for one in more)
    chapter.keep(by=staff)
    with django_assert_num_queries(len(few)):
        findings(draft)
