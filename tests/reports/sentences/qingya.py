"""An invented mountain county in 2024 and what it recorded of two years."""

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


def record_qingya(by):
    """Record both years. Return the draft of the evaluation of the latter."""
    general = make_fund(by, name="一般捐赠资金", opening_balance=Decimal(150000))
    school = make_fund(by, name="“映山红助学”", purpose="映山红助学", kind=Fund.Kind.EARMARKED)
    flood = make_fund(by, name="“7·18”洪灾救助", purpose="洪灾救助", kind=Fund.Kind.EARMARKED)
    above = make_fund(by, name="上级拨入资金", kind=Fund.Kind.ABOVE)
    org = {"kind": Donor.Kind.ORGANISATION, "name_public": Donor.Consent.YES}
    bank = make_donor(by, name="青崖农商银行", **org)
    builder = make_donor(by, name="川南建设集团", **org)
    grain = make_donor(by, name="蜀香粮油有限公司", **org)
    water = make_donor(by, name="雪山泉饮品公司", **org)
    market = make_donor(by, name="众惠超市", **org)
    quilts = make_donor(by, name="恒暖家纺有限公司", **org)
    silent = make_donor(by, name="周慧兰", name_public=Donor.Consent.NO)
    # 捐款 2024：37.86万、150笔（非定向9.2万33笔；助学10.8万31笔；洪灾17.86万86笔），上级18万2笔。
    make_cash_gift(by, "50000", donor=bank, fund=general, date=date(2024, 1, 18))
    make_cash_gift(by, "26800", donor=None, times=18, fund=general, date=date(2024, 3, 22))
    make_cash_gift(
        by,
        "88000",
        donor=None,
        times=30,
        fund=school,
        date=date(2024, 5, 11),
        end_date=date(2024, 5, 20),
    )
    make_cash_gift(by, "60000", donor=builder, fund=flood, date=date(2024, 7, 26))
    make_cash_gift(
        by,
        "118600",
        donor=None,
        times=85,
        fund=flood,
        date=date(2024, 7, 20),
        end_date=date(2024, 8, 5),
    )
    make_cash_gift(by, "20000", donor=silent, fund=school, date=date(2024, 9, 6))
    make_cash_gift(by, "15200", donor=None, times=14, fund=general, date=date(2024, 12, 12))
    make_cash_gift(by, "100000", source="above", fund=above, date=date(2024, 1, 10))
    make_cash_gift(by, "80000", source="above", fund=above, date=date(2024, 7, 24))
    # 2023：22万、59笔，上级13万。
    make_cash_gift(by, "48000", donor=None, times=22, fund=general, date=date(2023, 2, 15))
    make_cash_gift(by, "132000", donor=None, times=36, fund=school, date=date(2023, 9, 2))
    make_cash_gift(by, "40000", donor=bank, fund=general, date=date(2023, 11, 20))
    make_cash_gift(by, "130000", source="above", fund=above, date=date(2023, 3, 8))

    def lots(*given):
        return [
            {"item": item, "quantity": number, "unit": unit, "unit_value": Decimal(price)}
            for item, number, unit, price in given
        ]

    # 物资 2024：26批16.96万（其中洪灾3批7.56万）；2023：2批4.05万。
    for on, donor, fund, given, more in (
        (
            date(2024, 1, 15),
            grain,
            general,
            [("大米", 400, "袋", 55), ("菜籽油", 400, "桶", 70)],
            {},
        ),
        (
            date(2024, 2, 20),
            market,
            general,
            [("消毒液", 500, "瓶", 16)],
            {"times": 21, "end_date": date(2024, 4, 30)},
        ),
        (date(2024, 7, 21), water, flood, [("矿泉水", 1000, "件", 24)], {}),
        (date(2024, 7, 23), builder, flood, [("折叠床", 120, "张", 180)], {}),
        (date(2024, 7, 25), market, flood, [("方便面", 600, "箱", 50)], {}),
        (date(2024, 11, 5), quilts, general, [("棉被", 300, "床", 120)], {}),
        (date(2023, 1, 10), grain, general, [("大米", 300, "袋", 55)], {}),
        (date(2023, 12, 1), quilts, general, [("棉被", 200, "床", 120)], {}),
    ):
        make_goods_gift(by, lots=lots(*given), donor=donor, fund=fund, date=on, **more)

    visits = make_programme(by, name="博爱送万家")
    illness = make_programme(by, name="“心田计划”大病救助", kind=Programme.Kind.ILLNESS)
    schooling = make_programme(by, name="“映山红助学”", kind=Programme.Kind.EDUCATION)
    disaster = make_programme(by, name="“7·18”洪灾救助", kind=Programme.Kind.DISASTER)
    for on, households, times, value in (
        (date(2024, 1, 28), 380, 1140, 76000),
        (date(2023, 1, 14), 350, 1050, 63000),
    ):
        make_aid(
            by,
            programme=visits,
            date=on,
            households=households,
            packages=households,
            person_times=times,
            value=Decimal(value),
            contents="大米、菜籽油",
            value_basis="发票",
        )
    for programme, fund, on, people, amount, more in (
        (illness, general, date(2024, 4, 15), 14, 70000, {}),
        (illness, above, date(2024, 10, 22), 12, 48000, {}),
        (illness, general, date(2023, 6, 10), 22, 96000, {}),
        (schooling, school, date(2024, 9, 10), 56, 112000, {}),
        (schooling, school, date(2023, 9, 8), 60, 120000, {}),
        (disaster, flood, date(2024, 8, 12), 520, 128000, {"households": 160}),
    ):
        make_aid(
            by,
            programme=programme,
            fund=fund,
            date=on,
            people=people,
            amount=Decimal(amount),
            **more,
        )
    for fund, on, recipient, amount, paper in (
        (above, date(2024, 3, 18), "青崖县人民医院", 75000, "青红字〔2024〕6号"),
        (flood, date(2024, 8, 8), "石门镇", 30000, "青红字〔2024〕18号"),
        (above, date(2024, 8, 16), "龙塘乡", 60000, "青红字〔2024〕19号"),
        (above, date(2023, 5, 20), "青崖县人民医院", 90000, "青红字〔2023〕8号"),
    ):
        make_disbursement(
            by, fund=fund, amount=Decimal(amount), recipient=recipient, decided_by=paper, date=on
        )
    make_response(
        by, title="“7·18”洪灾救援", date=date(2024, 7, 18), moved=265, treated=38, volunteers=90
    )

    awareness = make_course(by, name="应急救护普及培训")
    certified = make_course(by, name="救护员培训", kind=Course.Kind.CERTIFIED)
    places = {
        name: make_place(by, name=name) for name in ("青崖县第一中学", "县供电公司", "石门镇")
    }
    # 普及 2024：29场4180人次；2023：25场3800人次。
    for on, end, times, attended, place in (
        (date(2024, 3, 12), None, 1, 420, "青崖县第一中学"),
        (date(2024, 4, 25), None, 1, 150, "县供电公司"),
        (date(2024, 6, 20), None, 1, 210, "石门镇"),
        (date(2024, 5, 6), date(2024, 11, 28), 26, 3400, None),
        (date(2023, 4, 10), date(2023, 11, 20), 25, 3800, None),
    ):
        make_session(
            by,
            course=awareness,
            date=on,
            times=times,
            attendance=attended,
            place=places.get(place),
            **({"end_date": end} if end else {}),
        )
    # 救护员 2024：3期200人188人合格；2023：2期150人138人。
    for on, times, attended, passed in (
        (date(2024, 5, 18), 1, 64, 60),
        (date(2024, 9, 21), 1, 86, 81),
        (date(2024, 11, 16), 1, 50, 47),
        (date(2023, 10, 14), 2, 150, 138),
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

    def leaflets(number):
        return [{"item": "宣传册", "quantity": number, "unit": "份"}]

    for title, on, people, number, theme in (
        ("“世界红十字日”主题宣传", date(2024, 5, 8), 1500, 3500, "red_cross_day"),
        ("“世界献血者日”宣传", date(2024, 6, 14), 600, 1200, "blood_donors"),
        ("“世界急救日”宣传", date(2024, 9, 14), 900, 2000, "first_aid"),
    ):
        make_event(
            by, title=title, date=on, people=people, materials=leaflets(number), theme_day=theme
        )
    span = {"date": date(2024, 3, 4), "end_date": date(2024, 12, 6)}
    make_event(by, title="进校园宣传", times=15, people=7200, materials=leaflets(5000), **span)
    make_event(
        by,
        title="进校园宣传",
        times=16,
        people=9600,
        materials=leaflets(9000),
        date=date(2023, 4, 1),
        end_date=date(2023, 11, 30),
    )
    make_event(
        by, title="志愿服务", kind=Event.Kind.SERVICE, times=20, volunteers=310, hours=1240, **span
    )
    make_event(by, title="健康义诊", kind=Event.Kind.CLINIC, times=6, people=780, **span)
    for kind, on, number in (
        (Standing.CERTIFIED, date(2022, 12, 31), 2600),
        (Standing.STEM_CELLS, date(2022, 12, 31), 5),
        (Standing.POPULATION, date(2023, 12, 31), 312000),
        (Standing.AED, date(2023, 12, 31), 36),
        (Standing.AED, date(2024, 12, 15), 45),
        (Standing.VOLUNTEERS, date(2023, 12, 31), 2150),
        (Standing.VOLUNTEERS, date(2024, 12, 15), 2480),
        (Standing.MEMBERS, date(2024, 12, 15), 1120),
        (Standing.ESTABLISHED, date(2024, 12, 15), 8),
        (Standing.STAFF, date(2024, 12, 15), 7),
    ):
        make_standing_number(by, kind=kind, date=on, number=number)
    for kind, on, number, millilitres in (
        (Life.BLOOD, date(2024, 6, 30), 2900, 957000),
        (Life.BLOOD, date(2024, 12, 20), 3300, 1089000),
        (Life.BLOOD, date(2023, 12, 20), 5800, 1914000),
        (Life.SAMPLED, date(2024, 9, 21), 210, None),
        (Life.SAMPLED, date(2023, 9, 16), 180, None),
        (Life.STEM_CELLS, date(2024, 4, 8), 1, None),
        (Life.STEM_CELLS, date(2024, 10, 30), 2, None),
        (Life.STEM_CELLS, date(2023, 5, 5), 1, None),
        (Life.BODY_REGISTERED, date(2024, 6, 1), 42, None),
        (Life.BODY_REGISTERED, date(2023, 6, 1), 35, None),
        (Life.BODY, date(2024, 6, 1), 4, None),
    ):
        make_life_gift(by, kind=kind, date=on, number=number, millilitres=millilitres)
    for on, asked, answered, satisfied in (
        (date(2024, 12, 5), 320, 300, 288),
        (date(2023, 12, 6), 260, 250, 235),
    ):
        make_survey(
            by, date=on, subject="全年工作", asked=asked, answered=answered, satisfied=satisfied
        )
    return make_evaluation(
        by,
        2024,
        three_public_expenses=Decimal("2.4"),
        three_public_expenses_before=Decimal("2.8"),
        budget=[
            {
                "kind": "basic",
                "initial": Decimal(118),
                "adjusted": Decimal(122),
                "executed": Decimal("120.78"),
            },
            {
                "kind": "project",
                "initial": Decimal(60),
                "adjusted": Decimal(78),
                "executed": Decimal("70.2"),
            },
        ],
    )
