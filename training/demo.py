"""Demonstration records. What is said of 2021 is real; 2020 is made up."""

from datetime import date

from redcross.demo import Demonstration

from .models import Aed, AedInspection, Course, Session

RESCUE = "株洲市蓝天救援队"


def load(demo: Demonstration) -> None:
    """Save the records of this app that are not there yet."""
    awareness = demo.save_once(
        Course(name="应急救护普及培训", kind=Course.Kind.AWARENESS, hours=2), "course awareness"
    )
    certified = demo.save_once(
        Course(name="红十字救护员培训", kind=Course.Kind.CERTIFIED, hours=16), "course certified"
    )
    day, third, year = Session.Precision.DAY, Session.Precision.THIRD, Session.Precision.YEAR
    home = demo.place("大乡村博爱家园", within="渌口镇")
    for name, course, when, precision, hosts, partners, place, fields in (
        (
            "officials",
            awareness,
            date(2021, 1, 1),
            year,
            ("区检察院", "区城管局"),
            (RESCUE,),
            None,
            {"audience": "干部职工", "topics": "救护技能", "attendance": 120},
        ),
        (
            "villagers",
            awareness,
            date(2021, 1, 1),
            year,
            (),
            (),
            home,
            {
                "audience": "村民",
                "topics": "高血压、心脏病、脑卒中等突发病和慢性病预防",
                "attendance": 40,
            },
        ),
        (
            "middle school",
            awareness,
            date(2021, 1, 1),
            year,
            ("渌口镇中学",),
            (),
            None,
            {"audience": "师生", "topics": "应急救护知识和防溺水安全", "attendance": 100},
        ),
        (
            "primary school",
            awareness,
            date(2021, 9, 24),
            day,
            ("青龙湾小学",),
            (RESCUE,),
            None,
            {
                "title": "应急救援暨家庭防火安全知识讲座",
                "audience": "师生",
                "topics": "应急救援和家庭防火",
                "attendance": 800,
            },
        ),
    ):
        demo.save_once(
            Session(
                course=course,
                date=when,
                date_precision=precision,
                place=place,
                rounded=["attendance"],
                **fields,
            ),
            f"session {name}",
            several={
                "hosts": [demo.partner(host) for host in hosts],
                "partners": [demo.partner(partner) for partner in partners],
            },
        )
    grid = {"hosts": [demo.partner("区网格中心")]}
    demo.save_once(
        Session(
            course=certified,
            date=date(2021, 10, 25),
            date_precision=third,
            audience="网格员",
            topics="心肺复苏、止血、包扎、固定",
            attendance=43,
            passed=43,
            certified=43,
        ),
        "session certified",
        several=grid,
    )
    demo.save_once(
        Session(
            course=awareness,
            date=date(2020, 9, 12),
            audience="社区居民",
            topics="心肺复苏",
            attendance=260,
            times=4,
        ),
        "session 2020",
    )
    demo.save_once(
        Session(
            course=certified,
            date=date(2020, 11, 5),
            end_date=date(2020, 11, 6),
            audience="志愿者",
            attendance=30,
            passed=28,
            certified=28,
        ),
        "session certified 2020",
        roster=[{"name": f"演示学员{number}", "passed": number <= 28} for number in range(1, 31)],
    )
    _load_aeds(demo)


def _load_aeds(demo: Demonstration) -> None:
    """Save two AEDs with their inspections, made up."""
    for number, name in enumerate(("区政务服务中心一楼大厅", "区文化馆前厅"), 1):
        aed = demo.save_once(
            Aed(
                name=name,
                serial_number=f"演示AED{number:03}",
                installed_on=date(2020, 6, 1),
                battery_until=date(2025, 6, 1),
                pads_until=date(2022, 6, 1),
            ),
            f"aed {number}",
        )
        for day in (date(2020, 9, 1), date(2020, 12, 1)):
            demo.save_once(
                AedInspection(aed=aed, date=day, inspector="演示巡检人", ready=True),
                f"aed inspection {number} {day}",
            )
