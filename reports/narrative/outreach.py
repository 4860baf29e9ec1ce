"""The third block: training, publicity, donation of body and organs."""

from collections.abc import Iterable
from typing import Any

from campaigns.figures import all_said, events_of
from reports.text.wording import format_date, join_names, record_number_run
from training.figures import held

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


def training(data: NarrativeData) -> list[Paragraph]:
    sessions = held(data.scope)
    certified = [one for one in sessions if one.course.kind == one.course.Kind.CERTIFIED]
    others = [one for one in sessions if one.course.kind != one.course.Kind.CERTIFIED]
    return non_empty(
        join_sentences(*(_session(one) for one in others)),
        join_sentences(*(_session(one) for one in certified)),
        sentence(
            clause("全年举办普及培训", data.get("training.awareness.sessions")),
            clause("参训", data.get("training.awareness.people")),
        ),
        sentence(
            clause("举办救护员培训", data.get("training.certified.sessions")),
            clause("新增持证救护员", data.get("training.certified.certificates")),
            clause("累计持证", data.get("reports.certified_total"))
            if data.get("standing.certified")
            else None,
        ),
    )


def _session(one: Any) -> Paragraph:
    hosts, partners = one.hosts.all(), one.partners.all()
    audience = one.audience or "学员"
    everybody = one.certified_counted == one.attended
    certified = [
        "全部通过考核" if everybody else None,
        [
            None
            if everybody
            else record_number_run(one, "certified_counted", one.certified_counted, "人"),
            "取得红十字救护员证",
        ],
    ]
    return sentence(
        [
            format_date(one),
            f"联合{join_names(partners)}" if partners else None,
            location_phrase(one, *hosts),
            often_word(one),
            "举办" if one.title else "开展",
            linked_name(one, one.title or one.course),
            times_run(one, "场"),
        ],
        f"讲授{one.topics}" if one.topics else None,
        [record_number_run(one, "attended", one.attended, "名"), audience, "参加"]
        if one.attended
        else None,
        *(certified if one.certified_counted else ()),
    )


def publicity(data: NarrativeData) -> list[Paragraph]:
    said = all_said(data.scope)
    days = sentence(
        f"利用{join_names(said.theme_days)}等时机开展集中宣传" if said.theme_days else None,
        f"组织志愿者开展{join_names(said.contents)}" if said.contents else None,
        f"内容涵盖{join_names(said.topics)}" if said.topics else None,
    )
    sentences = []
    for one in events_of("publicity", data.scope):
        if one.date_precision != one.Precision.DAY:
            continue
        if not (one.people or one.end_date or one.materials.all()):
            continue
        sentences.append(
            sentence(
                [
                    format_date(one),
                    f"联合{join_names(one.partners.all())}" if one.partners.all() else None,
                    location_phrase(one),
                    often_word(one),
                    "开展",
                    linked_name(one),
                    times_run(one, "次"),
                ],
                [
                    "发放",
                    [
                        [
                            "、" if index else None,
                            item.item,
                            record_number_run(item, "quantity", item.quantity, item.unit),
                        ]
                        for index, item in enumerate(one.materials.all())
                    ],
                ]
                if one.materials.all()
                else None,
                [record_number_run(one, "people", one.people, "人次"), "参加"]
                if one.people
                else None,
            )
        )
    total = sentence(
        clause("全年组织各类宣传活动", data.get("campaigns.publicity.events")),
        clause("发放宣传资料", data.get("campaigns.materials.printed")),
        clause("宣传品", data.get("campaigns.materials.articles")),
        clause("受众", data.get("campaigns.publicity.people")),
    )
    return non_empty(days, join_sentences(*sentences), total)


def bodies(data: NarrativeData) -> list[Paragraph]:
    topics: Iterable[tuple[str, str]] = (
        ("campaigns.topic.stem_cells", "全年开展造血干细胞捐献宣传"),
        ("campaigns.topic.body", "开展遗体、人体器官捐献宣传"),
    )
    sentences = sentence(*(clause(words, data.get(key)) for key, words in topics))
    cells = sentence(
        clause("全年造血干细胞采样", data.get("donations.life.sampled")),
        clause("入库", data.get("donations.life.stored")),
        clause("实现捐献", data.get("donations.life.stem_cells")),
        clause("累计捐献", data.get("reports.life.stem_cells_total"))
        if data.get("standing.stem_cells")
        else None,
    )
    given = sentence(
        clause("遗体捐献登记", data.get("donations.life.body_registered")),
        clause("实现遗体捐献", data.get("donations.life.body")),
        clause("器官捐献登记", data.get("donations.life.organ_registered")),
        clause("实现器官捐献", data.get("donations.life.organ")),
        clause("角膜捐献登记", data.get("donations.life.cornea_registered")),
        clause("实现角膜捐献", data.get("donations.life.cornea")),
    )
    return non_empty(join_sentences(sentences, cells, given))
