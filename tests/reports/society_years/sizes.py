"""Years with nothing, little, much, and all there is to tell."""

from datetime import date, timedelta
from decimal import Decimal

from redcross.figures import Scope
from tests.factories import (
    make_aid,
    make_application,
    make_cash_gift,
    make_community_project,
    make_course,
    make_disbursement,
    make_event,
    make_fund,
    make_honour,
    make_kept_text,
    make_life_gift,
    make_partner,
    make_place,
    make_programme,
    make_response,
    make_session,
    make_standing_number,
    make_survey,
)
from tests.figures import YEAR

from .recorded import ORDINALS, SocietyYear, make_programme_aid


def tiny(by):
    """One gift, one talk, one visit."""
    make_cash_gift(by, "300", fund=make_fund(by, name="爱心捐款"), date=date(2021, 3, 5))
    course = make_course(by, name="应急救护普及培训", kind="awareness")
    make_session(by, course=course, attendance=20, audience="村民", date=date(2021, 4, 6))
    make_aid(by, programme=make_programme(by, name="送温暖"), households=3, contents="大米")
    return SocietyYear(
        Scope(by.society, YEAR),
        never=("全年举办", "款物合计", r"占", "募捐", "“爱心捐款”"),
        says=("1笔", "300元", "20名村民", "走访慰问困难群众3户", "上年结转", "年末结余300元"),
    )


def huge(by):
    """More of each kind than a text can tell one by one."""
    towns = [make_place(by, name=f"{name}镇") for name in ("甲", "乙", "丙")]
    villages = [make_place(by, name=f"{ORDINALS[n]}村", parent=towns[n % 3]) for n in range(9)]
    awareness = make_course(by, name="应急救护普及培训", kind="awareness")
    certified = make_course(by, name="红十字救护员培训", kind="certified")
    for n in range(24):
        day = date(2021, 1, 4) + timedelta(days=14 * n)
        place = villages[n % 9]
        about = {"date": day, "place": place}
        make_session(by, course=awareness, attendance=30 + n, audience="村民", **about)
        make_event(by, title=f"{ORDINALS[n]}场宣传", people=100 + n, topics=["blood"], **about)
        make_event(by, title=f"{ORDINALS[n]}次服务", kind="service", volunteers=5 + n, **about)
        make_response(by, title=f"{ORDINALS[n]}次抢险", moved=n + 1, **about)
        make_community_project(by, date=day, place=place, stage="accepted", kind="square")
        fund = make_fund(by, name=f"{ORDINALS[n]}项目", kind="earmarked", opens_on=date(2021, 1, 1))
        make_cash_gift(by, f"{(n + 1) * 1000}", fund=fund, date=day)
        make_disbursement(
            by, fund=fund, amount=Decimal(500 + n), recipient=f"{ORDINALS[n]}单位", date=day
        )
        programme = make_programme(by, name=f"{ORDINALS[n]}帮扶", kind="education")
        make_aid(by, programme=programme, amount=Decimal(100 + n), people=2, fund=fund, date=day)
        if n % 6 == 0:
            passed = {"passed": 30, "certified": 30}
            make_session(by, course=certified, attendance=30, audience="教师", **passed, **about)
    return SocietyYear(
        Scope(by.society, YEAR),
        says=(
            "24场",
            "以下为其中参加人数较多的培训",
            "以下为其中受众较多的活动",
            "以下为其中接受捐款较多的项目",
            "以下为其中金额和批次较多的拨付",
            "以下为其中规模较大的项目",
            "以下为其中规模较大的救援",
            "甲镇8场",
        ),
    )


def empty(by):
    """Nothing at all."""
    return SocietyYear(Scope(by.society, YEAR), says=("尚无可供汇总的业务记录",))


def all_void(by):
    """Whatever was recorded was taken back."""
    made = [
        make_cash_gift(by),
        make_session(by, attendance=5),
        make_event(by, people=5),
        make_programme_aid(by, "送温暖"),
        make_response(by),
        make_disbursement(by),
        make_community_project(by, stage="accepted"),
        make_honour(by),
        make_survey(by),
        make_life_gift(by),
        make_standing_number(by, kind="members"),
    ]
    for record in made:
        record.void(by=by, reason="entered twice")
    return SocietyYear(Scope(by.society, YEAR), says=("尚无可供汇总的业务记录",))


def told_in_full(by):
    """What a record says beside its numbers is told."""
    partner = make_partner(by, name="蓝天救援队")
    place = make_place(by, name="文化广场")
    make_event(
        by,
        title="防灾宣传",
        place=place,
        outcomes="宣传栏 12 块\n短视频 3 部",
        volunteers=15,
        people=200,
        several={"partners": [partner]},
        programme="圆梦助学",
        channels=["press", "wechat"],
    )
    make_event(by, title="筹资工作会", kind="meeting", chair="副会长")
    make_event(by, title="敬老义诊", kind="clinic", people=60)
    course = make_course(by, name="水上救生培训", kind="other")
    make_session(by, course=course, attendance=12, trainers="王教员", topics="水上救生")
    programme = make_programme(
        by, name="圆梦助学", kind="education", causes="困难家庭学生", eligibility="本区户籍家庭"
    )
    make_application(by, programme=programme, times=30)
    make_application(
        by, programme=programme, times=8, decision="approved", decided_on=date(2021, 6, 1)
    )
    make_aid(
        by,
        programme=programme,
        households=8,
        contents="书包",
        packages=8,
        visitors="机关干部",
        outcomes="助学帮扶卡 8 张",
    )
    make_aid(by, amount=Decimal(500), fund=make_fund(by, opening_balance=500), people=1)
    make_response(by, title="失踪人员搜寻", volunteers=22, outcomes="搜寻里程 40 公里")
    make_survey(by, answered=50, satisfied=49, asked=60)
    make_kept_text(by, place="leadership", year=None, text="在区委、区政府领导下")
    make_kept_text(
        by, place="publicity", year=2021, text="覆盖群众[[campaigns.publicity.people]]。"
    )
    make_kept_text(by, place="publicity", year=None, text="不应出现。")
    make_kept_text(by, place="closing", year=None, text="{year}年工作报告完毕。")
    return SocietyYear(
        Scope(by.society, YEAR),
        never=("不应出现", "100%"),
        says=(
            *(
                "宣传栏12块",
                "短视频3部",
                "15名志愿者",
                "联合蓝天救援队",
                "副会长主持召开筹资工作会",
            ),
            *("敬老义诊", "由王教员授课", "面向本区户籍家庭", "面向本区户籍家庭的困难家庭学生"),
            *("微信和报纸", "收到申请38份", "审核通过8份", "由机关干部走访慰问困难群众8户"),
            *("书包8份", "助学帮扶卡8张", "搜寻里程40公里", "22名", "满意度98%"),
            *("在区委、区政府领导下", "覆盖群众200人次。", "2021年工作报告完毕"),
        ),
    )
