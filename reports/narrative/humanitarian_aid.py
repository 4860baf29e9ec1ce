"""The second block: what was given in aid, and emergencies."""

from campaigns.listings import publicity_summary_by_programme
from relief.listings import (
    Aid,
    ProgrammePeriod,
    Response,
    aid_of_no_programme,
    emergencies,
    has_unvalued_goods,
    programmes,
)
from reports.text.wording import TextRun, join_names, money_of_record, quoted

from .data import NarrativeData
from .phrases import (
    MOST_NAMED,
    MOST_TOLD,
    Paragraph,
    Piece,
    clause,
    counted,
    flatten,
    join_sentences,
    linked_name,
    location_phrase,
    often_word,
    outcomes_of,
    paragraphs,
    sentence,
    tell_few,
    times_run,
    value_run,
)

# What an emergency is called where that says what was done.
_RESCUES = (
    "救援",
    "救助",
    "救灾",
    "抢险",
    "防控",
    "处置",
    "转移",
    "搜救",
    "搜寻",
    "扑救",
    "演练",
    "保障",
)
# What already says whom a programme helps.
_PEOPLE = ("家庭", "群众", "人员", "居民", "村民", "职工", "学生", "儿童", "老人", "人", "者", "户")


def aid(data: NarrativeData) -> list[Paragraph]:
    """Tell of each programme what it did, of other aid, and of all; of many the largest."""
    lines, alone = programmes(data.scope), aid_of_no_programme(data.scope)
    chosen = len(lines) > MOST_TOLD
    number = len(lines)
    if chosen:
        keys = ("relief.aid.amount", "relief.aid.value", "relief.aid.households")
        lines = sorted(lines, key=lambda line: [-_number(line, key) for key in keys])[:MOST_NAMED]
        lines.sort(key=lambda line: (line.date, line.programme.pk))
    announced = publicity_summary_by_programme(data.scope)
    channels = {name: summary.channels for name, summary in announced.items()}
    sentences = [
        sentence(*_programme(data, line, channels.get(line.programme.name, []))) for line in lines
    ]
    others = join_sentences(
        *tell_few(alone, lambda one: _alone(data, one), "以下为其中金额较大的其他救助。", "amount")
    )
    in_all = _aid_in_all(data, lines, alone)
    if chosen:
        url = data.values["relief.aid.amount"].url
        heads = sentence(
            [f"{data.words.whole}通过", TextRun(f"{number}个", url), "项目开展救助"],
            clause("救助困难群众", data.get("relief.aid.households")),
            clause("救助", data.get("relief.aid.people")),
            clause("发放物资", data.get("relief.aid.packages")),
        )
        by_kind = sentence(
            data.groups("按项目类别分，发放救助金", "relief.aid.amount", "programme__kind", "kind")
        )
        words = flatten("以下为其中规模较大的项目。")
        return paragraphs(
            join_sentences(heads, in_all, by_kind), join_sentences(words, *sentences), others
        )
    return paragraphs(*sentences, others, in_all)


def _number(line: ProgrammePeriod, key: str) -> float:
    value = line.values.get(key)
    return float(value.number) if value else 0.0


def _aid_in_all(data: NarrativeData, lines: list[ProgrammePeriod], alone: list[Aid]) -> Paragraph:
    """Tell what all aid comes to; where one programme gave all of it, only how it compares."""
    whole = data.words.whole
    amount, value = data.get("relief.aid.amount"), data.get("relief.aid.value")
    worth = data.get("reports.aid.worth")
    words = "救助慰问款物" if amount and value else "发放救助金" if amount else "发放物资价值"
    unvalued = flatten("另有未计价的物资") if has_unvalued_goods(data.scope) else None

    def is_all_of(line: ProgrammePeriod, key: str) -> bool:
        of_line, all_of_it = line.values.get(key), data.values[key]
        return (of_line.number if of_line else 0) == all_of_it.number

    keys = ("relief.aid.amount", "relief.aid.value")
    if len(lines) == 1 and not alone and all(is_all_of(lines[0], key) for key in keys):
        change = data.changed("reports.aid.worth")
        return sentence([f"{whole}{words}总额", change]) if change else []
    times = "relief.aid.person_times"
    several = len([line for line in lines if _number(line, times)]) + len(alone) > 1
    return sentence(
        clause(f"{whole}救助慰问受益", data.get(times)) if several else None,
        clause(f"{whole}{words}合计", worth),
        clause("其中物资估价", data.get("relief.aid.value_estimated")),
        data.changed("reports.aid.worth") if worth else None,
        unvalued if worth else None,
    )


def _alone(data: NarrativeData, one: Aid) -> list[Piece]:
    """Tell of aid that no programme gave; a person helped is not named."""
    where = f"在{one.place}" if one.place else ""
    whom = one.recipients
    households, people = counted(one, "households", "户"), counted(one, "people", "人")
    visited = f"由{one.visitors}走访慰问" if one.visitors else ""
    partners = one.partners.all()
    items = [line.lot.item for line in one.goods.all()]
    goods = one.contents or (join_names(items) if len(items) <= MOST_NAMED else "")
    packages = counted(one, "packages", "份")
    return [
        f"{one.occasion}期间" if one.occasion else data.when(one),
        [
            data.whose(one),
            f"联合{join_names(partners)}" if partners else None,
            where,
            visited or "救助",
            linked_name(one, whom) if whom else "困难群众",
            households,
            people,
        ],
        ["发放", goods or "物资", packages] if goods or packages else None,
        ["价值" if goods or packages else "发放物资价值", money_of_record(one, "value", one.value)]
        if one.value
        else None,
        ["发放救助金", money_of_record(one, "amount", one.amount)] if one.amount else None,
        ["受益", counted(one, "person_times", "人次")] if one.person_times else None,
        *outcomes_of(one),
    ]


