"""Three invented societies and what they recorded of two years, as the sentences have it."""

from datetime import date
from decimal import Decimal

from campaigns.models import Event
from donations.models import Donor, Fund, LifeGift
from redcross.models import StandingNumber
from relief.models import Programme
from tests.factories import (
    make_aid,
    make_application,
    make_cash_gift,
    make_course,
    make_disbursement,
    make_donor,
    make_evaluation,
    make_event,
    make_fund,
    make_goods_gift,
    make_life_gift,
    make_place,
    make_programme,
    make_response,
    make_session,
    make_standing_number,
    make_survey,
)
from training.models import Course

Life, Standing = LifeGift.Kind, StandingNumber.Kind


def record_yunxi(by):
    """A county in 2021, most of it recorded as sums. Return the draft of its evaluation."""
    general = make_fund(by, name="一般捐赠资金", opening_balance=Decimal(100000))
    epidemic = make_fund(
        by, name="疫情防控捐赠", purpose="新冠肺炎疫情防控", kind=Fund.Kind.EARMARKED
    )
    above = make_fund(by, name="上级人道救助资金", kind=Fund.Kind.ABOVE)
    firm = make_donor(
        by,
        name="云溪县宏达建材有限公司",
        kind=Donor.Kind.ORGANISATION,
        name_public=Donor.Consent.YES,
    )
    refuses = make_donor(by, name="陈秀英", name_public=Donor.Consent.NO)
    august = {"date": date(2021, 8, 4), "end_date": date(2021, 8, 16), "fund": epidemic}
    make_cash_gift(by, "50000", donor=firm, **{**august, "end_date": None})
    make_cash_gift(by, "74000", donor=None, times=11, **august)
    make_cash_gift(by, "20000", donor=refuses, fund=general, date=date(2021, 3, 8))
    make_cash_gift(by, "36000", donor=None, times=8, fund=general, date=date(2021, 6, 1))
    make_cash_gift(by, "80000", donor=None, times=6, fund=epidemic, date=date(2020, 2, 10))
    make_cash_gift(by, "48000", donor=None, times=9, fund=general, date=date(2020, 7, 1))
    make_cash_gift(by, "30000", source="above", fund=above, date=date(2021, 2, 1))
    make_cash_gift(by, "45000", source="above", fund=above, date=date(2020, 2, 1))
    make_goods_gift(by, times=26, **august)
    make_goods_gift(by, times=18, fund=epidemic, date=date(2020, 2, 10))

    visits = make_programme(by, name="红十字博爱送万家")
    illness = make_programme(by, name="温暖前行大病救助", kind=Programme.Kind.ILLNESS)
    schooling = make_programme(by, name="博爱助学", kind=Programme.Kind.EDUCATION)
    given = {"contents": "米、油、奶粉", "value_basis": "发票"}
    make_aid(
        by,
        programme=visits,
        date=date(2021, 2, 5),
        households=206,
        packages=223,
        person_times=385,
        value=Decimal(167400),
        **given,
    )
    make_aid(
        by,
        programme=visits,
        date=date(2020, 1, 18),
        households=180,
        packages=180,
        person_times=340,
        value=Decimal(126000),
        **given,
    )
    make_application(by, programme=illness, date=date(2021, 4, 1), times=23)
    make_aid(
        by,
        programme=illness,
        date=date(2021, 4, 2),
        people=15,
        amount=Decimal(66000),
        fund=general,
    )
    make_aid(
        by, programme=illness, date=date(2020, 5, 2), people=12, amount=Decimal(48000), fund=general
    )
    make_aid(
        by,
        programme=schooling,
        date=date(2021, 8, 20),
        people=22,
        amount=Decimal(44000),
        fund=above,
    )
    make_disbursement(
        by,
        date=date(2021, 8, 16),
        batches=26,
        amount=Decimal(100000),
        fund=epidemic,
        recipient="疫情防控一线单位",
        decided_by="县疫情防控领导小组",
    )
    make_response(by, title="“7·15”洪涝灾害救援", date=date(2021, 7, 15), moved=35)

    awareness = make_course(by, name="应急救护普及培训")
    certified = make_course(by, name="救护员培训", kind=Course.Kind.CERTIFIED)
    for day, attendance, place, title in (
        (date(2021, 3, 10), 120, "县城管局", ""),
        (date(2021, 4, 15), 40, "大乡村博爱家园", ""),
        (date(2021, 5, 20), 107, "云溪县第一中学", ""),
        (date(2021, 9, 24), 800, "青龙小学", "应急救援暨家庭防火安全知识讲座"),
        (date(2020, 9, 12), 640, "城关镇", ""),
    ):
        make_session(
            by,
            course=awareness,
            date=day,
            attendance=attendance,
            place=make_place(by, name=place),
            title=title,
            times=3 if day.year == 2020 else 1,
        )
    for day, times, attended, passed in (
        (date(2021, 10, 25), 1, 43, 43),
        (date(2020, 10, 20), 2, 80, 76),
    ):
        make_session(
            by,
            course=certified,
            date=day,
            times=times,
            attendance=attended,
            passed=passed,
            certified=passed,
            place=make_place(by, name=f"县网格中心{day.year}"),
        )
    for kind, day, number in (
        (Standing.CERTIFIED, date(2020, 12, 31), 1200),
        (Standing.TRAINED, date(2020, 12, 31), 12000),
        (Standing.POPULATION, date(2020, 12, 31), 300000),
        (Standing.ESTABLISHED, date(2021, 1, 1), 6),
        (Standing.STAFF, date(2021, 1, 1), 5),
        (Standing.VOLUNTEERS, date(2021, 12, 1), 860),
    ):
        make_standing_number(by, kind=kind, date=day, number=number)
    make_life_gift(by, 1063, date=date(2021, 12, 20), millilitres=372000)
    make_life_gift(by, 980, date=date(2020, 12, 20), millilitres=343000)

    make_event(
        by,
        title="“关爱生命、救在身边”红十字博爱周活动",
        date=date(2021, 5, 1),
        end_date=date(2021, 5, 8),
        materials=[{"item": "无偿献血知识小册子", "quantity": 300, "unit": "本", "rounded": True}],
    )
    make_event(
        by,
        title="集中宣传",
        date=date(2021, 9, 11),
        end_date=date(2021, 12, 4),
        times=10,
        materials=[{"item": "宣传资料", "quantity": 10000, "rounded": True}],
    )
    make_event(by, title="集中宣传", date=date(2020, 9, 11), times=8)
    make_event(
        by,
        title="社区志愿服务",
        kind=Event.Kind.SERVICE,
        date=date(2021, 3, 5),
        times=5,
        volunteers=60,
        hours=240,
    )
    return make_evaluation(by, year=2021)


