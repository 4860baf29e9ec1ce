"""The first block: blood, community projects, volunteers, organisation."""

from collections import defaultdict

from campaigns.figures import CommunityProject, accepted, events_of
from reports.text.wording import format_date, join_names, record_number_run

from .data import NarrativeData
from .phrases import (
    Paragraph,
    clause,
    join_sentences,
    linked_name,
    location_phrase,
    non_empty,
    often_word,
    sentence,
    times_run,
)


def blood(data: NarrativeData) -> list[Paragraph]:
    """Tell of meetings about giving blood, of publicity for it, and of what was given."""
    meetings = [
        sentence(
            [
                format_date(meeting),
                meeting.chair,
                often_word(meeting),
                "主持" if meeting.chair else "",
                "召开",
                linked_name(meeting),
            ],
            ["共", times_run(meeting, "次")] if times_run(meeting, "次") else None,
            "研究部署无偿献血工作",
        )
        for meeting in events_of("meeting", data.scope)
        if meeting.Topic.BLOOD in meeting.topics
    ]
    channels = join_names(data.said.channels)
    publicity = sentence(
        f"通过{channels}等渠道普及献血知识" if channels else None,
        clause(
            "全年开展无偿献血主题宣传",
            data.get("campaigns.topic.blood"),
            uncounted="全年开展无偿献血主题宣传",
        ),
    )
    given = sentence(
        clause("全年共有", data.get("donations.life.blood"), "参加无偿献血"),
        clause("献血量", data.get("donations.life.blood_millilitres")),
        data.changed("donations.life.blood"),
    )
    return non_empty(join_sentences(*meetings, publicity, given))


def _number_of(projects: list[CommunityProject]) -> str:
    """Write 3个; nothing where the records do not say exactly how many they stand for."""
    if any(project.rounding_of("times") for project in projects):
        return ""
    return f"{sum(project.times or 0 for project in projects)}个"


def community(data: NarrativeData) -> list[Paragraph]:
    """Tell of the community projects accepted, by place and who paid, and of those being built."""
    by_place = defaultdict(list)
    for project in accepted(data.scope):
        by_place[project.place, project.funder].append(project)
    sentences = [
        sentence(
            [
                f"{funder}支持的" if funder else None,
                str(place),
                [
                    ["、" if index else None, linked_name(project, project.get_kind_display())]
                    for index, project in enumerate(projects)
                ],
                f"等{_number_of(projects)}项目" if len(projects) > 1 else "项目",
                "通过验收",
            ]
        )
        for (place, funder), projects in by_place.items()
    ]
    building = sentence(clause("在建", data.get("campaigns.projects.building")))
    total = data.get("campaigns.projects.accepted")
    more = sentence(clause("全年通过验收的项目共", total)) if len(by_place) > 1 else []
    return non_empty(join_sentences(*sentences, more, building))


def service(data: NarrativeData) -> list[Paragraph]:
    """Tell of volunteer service: where, by how many, for how many."""
    sentences = [
        sentence(
            [
                format_date(event),
                location_phrase(event),
                often_word(event),
                "开展",
                linked_name(event),
                times_run(event, "次"),
            ],
            [record_number_run(event, "volunteers", event.volunteers, "名"), "志愿者参加"]
            if event.volunteers
            else None,
            [record_number_run(event, "people", event.people, "人次"), "受益"]
            if event.people
            else None,
        )
        for event in events_of("service", data.scope)
    ]
    total = sentence(
        clause("全年参加各类活动的志愿者", data.get("campaigns.volunteers")),
        clause("服务时长", data.get("campaigns.hours")),
    )
    return non_empty(join_sentences(*sentences, total))


def organisation(data: NarrativeData) -> list[Paragraph]:
    """Tell what the society is and has at the end of the year, and of honours."""
    numbers = sentence(
        clause("年末有基层组织", data.get("standing.branches")),
        clause("会员", data.get("standing.members")),
        clause("红十字志愿者", data.get("standing.volunteers")),
        clause("公共场所自动体外除颤器", data.get("standing.aed")),
    )
    return non_empty(numbers, sentence(clause("全年获得表彰", data.get("reports.honours"))))
