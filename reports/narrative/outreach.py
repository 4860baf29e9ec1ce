"""The third block: training, publicity, donation of body and organs, satisfaction."""

from decimal import Decimal

from campaigns.listings import Event, contents_of, events_of, surveys_of
from reports.text.figure_references import get_counted_figure
from reports.text.wording import TextRun, format_percent, join_names, record_number_run
from training.listings import Course, Session, held

from .data import NarrativeData
from .phrases import (
    MOST_TOLD,
    Paragraph,
    Piece,
    clause,
    counted,
    flatten,
    join_sentences,
    linked_name,
    listed,
    location_phrase,
    name_of,
    often_word,
    outcomes_of,
    paragraphs,
    sentence,
    tell_few,
    times_run,
    volunteers_joined,
)

# Kinds of course: what a sum of their sessions is called. With certificates first.
_COURSES = (
    (Course.Kind.CERTIFIED, "举办救护员培训"),
    (Course.Kind.TRAINER, "举办救护师资培训"),
    (Course.Kind.AWARENESS, "举办普及培训"),
    (Course.Kind.CPR_AED, "举办心肺复苏和自动体外除颤器使用培训"),
    (Course.Kind.CARE, "举办养老护理培训"),
    (Course.Kind.OTHER, "举办其他培训"),
)


def training(data: NarrativeData) -> list[Paragraph]:
    """Tell of the sessions held by kind of course: the kinds are never added up."""
    return paragraphs(*(_of_kind(data, kind, words) for kind, words in _COURSES))


def _of_kind(data: NarrativeData, kind: Course.Kind, words: str) -> Paragraph:
    """Tell what the sessions of a kind come to, and of each; of many by town and the largest."""
    sessions_key, people_key = f"training.{kind}.sessions", f"training.{kind}.people"
    if not data.get(sessions_key):
        return []
    sessions = held(kind, data.scope)
    words_of_kind = f"{data.words.whole}{words}"
    is_certified = kind == Course.Kind.CERTIFIED
    whole = sentence(
        clause(words_of_kind, data.get(sessions_key), uncounted=words_of_kind),
        clause("参训", data.get(people_key)),
        clause("新增持证救护员", data.get("training.certified.certificates"))
        if is_certified
        else None,
    )
    by_town = (
        sentence(
            data.groups("按课程分，", sessions_key, "course", "course") or data.towns(sessions_key)
        )
        if len(sessions) > MOST_TOLD
        else []
    )
    several = len(sessions) > 1 and len({session.course_id for session in sessions}) == 1
    sentences = tell_few(
        sessions,
        lambda one: _session(data, one, kind, of_several=several),
        "以下为其中参加人数较多的培训。",
        "attended",
    )
    # What a single one says is all there is.
    in_all = _in_all(data) if is_certified else []
    return flatten(whole if len(sessions) > 1 else [], by_town, *sentences, in_all)


def _in_all(data: NarrativeData) -> Paragraph:
    """Tell how many are certified in all, where what was counted before records is known."""
    if not data.get("standing.certified"):
        return []
    return sentence(clause(f"截至{data.words.end}累计持证", data.get("reports.certified_total")))


def _session(data: NarrativeData, session: Session, kind: str, *, of_several: bool) -> list[Piece]:
    """Tell of one session: when, where, with whom, of what and for how many.

    `of_several`: of one course, which has been named already.
    """
    # What a Red Cross society calls itself needs no saying.
    hosts = [host for host in session.hosts.all() if "红十字会" not in host.name]
    partners = session.partners.all()
    where_at: list[object] = [] if session.place_id else [*hosts]
    invited = f"应{join_names(hosts)}邀请" if hosts and session.place_id else None
    # Who came to two sessions is two in their sum.
    several = session.times != 1
    audience = session.audience or ("" if several else "学员")
    people = counted(session, "attended", "人次" if several else "名")
    times = times_run(session, get_counted_figure(f"training.{kind}.sessions").unit.measure_word)
    course = linked_name(session, session.title or session.course)
    where: Piece = [
        data.whose(session),
        f"联合{join_names(partners)}" if partners else None,
        location_phrase(session, *where_at),
        often_word(session),
    ]
    held = "举办" if name_of(session.title or session.course).endswith("班") else "开展"
    topics = "" if _names_topics(course.text, session.topics) else name_of(session.topics)
    clauses: list[Piece]
    if session.title:
        held_it: Piece = [where, "举办", course, times]
        clauses = [held_it, f"讲授{topics}" if topics else None]
        who: Piece = [audience, people] if several else [people, audience]
        clauses += [[who, "参加"] if people else None]
    elif several:
        towards = f"面向{session.audience}" if session.audience else None
        clauses = [[where, towards, held, course, times], f"讲授{topics}" if topics else None]
        clauses += [["参训", people] if people else None]
    else:
        # For whom, where anything is known of them.
        whom: Piece = ["为", people, audience] if people or session.audience else None
        if of_several and whom and topics:
            clauses = [[where, whom, "讲授", linked_name(session, topics)]]
        else:
            clauses = [[where, whom, held, course]]
            clauses += [f"讲授{topics}" if topics else None]
    taught = f"由{session.trainers}授课" if session.trainers else None
    return [data.when(session), invited, *clauses, taught, *_passed(session), *outcomes_of(session)]


