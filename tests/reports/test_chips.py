"""Figures within a text: what is accepted, what stands there, and that nothing typed ever runs."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from redcross.figures import Counted, Period
from reports import chips
from reports.chips import Offer, Reader, Table
from reports.models import Chapter
from reports.narrative import CHAPTERS
from reports.outlines import SOURCES
from reports.wording import Part
from tests.factories import (
    make_aid,
    make_application,
    make_cash_gift,
    make_chapter,
    make_donor,
    make_evaluation,
    make_fund,
    make_outline,
    make_session,
    make_society,
    make_standing_number,
    make_user,
)

AMOUNT, GIFTS = "donations.cash.amount", "donations.cash.gifts"


@pytest.fixture
def reader(society):
    return Reader(society, Period.year(2021), False)


@pytest.fixture
def read(society):
    """A function that gives what stands in the text of 2021 for it."""

    def shown(text):
        reader = Reader(society, Period.year(2021), False)
        return "".join(part.text for part in reader.line(text))

    return shown


def refused(text, society=None):
    """Whether the text is refused; nobody's text is cut short by it."""
    try:
        chips.check(text, society)
    except ValidationError:
        return True
    return False


# --- what stands there -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("", "12.34万元"),
        ("wan", "12.34万元"),
        ("yuan", "123400元"),
        ("about", "12万余元"),
        ("bare", "123400"),
        ("change", "较上年增长23.4%"),
    ],
)
def test_a_sum_reads_in_every_form(form, shown, read, staff):
    make_cash_gift(staff, "100000", date=date(2020, 2, 1))
    make_cash_gift(staff, "123400")
    assert read(f"款[[{AMOUNT};as={form}]]。") == f"款{shown}。"
    assert not refused(f"[[{AMOUNT};as={form}]]")


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("", "8次以上"),
        ("about", "8次以上"),
        ("bare", "8余"),
        ("change", "因含约数，不与上年比较"),
    ],
)
def test_a_rounded_number_never_looks_exact(form, shown, read, staff):
    make_aid(staff, households=5, date=date(2020, 2, 1))
    make_aid(staff, households=8, rounded=["households"])
    text = read(f"[[relief.aid.households;as={form}]]")
    assert text == shown.replace("次", "户")


def test_a_chip_speaks_of_its_own_period_and_fund(read, staff):
    fund = make_fund(staff)
    make_cash_gift(staff, "300", date=date(2020, 6, 30), fund=fund)
    make_cash_gift(staff, "50", date=date(2020, 6, 30))
    make_cash_gift(staff, "7", date=date(2021, 6, 30), fund=fund)
    make_cash_gift(staff, "1", date=date(2021, 7, 1))
    assert read(f"[[{AMOUNT}]]") == "8元"
    assert read(f"[[{AMOUNT};period=before]]") == "350元"
    assert read(f"[[{AMOUNT};own_fund={fund.pk};period=before]]") == "300元"
    assert read(f"[[{AMOUNT};period=2020-07-01..2021-06-30]]") == "7元"


def test_a_number_of_one_record_opens_it(reader, staff):
    session = make_session(staff, attendance=46, rounded=["attendance"])
    text = f"[[@training.session:{session.pk};attended;名]]"
    assert reader.line(text) == [Part("40余名", session.get_absolute_url(), text)]
    assert not refused(text, staff.society)


def test_a_month_outside_the_period_is_in_no_table(society, staff):
    make_cash_gift(staff, "1", date=date(2020, 12, 31))
    make_cash_gift(staff, "20", date=date(2021, 1, 31))
    make_cash_gift(staff, "300", date=date(2021, 6, 15))
    make_cash_gift(staff, "4000", date=date(2021, 6, 16))
    half = Reader(society, Period(date(2021, 1, 1), date(2021, 6, 15)), False)
    [table] = half.paragraphs(f"[[table;figure={AMOUNT};by=month]]")
    rows = [(group.text, number.text) for group, number in table.rows]
    assert rows == [("1月", "20"), ("6月", "300")]
    assert "date_to=2021-06-15" in table.rows[1][1].url

    two_years = Reader(society, Period(date(2020, 12, 1), date(2021, 1, 31)), False)
    [table] = two_years.paragraphs(f"[[table;figure={AMOUNT};by=month]]")
    assert [group.text for group, _number in table.rows] == ["2020年12月", "2021年1月"]


