"""Societies with others below them."""

from datetime import date

from redcross.figures import Scope
from tests.factories import (
    make_cash_gift,
    make_course,
    make_event,
    make_fund,
    make_goods_gift,
    make_session,
    make_society,
    make_standing_number,
    make_user,
)
from tests.figures import YEAR

from .recorded import SocietyYear, make_programme_aid


def province(by):
    """A society with two below it, of which one gave nothing and one recorded most."""
    first = make_society("甲区红十字会", parent=by.society)
    make_society("乙区红十字会", parent=by.society)
    below = make_user("below", first, *by.groups.all())
    make_cash_gift(by, "1000", fund=make_fund(by, name="省级捐款"))
    make_cash_gift(below, "2000", fund=make_fund(below, name="区级捐款"))
    make_event(below, title="世界红十字日宣传", people=90, date=date(2021, 5, 8))
    make_goods_gift(by, date=date(2021, 6, 1))
    make_programme_aid(below, "送温暖", date=date(2021, 2, 1))
    make_standing_number(by, 30, kind="members", date=date(2021, 12, 31))
    make_standing_number(below, 5, kind="members", date=date(2019, 12, 31))
    return SocietyYear(
        Scope(by.society, YEAR),
        never=("本级", "会员35人", "乙区"),
        says=("全系统", "甲区红十字会", "3000元"),
    )


def province_of_one(by):
    """A society of which only the one below recorded anything."""
    below = make_user("below", make_society("甲区红十字会", parent=by.society), *by.groups.all())
    fund = make_fund(below, name="防汛捐款", purpose="防汛", kind="earmarked")
    make_cash_gift(below, "2000", fund=fund, date=date(2021, 6, 1))
    course = make_course(below, name="应急救护普及培训")
    make_session(below, course=course, attendance=30, audience="村民", date=date(2099, 6, 1))
    make_session(below, course=course, attendance=20, audience="学生", date=date(2021, 6, 1))
    return SocietyYear(
        Scope(by.society, YEAR),
        never=("本级", "全系统", "2099", "30名"),
        says=("6月1日，甲区红十字会为“防汛”接受社会捐款", "甲区红十字会为20名学生开展"),
    )


def province_alone(by):
    """The same, without those below."""
    recorded = province(by)
    return SocietyYear(
        Scope(recorded.scope.society, YEAR, own_records_only=True),
        never=("全系统", "甲区", "3000元"),
        says=("本级", "1000元", "会员30人"),
    )