def _names_topics(name: str, topics: str) -> bool:
    """Return whether the name of a training says already what was taught."""
    return bool(topics) and name_of(topics) in name


def _passed(session: Session) -> list[Piece]:
    """Tell how many passed and were certified; 全部 only where both numbers are exactly known."""
    passed, certified = session.passed_counted, session.certified_counted

    def everybody(name: str, number: int) -> bool:
        exact = not session.rounding_of(name) and not session.rounding_of("attended")
        return bool(exact and number and number == session.attended)

    clauses: list[Piece] = []
    if everybody("passed_counted", passed):
        clauses.append("全部通过考核")
    elif passed and passed != certified:
        clauses.append([record_number_run(session, "passed_counted", passed, "人"), "通过考核"])
    if everybody("certified_counted", certified):
        clauses.append("均取得红十字救护员证" if not clauses else "取得红十字救护员证")
    elif certified:
        run = record_number_run(session, "certified_counted", certified, "人")
        clauses.append([run, "取得红十字救护员证"])
    return clauses


def publicity(data: NarrativeData) -> list[Paragraph]:
    """Tell of theme days, of the events one by one or the largest, and of totals."""
    summary = data.publicity_summary
    whole = data.words.whole
    days = sentence(
        f"利用{join_names(summary.theme_days)}开展集中宣传" if summary.theme_days else None,
        f"通过{join_names(summary.channels)}扩大宣传" if summary.channels else None,
        f"以{join_names(summary.contents)}的形式服务群众" if summary.contents else None,
        f"宣传内容涵盖{join_names(summary.topics)}" if summary.topics else None,
    )
    events = events_of("publicity", data.scope)
    detailed = [event for event in events if _has_details(event)]
    many = len(events) > MOST_TOLD
    total = sentence(
        clause(
            f"{whole}组织各类宣传活动",
            data.get("campaigns.publicity.events"),
        )
        if len(events) > 1
        else None,
        clause("发放宣传资料", data.get("campaigns.materials.printed"))
        if len(events) > 1
        else None,
        clause(
            "宣传品" if data.get("campaigns.materials.printed") else "发放宣传品",
            data.get("campaigns.materials.articles"),
        )
        if len(events) > 1
        else None,
        clause("受众", data.get("campaigns.publicity.people")) if len(events) > 1 else None,
    )
    by_topic = (
        data.groups("按主题分，", "campaigns.publicity.events", "topics", "topic") if many else []
    )
    topics = [*by_topic, TextRun("（一次活动可有几个主题）。")] if by_topic else []
    words = "以下为其中受众较多的活动。"
    sentences = tell_few(
        events if many else detailed, lambda event: _event(data, event), words, "people"
    )
    others = [] if many else [event for event in events if event not in detailed]
    more = sentence(
        [f"{'还' if sentences else ''}开展", listed(linked_name(one) for one in others)]
    )
    return paragraphs(
        join_sentences(days, total, topics),
        join_sentences(*sentences, more if others else []),
        *_of_other_kinds(data),
    )


def _has_details(event: Event) -> bool:
    """Return whether more than its title and day is known."""
    known = event.people or event.end_date or event.place_id or event.outcomes
    return bool(known or event.materials.all()) and (
        event.date_precision != event.Precision.YEAR or bool(event.people or event.outcomes)
    )


def _of_other_kinds(data: NarrativeData) -> list[Paragraph]:
    """Tell of free clinics and of other events."""
    found = []
    for kind, words in (("clinic", "开展义诊"), ("other", "开展其他活动")):
        events = events_of(kind, data.scope)
        total = sentence(clause(f"{data.words.whole}{words}", data.get(f"campaigns.{kind}.events")))
        sentences = tell_few(
            events, lambda event: _event(data, event), "以下为其中人数较多的活动。", "people"
        )
        found.append(flatten(total if len(events) > 1 else [], *sentences))
    return found