def test_every_breakdown_that_is_offered_can_be_written(reader, staff):
    make_cash_gift(staff, "300")
    make_aid(staff, amount=Decimal(50), fund=make_fund(staff, opening_balance=Decimal(50)))
    make_session(staff, attendance=46)
    make_standing_number(staff, kind="population", number=300000)
    tried = 0
    for key, figure in chips.by_key().items():
        for by in chips.breakdowns(key):
            text = f"[[table;figure={key};by={by}]]"
            assert isinstance(figure, Counted) and not refused(text, staff.society), text
            assert reader.paragraphs(text), text
            tried += 1
    assert tried > 100
    assert set(chips.breakdowns(AMOUNT)) >= {"month", "fund", "fund__kind", "channel", "society"}
    [table] = reader.paragraphs(f"[[table;figure={AMOUNT};by=society]]")
    assert isinstance(table, Table) and table.rows[0][1].text == "300"


def test_nobody_is_named_who_may_have_refused_it():
    named = {by for key in chips.by_key() for by in chips.breakdowns(key)}
    assert named.isdisjoint({"donor", "person", "applicant", "entered_by"})
    assert refused(f"[[table;figure={AMOUNT};by=donor]]")


def test_every_chapter_that_can_be_generated_has_its_heading():
    assert SOURCES.keys() == CHAPTERS.keys()


# --- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "[[no.such.figure]]",
        "[[donations.cash.amount;as=roman]]",
        "[[donations.cash.amount;period=2021]]",
        "[[donations.cash.amount;period=2021-12-31..2021-01-01]]",
        "[[donations.cash.amount;period=0001-01-01..0001-12-31]]",
        "[[donations.cash.amount;society=1]]",
        "[[donations.cash.amount;alone=1]]",
        "[[donations.cash.amount;voided=with]]",
        "[[donations.cash.amount;date_from=2000-01-01]]",
        "[[donations.cash.amount;q=300]]",
        "[[donations.cash.amount;page=2]]",
        # What its label says, a figure stays.
        "[[donations.cash.amount;source=above]]",
        "[[donations.cash.earmarked;fund_kind=general]]",
        "[[donations.funds.balance;as_of=2000-01-01]]",
        "[[donations.cash.amount;own_fund=99999999999999999999]]",
        "[[donations.cash.amount;own_fund=0]]",
        "[[donations.cash.amount;own_fund=]]",
        "[[donations.cash.amount;own_fund]]",
        "[[donations.cash.amount;unknown=1]]",
        "[[reports.gifts.value;own_fund=1]]",
        "[[table;figure=donations.cash.amount;by=note]]",
        "[[table;figure=donations.cash.amount;by=rounded]]",
        "[[table;figure=donations.cash.amount;by=fund__name]]",
        "[[table;figure=donations.cash.amount;by=month;period=never]]",
        "[[table;figure=donations.funds.balance;by=month]]",
        "[[table;figure=reports.gifts.value;by=month]]",
        "[[chart;figure=no.such.figure;by=month]]",
        "[[chart]]",
        "[[table;figure=donations.cash.amount;by=month;society=1]]",
        "见[[table;figure=donations.cash.amount;by=month]]",
        "[[list;of=nothing]]",
        "[[list;of=__class__]]",
        "[[list;of=gifts;period=before]]",
        "[[list;of=gifts]]。",
        "[[@donations.cashgift:0;amount;元]]",
        "[[@donations.cashgift:1e3;amount;元]]",
        "[[@donations.cashgift:99999999999999999999;amount;元]]",
        "[[@redcross.user:1;password;]]",
        "[[@redcross.logentry:1;id;]]",
        "[[@nowhere:1;amount;元]]",
        "[[@]]",
        "[[<img onerror=alert(1)>]]",
        "[[donations.cash.amount;as=<script>]]",
        "[[{{ settings.SECRET_KEY }}]]",
        "[[" + "x" * 300 + "]]",
        "[[" + "x" * 301 + "]]",
        "[[donations.cash.[[amount]]]]",
        "[[donations.cash.amount",
        "donations.cash.amount]]",
        "[[donations.cash.\namount]]",
        "[[donations.cash.\vamount]]",
        "[[]]",
    ],
)
def test_a_reference_that_leads_nowhere_is_refused(text, society, reader):
    assert refused(text, society)
    # And where it stands all the same, it is shown as what it is.
    assert all(isinstance(part, Part) for line in reader.paragraphs(text) for part in line)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "接受捐款[[donations.cash.amount;as=wan]]，[[ donations.cash.gifts ; period=before ]]。",
        "[[donations.cash.amount;channel=bank;period=2021-01-01..2021-06-30]]",
        "  [[table;figure=donations.cash.amount;by=fund__kind;period=before]]  ",
        "[[chart;figure=donations.cash.amount;by=month;channel=bank]]",
        "[[list;of=gifts]]",
        "[一]［二］ [ ] {{ 7 }} {% now 'Y' %} <b>",
        "[?3月5日?]",
    ],
)
def test_what_is_well_written_is_accepted(text, society):
    assert not refused(text, society)


