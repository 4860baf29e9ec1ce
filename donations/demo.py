"""Demonstration records. What is said of 2021 is real, donors and 2020 are made up."""

from datetime import date
from decimal import Decimal
from typing import Any

from redcross.demo import Demonstration
from redcross.models import rounded_as
from redcross.typed_values import Rounding

from .goods_demo import load_goods_by_value, load_stock
from .models import (
    BankAccount,
    BankLine,
    CashGift,
    Donor,
    Fund,
    FundTransfer,
    GoodsGift,
    Income,
    LedgerBalance,
    LifeGift,
    Receipt,
    ReceiptRange,
    Refund,
    ValueBasis,
)

APPEAL = "新冠肺炎疫情防控"
DONORS = (
    ("渌口区甲商贸有限公司", Donor.Kind.ORGANISATION, Donor.Consent.YES),
    ("渌口区乙建筑有限公司", Donor.Kind.ORGANISATION, Donor.Consent.YES),
    ("渌口区丙食品厂", Donor.Kind.ORGANISATION, Donor.Consent.YES),
    ("演示捐赠人一", Donor.Kind.PERSON, Donor.Consent.YES),
    ("演示捐赠人二", Donor.Kind.PERSON, Donor.Consent.NO),
    ("未留姓名", Donor.Kind.ANONYMOUS, Donor.Consent.NOT_ASKED),
)
# Day of August 2021, donor, yuan: 12 gifts, 124000 yuan together.
GIFTS_2021 = (
    (4, 0, 20000),
    (4, 3, 1000),
    (5, 1, 30000),
    (6, 5, 500),
    (7, 2, 10000),
    (8, 4, 2000),
    (9, 0, 15000),
    (10, 3, 1500),
    (11, 1, 20000),
    (12, 2, 8000),
    (14, 4, 1000),
    (16, 0, 15000),
)
# Code of electronic receipts and of paper ones, made up.
ELECTRONIC, PAPER = "43000021", "430021"
# Numbers of the receipts of these gifts, by their place: the last one has none yet.
NUMBERS_2021 = (
    *(f"{ELECTRONIC}{number:010}" for number in (1, 2, 3, 4, 5, 8)),
    *(f"{PAPER}{number:08}" for number in (101, 102, 104, 106, 107)),
    "",
)
GIFTS_2020 = (
    (date(2020, 2, 3), 0, 50000, True),
    (date(2020, 2, 11), 1, 20000, True),
    (date(2020, 3, 5), 3, 600, True),
    (date(2020, 9, 9), 2, 5000, False),
    (date(2020, 12, 20), 5, 300, False),
)
# Of 2020: day, yuan, other party, purpose, receipt number of the gift that it is, "" for none.
BANK_LINES = (
    (date(2020, 2, 3), "50000", "渌口区甲商贸有限公司", "捐款", "演示2020020300"),
    (date(2020, 2, 11), "20000", "渌口区乙建筑有限公司", "捐款", "演示2020021101"),
    (date(2020, 3, 5), "600", "演示捐赠人一", "转账", "演示2020030503"),
    (date(2020, 3, 10), "-60000", "疫情防控一线单位", "防控资金", ""),
    (date(2020, 3, 21), "112.35", "", "结息", ""),
    (date(2020, 4, 2), "-200", "演示捐赠人一", "误汇退款", ""),
    (date(2020, 4, 15), "800", "演示捐赠人二", "跨行转账", ""),
)


# Kind of fund, source, name, day, yuan, paper.
INCOME_2020 = (
    (Fund.Kind.FISCAL, Income.Source.FISCAL, "", date(2020, 1, 15), 350000, "演示财预〔2020〕1号"),
    (Fund.Kind.FISCAL, Income.Source.FISCAL_ABOVE, "", date(2020, 7, 6), 50000, ""),
    (Fund.Kind.OWN, Income.Source.DUES, "", date(2020, 6, 30), 1260, ""),
    (Fund.Kind.OWN, Income.Source.OTHER, "废旧纸箱处置", date(2020, 11, 20), 86, ""),
    (Fund.Kind.GENERAL, Income.Source.INTEREST, "", date(2020, 12, 21), 312, ""),
)


