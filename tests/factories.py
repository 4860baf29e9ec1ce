"""Records with sensible defaults, saved the way the pages save them.

Names are a letter and a number: they belong to no language.
"""

from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import count

from django.utils import timezone

from campaigns.models import CommunityProject, Event, Survey
from donations.models import (
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
    StockCount,
    StockRemoval,
)
from redcross.models import (
    TRUSTED,
    AccountAct,
    BoardTerm,
    ClosedPeriod,
    ExportFile,
    Member,
    Partner,
    Person,
    Place,
    Society,
    StandingNumber,
    User,
)
from relief.models import (
    Aid,
    Allocation,
    Application,
    Disbursement,
    GoodsReturn,
    Programme,
    Recovery,
    Response,
)
from reports.models import (
    Annex,
    ArchivePackage,
    Chapter,
    DisposalList,
    Evaluation,
    Honour,
    KeptText,
    Outline,
    ProjectEvaluation,
    Remark,
    Waiver,
)
from training.models import Aed, AedInspection, Course, Session

PASSWORD = "Boai-2021-luru"
VALID_ID = "430221195001014013"
_number = count(1)


def close_days(society: Society, start: date, end: date, **fields: object) -> ClosedPeriod:
    """Close these days of the society, as the approval of their evaluation does."""
    society.forget_locked_periods()
    return ClosedPeriod.objects.create(society=society, start=start, end=end, **fields)


def close_year(society: Society, year: int, **fields: object) -> ClosedPeriod:
    return close_days(society, date(year, 1, 1), date(year, 12, 31), **fields)


def make_society(name, code="", parent=None, short_name=""):
    return Society.objects.create(
        name=name, short_name=short_name or name, code=code, parent=parent
    )


def make_user(username, society, *groups):
    user = User(username=username, society=society, last_name=username)
    user.set_password(PASSWORD)
    user.is_staff = any(group.name == "administrator" for group in groups)
    user.save()
    user.groups.set(groups)
    if user.role in TRUSTED:
        AccountAct.record(AccountAct.Kind.CHANGE_ROLE, user, role=user.role, announced=False)
    return user


def make_place(by, **fields):
    return _kept(Place, by, {"name": f"P{next(_number)}"} | fields)


def make_partner(by, **fields):
    return _kept(Partner, by, {"name": f"B{next(_number)}"} | fields)


def make_person(by, **fields):
    return _kept(Person, by, {"name": f"N{next(_number)}"} | fields)


def make_member(by, **fields):
    return _kept(Member, by, {"name": f"M{next(_number)}"} | fields)


def make_board_term(by, **fields):
    if "person" not in fields:
        fields["person"] = make_person(by)
    term = {"starts_on": date(2019, 1, 1), "ends_on": date(2023, 12, 31)}
    return _kept(BoardTerm, by, term | fields)


def make_donor(by, **fields):
    return _kept(Donor, by, {"name": f"D{next(_number)}"} | fields)


def make_fund(by, **fields):
    return _kept(Fund, by, {"name": f"F{next(_number)}"} | fields)


def make_cash_gift(by, amount="300", **fields):
    if "donor" not in fields:
        fields["donor"] = make_donor(by)
    if "fund" not in fields:
        above = fields.get("source") == CashGift.Source.ABOVE
        fields["fund"] = make_fund(by, kind=Fund.Kind.ABOVE if above else Fund.Kind.GENERAL)
    given = {"date": date(2021, 5, 1), "amount": Decimal(amount)} | _receipt_of(fields)
    return _kept(CashGift, by, given | fields)


def _receipt_of(fields):
    """Its donor wants no receipt, unless it is said what of one."""
    return {} if fields.get("receipt_number") else {"receipt_waived": True}


def make_receipt(by, number=None, **fields):
    number = number or f"{10**9 + next(_number)}"
    given = {"date": date(2021, 5, 1), "code": "43060121", "payer": "D1", "amount": Decimal(300)}
    return _kept(Receipt, by, given | {"number": number} | fields)