def test_nothing_but_the_numbers_of_a_record_gets_into_a_text(staff, society):
    application = make_application(staff, account="6222020000000000000")
    gift = make_cash_gift(staff, receipt_number="R1", note="N1")
    for text in (
        f"[[@relief.application:{application.pk};account;元]]",
        f"[[@donations.cashgift:{gift.pk};receipt_number;元]]",
        f"[[@donations.cashgift:{gift.pk};note;]]",
        f"[[@donations.cashgift:{gift.pk};donor;]]",
        f"[[@donations.cashgift:{gift.pk};version;次]]",
        f"[[@donations.cashgift:{gift.pk};amount;<b>元]]",
        f"[[@donations.cashgift:{gift.pk};amount;亿亿亿亿亿亿]]",
        f"[[@donations.cashgift:{gift.pk};amount;元;more]]",
        f"[[@donations.cashgift:{gift.pk};amount=1;元]]",
        f"[[@donations.donor:{gift.donor_id};pk;]]",
    ):
        assert refused(text, society), text
    assert not refused(f"[[@donations.cashgift:{gift.pk};amount;元]]", society)


def test_another_societys_records_are_nothing_to_it(
    staff, outsider, above, society, province, read
):
    gift = make_cash_gift(outsider, "987654")
    record = f"[[@donations.cashgift:{gift.pk};amount;元]]"
    fund = f"[[{AMOUNT};own_fund={gift.fund_id}]]"
    for text in (record, fund):
        assert refused(text, society) and not refused(text, province)
        assert "98" not in read(text)
    with pytest.raises(ValidationError) as answer:
        make_chapter(staff, text=f"款{record}")
    assert "text" in answer.value.error_dict
    assert make_chapter(above, text=f"款{record}").text == f"款{record}"


def test_a_void_record_is_refused_and_shown_as_void(staff, society, read):
    gift = make_cash_gift(staff, "300")
    text = f"[[@donations.cashgift:{gift.pk};amount;元]]"
    assert read(text) == "300元"
    gift.void(by=staff, reason="重复录入")
    assert refused(text, society)
    assert read(text).startswith("〔")


# --- on the pages ------------------------------------------------------------------------------


