"""What is accepted in a text, and that nothing but numbers gets into it."""

import pytest
from django.core.exceptions import ValidationError

from reports.text import figure_references
from reports.text.wording import TextRun
from tests.factories import make_application, make_cash_gift, make_chapter, make_outline
from tests.refusals import refused

AMOUNT, GIFTS = "donations.cash.amount", "donations.cash.gifts"


@pytest.mark.parametrize(
    "text",
    [
        "[[no.such.figure]]",
        "[[donations.cash.amount;as=roman]]",
        "[[donations.cash.amount;period=2021]]",
        "[[donations.cash.amount;period=2021-12-31..2021-01-01]]",
        "[[donations.cash.amount;period=0001-01-01..0001-12-31]]",
        "[[donations.cash.amount;society=1]]",
        "[[donations.cash.amount;own_records_only=1]]",
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
    with refused():
        figure_references.check_references(text, society)
    # And where it stands all the same, it is shown as what it is.
    assert all(isinstance(part, TextRun) for line in reader.paragraphs(text) for part in line)


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
    figure_references.check_references(text, society)


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
        with refused():
            figure_references.check_references(text, society)
            pytest.fail(text)
    figure_references.check_references(f"[[@donations.cashgift:{gift.pk};amount;元]]", society)


def test_another_societys_records_are_nothing_to_it(
    staff, outsider, above, society, province, read
):
    gift = make_cash_gift(outsider, "987654")
    record = f"[[@donations.cashgift:{gift.pk};amount;元]]"
    fund = f"[[{AMOUNT};own_fund={gift.fund_id}]]"
    for text in (record, fund):
        with refused():
            figure_references.check_references(text, society)
        figure_references.check_references(text, province)
        assert "98" not in read(text)
    with refused("text"):
        make_chapter(staff, text=f"款{record}")
    assert make_chapter(above, text=f"款{record}").text == f"款{record}"


def test_a_void_record_is_refused_and_shown_as_void(staff, society, read):
    gift = make_cash_gift(staff, "300")
    text = f"[[@donations.cashgift:{gift.pk};amount;元]]"
    assert read(text) == "300元"
    gift.void(by=staff, reason="重复录入")
    with refused():
        figure_references.check_references(text, society)
    assert read(text).startswith("〔")


def test_default_texts_of_an_outline_are_checked_like_any_other(administrator):
    with pytest.raises(ValidationError):
        section = make_outline(administrator, sections=[{"heading": "一"}]).sections.get()
        section.text = "[[no.such.figure]]"
        section.full_clean()
