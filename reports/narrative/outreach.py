"""The third block: training, publicity, donation of body and organs."""

from campaigns.figures import events_of
from reports.text.wording import format_date, join_names, record_number_run
from training.figures import Session, held

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
    """Tell of the sessions held, those with certificates apart: the two are never added up."""
    certified: list[Session] = []
    others: list[Session] = []
    for session in held(data.scope):
        is_certified = session.course.kind == session.course.Kind.CERTIFIED
        (certified if is_certified else others).append(session)
    return non_empty(
        join_sentences(*map(_session, others)),
        join_sentences(*map(_session, certified)),
        sentence(
            clause(
                "全年举办普及培训",
                data.get("training.awareness.sessions"),
                uncounted="全年举办普及培训",
            ),
            clause("参训", data.get("training.awareness.people")),
        ),
        sentence(
            clause(
                "举办救护员培训",
                data.get("training.certified.sessions"),
                uncounted="举办救护员培训",
            ),
            clause("新增持证救护员", data.get("training.certified.certificates")),
            clause("累计持证", data.get("reports.certified_total"))
            if data.get("standing.certified")
            else None,
        ),
    )


def _session(session: Session) -> Paragraph:
    """Tell of one session: when, where, with whom, of what and for how many."""
    hosts, partners = session.hosts.all(), session.partners.all()
    audience = session.audience or "学员"
    everybody = session.certified_counted == session.attended
    certified = [
        "全部通过考核" if everybody else None,
        [
            None
            if everybody
            else record_number_run(session, "certified_counted", session.certified_counted, "人"),
            "取得红十字救护员证",
        ],
    ]
    return sentence(
        [
            format_date(session),
            f"联合{join_names(partners)}" if partners else None,
            location_phrase(session, *hosts),
            often_word(session),
            "举办" if session.title else "开展",
            linked_name(session, session.title or session.course),
            times_run(session, "场"),
        ],
        f"讲授{session.topics}" if session.topics else None,
        [record_number_run(session, "attended", session.attended, "名"), audience, "参加"]
        if session.attended
        else None,
        *(certified if session.certified_counted else ()),
    )


def publicity(data: NarrativeData) -> list[Paragraph]:
    """Tell of theme days, of the events of which more than the title is known, and of totals."""
    said = data.said
    days = sentence(
        f"利用{join_names(said.theme_days)}等时机开展集中宣传" if said.theme_days else None,
        f"组织志愿者开展{join_names(said.contents)}" if said.contents else None,
        f"内容涵盖{join_names(said.topics)}" if said.topics else None,
    )
    sentences = []
    for event in events_of("publicity", data.scope):
        if event.date_precision != event.Precision.DAY:
            continue
        if not (event.people or event.end_date or event.materials.all()):
            continue
        sentences.append(
            sentence(
                [
                    format_date(event),
                    f"联合{join_names(event.partners.all())}" if event.partners.all() else None,
                    location_phrase(event),
                    often_word(event),
                    "开展",
                    linked_name(event),
                    times_run(event, "次"),
                ],
                [
                    "发放",
                    [
                        [
                            "、" if index else None,
                            item.item,
                            record_number_run(item, "quantity", item.quantity, item.unit),
                        ]
                        for index, item in enumerate(event.materials.all())
                    ],
                ]
                if event.materials.all()
                else None,
                [record_number_run(event, "people", event.people, "人次"), "参加"]
                if event.people
                else None,
            )
        )
    total = sentence(
        clause(
            "全年组织各类宣传活动",
            data.get("campaigns.publicity.events"),
            uncounted="全年组织各类宣传活动",
        ),
        clause("发放宣传资料", data.get("campaigns.materials.printed")),
        clause("宣传品", data.get("campaigns.materials.articles")),
        clause("受众", data.get("campaigns.publicity.people")),
    )
    return non_empty(days, join_sentences(*sentences), total)


def bodies(data: NarrativeData) -> list[Paragraph]:
    """Tell of stem cells, bodies and organs: publicity, registration and donation."""
    topics = (
        ("campaigns.topic.stem_cells", "全年开展造血干细胞捐献宣传"),
        ("campaigns.topic.body", "开展遗体、人体器官捐献宣传"),
    )
    sentences = sentence(*(clause(words, data.get(key), uncounted=words) for key, words in topics))
    cells = sentence(
        clause("全年造血干细胞采样", data.get("donations.life.sampled")),
        clause("入库", data.get("donations.life.stored")),
        clause("实现捐献", data.get("donations.life.stem_cells")),
        clause("累计捐献", data.get("reports.life.stem_cells_total"))
        if data.get("standing.stem_cells")
        else None,
    )
    return non_empty(join_sentences(sentences, cells, _bodies_and_organs(data)))


def _bodies_and_organs(data: NarrativeData) -> Paragraph:
    """Tell of registrations and of donations, each by kind, or all where a slip did not part them.

    A kind alone would be less than there were.
    """
    registered_together = data.get("donations.life.together_registered")
    donated_together = data.get("donations.life.together")
    clauses = [
        clause("遗体、器官捐献登记", registered_together and data.get("reports.life.registered")),
        clause("实现遗体、器官捐献", donated_together and data.get("reports.life.donated")),
    ]
    for name, key in (("遗体", "body"), ("器官", "organ"), ("角膜", "cornea")):
        if not registered_together:
            registered = data.get(f"donations.life.{key}_registered")
            clauses.append(clause(f"{name}捐献登记", registered))
        if not donated_together:
            clauses.append(clause(f"实现{name}捐献", data.get(f"donations.life.{key}")))
    return sentence(*clauses)
