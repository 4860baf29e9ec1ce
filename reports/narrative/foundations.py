"""The first block: blood, community projects, volunteers, organisation."""

from collections import defaultdict

from campaigns.listings import (
    CommunityProject,
    Event,
    accepted,
    being_built,
    contents_of,
    events_of,
    hours_are_of_all,
    publicity_summary_of_topic,
)
from donations.listings import volume_is_of_all
from redcross.figures import Value
from reports.models import Honour
from reports.text.wording import TextRun, join_names, money_of_record, quoted

from .data import NarrativeData
from .phrases import (
    MOST_NAMED,
    MOST_TOLD,
    Paragraph,
    Piece,
    clause,
    counted,
    few_of,
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
    value_run,
    volunteers_joined,
)
from .standing import as_of, standing


def blood(data: NarrativeData) -> list[Paragraph]:
    """Tell of meetings about giving blood, of publicity for it, and of what was given."""
    meetings = [
        sentence(_meeting(data, event), "研究部署无偿献血工作")
        for event in few_of(events_of("meeting", data.scope, topic=Event.Topic.BLOOD))[0]
    ]
    topic = data.get("campaigns.topic.blood")
    channels = (
        join_names(publicity_summary_of_topic(Event.Topic.BLOOD, data.scope).channels)
        if topic
        else ""
    )
    publicity = sentence(
        f"通过{channels}等形式开展无偿献血宣传" if channels else None,
        clause(
            f"{data.words.whole}开展以无偿献血为主题的宣传活动",
            topic,
            uncounted="" if channels else "开展了以无偿献血为主题的宣传活动",
        ),
    )
    volume = "献血量" if volume_is_of_all(data.scope) else "其中登记的献血量"
    given = sentence(
        clause(f"{data.words.whole}共有", data.get("donations.life.blood"), "参加无偿献血"),
        data.changed("donations.life.blood"),
        clause(volume, data.get("donations.life.blood_millilitres")),
    )
    return paragraphs(join_sentences(*meetings, publicity, given))


def _meeting(data: NarrativeData, event: Event) -> list[Piece]:
    """Tell when it was, who headed it, how often it was held and what it was called."""
    return [
        [data.when(event), "，"] if data.when(event) else None,
        data.whose(event) if not event.chair else None,
        event.chair,
        often_word(event),
        "主持" if event.chair else "",
        "召开",
        linked_name(event),
        times_run(event, "次"),
    ]


def community(data: NarrativeData) -> list[Paragraph]:
    """Tell of the community projects accepted, by place and who paid, and of those being built."""
    projects = accepted(data.scope)
    total = data.get("campaigns.projects.accepted")
    building = _building(data)
    whole = f"{data.words.whole}通过验收的项目共"
    if len(projects) > MOST_TOLD:
        by_kind = data.groups("其中", "campaigns.projects.accepted", "kind", "kind")
        by_town = data.towns("campaigns.projects.accepted")
        by_groups = [sentence(clause(whole, total), by_kind or None), sentence(by_town)]
        return paragraphs(join_sentences(*by_groups, building))
    by_place = defaultdict(list)
    for project in projects:
        by_place[data.whose(project), project.place, project.funder].append(project)
    number = value_run(total) if len(projects) > 1 and len(by_place) == 1 else None
    sentences = [
        sentence(
            [
                society,
                f"{funder}支持的" if funder else None,
                str(place),
                listed(linked_name(one, one.get_kind_display()) for one in of_place),
                number or (times_run(of_place[0], "个") if len(of_place) == 1 else None),
                "项目",
                "通过验收",
            ],
            _money_of(of_place),
        )
        for (society, place, funder), of_place in by_place.items()
    ]
    more = sentence(clause(whole, total)) if len(by_place) > 1 else []
    return paragraphs(join_sentences(*sentences, more, building))


def _building(data: NarrativeData) -> Paragraph:
    """Tell of the projects being built: where, and who pays for them; of many how many."""
    total = data.get("campaigns.projects.building")
    projects = being_built(data.scope)
    if not total or len(projects) > MOST_TOLD:
        return sentence(clause("在建项目", total))
    by_stage = [
        [
            data.whose(project),
            f"{project.funder}支持的" if project.funder else None,
            str(project.place),
            linked_name(project, project.get_kind_display()),
        ]
        for project in projects
    ]
    return sentence(clause("在建项目", total), ["为", listed(by_stage)])


def _money_of(projects: list[CommunityProject]) -> Piece:
    """Tell what each cost, where that is known of all of them."""
    known = [
        [
            None if len(projects) == 1 else f"{project.get_kind_display()}",
            money_of_record(project, "amount", project.amount),
        ]
        for project in projects
        if project.amount
    ]
    return ["投入", listed(known)] if known and len(known) == len(projects) else None


