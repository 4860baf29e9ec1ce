"""An invented district in 2023 and what it recorded of two years, as its sentences have it."""

from datetime import date
from decimal import Decimal

from campaigns.models import Event
from donations.models import Donor, Fund, LifeGift
from redcross.models import StandingNumber
from relief.models import Programme
from tests.factories import (
    make_aid,
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


def record_bailu(by):
    """Record both years. Return the draft of the evaluation of the latter."""
    general = make_fund(by, name="一般捐赠资金", opening_balance=Decimal(80000))
    spring = make_fund(by, name="“清泉助学”", purpose="清泉助学", kind=Fund.Kind.EARMARKED)
    above = make_fund(by, name="上级拨入资金", kind=Fund.Kind.ABOVE)
    org = {"kind": Donor.Kind.ORGANISATION, "name_public": Donor.Consent.YES}
    food = make_donor(by, name="鸿运食品有限公司", **org)
    quilts = make_donor(by, name="恒爱家纺厂", **org)
    silent = make_donor(by, name="李国强", name_public=Donor.Consent.NO)
    # 捐款 2023：30万、66笔（非定向11.2万25笔，定向18.8万41笔），上级12万。
    make_cash_gift(by, "80000", donor=food, fund=general, date=date(2023, 3, 15))
    make_cash_gift(by, "30000", donor=silent, fund=spring, date=date(2023, 4, 10))
    make_cash_gift(by, "32000", donor=None, times=24, fund=general, date=date(2023, 6, 20))
    make_cash_gift(
        by,
        "158000",
        donor=None,
        times=40,
        fund=spring,
        date=date(2023, 9, 5),
        end_date=date(2023, 9, 9),
    )
    make_cash_gift(by, "120000", source="above", fund=above, date=date(2023, 2, 20))
    # 2022：24万、50笔，上级10万。
    make_cash_gift(by, "60000", donor=None, times=20, fund=general, date=date(2022, 5, 10))
    make_cash_gift(by, "180000", donor=None, times=30, fund=spring, date=date(2022, 9, 7))
    make_cash_gift(by, "100000", source="above", fund=above, date=date(2022, 3, 1))
    # 物资 2023：2批6万；2022：1批2.4万。
    rice = [{"item": "大米", "quantity": 500, "unit": "袋", "unit_value": Decimal(60)}]
    quilt = [{"item": "棉被", "quantity": 200, "unit": "床", "unit_value": Decimal(150)}]
    oil = [{"item": "食用油", "quantity": 300, "unit": "桶", "unit_value": Decimal(80)}]
    make_goods_gift(by, lots=rice, donor=food, fund=general, date=date(2023, 1, 6))
    make_goods_gift(by, lots=quilt, donor=quilts, fund=general, date=date(2023, 11, 20))
    make_goods_gift(by, lots=oil, donor=food, fund=general, date=date(2022, 12, 20))

    visits = make_programme(by, name="博爱送万家")
    illness = make_programme(by, name="小雨滴大病救助", kind=Programme.Kind.ILLNESS)
    schooling = make_programme(by, name="“清泉助学”", kind=Programme.Kind.EDUCATION)
    for on, households, times, value in (
        (date(2023, 1, 12), 260, 700, 78000),
        (date(2022, 1, 20), 240, 650, 60000),
    ):
        make_aid(
            by,
            programme=visits,
            date=on,
            households=households,
            packages=households,
            person_times=times,
            value=Decimal(value),
            contents="大米、食用油",
            value_basis="发票",
        )
    for programme, fund, on, people, amount in (
        (illness, general, date(2023, 7, 10), 18, 90000),
        (illness, general, date(2022, 7, 8), 20, 80000),
        (schooling, spring, date(2023, 10, 20), 75, 150000),
        (schooling, spring, date(2022, 10, 18), 60, 120000),
    ):
        make_aid(by, programme=programme, fund=fund, date=on, people=people, amount=Decimal(amount))
    make_disbursement(
        by,
        fund=above,
        amount=Decimal(70000),
        recipient="白鹭区中医医院",
        decided_by="白红字〔2023〕9号",
        date=date(2023, 6, 15),
    )
    make_disbursement(
        by, fund=above, amount=Decimal(80000), recipient="柳湾镇", date=date(2022, 8, 1)
    )
    make_response(by, title="“8·3”暴雨抢险", date=date(2023, 8, 3), moved=120)

    awareness = make_course(by, name="应急救护普及培训")
    certified = make_course(by, name="救护员培训", kind=Course.Kind.CERTIFIED)
    school = make_place(by, name="白鹭区第三中学")
    town = make_place(by, name="柳湾镇")
    for on, times, attended, place in (
        (date(2023, 3, 20), 1, 320, school),
        (date(2023, 5, 9), 1, 180, town),
        (date(2023, 6, 1), 22, 2500, None),
        (date(2022, 6, 1), 20, 2600, None),
    ):
        make_session(
            by,
            course=awareness,
            date=on,
            times=times,
            attendance=attended,
            place=place,
            **({"end_date": date(on.year, 11, 30)} if times > 1 else {}),
        )
    for on, times, attended, passed in (
        (date(2023, 4, 15), 1, 60, 57),
        (date(2023, 10, 21), 1, 90, 87),
        (date(2022, 9, 10), 3, 130, 122),
    ):
        make_session(
            by,
            course=certified,
            date=on,
            times=times,
            attendance=attended,
            passed=passed,
            certified=passed,
        )
    leaflets = lambda number: [{"item": "宣传册", "quantity": number, "unit": "份"}]  # noqa: E731
    make_event(
        by,
        title="“世界红十字日”主题宣传",
        date=date(2023, 5, 8),
        people=1200,
        materials=leaflets(3000),
        theme_day="red_cross_day",
    )
    make_event(
        by,
        title="“世界急救日”宣传",
        date=date(2023, 9, 9),
        people=800,
        materials=leaflets(1500),
        theme_day="first_aid",
    )
    span = {"date": date(2023, 3, 1), "end_date": date(2023, 12, 10)}
    make_event(by, title="进社区宣传", times=12, people=6000, **span)
    make_event(by, title="进社区宣传", times=10, people=6400, date=date(2022, 6, 1))
    make_event(
        by, title="志愿服务", kind=Event.Kind.SERVICE, times=16, volunteers=240, hours=960, **span
    )
    make_event(by, title="健康义诊", kind=Event.Kind.CLINIC, times=4, people=500, **span)
    for kind, on, number in (
        (Standing.AED, date(2022, 12, 31), 40),
        (Standing.AED, date(2023, 12, 20), 52),
        (Standing.VOLUNTEERS, date(2022, 12, 31), 1500),
        (Standing.VOLUNTEERS, date(2023, 12, 20), 1680),
        (Standing.POPULATION, date(2022, 12, 31), 400000),
        (Standing.CERTIFIED, date(2022, 12, 31), 3200),
        (Standing.MEMBERS, date(2023, 12, 20), 860),
    ):
        make_standing_number(by, kind=kind, date=on, number=number)
    for kind, on, number, millilitres in (
        (Life.BLOOD, date(2023, 12, 20), 5200, 1768000),
        (Life.BLOOD, date(2022, 12, 20), 4800, 1632000),
        (Life.SAMPLED, date(2023, 6, 1), 150, None),
        (Life.STEM_CELLS, date(2023, 6, 1), 2, None),
        (Life.STEM_CELLS, date(2022, 6, 1), 1, None),
        (Life.BODY_REGISTERED, date(2023, 6, 1), 36, None),
        (Life.BODY, date(2023, 6, 1), 5, None),
    ):
        make_life_gift(by, number, kind=kind, date=on, millilitres=millilitres)
    make_survey(by, date=date(2023, 12, 5), answered=400, satisfied=384)

    def aim(second, third, target, unit, weight, **fields):
        first = "满意度指标" if second == "满意度指标" else "产出指标"
        named = {"first": first, "second": second, "third": third}
        return named | {"target": target, "unit": unit, "weight": weight} | fields

    return make_evaluation(
        by,
        year=2023,
        three_public_expenses=Decimal("2.4"),
        three_public_expenses_before=Decimal("3"),
        budget=[
            {"kind": "basic", "initial": 150, "adjusted": 160, "executed": 156},
            {"kind": "project", "initial": 50, "adjusted": 60, "executed": 54},
        ],
        indicators=[
            aim(
                "数量指标",
                "救护员取证人数",
                140,
                "人",
                12,
                figure="training.certified.certificates",
            ),
            aim("数量指标", "普及培训人次", 2800, "人次", 12, figure="training.awareness.people"),
            aim("数量指标", "走访慰问户数", 250, "户", 10, figure="relief.aid.households"),
            aim("数量指标", "宣传活动场次", 16, "场", 10, actual=Decimal(14), evidence="活动台账"),
            aim("质量指标", "救护员考核合格率", 95, "%", 10, actual=Decimal(96), evidence="成绩表"),
            aim(
                "时效指标",
                "救助金发放天数",
                10,
                "天",
                6,
                direction="at_most",
                actual=Decimal(8),
                evidence="银行回单",
            ),
            {
                "first": "效益指标",
                "second": "社会效益指标",
                "third": "群众自救互救意识",
                "direction": "quality",
                "target_words": "有所提高",
                "met": "fully",
                "weight": 20,
                "manual_score": 18,
            },
            aim("满意度指标", "群众满意度", 95, "%", 10, figure="reports.satisfaction"),
        ],
    )
