"""Half a year, two years, and a year that lies ahead."""

from datetime import date

from redcross.figures import Period, Scope
from tests.factories import (
    make_cash_gift,
    make_course,
    make_disbursement,
    make_event,
    make_fund,
    make_honour,
    make_life_gift,
    make_response,
    make_session,
    make_standing_number,
)
from tests.figures import FIRST_HALF, TWO_YEARS

from .recorded import SocietyYear, make_programme_aid


def half_a_year(by):
    """Of the first half; what came later must not be in it, and the year before it is compared."""
    fund = make_fund(by, name="善款", opening_balance=1000)
    make_cash_gift(by, "400", fund=fund, date=date(2020, 3, 1))
    make_cash_gift(by, "9000", fund=fund, date=date(2020, 9, 1))
    make_cash_gift(by, "500", fund=fund, date=date(2021, 6, 30))
    make_cash_gift(by, "7000", fund=fund, date=date(2021, 7, 1))
    make_standing_number(by, 655, kind="members", date=date(2020, 12, 31))
    make_standing_number(by, 12, kind="branches", date=date(2021, 6, 30))
    make_life_gift(by, 100, kind="blood", date=date(2021, 2, 1), millilitres=30000)
    make_event(by, title="防灾减灾日宣传", date=date(2021, 5, 12), end_date=date(2021, 5, 14))
    make_honour(by, title="先进集体", holder="甲区红十字会", given_by="市红十字会")
    return SocietyYear(
        Scope(by.society, FIRST_HALF),
        never=("全年", "年末", "上年结转", "较上年(?!同期)", "7000", "下半年"),
        says=(
            "2021年上半年，",
            "上半年本级",
            "较上年同期增长25%",
            "期初结余10400元",
            "6月末结余10900元",
            "截至2020年12月31日，有会员655人",
            "6月末有基层组织12个",
        ),
    )


def two_years(by):
    """Of two years, in which a day needs its year, and nothing is compared."""
    fund = make_fund(by, name="重建捐款", purpose="灾后重建", kind="earmarked")
    for year in (2018, 2019, 2020, 2021):
        make_cash_gift(by, "20000", fund=fund, date=date(year, 8, 1))
    make_disbursement(
        by,
        fund=fund,
        amount=30000,
        recipient="乙镇",
        date=date(2020, 12, 30),
        end_date=date(2021, 1, 2),
    )
    make_response(by, title="洪灾救援", date=date(2021, 7, 2), moved=20)
    make_programme_aid(by, "博爱送万家", date=date(2020, 1, 10))
    return SocietyYear(
        Scope(by.society, TWO_YEARS),
        never=("全年", "较上年", "持平", "上年结转", r"(?<!年)\b7月2日", "(?<!2021)年末"),
        says=(
            "2020—2021年，",
            "2020年8月1日至2021年8月1日",
            "2020年12月30日至2021年1月2日",
            "2021年7月2日",
            "2021年末结余",
            "期初结余",
            "两年来",
        ),
    )


def planned(by):
    """What lies ahead is told as planned."""
    course = make_course(by, name="应急救护普及培训")
    make_session(by, course=course, attendance=30, audience="村民", date=date(2099, 6, 1))
    return SocietyYear(Scope(by.society, Period.year(2099)), says=("计划于6月1日，为30名村民开展",))
