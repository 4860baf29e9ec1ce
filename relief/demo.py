"""Demonstration records. What is said of 2021 is real; 2020 is made up."""

from datetime import date

from donations.models import BankLine, Donor, Fund, GoodsGift, GoodsLot
from redcross.demo import Demonstration
from redcross.models import Person, Place

from .models import Aid, Allocation, Application, Disbursement, Programme, Recovery

ILLNESSES = "肿瘤、白血病及其他血液疾病、严重心脑血管疾病"


def load(demo: Demonstration) -> None:
    """Save the records of this app that are not there yet."""
    appeal = Fund.objects.get(society=demo.society, name="新冠肺炎疫情防控捐款")
    illness_fund = Fund.objects.get(society=demo.society, name="大病救助资金")
    illness = demo.save_once(
        Programme(
            name="温暖前行大病救助",
            kind=Programme.Kind.ILLNESS,
            causes=ILLNESSES,
            eligibility="株洲户籍的困难家庭",
            fund=illness_fund,
            once=True,
        ),
        "programme illness",
    )
    visits = demo.save_once(
        Programme(name="红十字博爱送万家", kind=Programme.Kind.VISITS),
        "programme visits",
    )
    for year, received, people, yuan, rounded in (
        (2020, 9, 6, 24000, []),
        (2021, 20, 15, 66000, ["times"]),
    ):
        demo.save_once(
            Application(
                date=date(year, 4, 1),
                date_precision=Application.Precision.THIRD,
                programme=illness,
                times=received,
                rounded=rounded,
                note="仅知申请份数，名单另存纸质档案。",
            ),
            f"applications {year}",
        )
        demo.save_once(
            Aid(
                date=date(year, 4, 1),
                end_date=date(year, 12, 31),
                date_precision=Aid.Precision.MONTH,
                programme=illness,
                recipients="患重大疾病的困难群众",
                people=people,
                amount=yuan,
                fund=illness_fund,
            ),
            f"aid illness {year}",
        )
    for year, households, packages, times, yuan, rounded in (
        (2020, 180, 180, 310, 126000, []),
        (2021, 200, 223, 385, 167400, ["households"]),
    ):
        demo.save_once(
            Aid(
                date=date(year, 2, 1),
                date_precision=Aid.Precision.MONTH,
                programme=visits,
                recipients="困难群众",
                occasion="春节",
                households=households,
                packages=packages,
                person_times=times,
                contents="米、油、奶粉",
                value=yuan,
                value_basis="按采购价计算",
                visitors="工作人员和志愿者",
                rounded=rounded,
            ),
            f"aid visits {year}",
        )
    demo.save_once(
        Disbursement(
            date=date(2021, 8, 16),
            recipient="疫情防控一线单位",
            fund=appeal,
            contents="疫情防控物资",
            batches=26,
            decided_by="区疫情防控领导小组",
        ),
        "handed on 2021",
    )
    paid = demo.save_once(
        Disbursement(
            date=date(2020, 3, 10),
            recipient="疫情防控一线单位",
            fund=appeal,
            amount=60000,
            decided_by="区疫情防控领导小组",
        ),
        "handed on 2020",
    )
    demo.save_once(
        Recovery(
            date=date(2020, 6, 30),
            disbursement=paid,
            amount=3000,
            reason=Recovery.Reason.LEFT_OVER,
            paper="演示银行回单2020001",
        ),
        "recovery 2020",
    )
    demo.save_once(
        Disbursement(
            date=date(2020, 12, 25),
            kind=Disbursement.Kind.OTHER,
            recipient="本会机关运行和项目支出",
            fund=Fund.objects.get(society=demo.society, kind=Fund.Kind.FISCAL),
            amount=398600,
            decided_by="演示年初预算",
        ),
        "fiscal money spent 2020",
    )
    lots = GoodsLot.objects.filter(gift__society=demo.society)
    for day, recipients, item, quantity in (
        (date(2020, 9, 1), "演示小学", "学习用品", 12000),
        (date(2020, 12, 8), "演示敬老院", "棉被", 30),
    ):
        demo.save_once(
            Aid(date=day, recipients=recipients),
            f"goods given {item}",
            goods=[{"lot": lots.get(item=item), "quantity": quantity}],
        )
    line = BankLine.objects.get(society=demo.society, serial="演示0004")
    if not line.matches.exists():
        line.match([paid], by=demo.by)
    _load_allocations(demo)
    _load_applicants(demo, illness)


def _load_applicants(demo: Demonstration, illness: Programme) -> None:
    """Save three applications and what was given on one of them, made up, after the years told."""
    fund = illness.fund
    home = demo.save_once(Place(name="演示村"), "place of applicants")
    for number, (name, decision, amount) in enumerate(
        (
            ("演示申请人甲", Application.Decision.APPROVED, 3000),
            ("演示申请人乙", Application.Decision.APPROVED, 2000),
            ("演示申请人丙", Application.Decision.PENDING, None),
        )
    ):
        consent = {"consent_paper": "演示知情同意书", "consent_on": date(2022, 1, 5)}
        person = demo.save_once(
            Person(name=name, phone="0731-00000000", **consent), f"applicant {number}"
        )
        decided = {"decided_by": "演示负责人", "decided_on": date(2022, 1, 14)} if amount else {}
        application = demo.save_once(
            Application(
                date=date(2022, 1, 5),
                programme=illness,
                applicant=person,
                place=home,
                household=Application.Household.ILLNESS,
                household_size=3,
                cause="肿瘤",
                total_cost=90000,
                insurance_paid=55000,
                decision=decision,
                amount=amount,
                **decided,
            ),
            f"application {number}",
        )
        if number == 1:
            demo.save_once(
                Aid(
                    date=date(2022, 1, 20),
                    programme=illness,
                    application=application,
                    person=person,
                    place=home,
                    amount=amount,
                    fund=fund,
                    means=Aid.Means.PAYROLL,
                ),
                "aid on an application",
            )


def _load_allocations(demo: Demonstration) -> None:
    """Save two allocations of the society above, made up: one done, one of which all is open."""
    above = demo.save_once(
        Donor(name="演示上级红十字会", kind=Donor.Kind.ORGANISATION), "donor above"
    )
    gift = demo.save_once(
        GoodsGift(
            date=date(2020, 2, 14),
            donor=above,
            source=GoodsGift.Source.ABOVE,
            receipt_number="演示调入2020001",
            checker="演示验收人一",
            second_checker="演示验收人二",
        ),
        "goods allocated 2020",
        lots=[{"item": "医用防护服", "quantity": 50, "unit": "套"}],
    )
    demo.save_once(
        Disbursement(
            date=date(2020, 2, 15), recipient="疫情防控一线单位", decided_by="区红十字会办公会"
        ),
        "goods allocated handed on",
        goods=[{"lot": lot, "quantity": lot.quantity} for lot in gift.lots.all()],
    )
    demo.save_once(
        Allocation(
            date=date(2020, 2, 12),
            donor=above,
            paper="演示调拨〔2020〕1号",
            contents="医用防护服50套",
            due_on=date(2020, 3, 31),
            gift=gift,
            fed_back_on=date(2020, 3, 20),
            fed_back_to=above.name,
            feedback_paper="使用情况反馈表",
        ),
        "allocation 1",
    )
    demo.save_once(
        Allocation(
            date=date(2020, 12, 21),
            donor=above,
            paper="演示调拨〔2020〕8号",
            contents="冬季棉被100床",
            due_on=date(2021, 1, 31),
        ),
        "allocation 2",
    )