def _load_other_income(demo: Demonstration, general: Fund) -> None:
    """Save what nobody gave, in books of its own."""
    own = demo.save_once(Fund(name="自有资金", kind=Fund.Kind.OWN), "fund own")
    fiscal = demo.save_once(Fund(name="财政资金", kind=Fund.Kind.FISCAL), "fund fiscal")
    funds = {Fund.Kind.FISCAL: fiscal, Fund.Kind.OWN: own, Fund.Kind.GENERAL: general}
    for kind, source, name, day, yuan, paper in INCOME_2020:
        row = Income(date=day, source=source, name=name, fund=funds[kind], amount=yuan, paper=paper)
        demo.save_once(row, f"income {day} {source}")


def load(demo: Demonstration) -> None:
    """Save the records of this app that are not there yet."""
    save_once = demo.save_once
    appeal = save_once(
        Fund(
            name=f"{APPEAL}捐款",
            kind=Fund.Kind.EARMARKED,
            purpose=APPEAL,
            opens_on=date(2020, 1, 25),
        ),
        "appeal",
    )
    save_once(
        Fund(
            name="演示防汛救灾募捐",
            kind=Fund.Kind.EARMARKED,
            purpose="防汛救灾",
            is_appeal=True,
            filing_number="演示备案2020001",
            opens_on=date(2020, 7, 1),
            closes_on=date(2020, 9, 30),
        ),
        "fund of a public appeal",
    )
    general = save_once(Fund(name="非定向捐款", purpose="人道救助"), "general")
    donors = [
        save_once(Donor(name=name, kind=kind, name_public=consent), f"donor {name}")
        for name, kind, consent in DONORS
    ]
    gifts = [
        (date(2021, 8, day), donor, yuan, True, receipt)
        for (day, donor, yuan), receipt in zip(GIFTS_2021, NUMBERS_2021, strict=True)
    ]
    gifts += [(*gift, f"演示{gift[0]:%Y%m%d}{gift[1]:02}") for gift in GIFTS_2020]
    for day, donor, yuan, earmarked, receipt in gifts:
        save_once(
            CashGift(
                date=day,
                donor=donors[donor],
                fund=appeal if earmarked else general,
                amount=yuan,
                receipt_number=receipt,
            ),
            f"gift {day} {donor}",
        )
    save_once(
        CashGift(
            date=date(2020, 6, 30),
            fund=general,
            amount=12300,
            channel=CashGift.Channel.PLATFORM,
            times=None,
            rounded=[rounded_as("times", Rounding.UNKNOWN)],
            note="平台上半年结算款，笔数和捐赠人平台未提供。",
        ),
        "settlement 2020",
    )
    _load_receipts(demo)
    illness = save_once(
        Fund(
            name="大病救助资金",
            kind=Fund.Kind.EARMARKED,
            purpose="大病救助",
            opens_on=date(2020, 1, 1),
            opening_balance=150000,
        ),
        "fund illness",
    )
    save_once(
        Fund(
            name="儿童大病救助资金",
            kind=Fund.Kind.EARMARKED,
            purpose="儿童大病救助",
            parent=illness,
        ),
        "fund illness of children",
    )
    _load_reversals(demo, general, illness)
    _load_other_income(demo, general)
    _load_bank(demo)
    save_once(
        GoodsGift(
            date=date(2021, 8, 4),
            end_date=date(2021, 8, 16),
            times=26,
            fund=appeal,
            description="疫情防控物资",
            note="各批次明细未保留，按接收登记的批次数录入。",
        ),
        "goods 2021",
    )
    masks = save_once(
        GoodsGift(
            date=date(2020, 2, 10),
            donor=donors[2],
            fund=appeal,
            receipt_number="演示物资2020001",
            agreement_number="演示捐赠协议2020001",
            checker="演示验收人一",
            second_checker="演示验收人二",
        ),
        "goods 2020",
        lots=[
            {
                "item": "一次性医用口罩",
                "quantity": 5000,
                "unit": "只",
                "unit_value": 2,
                "value_basis": ValueBasis.VOUCHER,
                "batch_number": "演示批号200105",
                "produced_on": date(2020, 1, 5),
                "expires_on": date(2022, 1, 4),
                "quality_proof": "出厂检验报告",
            },
            {"item": "75%酒精", "quantity": 60, "unit": "桶"},
        ],
    )
    load_stock(demo, list(masks.lots.order_by("pk")))
    load_goods_by_value(demo, donors)
    year = LifeGift.Precision.YEAR
    for when, number, rounded in ((2020, 860, []), (2021, 1000, ["number"])):
        save_once(
            LifeGift(
                date=date(when, 1, 1),
                end_date=date(when, 12, 31),
                date_precision=year,
                kind=LifeGift.Kind.BLOOD,
                number=number,
                rounded=rounded,
                slip="采血机构年度通报",
            ),
            f"blood {when}",
        )