def make_red_receipt(by, original, number=None, **fields):
    """Of the whole of the original."""
    told = {"original_number": original.receipt_number, "payer": original.payer, "reason": "Y1"}
    whole = {"amount": original.amount and -original.amount, "kind": "red"}
    return make_receipt(by, number, **told | whole | fields)


def make_receipt_range(by, first=None, last=None, **fields):
    first = first or f"{100 * next(_number):08}"
    numbers = {"first_number": first, "last_number": last or f"{int(first) + 9:0{len(first)}}"}
    given = {"taken_on": date(2021, 1, 4), "taken_from": "B1", "keeper": "N1", "code": "430621"}
    return _kept(ReceiptRange, by, given | numbers | fields)


def make_income(by, amount="300", **fields):
    given = {"date": date(2021, 5, 1), "amount": Decimal(amount), "source": Income.Source.INTEREST}
    if "fund" not in fields:
        fiscal = fields.get("source") in Income.FISCAL_SOURCES
        kind = Fund.Kind.FISCAL if fiscal else Fund.Kind.OWN
        fields["fund"] = make_fund(by, kind=kind)
    return _kept(Income, by, given | fields)


def make_refund(by, amount="300", **fields):
    if "gift" not in fields:
        fields["gift"] = make_cash_gift(by, "900")
    given = {"date": date(2021, 6, 1), "amount": Decimal(amount), "decided_by": "B1"}
    return _kept(Refund, by, given | {"reason": "mistaken"} | fields)


def make_fund_transfer(by, amount="100", **fields):
    if "from_fund" not in fields:
        fields["from_fund"] = make_fund(by, opening_balance=9 * Decimal(amount))
    if "to_fund" not in fields:
        fields["to_fund"] = make_fund(by)
    given = {"date": date(2021, 6, 1), "amount": Decimal(amount)}
    return _kept(FundTransfer, by, given | {"reason": "Y1", "decided_by": "B1"} | fields)


def make_bank_account(by, **fields):
    account = {"name": f"K{next(_number)}", "opens_on": date(2020, 1, 1)}
    return _kept(BankAccount, by, account | fields)


def make_bank_line(by, amount="300", **fields):
    """Below zero: paid."""
    if "account" not in fields:
        fields["account"] = make_bank_account(by)
    moved = Decimal(amount)
    way = {"received": moved} if moved > 0 else {"paid": -moved}
    return _kept(BankLine, by, {"date": date(2021, 5, 1)} | way | fields)


def make_ledger_balance(by, balance="0", differences=(), **fields):
    if not fields:
        fields["account"] = make_bank_account(by)
    given = {"date": date(2021, 5, 31), "balance": Decimal(balance)}
    return _kept(LedgerBalance, by, given | fields, differences=differences)


def make_goods_gift(by, lots=(), **fields):
    """`lots`: what each lot holds; without any the goods are in words.

    What a lot is worth a voucher tells, unless another basis is named.
    """
    known = {"value_basis": "voucher"}
    lots = [lot if lot.get("unit_value") is None else known | lot for lot in lots]
    words = {} if lots else {"description": "G1"}
    given = {"date": date(2021, 5, 1)} | words | _receipt_of(fields)
    return _kept(GoodsGift, by, given | fields, lots=lots)


def _lot(by):
    return make_goods_gift(by, lots=[{"item": "I1", "quantity": 9, "unit": "U1"}]).lots.get()


def make_stock_removal(by, goods=None, **fields):
    goods = goods or [{"lot": _lot(by), "quantity": 1}]
    who = {"checker": "N1", "second_checker": "N2", "decided_by": "B1", "kind": "expired"}
    return _kept(StockRemoval, by, {"date": date(2021, 6, 1)} | who | fields, goods=goods)


def make_stock_count(by, counted=None, **fields):
    counted = counted or [{"lot": _lot(by), "found": 9}]
    who = {"counter": "N1", "witness": "N2"}
    return _kept(StockCount, by, {"date": date(2021, 6, 30)} | who | fields, counted=counted)