def record_songling(by, east, west):
    """A city in 2023 with two districts, whose staff are `east` and `west`. Return its draft."""
    general = make_fund(by, name="一般捐赠资金", opening_balance=Decimal(500000))
    schooling = make_fund(by, name="“微心愿”助学", kind=Fund.Kind.EARMARKED)
    above = make_fund(by, name="上级拨入资金", kind=Fund.Kind.ABOVE)
    public = {"kind": Donor.Kind.ORGANISATION, "name_public": Donor.Consent.YES}
    bank = make_donor(by, name="松岭农村商业银行", **public)
    chamber = make_donor(by, name="松岭市恒信商会", **public)
    day, before = date(2023, 6, 1), date(2022, 6, 1)
    make_cash_gift(by, "906000.50", donor=None, times=418, fund=general, date=day)
    make_cash_gift(by, "200000", donor=bank, fund=general, date=day)
    make_cash_gift(by, "150000", donor=chamber, fund=general, date=day)
    make_cash_gift(by, "300000", donor=None, times=60, fund=schooling, date=day)
    make_cash_gift(by, "1200000", donor=None, times=400, fund=general, date=before)
    for member, amount, times, earlier, earlier_times in (
        (east, "444000", 120, "500000", 90),
        (west, "200000", 80, "300000", 60),
    ):
        own = make_fund(member)
        make_cash_gift(member, amount, donor=None, times=times, fund=own, date=day)
        make_cash_gift(member, earlier, donor=None, times=earlier_times, fund=own, date=before)
    for year in (day, before):
        make_cash_gift(by, "500000", source="above", fund=above, date=year)

    visits = make_programme(by, name="博爱送万家")
    wishes = make_programme(by, name="“微心愿”助学", kind=Programme.Kind.EDUCATION)
    relay = make_programme(by, name="“生命接力”大病救助", kind=Programme.Kind.ILLNESS)
    winter, winter_before = date(2023, 1, 12), date(2022, 1, 20)
    goods = {"contents": "米、油", "value_basis": "发票"}
    for member, on, households, value, programme in (
        (by, winter, 1200, 600000, visits),
        (east, winter, 300, 90000, None),
        (by, winter_before, 1350, 650000, visits),
    ):
        make_aid(
            member,
            programme=programme,
            date=on,
            households=households,
            packages=households,
            value=Decimal(value),
            **goods,
        )
    for programme, fund, on, people, amount in (
        (wishes, schooling, day, 150, 300000),
        (relay, general, day, 40, 400000),
        (relay, general, before, 170, 620000),
    ):
        make_aid(by, programme=programme, fund=fund, date=on, people=people, amount=Decimal(amount))
    make_disbursement(
        by, date=day, amount=Decimal(350000), fund=general, recipient="东山区人民医院"
    )

    awareness = make_course(by, name="应急救护普及培训")
    certified = make_course(by, name="救护员培训", kind=Course.Kind.CERTIFIED)
    of_east = make_course(east, name="救护普及")
    for member, course, on, times, attended in (
        (by, awareness, day, 50, 6000),
        (east, of_east, day, 36, 3640),
        (by, awareness, before, 70, 8000),
    ):
        make_session(member, course=course, date=on, times=times, attendance=attended)
    for on, times, attended, passed in ((day, 28, 1420, 1392), (before, 25, 1250, 1200)):
        make_session(
            by,
            course=certified,
            date=on,
            times=times,
            attendance=attended,
            passed=passed,
            certified=passed,
        )
    for kind, on, number in (
        (Standing.TRAINED, date(2022, 12, 31), 120000),
        (Standing.CERTIFIED, date(2022, 12, 31), 15000),
        (Standing.STEM_CELLS, date(2022, 12, 31), 11),
        (Standing.POPULATION, date(2022, 12, 31), 800000),
        (Standing.AED, date(2022, 12, 1), 80),
        (Standing.AED, date(2023, 12, 1), 126),
        (Standing.VOLUNTEERS, date(2022, 12, 31), 5200),
        (Standing.VOLUNTEERS, date(2023, 12, 20), 6000),
    ):
        make_standing_number(by, kind=kind, date=on, number=number)
    for kind, on, number, millilitres in (
        (Life.BLOOD, day, 12860, 4372400),
        (Life.BLOOD, before, 12000, 4080000),
        (Life.SAMPLED, day, 320, None),
        (Life.STEM_CELLS, day, 3, None),
        (Life.STEM_CELLS, before, 2, None),
        (Life.BODY_REGISTERED, day, 156, None),
        (Life.BODY, day, 12, None),
        (Life.ORGAN, day, 4, None),
    ):
        make_life_gift(by, number, kind=kind, date=on, millilitres=millilitres)
    make_event(
        by,
        title="集中宣传",
        date=date(2023, 5, 8),
        times=64,
        people=23000,
        rounded=["people"],
        materials=[{"item": "宣传资料", "quantity": 30000, "rounded": True}],
    )
    make_event(by, title="集中宣传", date=date(2022, 5, 8), times=58)
    make_event(by, title="健康义诊", kind=Event.Kind.CLINIC, date=day, times=10)
    make_survey(by, date=date(2023, 12, 10), answered=500, satisfied=470)
    return make_evaluation(by, year=2023)