def _load_receipts(demo: Demonstration) -> None:
    """Save the register of 2021: electronic receipts, a red one, and paper ones with a gap."""

    def electronic(number: int, number_of_gift: int, **fields: Any) -> Receipt:
        day, donor, yuan = GIFTS_2021[number_of_gift]
        receipt_fields = {
            "code": ELECTRONIC,
            "number": f"{number:010}",
            "check_code": f"demo{number:02}",
            "date": date(2021, 8, day),
            "payer": DONORS[donor][0],
            "amount": Decimal(yuan),
            "item": "公益事业捐赠",
        }
        return demo.save_once(Receipt(**receipt_fields | fields), f"receipt {number}")

    for number in range(1, 6):
        electronic(number, number - 1)
    wrong = electronic(6, 5, payer="渌口区丁商行")
    electronic(
        7,
        5,
        kind=Receipt.Kind.RED,
        original_number=wrong.receipt_number,
        reason="交款人名称有误",
        payer=wrong.payer,
    )
    electronic(8, 5)
    # Its gift has no number yet: they are suggested for each other.
    electronic(9, 11)
    taken: dict[str, Any] = {
        "code": PAPER,
        "taken_from": "区财政局",
        "keeper": "演示保管人",
    }
    old = demo.save_once(
        ReceiptRange(
            **taken,
            taken_on=date(2020, 1, 8),
            first_number="00000001",
            last_number="00000025",
            written_off_on=date(2021, 1, 12),
            written_off_by="区财政局",
        ),
        "receipt range 2020",
    )
    demo.save_once(
        ReceiptRange(
            **taken,
            taken_on=date(2021, 1, 12),
            first_number="00000101",
            last_number="00000150",
            replaces_number=old.first_number,
        ),
        "receipt range 2021",
    )
    demo.save_once(
        Receipt(
            date=date(2021, 8, 9),
            code=PAPER,
            number="00000103",
            kind=Receipt.Kind.VOID,
            reason="金额写错，各联保留",
        ),
        "receipt void",
    )


def _load_reversals(demo: Demonstration, general: Fund, illness: Fund) -> None:
    """Save what went back and between funds in 2020, made up."""
    demo.save_once(
        Refund(
            date=date(2020, 4, 2),
            gift=CashGift.objects.get(society=demo.society, receipt_number="演示2020030503"),
            amount=200,
            reason=Refund.Reason.MISTAKEN,
            decided_by="区红十字会办公会",
            paper="演示退款申请2020001",
        ),
        "refund 2020",
    )
    demo.save_once(
        FundTransfer(
            date=date(2020, 12, 25),
            from_fund=general,
            to_fund=illness,
            amount=2000,
            reason="补充大病救助资金",
            decided_by="区红十字会办公会",
        ),
        "transfer 2020",
    )


def _load_bank(demo: Demonstration) -> None:
    """Save three months of an account's lines, made up; what relief paid is matched there."""
    account = demo.save_once(
        BankAccount(
            name="基本户",
            bank="演示银行渌口支行",
            number="6200000000000000123",
            opens_on=date(2020, 2, 1),
            opening_balance=150000,
        ),
        "bank account",
    )
    balance = Decimal(150000)
    for number, (day, yuan, party, purpose, receipt) in enumerate(BANK_LINES, 1):
        amount = Decimal(yuan)
        balance += amount
        interest = purpose == "结息"
        line = demo.save_once(
            BankLine(
                date=day,
                account=account,
                received=amount if amount > 0 else None,
                paid=-amount if amount < 0 else None,
                balance=balance,
                counterparty=party,
                purpose=purpose,
                serial=f"演示{number:04}",
                explanation=BankLine.Explanation.INTEREST if interest else "",
                reason="第一季度利息，待财务提供入账日期" if interest else "",
            ),
            f"bank line {number}",
        )
        if line.matches.exists():
            continue
        line = BankLine.objects.get(pk=line.pk)
        if receipt:
            gift = CashGift.objects.get(society=demo.society, receipt_number=receipt)
            line.match([gift], by=demo.by)
        elif purpose == "误汇退款":
            line.match([Refund.objects.get(society=demo.society, date=day)], by=demo.by)
    demo.save_once(
        LedgerBalance(date=date(2020, 3, 31), account=account, balance="160712.35"),
        "ledger balance 2020-03",
        differences=[{"amount": Decimal("112.35"), "reason": "利息财务已入账，台账待录"}],
    )