def make_life_gift(by, number=1, **fields):
    return _kept(LifeGift, by, {"date": date(2021, 5, 1), "number": number} | fields)


def make_programme(by, **fields):
    return _kept(Programme, by, {"name": f"R{next(_number)}"} | fields)


def make_application(by, **fields):
    fields.setdefault("programme", None)
    fields["programme"] = fields["programme"] or make_programme(by)
    return _kept(Application, by, {"date": date(2021, 5, 1)} | fields)


def make_aid(by, goods=(), **fields):
    """Without cash or goods: worth 100 yuan."""
    given = {"amount", "value", "contents", "packages", "rate"} & fields.keys()
    fields = ({} if given or goods else {"value": Decimal(100)}) | fields
    return _kept(Aid, by, {"date": date(2021, 5, 1)} | fields, goods=goods)


def make_disbursement(by, goods=(), **fields):
    fields = ({} if {"amount", "batches"} & fields.keys() or goods else {"contents": "G1"}) | fields
    return _kept(
        Disbursement, by, {"date": date(2021, 5, 1), "recipient": "H1"} | fields, goods=goods
    )


def make_allocation(by, **fields):
    if "donor" not in fields:
        fields["donor"] = make_donor(by)
    return _kept(Allocation, by, {"date": date(2021, 5, 1), "contents": "G1"} | fields)


def make_recovery(by, amount="100", **fields):
    if not {"aid", "disbursement"} & fields.keys():
        fund = make_fund(by, opening_balance=9 * Decimal(amount))
        fields["aid"] = make_aid(by, fund=fund, amount=9 * Decimal(amount))
    given = {"date": date(2021, 6, 1), "amount": Decimal(amount), "reason": "bounced"}
    return _kept(Recovery, by, given | fields)


def make_goods_return(by, goods=None, **fields):
    if not {"aid", "disbursement"} & fields.keys():
        lot = _lot(by)
        fields["aid"] = make_aid(by, goods=[{"lot": lot, "quantity": 2}])
        goods = goods or [{"lot": lot, "quantity": 1}]
    given = {"date": date(2021, 6, 1), "reason": "Y1"}
    return _kept(GoodsReturn, by, given | fields, goods=goods)


def make_response(by, **fields):
    return _kept(Response, by, {"date": date(2021, 5, 1), "title": "E1"} | fields)


def make_aed(by, **fields):
    return _kept(Aed, by, {"name": f"Z{next(_number)}", "installed_on": date(2021, 5, 1)} | fields)


def make_aed_inspection(by, **fields):
    if "aed" not in fields:
        fields["aed"] = make_aed(by)
    looked = {"date": date(2021, 6, 1), "inspector": "N1", "ready": True}
    return _kept(AedInspection, by, looked | fields)


def make_course(by, **fields):
    return _kept(Course, by, {"name": f"C{next(_number)}"} | fields)


def make_session(by, roster=(), several=None, **fields):
    """`several`: hosts and partners."""
    if "course" not in fields:
        fields["course"] = make_course(by)
    fields = {"date": date(2021, 5, 1)} | fields
    return _kept(Session, by, fields, several=several, roster=roster)


def make_event(by, materials=(), several=None, **fields):
    fields = {"date": date(2021, 5, 1), "title": f"A{next(_number)}"} | fields
    return _kept(Event, by, fields, several=several, materials=materials)


def make_survey(by, answered=100, satisfied=90, **fields):
    given = {"date": date(2021, 5, 1), "subject": "S1", "answered": answered}
    return _kept(Survey, by, given | {"satisfied": satisfied} | fields)


def make_community_project(by, **fields):
    if "place" not in fields:
        fields["place"] = make_place(by)
    return _kept(CommunityProject, by, {"date": date(2021, 5, 1)} | fields)


def make_standing_number(by, number=1, **fields):
    return _kept(StandingNumber, by, {"date": date(2021, 1, 1), "number": number} | fields)


