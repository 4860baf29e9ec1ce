"""Every line of the statement, and an appeal to the public."""

from datetime import date
from decimal import Decimal

from redcross.figures import Scope
from tests.factories import (
    make_aid,
    make_cash_gift,
    make_disbursement,
    make_fund,
    make_fund_transfer,
    make_income,
    make_programme,
    make_recovery,
    make_refund,
)
from tests.figures import YEAR

from .recorded import SocietyYear


def every_line_of_the_statement(by):
    """Refunds, fees, recoveries, a transfer, a fund opened with something in it."""
    general = make_fund(by, name="善款", opening_balance=Decimal("5000.50"))
    make_fund(by, name="新设基金", kind="earmarked", opens_on=date(2021, 4, 1), opening_balance=700)
    study = make_fund(by, name="助学专款", kind="earmarked", opening_balance=3000)
    fiscal = make_fund(by, name="财政资金", kind="fiscal")
    make_income(by, "50000", source="fiscal", fund=fiscal)
    make_disbursement(by, fund=fiscal, amount=20000, kind="other")
    above = make_fund(by, name="上级资金", kind="above")
    gift = make_cash_gift(by, "900", fund=general, channel="platform", fee=Decimal("5.40"))
    make_cash_gift(by, "10000", fund=above, source="above")
    make_income(by, "12.34", fund=general, source="interest")
    make_refund(by, "100", gift=gift)
    aid = make_aid(by, fund=general, amount=Decimal(600), programme=make_programme(by, name="济困"))
    make_recovery(by, "50", aid=aid)
    agreed = {"consent_paper": "捐赠人同意书", "consent_on": date(2021, 5, 1)}
    make_fund_transfer(by, "200", from_fund=study, to_fund=general, **agreed)
    return SocietyYear(
        Scope(by.society, YEAR),
        says=(
            *("退回捐赠人", "收回", "平台手续费", "支出财政资金", "新设项目带入"),
            "经捐赠人同意，将“助学专款”200元转入“善款”",
        ),
    )


def appeal(by):
    """A filed appeal to the public beside a fund that is none."""
    filed = {"is_appeal": True, "filing_number": "湘募备20210001", "kind": "earmarked"}
    raised = make_fund(by, name="河南水灾募捐", purpose="河南水灾救援", **filed)
    make_cash_gift(by, "6000", fund=raised, date=date(2021, 7, 22))
    make_cash_gift(by, "100", fund=raised, date=date(2021, 8, 2))
    make_cash_gift(by, "700", fund=make_fund(by, name="日常捐款"), date=date(2021, 1, 5))
    return SocietyYear(
        Scope(by.society, YEAR),
        never=("“日常捐款”公开募捐", "“日常捐款”.{0,9}募捐"),
        says=(
            "开展“河南水灾救援”公开募捐（备案编号湘募备20210001）",
            "计入“日常捐款”的捐款1笔，金额700元",
        ),
    )