def test_a_refused_text_stays_in_the_form_beside_its_message(client, staff):
    chapter = make_chapter(staff, text="原文")
    client.force_login(staff)
    typed = "款[[donations.cash.amount]]，[[no.such.figure]]，{{ 7 }}"
    answer = client.post(
        f"{chapter.get_absolute_url()}change/",
        {
            "evaluation": chapter.evaluation_id,
            "heading": chapter.heading,
            "text": typed,
            "position": 1,
            "level": 1,
            "source": "",
            "version": chapter.version,
        },
    )
    assert answer.status_code == 422
    assert "[[no.such.figure]]" in answer.context["form"].errors["text"][0]
    assert answer.context["form"]["text"].value() == typed
    assert "[[no.such.figure]]，{{ 7 }}</textarea>" in answer.content.decode()
    assert Chapter.objects.get().text == "原文"


HOSTILE = "<script>alert(1)</script>{{ 7|add:7 }}{% now 'Y' %}<img src=x onerror=alert(1)>"


def test_what_is_typed_is_shown_as_text_wherever_it_is_read(client, staff):
    chapter = make_chapter(staff, heading=HOSTILE[:60], text=HOSTILE, source="gifts")
    client.force_login(staff)
    preview = client.post(
        f"/drafts/{chapter.evaluation_id}/preview/", {"text": HOSTILE + "[[<img onerror=x>]]"}
    ).json()
    pages = [
        client.get(address).content.decode()
        for address in (
            chapter.evaluation.get_absolute_url(),
            chapter.get_absolute_url(),
            f"{chapter.get_absolute_url()}change/",
        )
    ]
    for html in (*pages, preview["html"]):
        assert "<script>alert" not in html and "<img" not in html and "1414" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}" in html
    assert "&lt;img onerror=x&gt;" in preview["html"] or "〔" in preview["html"]
    assert len(preview["errors"]) == 1


def test_the_preview_gives_every_chip_with_its_number_and_its_words(client, staff):
    fund = make_fund(staff, name="甲基金")
    make_cash_gift(staff, "124000", fund=fund)
    evaluation = make_evaluation(staff, year=2021)
    client.force_login(staff)
    texts = [
        f"[[ {AMOUNT} ]]",
        f"[[{AMOUNT};own_fund={fund.pk};period=before]]",
        "[[list;of=gifts]]",
        f"[[table;figure={AMOUNT};by=fund]]",
        "[[no.such.figure]]",
    ]
    answer = client.post(f"/drafts/{evaluation.pk}/preview/", {"text": "\n".join(texts)}).json()
    assert answer["chips"][texts[0]] == "12.4万元"
    assert answer["chips"][texts[1]] == "0元"
    assert answer["chips"][texts[2]].endswith("接受社会捐赠")
    assert "社会捐款金额" in answer["chips"][texts[3]]
    assert answer["labels"][texts[0]] == "社会捐款金额"
    assert "甲基金" in answer["labels"][texts[1]]
    assert answer["labels"][texts[4]] == ""
    [error] = answer["errors"]
    assert "[[no.such.figure]]" in error
    assert f'own_fund={fund.pk}">124000</a>' in answer["html"]


def test_figures_are_found_by_words_initials_and_key(client, staff):
    make_cash_gift(staff, "124000")
    evaluation = make_evaluation(staff, year=2021)
    client.force_login(staff)

    def found(query):
        answer = client.get("/chips/", {"q": query, "evaluation": evaluation.pk}).json()
        return {figure["key"]: figure for figure in answer["results"]}

    for query in ("社会捐款金额", "shjkje", "cash.amount"):
        assert AMOUNT in found(query)
    figure = found("社会捐款金额")[AMOUNT]
    assert figure["shown"] == "12.4万元"
    filters = {one["name"]: one for one in figure["filters"]}
    assert filters["own_fund"]["url"] == "/donations/funds/search/"
    assert ["bank", "银行转账"] in filters["channel"]["choices"]
    assert filters.keys().isdisjoint({"source", "society", "date_from", "q", "rounded"})
    assert {one["name"] for one in figure["by"]} == set(chips.breakdowns(AMOUNT))
    assert found("没有这个指标") == {}