def make_honour(by, **fields):
    return _kept(
        Honour,
        by,
        {"date": date(2021, 5, 1), "title": "T1", "holder": "H1", "given_by": "B1"} | fields,
    )


def make_kept_text(by, **fields):
    return _kept(
        KeptText,
        by,
        {"place": "closing", "year": 1990 + next(_number) % 110, "text": "T1"} | fields,
    )


def make_outline(by, sections=(), **fields):
    fields = {"name": f"O{next(_number)}", "title": "T{year}"} | fields
    return _kept(Outline, by, fields, sections=sections)


def make_evaluation(by, year=None, indicators=(), budget=(), annexes=(), **fields):
    """Of a year of its own unless one is given: a period has one evaluation."""
    year = year or 1990 + next(_number) % 30
    period = {"start": date(year, 1, 1), "end": date(year, 12, 31)}
    fields = {"title": f"V{next(_number)}"} | period | fields
    evaluation = _kept(Evaluation, by, fields, indicators=indicators, budget=budget)
    for kind in annexes:
        make_annex(by, evaluation=evaluation, kind=kind)
    return evaluation


def make_annex(by, **fields):
    if "evaluation" not in fields:
        fields["evaluation"] = make_evaluation(by)
    if fields.get("kind", "text") == "text":
        fields = {"title": f"N{next(_number)}", "text": "T1"} | fields
    return _kept(Annex, by, fields)


def make_project_evaluation(by, funds=(), indicators=(), **fields):
    if "evaluation" not in fields:
        fields["evaluation"] = make_evaluation(by)
    fields = {"name": f"P{next(_number)}"} | fields
    return _kept(ProjectEvaluation, by, fields, funds=funds, indicators=indicators)


def make_chapter(by, **fields):
    if "evaluation" not in fields:
        fields["evaluation"] = make_evaluation(by)
    return _kept(Chapter, by, {"heading": f"K{next(_number)}"} | fields)


def make_remark(by, **fields):
    if "chapter" not in fields:
        fields["chapter"] = make_chapter(by)
    return _kept(Remark, by, {"text": "M1"} | fields)


def make_waiver(by, **fields):
    if "evaluation" not in fields:
        fields["evaluation"] = make_evaluation(by)
    return _kept(Waiver, by, {"finding": f"W{next(_number)}", "reason": "Y1"} | fields)


def _kept(model, by, fields, several=None, **lines):
    """`lines`: related name to the values of each line; `several`: many-to-many values."""
    entry = model(**{"society": by.society, **fields})

    def save_related():
        for name, values in (several or {}).items():
            getattr(entry, name).set(values)
        for name, rows in lines.items():
            for row in rows:
                getattr(entry, name).create(**row)

    entry.save_entry(by=by, save_related=save_related)
    return entry


def make_export_file(by, **values):
    """The file of a list of gifts, by default one that is ready."""
    now = timezone.now()
    ready = {"state": "done", "started_at": now, "finished_at": now}
    export = ExportFile.objects.create(
        society=by.society,
        user=by,
        model="donations.cashgift",
        query="format=csv&sort=date",
        format="csv",
        name=f"E{next(_number)}",
        **(ready | values),
    )
    if export.state == "done":
        export.store_file(BytesIO(b"1"))
    return export


def make_archive_package(by, **values):
    """The package of a year, by default one that is ready."""
    now = timezone.now()
    ready = {"state": "done", "started_at": now, "finished_at": now, "year": 2021}
    package = ArchivePackage.objects.create(
        society=by.society, user=by, name=f"A{next(_number)}", **(ready | values)
    )
    if package.state == "done":
        package.store_file(BytesIO(b"1"))
    return package


def make_disposal_list(by, kind="donations.cashgift", **values):
    """A list that nobody has approved, of nothing."""
    return DisposalList.objects.create(
        society=by.society, kind=kind, retention="D30", made_by=by, **values
    )