def _programme(data: NarrativeData, line: ProgrammePeriod, channels: list[str]) -> list[Piece]:
    """Tell of one programme: when, for whom, how it was announced, what it gave."""
    programme, values = line.programme, line.values
    packages = value_run(values.get("relief.aid.packages"))
    goods = join_names(line.contents) if 0 < len(line.contents) <= MOST_NAMED else ""
    worth = values.get("relief.aid.value")
    # What is known of some of the aid is told as that.
    some = {name: "其中" if name in line.partial else "" for name in ("packages", "value", "times")}
    if some["packages"] and packages:
        handed: Piece = [["发放", goods] if goods else None, "，" if goods else "", "其中按份发放"]
        handed = [handed, packages]
    else:
        handed = ["发放", goods or "物资", packages] if packages or goods else None
    priced = "其中有价值凭证的价值" if some["value"] and handed else "价值"
    return [
        _when(data, line),
        [
            data.whose(programme),
            _for_whom(line),
            "开展",
            TextRun(quoted(programme.name), programme.get_absolute_url()),
            "" if programme.name.endswith(("活动", "项目", "行动")) else "活动",
        ],
        f"通过{join_names(channels)}进行宣传" if channels else None,
        f"联合{join_names(line.partners)}" if 0 < len(line.partners) <= MOST_NAMED else None,
        clause("收到申请", values.get("relief.applications"), uncounted="收到申请"),
        clause("审核通过", values.get("relief.applications_approved")),
        *_helped(line),
        handed,
        clause(priced if handed else "发放物资价值", worth),
        clause("其中估价", values.get("relief.aid.value_estimated")),
        clause("发放救助金", values.get("relief.aid.amount")),
        clause("争取其他救助资金", values.get("relief.aid.obtained")),
        clause(f"{some['times']}受益", values.get("relief.aid.person_times")),
        *(
            TextRun(outcome.replace(" ", ""), programme.get_absolute_url())
            for outcome in line.outcomes[:MOST_NAMED]
        ),
    ]


def _helped(line: ProgrammePeriod) -> list[Piece]:
    """Tell whom it visited or helped, by whom and where, as far as all of its aid says so."""
    values = line.values
    households = value_run(values.get("relief.aid.households"))
    people = value_run(values.get("relief.aid.people"))
    where = f"在{'、'.join(line.places)}" if 0 < len(line.places) <= MOST_NAMED else ""
    whom = "、".join(line.recipients) if 0 < len(line.recipients) <= MOST_NAMED else ""
    by = f"由{'、'.join(line.visitors)}" if 0 < len(line.visitors) <= 3 else ""
    if not (households or people or by or whom or where):
        return []
    if line.is_visit and (households or by):
        return [
            [by, where, "走访慰问", whom or "困难群众", households],
            ["惠及" if households else "", people] if people else None,
        ]
    if households:
        return [[where, "救助", whom or "困难群众", households, people]]
    if people:
        return [[where, "救助", whom, people]]
    return [[where, "惠及", whom]] if whom else [where or None]


def _when(data: NarrativeData, line: ProgrammePeriod) -> str:
    """Write 春节期间, 4月初起; nothing where not all of it was then."""
    if line.occasions and len(line.occasions) <= 3:
        return f"{'、'.join(line.occasions)}期间"
    if line.is_several and line.end_date != line.date:
        first = data.words.date(_First(line))
        return f"{first}起" if first else ""
    return data.words.date(line)


class _First:
    """The first day of a programme in the period, as well as it is known."""

    end_date = None

    def __init__(self, line: ProgrammePeriod):
        self.date, self.date_precision = line.date, line.date_precision


def _for_whom(line: ProgrammePeriod) -> str:
    causes, eligible = line.programme.causes, line.programme.eligibility
    if causes and line.for_illness and not causes.endswith(_PEOPLE):
        causes = f"{causes}患者{'' if eligible else '家庭'}"
    if eligible:
        return f"面向{eligible}{f'的{causes}' if causes else ''}"
    return f"针对{causes}" if causes else ""


def emergency(data: NarrativeData) -> list[Paragraph]:
    """Tell of the emergencies in which the society helped; of many the largest."""
    responses = emergencies(data.scope)
    words = "以下为其中规模较大的救援。"
    sentences = tell_few(responses, lambda one: _response(data, one), words, "moved")
    whole = data.words.whole
    total = sentence(
        clause(f"{whole}共参与应急救援", data.get("relief.responses")),
        clause("转移群众", data.get("relief.responses.moved")),
        clause("救治伤员", data.get("relief.responses.treated")),
    )
    by_town = sentence(data.towns("relief.responses")) if len(responses) > MOST_TOLD else []
    return paragraphs(join_sentences(total if len(responses) > 1 else [], by_town, *sentences))


def _response(data: NarrativeData, one: Response) -> list[Piece]:
    partners = one.partners.all()
    moved, treated = counted(one, "moved", "人"), counted(one, "treated", "人")
    volunteers = counted(one, "volunteers", "名" if one.times == 1 else "人次")
    return [
        data.when(one),
        [
            data.whose(one),
            f"联合{join_names(partners)}" if partners else None,
            location_phrase(one),
            often_word(one),
            "参与",
            linked_name(one),
            "" if one.title.endswith(_RESCUES) else "应急救援",
            times_run(one, "次"),
        ],
        ["出动救援人员和志愿者", volunteers] if volunteers else None,
        ["转移群众", moved] if moved else None,
        ["救治伤员", treated] if treated else None,
        f"运送{one.carried}" if one.carried else None,
        *outcomes_of(one),
    ]