def test_every_restriction_that_is_offered_is_accepted(client, staff, society):
    client.force_login(staff)
    tried = 0
    for key in chips.by_key():
        results = client.get("/chips/", {"q": key}).json()["results"]
        [figure] = [one for one in results if one["key"] == key]
        for one in figure["filters"]:
            if choices := one.get("choices"):
                assert not refused(f"[[{key};{one['name']}={choices[0][0]}]]", society)
                tried += 1
            else:
                assert client.get(one["url"]).status_code == 200
    assert tried > 20


def test_the_numbers_of_a_society_elsewhere_are_not_in_the_list(client, staff, outsider):
    evaluation = make_evaluation(outsider, year=2021)
    client.force_login(staff)
    assert client.get("/chips/", {"evaluation": evaluation.pk}).status_code == 404


def test_a_comparison_shows_what_came_and_what_went(society, staff):
    make_cash_gift(staff, "300")
    reader = Reader(society, Period.year(2021), False)
    before = f"甲\n\n乙\n款[[{AMOUNT}]]\n[[list;of=gifts]]"
    compared = reader.compare(before, f"甲\n丙\n款[[{AMOUNT}]]\n[[list;of=aid]]")
    shown = [(kind, "".join(part.text for part in line)) for kind, line in compared]
    assert [kind for kind, _line in shown] == [
        "same",
        "removed",
        "added",
        "same",
        "removed",
        "added",
    ]
    assert [line for _kind, line in shown[:4]] == ["甲", "乙", "丙", "款300元"]
    assert shown[4][1].endswith("接受社会捐赠") and shown[5][1].endswith("救助慰问")
    assert compared[3][1][1].url


# --- numbers that were typed -------------------------------------------------------------------


def offered(text, reader):
    return [(offer.words, offer.token) for offer in chips.offers(text, reader)]


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
    assert Offer("12笔", f"[[{GIFTS}]]", "社会捐款笔数") in chips.offers(text, reader)
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
    answer = client.post(f"/drafts/{evaluation.pk}/offers/", {"text": "12笔"})
    assert json.loads(answer.content)["offers"] == [
        {"words": "12笔", "token": f"[[{GIFTS}]]", "label": "社会捐款笔数"}
    ]
    other = make_evaluation(staff, year=2020)
    answer = client.post(f"/drafts/{other.pk}/offers/", {"text": "12笔"})
    assert answer.json() == {"offers": []}


def test_default_texts_of_an_outline_are_checked_like_any_other(administrator):
    with pytest.raises(ValidationError):
        section = make_outline(administrator, sections=[{"heading": "一"}]).sections.get()
        section.text = "[[no.such.figure]]"
        section.full_clean()


def test_a_province_breaks_down_by_society(above, province, staff):
    make_cash_gift(staff, "300")
    elsewhere = make_user("v", make_society("S9", parent=province))
    make_cash_gift(elsewhere, "7")
    reader = Reader(province, Period.year(2021), False)
    [table] = reader.paragraphs(f"[[table;figure={AMOUNT};by=society]]")
    assert [(group.text, number.text) for group, number in table.rows] == [
        (str(staff.society), "300"),
        ("S9", "7"),
    ]
    assert f"alone={staff.society_id}" in table.rows[0][1].url


def test_a_chapter_is_added_at_the_end_of_its_evaluation(client, staff):
    evaluation = make_evaluation(staff, year=2021)
    make_chapter(staff, evaluation=evaluation, position=70)
    client.force_login(staff)
    add = f"/chapters/add/?evaluation={evaluation.pk}&position=80"
    page = client.get(evaluation.get_absolute_url()).content.decode()
    assert add.replace("&", "&amp;") in page
    data = client.get(add).context["form"].initial | {"heading": "附则", "text": "无。", "level": 1}
    answer = client.post(add, data)
    made = evaluation.chapters.last()
    assert answer.url == f"{evaluation.get_absolute_url()}#chapter-{made.pk}"
    assert (made.heading, made.position) == ("附则", 80)
