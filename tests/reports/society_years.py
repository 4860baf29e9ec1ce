"""Years of invented societies, each of a sort of its own, whose texts are held to their records."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from redcross.figures import Period, Scope
from tests.factories import (
    make_aid,
    make_application,
    make_cash_gift,
    make_community_project,
    make_course,
    make_disbursement,
    make_event,
    make_fund,
    make_fund_transfer,
    make_goods_gift,
    make_honour,
    make_income,
    make_kept_text,
    make_life_gift,
    make_partner,
    make_place,
    make_programme,
    make_recovery,
    make_refund,
    make_response,
    make_session,
    make_society,
    make_standing_number,
    make_survey,
    make_user,
)

YEAR = Period.year(2021)
FIRST_HALF = Period(date(2021, 1, 1), date(2021, 6, 30))
TWO_YEARS = Period(date(2020, 1, 1), date(2021, 12, 31))
ROUGH = ("over", "nearly", "about")
TIMES_UNKNOWN = {"times": None, "rounded": ["times:unknown"]}
KNOWN_TO_THE_YEAR = {"date": date(2021, 1, 1), "date_precision": "year"}


_ORDINALS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地"


@dataclass(frozen=True)
class SocietyYear:
    """What was recorded, as a text of it must keep to it."""

    scope: Scope
    # What the text must not say, whatever else, as patterns.
    never: tuple[str, ...] = ()
    # What it must say.
    says: tuple[str, ...] = ()


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
    villages = [make_place(by, name=f"{_ORDINALS[n]}村", parent=towns[n % 3]) for n in range(9)]
    awareness = make_course(by, name="应急救护普及培训", kind="awareness")
    certified = make_course(by, name="红十字救护员培训", kind="certified")
    for n in range(24):
        day = date(2021, 1, 4) + timedelta(days=14 * n)
        place = villages[n % 9]
        about = {"date": day, "place": place}
        make_session(by, course=awareness, attendance=30 + n, audience="村民", **about)
        make_event(by, title=f"{_ORDINALS[n]}场宣传", people=100 + n, topics=["blood"], **about)
        make_event(by, title=f"{_ORDINALS[n]}次服务", kind="service", volunteers=5 + n, **about)
        make_response(by, title=f"{_ORDINALS[n]}次抢险", moved=n + 1, **about)
        make_community_project(by, date=day, place=place, stage="accepted", kind="square")
        fund = make_fund(
            by, name=f"{_ORDINALS[n]}项目", kind="earmarked", opens_on=date(2021, 1, 1)
        )
        make_cash_gift(by, f"{(n + 1) * 1000}", fund=fund, date=day)
        make_disbursement(
            by, fund=fund, amount=Decimal(500 + n), recipient=f"{_ORDINALS[n]}单位", date=day
        )
        programme = make_programme(by, name=f"{_ORDINALS[n]}帮扶", kind="education")
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


def make_programme_aid(by, name, **fields):
    programme = make_programme(by, name=name)
    return make_aid(by, programme=programme, households=5, packages=5, contents="米", **fields)


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


def planned(by):
    """What lies ahead is told as planned."""
    course = make_course(by, name="应急救护普及培训")
    make_session(by, course=course, attendance=30, audience="村民", date=date(2099, 6, 1))
    return SocietyYear(Scope(by.society, Period.year(2099)), says=("计划于6月1日，为30名村民开展",))


def province_alone(by):
    """The same, without those below."""
    recorded = province(by)
    return SocietyYear(
        Scope(recorded.scope.society, YEAR, own_records_only=True),
        never=("全系统", "甲区", "3000元"),
        says=("本级", "1000元", "会员30人"),
    )


def empty(by):
    """Nothing at all."""
    return SocietyYear(Scope(by.society, YEAR), says=("尚无可供汇总的业务记录",))


def all_rough(by):
    """余, 近 and 约 in turn, in every number that may be."""
    fund = make_fund(by, name="善款", opening_balance=900000)
    course = make_course(by, name="救护员培训", kind="certified")
    for n, way in enumerate(ROUGH):
        with_rounding = "" if way == "over" else f":{way}"
        day = date(2021, 3, 1 + n)

        def rough(*names, with_rounding=with_rounding, day=day):
            return {"rounded": [f"{name}{with_rounding}" for name in names], "date": day}

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


SOCIETY_YEARS = (
    tiny,
    huge,
    only_lump_sums,
    only_years_known,
    half_a_year,
    half_with_rough_dates,
    two_years,
    province,
    province_of_one,
    planned,
    province_alone,
    empty,
    all_rough,
    all_void,
    every_line_of_the_statement,
    appeal,
    told_in_full,
)
