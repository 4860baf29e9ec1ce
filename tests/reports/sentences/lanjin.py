"""An invented industrial district at the sea in 2022 and what it recorded of two years."""

from datetime import date
from decimal import Decimal

from campaigns.models import CommunityProject, Event
from donations.models import Donor, Fund, LifeGift
from redcross.models import StandingNumber
from relief.models import Programme
from reports.models import Honour
from tests.factories import (
    make_aid,
    make_cash_gift,
    make_community_project,
    make_course,
    make_disbursement,
    make_donor,
    make_evaluation,
    make_event,
    make_fund,
    make_goods_gift,
    make_honour,
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


def record_lanjin(by):
    """Record both years. Return the draft of the evaluation of the latter."""
    general = make_fund(by, name="一般捐赠资金", opening_balance=Decimal(65000))
    study = make_fund(by, name="“蓝港助学”", purpose="蓝港助学", kind=Fund.Kind.EARMARKED)
    health = make_fund(by, name="“渔家安康”", purpose="渔家大病救助", kind=Fund.Kind.EARMARKED)
    above = make_fund(by, name="上级拨入资金", kind=Fund.Kind.ABOVE)
    org = {"kind": Donor.Kind.ORGANISATION, "name_public": Donor.Consent.YES}
    ships = make_donor(by, name="长庚船舶重工有限公司", **org)
    oil = make_donor(by, name="海晏石化有限公司", **org)
    motors = make_donor(by, name="东屿机电有限公司", **org)
    dairy = make_donor(by, name="宝悦乳业有限公司", **org)
    silent = make_donor(by, name="周海生", name_public=Donor.Consent.NO)
    # 社会捐款 2022：48万、95笔（非定向14.65万37笔，定向33.35万58笔），上级15万2笔。
    # 一季度14.65万37笔，二季度19.2万2笔，三季度8.15万55笔，四季度6万1笔。
    make_cash_gift(by, "100000", donor=ships, fund=general, date=date(2022, 1, 18))
    make_cash_gift(by, "46500", donor=None, times=36, fund=general, date=date(2022, 3, 22))
    make_cash_gift(by, "50000", donor=silent, fund=health, date=date(2022, 4, 15))
    make_cash_gift(by, "142000", donor=oil, fund=study, date=date(2022, 6, 30))
    make_cash_gift(
        by,
        "81500",
        donor=None,
        times=55,
        fund=study,
        date=date(2022, 9, 5),
        end_date=date(2022, 9, 9),
    )
    make_cash_gift(by, "60000", donor=ships, fund=health, date=date(2022, 11, 16))
    make_cash_gift(by, "90000", source="above", fund=above, date=date(2022, 2, 25))
    make_cash_gift(by, "60000", source="above", fund=above, date=date(2022, 7, 12))
    # 2021：32万、71笔，上级11万1笔。
    make_cash_gift(by, "75000", donor=None, times=30, fund=general, date=date(2021, 5, 12))
    make_cash_gift(by, "120000", donor=None, times=40, fund=study, date=date(2021, 9, 8))
    make_cash_gift(by, "125000", donor=oil, fund=health, date=date(2021, 10, 20))
    make_cash_gift(by, "110000", source="above", fund=above, date=date(2021, 3, 10))
    # 物资 2022：28批34.8万（社会27批28.8万，上级1批6万）；2021：21批13万。
    for item, number, unit, value, times, donor, on in (
        ("发电机", 20, "台", "3600", 1, motors, date(2022, 2, 10)),
        ("医用口罩", 60000, "只", "0.5", 24, None, date(2022, 4, 8)),
        ("奶粉", 600, "罐", "180", 1, dairy, date(2022, 5, 30)),
        ("冲锋舟", 3, "艘", "26000", 1, ships, date(2022, 7, 20)),
        ("医用口罩", 80000, "只", "0.5", 20, None, date(2021, 8, 15)),
        ("奶粉", 500, "罐", "180", 1, dairy, date(2021, 11, 25)),
    ):
        lot = {"item": item, "quantity": number, "unit": unit, "unit_value": Decimal(value)}
        make_goods_gift(by, lots=[lot], donor=donor, fund=general, times=times, date=on)
    kit = {"item": "家庭包", "quantity": 300, "unit": "个", "unit_value": Decimal(200)}
    make_goods_gift(by, lots=[kit], source="above", fund=above, date=date(2022, 10, 12))

    visits = make_programme(by, name="博爱送万家")
    illness = make_programme(
        by, name="“渔家安康”大病救助", kind=Programme.Kind.ILLNESS, fund=health
    )
    schooling = make_programme(by, name="“蓝港助学”", kind=Programme.Kind.EDUCATION, fund=study)
    disaster = make_programme(by, name="灾害救助", kind=Programme.Kind.DISASTER)
    for on, households, times, value in (
        (date(2022, 1, 22), 320, 860, 96000),
        (date(2021, 2, 2), 280, 740, 70000),
    ):
        make_aid(
            by,
            programme=visits,
            date=on,
            households=households,
            packages=households,
            person_times=times,
            value=Decimal(value),
            contents="大米、花生油、棉被",
            value_basis="发票",
        )
    for programme, fund, on, people, amount in (
        (illness, health, date(2022, 6, 15), 18, 72000),
        (illness, health, date(2022, 12, 5), 12, 48000),
        (illness, health, date(2021, 11, 10), 15, 75000),
        (schooling, study, date(2022, 9, 25), 60, 180000),
        (schooling, study, date(2021, 9, 25), 45, 90000),
    ):
        make_aid(by, programme=programme, fund=fund, date=on, people=people, amount=Decimal(amount))
    make_aid(
        by,
        programme=disaster,
        fund=general,
        date=date(2022, 4, 22),
        households=9,
        people=31,
        rate=Decimal(5000),
        occasion="“4·19”渔船火灾",
    )
    make_aid(
        by,
        programme=disaster,
        fund=general,
        date=date(2021, 7, 28),
        households=25,
        people=80,
        rate=Decimal(2000),
        occasion="台风“烟花”",
    )
    for fund, amount, to, on in (
        (above, 100000, "澜津区疾控中心", date(2022, 3, 18)),
        (general, 50000, "澜津区人民医院", date(2022, 10, 8)),
        (above, 80000, "云汐街道", date(2021, 8, 20)),
    ):
        make_disbursement(by, fund=fund, amount=Decimal(amount), recipient=to, date=on)
    # 资金：20万 + 63万 − 49.5万 = 33.5万（一般14.15，蓝港7.35，渔家4，上级8）。
    make_response(
        by, title="台风“梅花”", date=date(2022, 9, 14), moved=260, treated=12, volunteers=85
    )
    make_response(by, title="台风“烟花”", date=date(2021, 7, 25), moved=410, volunteers=120)

    awareness = make_course(by, name="应急救护普及培训")
    certified = make_course(by, name="救护员培训", kind=Course.Kind.CERTIFIED)
    port = make_place(by, name="澜津港务公司")
    street = make_place(by, name="云汐街道")
    # 普及 2022：32期4000人次；2021：25期3200人次。
    for on, end, times, attended, place in (
        (date(2022, 3, 5), None, 1, 260, port),
        (date(2022, 6, 16), None, 1, 420, street),
        (date(2022, 9, 1), date(2022, 12, 20), 30, 3320, None),
        (date(2021, 4, 1), date(2021, 12, 10), 25, 3200, None),
    ):
        make_session(
            by,
            course=awareness,
            date=on,
            end_date=end,
            times=times,
            attendance=attended,
            place=place,
        )
    # 救护员 2022：3期160人，152人合格取证；2021：2期100人，92人。
    for on, times, attended, passed in (
        (date(2022, 5, 20), 1, 48, 45),
        (date(2022, 8, 12), 1, 52, 49),
        (date(2022, 11, 4), 1, 60, 58),
        (date(2021, 10, 15), 2, 100, 92),
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
    square = make_place(by, name="滨港广场")
    for title, on, end, times, people, leaflets, day, place in (
        ("世界红十字日宣传", date(2022, 5, 8), None, 1, 1500, 4000, "red_cross_day", square),
        ("世界献血者日宣传", date(2022, 6, 14), None, 1, 700, 2000, "blood_donors", None),
        ("世界急救日宣传", date(2022, 9, 10), None, 1, 900, 1500, "first_aid", None),
        ("红十字进企业宣传", date(2022, 3, 1), date(2022, 12, 15), 17, 5100, 0, "", None),
        ("红十字进企业宣传", date(2021, 3, 1), date(2021, 12, 15), 15, 6000, 5000, "", None),
    ):
        paper = [{"item": "宣传册", "quantity": leaflets, "unit": "份"}] if leaflets else []
        make_event(
            by,
            title=title,
            date=on,
            end_date=end,
            times=times,
            people=people,
            materials=paper,
            theme_day=day,
            place=place,
        )
    for year, times, volunteers, hours in ((2022, 24, 360, 1440), (2021, 20, 300, 1200)):
        make_event(
            by,
            title="志愿服务",
            kind=Event.Kind.SERVICE,
            times=times,
            volunteers=volunteers,
            hours=hours,
            date=date(year, 3, 1),
            end_date=date(year, 12, 10),
        )
    make_event(
        by,
        title="健康义诊",
        kind=Event.Kind.CLINIC,
        times=6,
        people=780,
        date=date(2022, 3, 5),
        end_date=date(2022, 11, 30),
    )
    for kind, on, number in (
        (Standing.AED, date(2021, 12, 31), 60),
        (Standing.AED, date(2022, 12, 20), 84),
        (Standing.VOLUNTEERS, date(2021, 12, 31), 2100),
        (Standing.VOLUNTEERS, date(2022, 12, 20), 2436),
        (Standing.BRANCHES, date(2021, 12, 31), 35),
        (Standing.BRANCHES, date(2022, 12, 20), 38),
        (Standing.ESTABLISHED, date(2022, 12, 20), 6),
        (Standing.STAFF, date(2022, 12, 20), 5),
        (Standing.CERTIFIED, date(2020, 12, 31), 1500),
        (Standing.SAMPLED, date(2020, 12, 31), 900),
        (Standing.STEM_CELLS, date(2020, 12, 31), 6),
    ):
        make_standing_number(by, kind=kind, date=on, number=number)
    for kind, on, number, millilitres in (
        (Life.BLOOD, date(2022, 6, 30), 3000, 1020000),
        (Life.BLOOD, date(2022, 12, 20), 3300, 1122000),
        (Life.BLOOD, date(2021, 12, 20), 5600, 1848000),
        (Life.SAMPLED, date(2022, 6, 1), 180, None),
        (Life.SAMPLED, date(2021, 6, 1), 150, None),
        (Life.STEM_CELLS, date(2022, 6, 1), 2, None),
        (Life.STEM_CELLS, date(2021, 6, 1), 1, None),
        (Life.BODY_REGISTERED, date(2022, 6, 1), 42, None),
        (Life.BODY_REGISTERED, date(2021, 6, 1), 30, None),
        (Life.BODY, date(2022, 6, 1), 3, None),
        (Life.BODY, date(2021, 6, 1), 2, None),
    ):
        make_life_gift(by, kind=kind, date=on, number=number, millilitres=millilitres)
    make_community_project(
        by,
        place=make_place(by, name="渔湾社区"),
        kind=CommunityProject.Kind.HOME,
        stage=CommunityProject.Stage.ACCEPTED,
        funder="省红十字会",
        amount=Decimal(150000),
        date=date(2022, 10, 28),
    )
    make_survey(
        by, subject="红十字工作", asked=220, answered=200, satisfied=189, date=date(2022, 12, 8)
    )
    make_honour(
        by,
        title="全市红十字系统先进集体",
        holder="澜津区红十字会",
        given_by="市红十字会",
        level=Honour.Level.CITY,
        date=date(2022, 5, 8),
    )
    return make_evaluation(
        by,
        year=2022,
        title="澜津区红十字会2022年部门整体绩效评价报告",
        three_public_expenses=Decimal("1.8"),
        three_public_expenses_before=Decimal("2"),
        budget=[
            {
                "kind": "basic",
                "source": "year",
                "initial": Decimal(118),
                "adjusted": Decimal("126.5"),
                "executed": Decimal("124.6"),
            },
            {
                "kind": "project",
                "source": "year",
                "initial": Decimal(40),
                "adjusted": Decimal(45),
                "executed": Decimal(36),
            },
        ],
    )
