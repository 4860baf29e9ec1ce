"""The first block: blood, community projects, volunteers, organisation."""

from typing import Any

from campaigns.figures import accepted, all_said, events_of
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
    about = [one for one in events_of("meeting", data.scope) if "blood" in one.topics]
    meetings = [
        sentence(
            [
                format_date(one),
                one.chair,
                often_word(one),
                "主持" if one.chair else "",
                "召开",
                linked_name(one),
            ],
            ["共", times_run(one, "次")] if times_run(one, "次") else None,
            "研究部署无偿献血工作",
        )
        for one in about
    ]
    said = all_said(data.scope)
    channels = join_names(said.channels)
    publicity = sentence(
        f"通过{channels}等渠道普及献血知识" if channels else None,
        clause("全年开展无偿献血主题宣传", data.get("campaigns.topic.blood")),
    )
    given = sentence(
        clause("全年共有", data.get("donations.life.blood"), "参加无偿献血"),
        clause("献血量", data.get("donations.life.blood_millilitres")),
        data.changed("donations.life.blood"),
    )
    return non_empty(join_sentences(*meetings, publicity, given))


def community(data: NarrativeData) -> list[Paragraph]:
    found = accepted(data.scope)
    by_place: dict[Any, list[Any]] = {}
    for project in found:
        by_place.setdefault((project.place, project.funder), []).append(project)
    sentences = [
        sentence(
            [
                f"{funder}支持的" if funder else None,
                str(place),
                [
                    ["、" if index else None, linked_name(one, one.get_kind_display())]
                    for index, one in enumerate(projects)
                ],
                f"等{len(projects)}个项目" if len(projects) > 1 else "项目",
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
    sentences = [
        sentence(
            [
                format_date(one),
                location_phrase(one),
                often_word(one),
                "开展",
                linked_name(one),
                times_run(one, "次"),
            ],
            [record_number_run(one, "volunteers", one.volunteers, "名"), "志愿者参加"]
            if one.volunteers
            else None,
            [record_number_run(one, "people", one.people, "人次"), "受益"] if one.people else None,
        )
        for one in events_of("service", data.scope)
    ]
    total = sentence(
        clause("全年参加各类活动的志愿者", data.get("campaigns.volunteers")),
        clause("服务时长", data.get("campaigns.hours")),
    )
    return non_empty(join_sentences(*sentences, total))


def organisation(data: NarrativeData) -> list[Paragraph]:
    numbers = sentence(
        clause("年末有基层组织", data.get("standing.branches")),
        clause("会员", data.get("standing.members")),
        clause("红十字志愿者", data.get("standing.volunteers")),
        clause("公共场所自动体外除颤器", data.get("standing.aed")),
    )
    return non_empty(numbers, sentence(clause("全年获得表彰", data.get("reports.honours"))))