def record_hewan(by):
    """A district in 2022 with budget, indicators and scores. Return the draft of its evaluation."""
    general = make_fund(by, name="一般捐赠资金", opening_balance=Decimal(12000))
    needy = make_fund(by, name="困难群众救助", kind=Fund.Kind.EARMARKED)
    above = make_fund(by, name="上级拨入资金", kind=Fund.Kind.ABOVE)
    day, before = date(2022, 6, 1), date(2021, 6, 1)
    make_cash_gift(by, "36500", donor=None, times=28, fund=general, date=day)
    make_cash_gift(by, "50000", donor=None, times=5, fund=needy, date=day)
    make_cash_gift(by, "92000", donor=None, times=30, fund=general, date=before)
    make_cash_gift(by, "40000", source="above", fund=above, date=day)
    make_cash_gift(by, "50000", source="above", fund=above, date=before)
    visits = make_programme(by, name="博爱送万家")
    illness = make_programme(by, name="大病救助", kind=Programme.Kind.ILLNESS)
    goods = {"programme": visits, "contents": "米、油", "value_basis": "发票"}
    for on, households in ((day, 162), (before, 150)):
        make_aid(
            by,
            date=on,
            households=households,
            packages=households,
            value=Decimal(300 * households),
            **goods,
        )
    for programme, fund, on, people, amount in (
        (illness, needy, day, 12, 45000),
        (None, general, day, 20, 30000),
        (illness, general, before, 30, 100000),
    ):
        make_aid(by, programme=programme, fund=fund, date=on, people=people, amount=Decimal(amount))
    make_disbursement(by, date=day, amount=Decimal(10000), fund=above, recipient="河湾街道")
    awareness = make_course(by, name="应急救护普及培训")
    certified = make_course(by, name="救护员培训", kind=Course.Kind.CERTIFIED)
    for on, times, attended in ((day, 31, 3108), (before, 28, 2900)):
        make_session(by, course=awareness, date=on, times=times, attendance=attended)
    for on, times, attended, passed in ((day, 5, 216, 208), (before, 4, 190, 184)):
        make_session(
            by,
            course=certified,
            date=on,
            times=times,
            attendance=attended,
            passed=passed,
            certified=passed,
        )
    make_survey(by, date=date(2022, 12, 10), answered=300, satisfied=282)
    return make_evaluation(
        by,
        year=2022,
        three_public_expenses=Decimal("1.2"),
        three_public_expenses_before=Decimal("1.5"),
        budget=[
            {
                "kind": "basic",
                "initial": 98,
                "adjusted": Decimal("102.5"),
                "executed": Decimal("102.5"),
            },
            {"kind": "project", "initial": 30, "adjusted": 36, "executed": Decimal("33.3")},
        ],
        indicators=[
            _indicator(
                "数量指标", "救护员培训", 200, "人", 15, figure="training.certified.certificates"
            ),
            _indicator(
                "数量指标", "普及培训", 3000, "人次", 10, figure="training.awareness.people"
            ),
            _indicator("数量指标", "困难群众慰问", 150, "户", 10, figure="relief.aid.households"),
            _indicator(
                "质量指标", "考核合格率", 95, "%", 10, actual=Decimal("96.3"), evidence="成绩表"
            ),
            _indicator(
                "时效指标",
                "资金拨付天数",
                15,
                "天",
                5,
                direction="at_most",
                actual=Decimal(12),
                evidence="银行回单",
            ),
            _in_words("社会效益指标", "应急救护知识普及程度", "明显提升", 20, manual_score=18),
            _in_words("可持续影响指标", "志愿服务机制", "健全", 10),
            _indicator("满意度指标", "群众满意度", 90, "%", 10, figure="reports.satisfaction"),
        ],
    )


def _indicator(second, third, target, unit, weight, **fields):
    first = "满意度指标" if second == "满意度指标" else "产出指标"
    named = {"first": first, "second": second, "third": third}
    return named | {"target": target, "unit": unit, "weight": weight} | fields


def _in_words(second, third, words, weight, **fields):
    named = {"first": "效益指标", "second": second, "third": third, "direction": "quality"}
    return named | {"target_words": words, "met": "fully", "weight": weight} | fields