def _event(data: NarrativeData, event: Event) -> list[Piece]:
    """Tell of one event. What publicity consists of is told of all of it together."""
    alone = event.kind != event.Kind.PUBLICITY
    partners, materials = event.partners.all(), event.materials.all()
    people = counted(event, "people", "人次")
    goods = listed(
        [item.item, record_number_run(item, "quantity", item.quantity, item.unit)]
        for item in materials
    )
    return [
        data.when(event),
        [
            data.whose(event),
            f"联合{join_names(partners)}" if partners else None,
            location_phrase(event),
            often_word(event),
            "开展",
            linked_name(event),
            times_run(event, "次"),
        ],
        f"内容包括{join_names(contents_of(event))}" if event.contents and alone else None,
        ["发放", goods] if goods else None,
        volunteers_joined(event),
        [people, "参与"] if people else None,
        *outcomes_of(event),
    ]


def satisfaction(data: NarrativeData) -> list[Paragraph]:
    """Tell of surveys: about what, how many answered, and how many of them were satisfied."""
    surveys = surveys_of(data.scope)
    sentences = tell_few(
        surveys,
        lambda one: [
            data.when(one),
            [data.whose(one), "就", linked_name(one), "开展问卷调查"],
            ["发放问卷", counted(one, "asked", "份")] if one.asked else None,
            *(
                [
                    clause("有效作答", data.get("campaigns.surveys.answered")),
                    clause("其中表示满意的", data.get("campaigns.surveys.satisfied")),
                    _rate(data),
                ]
                if len(surveys) == 1
                else [
                    ["有效作答", counted(one, "answered", "人")],
                    ["其中表示满意的", record_number_run(one, "satisfied", one.satisfied, "人")],
                    TextRun(
                        f"满意度{format_percent(Decimal(one.satisfied) * 100 / one.answered)}",
                        one.get_absolute_url(),
                    ),
                ]
            ),
        ],
        "以下为其中答卷较多的调查。",
        "answered",
    )
    whole = sentence(
        clause(f"{data.words.whole}满意度调查有效作答共", data.get("campaigns.surveys.answered")),
        clause("其中表示满意的", data.get("campaigns.surveys.satisfied")),
        _rate(data, "总体满意度"),
    )
    if len(surveys) > MOST_TOLD:
        return paragraphs(join_sentences(whole, *sentences))
    return paragraphs(join_sentences(*sentences, whole if len(surveys) > 1 else []))


def _rate(data: NarrativeData, words: str = "满意度") -> Paragraph | None:
    return clause(words, data.get("reports.satisfaction"))


def bodies(data: NarrativeData) -> list[Paragraph]:
    """Tell of stem cells, bodies and organs: publicity, registration and donation."""
    topics = (
        ("campaigns.topic.stem_cells", "开展造血干细胞捐献宣传"),
        ("campaigns.topic.body", "开展遗体、人体器官捐献宣传"),
    )
    clauses = [clause(words, data.get(key), uncounted=words) for key, words in topics]
    clauses = [one for one in clauses if one]
    sentences = sentence([data.words.whole, clauses[0]], *clauses[1:]) if clauses else []
    cells = sentence(
        clause("造血干细胞采样", data.get("donations.life.sampled")),
        clause("入库", data.get("donations.life.stored")),
        clause("实现捐献", data.get("donations.life.stem_cells")),
        clause("累计捐献", data.get("reports.life.stem_cells_total"))
        if data.get("standing.stem_cells")
        else None,
    )
    return paragraphs(join_sentences(sentences, cells, _bodies_and_organs(data)))


def _bodies_and_organs(data: NarrativeData) -> Paragraph:
    """Tell of registrations and of donations, each by kind, and those that no slip parted."""
    clauses: list[Paragraph | None] = []
    for before, after, suffix in (("", "捐献登记", "_registered"), ("实现", "捐献", "")):
        by_kind = [
            clause(f"{before}{name}{after}", data.get(f"donations.life.{key}{suffix}"))
            for name, key in (("遗体", "body"), ("器官", "organ"), ("角膜", "cornea"))
        ]
        parted = "另有未分类的" if any(by_kind) else ""
        together = data.get(f"donations.life.together{suffix}")
        clauses += [*by_kind, clause(f"{parted}{before}遗体、器官{after}", together)]
    return sentence(*clauses)
