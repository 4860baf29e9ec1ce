"""Papers of money: certificate, slip, agreement, application for a refund, paper receipts."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission

from donations.models import CashGift, Donor, Fund, Refund
from redcross.models import LogEntry, Printout, rounded_as
from redcross.typed_values import Rounding
from tests.factories import (
    VALID_ID,
    make_cash_gift,
    make_donor,
    make_fund,
    make_receipt,
    make_receipt_range,
    make_refund,
    make_user,
)
from tests.paper_pages import not_printed, print_one, printed

ABOUT = {"rounded": [rounded_as("amount", Rounding.ABOUT)]}
PHONE = "13800001234"


@pytest.fixture
def flood(staff):
    return make_fund(staff, name="甲项目", kind=Fund.Kind.EARMARKED, purpose="防汛救灾")


@pytest.fixture
def company(staff):
    return make_donor(staff, name="渌口区甲公司", kind=Donor.Kind.ORGANISATION)


def test_a_certificate_says_who_gave_what_for_what(clerk, staff, flood, company):
    day = date(2021, 8, 4)
    gift = make_cash_gift(staff, "124000.50", donor=company, fund=flood, date=day)
    text = printed(clerk, gift, "cash-gift-certificate").text
    for part in (
        *("捐赠证书", f"编号：款2021-{gift.pk}", "渌口区甲公司：", "感谢贵单位于2021年8月4日"),
        *("捐赠人民币124,000.50元", "大写：人民币壹拾贰万肆仟元伍角整", "用于防汛救灾。"),
        *("特颁此证", "本证书非财政票据", "株洲市渌口区红十字会"),
    ):
        assert part in text
    assert "不公开展示" not in text
    assert not Printout.objects.get().returns


def test_a_certificate_knows_no_more_of_the_day_than_the_record(clerk, staff):
    gift = make_cash_gift(staff, date=date(2021, 8, 4), date_precision="month")
    text = printed(clerk, gift, "cash-gift-certificate").text
    assert "感谢您于2021年8月向" in text and "8月4日" not in text


def test_a_certificate_is_of_what_stayed_of_a_gift(clerk, staff):
    gift = make_cash_gift(staff, "900")
    make_refund(staff, "300", gift=gift)
    text = printed(clerk, gift, "cash-gift-certificate").text
    assert "人民币600.00元（大写：人民币陆佰元整）" in text and "900" not in text
    make_refund(staff, "600", gift=gift)
    assert "已全部退还捐赠人" in not_printed(clerk, gift, "cash-gift-certificate")


def test_who_is_not_to_be_published_gets_a_certificate_that_is_not_shown(clerk, staff):
    gift = make_cash_gift(staff, donor=make_donor(staff, name_public=Donor.Consent.NO))
    text = printed(clerk, gift, "cash-gift-certificate").text
    assert "本证书非财政票据；仅交捐赠人本人，不公开展示" in text
    assert gift.donor.name in text


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        (ABOUT, "金额不是准确数"),
        ({"source": CashGift.Source.ABOVE}, "上级拨入不是捐赠"),
        ({"donor": None, "times": 3}, "没有登记捐赠人"),
        ({"donor": "anonymous"}, "匿名捐赠"),
    ],
)
def test_a_certificate_is_refused(clerk, staff, fields, why):
    if fields.get("donor") == "anonymous":
        fields = {"donor": make_donor(staff, kind=Donor.Kind.ANONYMOUS)}
    gift = make_cash_gift(staff, **fields)
    assert why in not_printed(clerk, gift, "cash-gift-certificate")
    assert not Printout.objects.exists()


def test_nothing_is_printed_of_a_voided_gift(clerk, staff):
    gift = make_cash_gift(staff)
    gift.void(by=staff, reason="登记两次")
    for key in ("cash-gift-certificate", "cash-gift-slip", "cash-gift-agreement"):
        not_printed(clerk, gift, key)


def test_a_slip_registers_a_gift_with_the_wishes_of_its_donor(clerk, staff, flood, company):
    gift = make_cash_gift(
        staff, "50.05", donor=company, fund=flood, receipt_number="43000021000001"
    )
    text = printed(clerk, gift, "cash-gift-slip").text
    for part in (
        *("捐赠登记凭条", "本凭条仅作捐赠登记，非财政票据", "渌口区甲公司", "50.05元"),
        *("人民币伍拾元零伍分", "银行转账", "定向", "防汛救灾", "43000021000001", "未征询"),
        *("捐赠人：", "经办人：", "复核人："),
    ):
        assert part in text


def test_a_slip_of_a_rough_sum_has_no_capitals(clerk, staff):
    donor = make_donor(staff, kind=Donor.Kind.ANONYMOUS, name="爱心人士")
    text = printed(
        clerk, make_cash_gift(staff, "1000", donor=donor, **ABOUT), "cash-gift-slip"
    ).text
    assert "约1,000.00元" in text and "大写" not in text and "爱心人士" in text


def test_a_slip_says_what_went_back_and_that_nobody_counted(clerk, staff):
    unknown = {"times": None, "rounded": [rounded_as("times", Rounding.UNKNOWN)]}
    gift = make_cash_gift(staff, "900", donor=None, **unknown)
    make_refund(staff, "300.50", gift=gift)
    text = printed(clerk, gift, "cash-gift-slip").text
    for part in ("未留姓名", "笔数不详", "已退回捐赠人300.50元", "退回后金额599.50元"):
        assert part in text


def test_no_slip_is_given_for_what_came_from_above(clerk, staff):
    gift = make_cash_gift(staff, source=CashGift.Source.ABOVE)
    assert "上级拨入不是捐赠" in not_printed(clerk, gift, "cash-gift-slip")


def test_an_agreement_is_filled_as_far_as_the_record_knows(clerk, staff, flood):
    donor = make_donor(staff, name="张三", id_number=VALID_ID, phone=PHONE, name_public="no")
    gift = make_cash_gift(staff, "5000", donor=donor, fund=flood, agreement_number="协2021-7")
    text = printed(clerk, gift, "cash-gift-agreement").text
    for part in (
        *("编号：协2021-7", "甲方（捐赠人）张三", VALID_ID, PHONE, "乙方（受赠人）株洲市渌口区"),
        *("一、财产种类：货币资金", "人民币5,000.00元（大写：人民币伍仟元整）", "三、质量"),
        *("四、用途：定向用于防汛救灾", "五、交付时间：2021年5月1日", "六、捐赠目的：防汛救灾"),
        *(
            "七、意向受益人：＿＿＿＿＿＿。",
            "八、宣传：甲方不同意公布",
            "甲方（签章）",
            "乙方（签章）",
        ),
    ):
        assert part in text


def test_an_agreement_leaves_blank_what_nobody_knows_yet(clerk, staff, company):
    text = printed(clerk, company, "donor-agreement").text
    assert "渌口区甲公司" in text and "□同意" in text
    for name in ("财产种类", "数量", "质量", "用途", "交付时间", "捐赠目的", "意向受益人"):
        assert f"{name}：＿＿＿＿＿＿。" in text
    rough = make_cash_gift(staff, "5000", **ABOUT)
    assert "数量：＿＿＿＿＿＿。" in printed(clerk, rough, "cash-gift-agreement").text


def test_nobody_signs_an_agreement_for_who_is_not_known(clerk, staff):
    anonymous = make_donor(staff, kind=Donor.Kind.ANONYMOUS)
    not_printed(clerk, anonymous, "donor-agreement")
    not_printed(clerk, make_cash_gift(staff, donor=anonymous), "cash-gift-agreement")
    not_printed(clerk, make_cash_gift(staff, donor=None, times=4), "cash-gift-agreement")


@pytest.mark.parametrize("may", ["neither", "gift", "both"])
def test_numbers_of_donors_are_masked_for_who_may_not_reveal_them(signed_in, staff, society, may):
    donor = make_donor(staff, name="张三", id_number=VALID_ID, phone=PHONE)
    gift = make_cash_gift(staff, donor=donor)
    reader = make_user("reader", society)
    both = ["reveal_cashgift", "reveal_donor"]
    names = {"neither": [], "gift": both[:1], "both": both}
    codes = ["view_cashgift", "print_paper", *names[may]]
    reader.user_permissions.set(Permission.objects.filter(codename__in=codes))
    text = printed(signed_in(reader), gift, "cash-gift-agreement").text
    assert (VALID_ID in text, PHONE in text) == (may == "both",) * 2
    logged = LogEntry.objects.filter(action=LogEntry.Action.PRINT).get()
    assert ("未遮盖" in logged.reason) == (may == "both")


def test_an_application_says_what_is_to_go_back_and_who_decided(clerk, staff, flood):
    donor = make_donor(staff, name="李四", id_number=VALID_ID)
    gift = make_cash_gift(staff, "600", donor=donor, fund=flood, receipt_number="4300001")
    fields = {"reason": Refund.Reason.DOUBLE, "decided_by": "办公会", "paper": "申请一号"}
    refund = make_refund(staff, "200.10", gift=gift, **fields)
    text = printed(clerk, refund, "refund-application").text
    for part in (
        *("捐赠退款申请审批表", f"退2021-{refund.pk}", "李四", VALID_ID, "600.00元", "200.10元"),
        *("人民币贰佰元壹角整", "重复", "4300001", "原路退回（银行转账）", "申请一号"),
        *("申请人声明", "经办人核实", "财务复核", "审批意见", "批准：办公会"),
    ):
        assert part in text


def test_nobody_applies_for_what_the_bank_sent_back(clerk, staff):
    refund = make_refund(staff, reason=Refund.Reason.BOUNCED)
    assert "银行退汇" in not_printed(clerk, refund, "refund-application")


def test_papers_of_another_society_are_not_found(signed_in, staff, outsider):
    gift = make_cash_gift(staff)
    for key in ("cash-gift-certificate", "cash-gift-slip", "cash-gift-agreement", "store-note"):
        assert print_one(signed_in(outsider), gift, key).status_code == 404


def test_the_register_says_what_became_of_each_receipt(clerk, staff):
    """Of ten numbers one is void, one on a gift, between them one of which nobody knows."""
    taken = make_receipt_range(staff, "00000101", "00000110", keeper="王五")
    make_receipt(staff, "00000101", code="430621", kind="void", reason="写错", amount=None)
    make_cash_gift(staff, receipt_number="43062100000103")
    text = printed(clerk, taken, "receipt-range-register").text
    numbers = "00000101—00000110" + "10" + "1" + "1" + "0" + "1" + "7"
    assert f"2021-01-04430621B1{numbers}王五" in text
    assert "合计1011017" in text
