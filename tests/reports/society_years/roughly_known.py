"""Years of which numbers or days are known roughly, or not at all."""

from datetime import date
from decimal import Decimal

from redcross.figures import Scope
from tests.factories import (
    make_aid,
    make_application,
    make_cash_gift,
    make_course,
    make_disbursement,
    make_event,
    make_fund,
    make_goods_gift,
    make_life_gift,
    make_programme,
    make_response,
    make_session,
    make_survey,
)
from tests.figures import FIRST_HALF, YEAR

from .recorded import KNOWN_TO_THE_YEAR, ROUGH, TIMES_UNKNOWN, SocietyYear, make_programme_aid


def only_lump_sums(by):
    """Totals off a platform's slip: nobody knows how many gifts, sessions and visits they are."""
    fund = make_fund(by, name="腾讯公益", purpose="助学")
    make_cash_gift(by, "125000", fund=fund, donor=None, channel="platform", **TIMES_UNKNOWN)
    make_goods_gift(by, **TIMES_UNKNOWN)
    course = make_course(by, name="应急救护普及培训", kind="awareness")
    make_session(by, course=course, attendance=900, **TIMES_UNKNOWN)
    make_event(by, title="进社区宣传", **TIMES_UNKNOWN)
    programme = make_programme(by, name="助学行动", kind="education")
    make_application(by, programme=programme, **TIMES_UNKNOWN)
    make_aid(by, programme=programme, fund=fund, amount=Decimal(80000))
    return SocietyYear(
        Scope(by.society, YEAR),
        never=("笔", "批次", r"\d+场", r"\d+次", r"\d+份", "12笔"),
        says=("12.5万元", "8万元", "收到申请"),
    )


def only_years_known(by):
    """Slips that say 2021 and nothing more."""
    known = KNOWN_TO_THE_YEAR
    fund = make_fund(by, name="防汛捐款", purpose="防汛救灾", kind="earmarked")
    make_cash_gift(by, "5000", fund=fund, **{**known, "date": date(2021, 12, 31)})
    make_cash_gift(by, "2000", fund=fund, **known)
    make_disbursement(
        by, fund=fund, amount=1000, recipient="某镇", decided_by="某办〔2021〕3号", **known
    )
    course = make_course(by, name="应急救护普及培训", kind="awareness")
    make_session(by, course=course, attendance=50, audience="学生", **known)
    make_event(by, title="献血宣传", people=80, **known)
    make_event(by, title="理事会议", kind="meeting", chair="会长", **known)
    make_response(by, title="山洪抢险", moved=9, **known)
    make_programme_aid(by, "送温暖", **known)
    make_survey(by, **known)
    return SocietyYear(
        Scope(by.society, YEAR),
        never=(r"\d+月", r"\d+日", "募捐"),
        says=("根据某办〔2021〕3号", "为“防汛救灾”共接受社会捐款2笔", "会长主持召开理事会议"),
    )


def half_with_rough_dates(by):
    """Of the first half, with gifts of which nobody knows in which half they came."""
    fund = make_fund(by, name="善款")
    make_cash_gift(by, "400", fund=fund, date=date(2020, 3, 1))
    make_cash_gift(by, "800", fund=fund, **KNOWN_TO_THE_YEAR)
    return SocietyYear(
        Scope(by.society, FIRST_HALF),
        never=("全年", "较上年", "增长", r"\d月\d+日"),
        says=("部分记录只知年份",),
    )


def all_rough(by):
    """余, 近 and 约 in turn, in every number that may be."""
    fund = make_fund(by, name="善款", opening_balance=900000)
    course = make_course(by, name="救护员培训", kind="certified")
    for n, way in enumerate(ROUGH):
        as_known = "" if way == "over" else f":{way}"
        day = date(2021, 3, 1 + n)

        def rough(*names, as_known=as_known, day=day):
            return {"rounded": [f"{name}{as_known}" for name in names], "date": day}

        make_cash_gift(by, "30000", fund=fund, times=20, **rough("amount", "times"))
        make_session(
            by,
            course=course,
            attendance=50,
            passed=50,
            certified=50,
            audience="村民",
            **rough("attendance", "passed", "certified"),
        )
        make_event(by, title=f"宣传{way}", people=200, **rough("people"))
        make_life_gift(by, 300, **rough("number"))
        make_response(by, title=f"抢险{way}", moved=40, **rough("moved"))
        make_disbursement(
            by,
            fund=fund,
            recipient="某医院",
            amount=20000,
            batches=30,
            **rough("amount", "batches"),
        )
        programme = make_programme(by, name=f"帮扶{way}", kind="education")
        make_aid(
            by, programme=programme, households=60, value=10000, **rough("households", "value")
        )
    return SocietyYear(
        Scope(by.society, YEAR),
        never=("全部通过", "均取得", "占", "增长"),
        says=("50余名村民", "近50名村民", "约50名村民", "60余户", "近60户", "约60户"),
    )
