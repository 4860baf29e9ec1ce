"""What 乌金县红十字会 recorded in 2025, for the sentences in `unseen/wujin.toml`."""

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


def record_wujin(by):
    # 结余：2024年初15万 → 2024年末23.1万（社会16.3万，上级6.8万）
    # → 2025年末33.9万（社会21.1万，上级12.8万）。
    general = make_fund(by, name="一般捐赠资金", opening_balance=Decimal(50000))
    winter = make_fund(by, name="“暖冬行动”", purpose="暖冬行动", kind=Fund.Kind.EARMARKED)
    school = make_fund(
        by,
        name="“矿工子女助学”",
        purpose="矿工子女助学",
        kind=Fund.Kind.EARMARKED,
        opening_balance=Decimal(100000),
    )
    above = make_fund(by, name="上级拨入资金", kind=Fund.Kind.ABOVE)
    org = {"kind": Donor.Kind.ORGANISATION, "name_public": Donor.Consent.YES}
    coal = make_donor(by, name="宏远煤业有限公司", **org)
    heat = make_donor(by, name="北辰热力有限公司", **org)
    pharmacy = make_donor(by, name="晋源大药房", **org)
    silent = make_donor(by, name="赵永明", name_public=Donor.Consent.NO)
    # 2025：37.8万88笔（非定向13.6万31笔；定向24.2万57笔：暖冬12万55笔、助学12.2万2笔）。
    # 一季度10万1笔，二季度7.8万31笔，三季度8万1笔，四季度12万55笔。上级21万2笔。
    make_cash_gift(by, "100000", donor=coal, fund=general, date=date(2025, 1, 20))
    make_cash_gift(by, "36000", donor=None, times=30, fund=general, date=date(2025, 4, 16))
    make_cash_gift(by, "42000", donor=silent, fund=school, date=date(2025, 5, 12))
    make_cash_gift(by, "80000", donor=heat, fund=school, date=date(2025, 8, 18))
    make_cash_gift(
        by,
        "120000",
        donor=None,
        times=55,
        fund=winter,
        date=date(2025, 10, 15),
        end_date=date(2025, 10, 31),
    )
    make_cash_gift(by, "150000", source="above", fund=above, date=date(2025, 3, 10))
    make_cash_gift(by, "60000", source="above", fund=above, date=date(2025, 9, 22))
    # 2024：25.2万70笔，上级16.8万。
    make_cash_gift(by, "90000", donor=None, times=26, fund=general, date=date(2024, 4, 18))
    make_cash_gift(by, "162000", donor=None, times=44, fund=winter, date=date(2024, 11, 5))
    make_cash_gift(by, "168000", source="above", fund=above, date=date(2024, 3, 15))
    # 物资 2025：3批9.5万；2024：2批3.8万。
    for on, donor, item, quantity, unit, value in (
        (date(2025, 1, 8), heat, "面粉", 600, "袋", 55),
        (date(2025, 6, 5), pharmacy, "急救包", 300, "个", 40),
        (date(2025, 11, 12), coal, "棉衣", 400, "件", 125),
        (date(2024, 11, 20), coal, "毛毯", 120, "条", 100),
        (date(2024, 12, 18), heat, "面粉", 500, "袋", 52),
    ):
        lot = {"item": item, "quantity": quantity, "unit": unit, "unit_value": Decimal(value)}
        make_goods_gift(by, lots=[lot], donor=donor, fund=general, date=on)

    visits = make_programme(by, name="博爱送万家")
    lungs = make_programme(by, name="“清肺”尘肺病救助", kind=Programme.Kind.ILLNESS)
    schooling = make_programme(by, name="“矿工子女助学”", kind=Programme.Kind.EDUCATION)
    warmth = make_programme(by, name="“暖冬行动”", kind=Programme.Kind.OTHER)
    for on, households, times, value in (
        (date(2025, 1, 16), 320, 860, 96000),
        (date(2024, 1, 26), 280, 790, 81200),
    ):
        make_aid(
            by,
            programme=visits,
            date=on,
            households=households,
            packages=households,
            person_times=times,
            value=Decimal(value),
            contents="面粉、食用油",
            value_basis="发票",
        )
    for programme, fund, on, people, amount in (
        (lungs, general, date(2025, 6, 18), 24, 120000),
        (lungs, general, date(2024, 6, 20), 16, 64000),
        (schooling, school, date(2025, 8, 28), 40, 80000),
        (schooling, school, date(2024, 8, 26), 35, 70000),
    ):
        make_aid(by, programme=programme, fund=fund, date=on, people=people, amount=Decimal(amount))
    for on, households, amount in (
        (date(2025, 12, 3), 260, 130000),
        (date(2024, 12, 5), 210, 105000),
    ):
        make_aid(
            by,
            programme=warmth,
            fund=winter,
            date=on,
            households=households,
            amount=Decimal(amount),
        )
    for on, recipient, amount in (
        (date(2025, 4, 25), "乌金县人民医院", 90000),
        (date(2025, 10, 10), "黑石镇", 60000),
        (date(2024, 7, 12), "乌金县人民医院", 100000),
    ):
        make_disbursement(by, fund=above, amount=Decimal(amount), recipient=recipient, date=on)
    make_response(by, title="“2·6”强降雪", date=date(2025, 2, 6), moved=85)

    awareness = make_course(by, name="应急救护普及培训")
    certified = make_course(by, name="救护员培训", kind=Course.Kind.CERTIFIED)
    second_school = make_place(by, name="乌金县第二中学")
    town = make_place(by, name="黑石镇")
    # 普及 2025：32场4000人次；2024：25场3200人次。
    for on, times, attended, place in (
        (date(2025, 3, 25), 1, 260, second_school),
        (date(2025, 5, 12), 1, 150, town),
        (date(2025, 6, 1), 30, 3590, None),
        (date(2024, 6, 1), 25, 3200, None),
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
    # 持证 2025：2期200人，184人；2024：3期150人，135人。
    for on, times, attended, passed in (
        (date(2025, 4, 12), 1, 80, 72),
        (date(2025, 9, 20), 1, 120, 112),
        (date(2024, 10, 12), 3, 150, 135),
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
    leaflets = lambda number: [{"item": "宣传折页", "quantity": number, "unit": "份"}]  # noqa: E731
    # 宣传 2025：18场10000人6400份；2024：12场6400人。
    for title, on, people, number, day in (
        ("“世界红十字日”主题宣传", date(2025, 5, 8), 1500, 3600, "red_cross_day"),
        ("“世界献血者日”宣传", date(2025, 6, 14), 600, 1000, "blood_donors"),
        ("“世界急救日”宣传", date(2025, 9, 13), 900, 1800, "first_aid"),
    ):
        make_event(
            by, title=title, date=on, people=people, materials=leaflets(number), theme_day=day
        )
    span = {"date": date(2025, 3, 1), "end_date": date(2025, 12, 10)}
    make_event(by, title="进矿区宣传", times=15, people=7000, **span)
    make_event(by, title="进矿区宣传", times=12, people=6400, date=date(2024, 6, 1))
    make_event(
        by, title="志愿服务", kind=Event.Kind.SERVICE, times=20, volunteers=300, hours=1250, **span
    )
    make_event(by, title="健康义诊", kind=Event.Kind.CLINIC, times=5, people=450, **span)
    for kind, on, number in (
        (Standing.AED, date(2024, 12, 31), 30),
        (Standing.AED, date(2025, 12, 20), 45),
        (Standing.VOLUNTEERS, date(2024, 12, 31), 1200),
        (Standing.VOLUNTEERS, date(2025, 12, 20), 1350),
        (Standing.POPULATION, date(2024, 12, 31), 210000),
        (Standing.CERTIFIED, date(2024, 12, 31), 2100),
        (Standing.CERTIFIED, date(2025, 12, 20), 2284),
        (Standing.MEMBERS, date(2025, 12, 20), 640),
    ):
        make_standing_number(by, kind=kind, date=on, number=number)
    for kind, on, number, millilitres in (
        (Life.BLOOD, date(2025, 12, 20), 3600, 1260000),
        (Life.BLOOD, date(2024, 12, 20), 3200, 1088000),
        (Life.SAMPLED, date(2025, 6, 14), 96, None),
        (Life.SAMPLED, date(2024, 6, 14), 80, None),
        (Life.STEM_CELLS, date(2025, 7, 3), 1, None),
        (Life.BODY_REGISTERED, date(2025, 12, 20), 28, None),
        (Life.BODY_REGISTERED, date(2024, 12, 20), 21, None),
        (Life.BODY, date(2025, 11, 2), 3, None),
    ):
        make_life_gift(by, number, kind=kind, date=on, millilitres=millilitres)
    make_survey(by, date=date(2025, 12, 8), asked=320, answered=300, satisfied=288)

    def aim(second, third, target, unit, weight, **fields):
        first = "满意度指标" if second == "满意度指标" else "产出指标"
        named = {"first": first, "second": second, "third": third}
        return named | {"target": target, "unit": unit, "weight": weight} | fields

    return make_evaluation(
        by,
        year=2025,
        three_public_expenses=Decimal("1.8"),
        three_public_expenses_before=Decimal("2"),
        budget=[
            {"kind": "basic", "initial": 130, "adjusted": 140, "executed": 133},
            {"kind": "project", "initial": 80, "adjusted": 90, "executed": 81},
        ],
        indicators=[
            aim(
                "数量指标",
                "救护员取证人数",
                160,
                "人",
                12,
                figure="training.certified.certificates",
            ),
            aim("数量指标", "普及培训人次", 3600, "人次", 12, figure="training.awareness.people"),
            aim("数量指标", "走访慰问户数", 300, "户", 10, actual=Decimal(320), evidence="花名册"),
            aim("数量指标", "宣传活动场次", 16, "场", 10, actual=Decimal(18), evidence="活动台账"),
            aim("质量指标", "救护员考核合格率", 90, "%", 10, actual=Decimal(92), evidence="成绩表"),
            aim(
                "时效指标",
                "救助金发放天数",
                15,
                "天",
                6,
                direction="at_most",
                actual=Decimal(12),
                evidence="银行回单",
            ),
            {
                "first": "效益指标",
                "second": "社会效益指标",
                "third": "矿区群众自救互救意识",
                "direction": "quality",
                "target_words": "有所提高",
                "met": "fully",
                "weight": 20,
                "manual_score": 18,
            },
            aim("满意度指标", "群众满意度", 90, "%", 10, figure="reports.satisfaction"),
        ],
    )