def service(data: NarrativeData) -> list[Paragraph]:
    """Tell of volunteer service: where, by how many, for how many."""
    events = events_of("service", data.scope)
    sentences = tell_few(
        events,
        lambda event: _service(data, event),
        "以下为其中受益人数较多的志愿服务。",
        "people",
    )
    whole = data.words.whole
    many = len(events) > MOST_TOLD
    first = (
        sentence(
            clause(f"{whole}开展志愿服务", data.get("campaigns.service.events")),
            data.towns("campaigns.service.events") or None,
        )
        if many
        else []
    )
    # What a single event says is all there is.
    single = len(events) == 1 and not _has_other_volunteers(data, events[0])
    total = sentence(
        None
        if single
        else clause(f"{whole}参加各类活动的志愿者", data.get("campaigns.volunteers")),
        clause(_hours(data, single=single), data.get("campaigns.hours")),
    )
    return paragraphs(join_sentences(first, *sentences, total))


def _hours(data: NarrativeData, *, single: bool) -> str:
    """Return the words for the hours: of all volunteers, or of those whose hours are known."""
    if single:
        return f"{data.words.whole}志愿服务时长"
    return "服务时长" if hours_are_of_all(data.scope) else "已登记的服务时长"


def _has_other_volunteers(data: NarrativeData, event: Event) -> bool:
    """Return whether volunteers took part in more than this event."""
    value = data.get("campaigns.volunteers")
    return value is not None and value.number != (event.volunteers or 0)


def _service(data: NarrativeData, event: Event) -> list[Piece]:
    people = counted(event, "people", "人次")
    partners = event.partners.all()
    # What its name says already is not said again.
    more = [one for one in contents_of(event) if one not in event.title]
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
        f"内容包括{join_names(more)}" if more else None,
        volunteers_joined(event),
        [people, "受益"] if people else None,
        *outcomes_of(event),
    ]


# What a title ends with that says itself what it is.
_TITLES = ("称号", "奖", "奖章", "奖状", "证书", "荣誉", "表彰", "表扬", "嘉奖")
_STANDING = (
    ("基层组织", "standing.branches"),
    ("会员", "standing.members"),
    ("红十字志愿者", "standing.volunteers"),
    ("乡镇救护培训基地", "standing.training_bases"),
    ("公共场所自动体外除颤器", "standing.aed"),
)


def organisation(data: NarrativeData) -> list[Paragraph]:
    """Tell what the society is and has, of other meetings, and of honours."""
    without_devices = [
        pair for pair in _STANDING if pair[1] != "standing.aed" or not _devices(data)
    ]
    numbers = standing(data, without_devices)
    devices = sentence(
        clause(f"{data.words.end}登记在册的自动体外除颤器", _devices(data)),
        clause(f"{data.words.whole}巡检", data.get("training.aed.inspections")),
    )
    largest = events_of("meeting", data.scope, but=Event.Topic.BLOOD)
    meetings = tell_few(
        largest,
        lambda event: (_meeting(data, event), *outcomes_of(event)),
        "以下为其中参加人数较多的会议。",
        "people",
    )
    held = clause(f"{data.words.whole}召开各类会议", data.get("campaigns.meeting.events"))
    total = sentence(held) if len(largest) > MOST_TOLD else []
    return paragraphs(
        join_sentences(numbers, devices), join_sentences(total, *meetings), _honours(data)
    )


def _devices(data: NarrativeData) -> Value | None:
    return data.get("training.aed.in_place")


def _honours(data: NarrativeData) -> Paragraph:
    """Tell who was honoured by whom with what; of many the highest."""
    value = data.get("reports.honours")
    if not value:
        return []
    of_period = {"date__range": (data.period.start, data.period.end)}
    rows = Honour.objects.countable().filter(
        society__in=[data.society.pk, *data.below], **of_period
    )
    levels = list(Honour.Level.values)
    honours = sorted(rows[:200], key=lambda one: (levels.index(one.level), one.date, one.pk))
    few = honours if len(honours) <= MOST_TOLD else honours[:MOST_NAMED]
    with_days = len(few) <= MOST_NAMED
    named: list[Piece] = [
        (
            [data.when(one), "，"] if with_days and data.when(one) else None,
            *(one.holder, "获", one.given_by),
            TextRun(quoted(name_of(one.title)), one.get_absolute_url()),
            "" if name_of(one.title).endswith(_TITLES) else "称号",
        )
        for one in few
    ]
    some = "其中" if len(named) < len(honours) else ""
    whole = clause(f"{data.words.whole}获得表彰", value) if len(honours) > 1 else None
    return flatten(sentence(whole, [some, listed(named, "；" if with_days else "、")]))


def staffing(data: NarrativeData) -> list[Paragraph]:
    """Tell posts established and filled, and the control rate where both are of one day."""
    posts = ("standing.established", "standing.staff")
    numbers = standing(data, zip(("编制", "实有人员"), posts, strict=True))
    days = {as_of(data, key) for key in posts}
    rate = [] if len(days) > 1 else sentence(clause("在职人员控制率", data.get("reports.staffing")))
    return paragraphs(join_sentences(numbers, rate if numbers else []))
