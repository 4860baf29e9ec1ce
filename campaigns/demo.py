"""Demonstration records. What is said of 2021 is real; 2020 is made up."""

from datetime import date

from redcross.demo import Demonstration

from .models import CommunityProject, Event, Survey

Kind, Topic, Content, Channel, Day = (
    Event.Kind,
    Event.Topic,
    Event.Content,
    Event.Channel,
    Event.ThemeDay,
)


def load(demo: Demonstration) -> None:
    """Save the records of this app that are not there yet."""
    square = demo.place("伏波广场", within="渌口镇")
    community = demo.place("伏波岭社区", within="渌口镇")
    village = demo.place("大乡村", within="渌口镇")
    year = Event.Precision.YEAR
    demo.save_once(
        Event(
            date=date(2021, 5, 1),
            end_date=date(2021, 5, 8),
            title="“关爱生命、救在身边”红十字博爱周活动",
            place=square,
            theme_day=Day.RED_CROSS_WEEK,
            contents=[Content.TALKS, Content.CLINIC, Content.ADVICE, Content.LEAFLETS],
            topics=[Topic.BLOOD, Topic.SPIRIT],
        ),
        "red cross week 2021",
        materials=[{"item": "无偿献血知识小册子", "quantity": 300, "unit": "本", "rounded": True}],
    )
    for day, name, theme, topics in (
        (date(2021, 5, 8), "世界红十字日集中宣传", Day.RED_CROSS_DAY, [Topic.SPIRIT, Topic.BODY]),
        (date(2021, 9, 11), "世界急救日集中宣传", Day.FIRST_AID, [Topic.FIRST_AID]),
        (date(2021, 12, 1), "世界艾滋病日集中宣传", Day.AIDS, [Topic.ILLNESS, Topic.BLOOD]),
        (date(2021, 12, 4), "法制宣传日集中宣传", Day.LAW, [Topic.SPIRIT, Topic.STEM_CELLS]),
    ):
        demo.save_once(
            Event(
                date=day,
                title=name,
                place=square,
                theme_day=theme,
                contents=[Content.TALKS, Content.CLINIC, Content.DRILL],
                topics=topics,
            ),
            f"theme day {day}",
        )
    demo.save_once(
        Event(
            date=date(2021, 1, 1),
            end_date=date(2021, 12, 31),
            date_precision=year,
            title="进社区、进学校、进机关宣传",
            times=6,
            rounded=["times"],
            topics=[Topic.BLOOD, Topic.STEM_CELLS, Topic.BODY],
            channels=[Channel.BOARDS, Channel.OUTDOOR, Channel.WECHAT, Channel.ONLINE],
        ),
        "publicity 2021",
        materials=[{"item": "宣传资料", "quantity": 9800, "rounded": True}],
    )
    demo.save_once(
        Event(
            date=date(2021, 4, 1),
            date_precision=Event.Precision.THIRD,
            title="“温暖前行”大病救助申请宣传",
            programme="温暖前行大病救助",
            topics=[Topic.PROGRAMMES],
            channels=[Channel.WECHAT, Channel.ONLINE],
        ),
        "publicity of the programme 2021",
    )
    demo.save_once(
        Event(
            date=date(2021, 1, 1),
            end_date=date(2021, 12, 31),
            date_precision=year,
            kind=Kind.MEETING,
            title="无偿献血领导小组调度会",
            chair="区政府主管领导",
            times=3,
            rounded=["times"],
            topics=[Topic.BLOOD],
        ),
        "blood meetings 2021",
    )
    demo.save_once(
        Event(
            date=date(2021, 1, 1),
            end_date=date(2021, 12, 31),
            date_precision=year,
            kind=Kind.SERVICE,
            title="环境清洁志愿服务",
            place=community,
            spot="第十二网格姚家岭巷",
            contents=[Content.CLEANING, Content.VISITS],
            topics=[Topic.CIVIC],
            times=3,
            rounded=["times"],
        ),
        "clean-up 2021",
    )
    for of_year, asked, answered, satisfied in ((2020, 60, 52, 48), (2021, 60, 57, 55)):
        demo.save_once(
            Survey(
                date=date(of_year, 11, 30),
                subject="演示救助和培训工作满意度",
                asked=asked,
                answered=answered,
                satisfied=satisfied,
            ),
            f"survey {of_year}",
        )
    for kind in (
        CommunityProject.Kind.HOME,
        CommunityProject.Kind.SQUARE,
        CommunityProject.Kind.CLINIC,
    ):
        demo.save_once(
            CommunityProject(
                date=date(2021, 1, 1),
                date_precision=year,
                place=village,
                kind=kind,
                stage=CommunityProject.Stage.ACCEPTED,
                funder="省红十字会",
            ),
            f"project {kind}",
        )
    for day, name, theme, topics, copies in (
        (date(2020, 5, 8), "世界红十字日集中宣传", Day.RED_CROSS_DAY, [Topic.SPIRIT], 1500),
        (date(2020, 6, 14), "世界献血者日宣传", Day.BLOOD_DONORS, [Topic.BLOOD], 1200),
        (date(2020, 9, 12), "世界急救日集中宣传", Day.FIRST_AID, [Topic.FIRST_AID], 900),
    ):
        demo.save_once(
            Event(date=day, title=name, place=square, theme_day=theme, topics=topics),
            f"theme day {day}",
            materials=[{"item": "宣传单", "quantity": copies}],
        )
