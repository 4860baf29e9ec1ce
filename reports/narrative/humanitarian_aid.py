"""The second block: what was handed on and given in aid, emergencies."""

from collections.abc import Iterable

from campaigns.listings import said_for_programmes
from relief.listings import (
    Disbursement,
    ProgrammePeriod,
    Response,
    emergencies,
    handed_on,
    programmes,
)
from reports.text.wording import TextRun, join_names, money_of_record

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
    listed,
    location_phrase,
    often_word,
    outcomes_of,
    paragraphs,
    sentence,
    tell_few,
    times_run,
    value_run,
)

# How many goods of a handing on are named.
GOODS_NAMED = 3
# What already says whom a programme helps.
_PEOPLE = ("家庭", "群众", "人员", "居民", "村民", "职工", "学生", "儿童", "老人", "人", "者", "户")
# What a paper is called, as opposed to a body that decides.
_PAPER_SIGNS = ("〔", "[", "【", "《", "号", "文件", "纪要", "批复", "通知")


def use_of_gifts(data: NarrativeData) -> list[Paragraph]:
    """Tell what was handed on to whom, and what was spent on what."""
    largest = handed_on(data.scope)
    words = "以下为其中金额和批次较多的拨付。"
    told = tell_few(largest, lambda one: _handed_on(data, one), words)
    whole = data.words.whole
    many = len(largest) > MOST_TOLD
    by_kind = data.groups("对外支出资金", "relief.disbursed.amount", "kind", "kind")
    handed = by_kind or clause("对外支出资金", data.get("relief.disbursed.amount"))
    goods = clause("拨付物资", data.get("relief.disbursed.batches"))
    in_all = sentence([whole, goods or handed], handed if goods else None) if many else []
    parts = [
        clause(words, data.get(key))
        for key, words in (
            ("reports.spending.donated_aid", "用于救助慰问"),
            ("reports.spending.donated_disbursed", "用于拨付、采购等"),
            ("reports.spending.donated_fees", "支付平台手续费"),
        )
    ]
    several = len([part for part in parts if part]) > 1
    spent = sentence(
        clause(f"{whole}支出捐赠资金", data.get("reports.spending.donated")),
        ["其中", listed(parts, "，")] if several else None,
    )
    other = sentence(
        clause("支出财政资金", data.get("reports.spending.fiscal")),
        clause("支出自有资金", data.get("reports.spending.own")),
        clause("另有尚未明确资金项目的支出", data.get("reports.spending.unfunded")),
    )
    lost = sentence(
        clause("报损有单价的物资，价值", data.get("donations.goods.written_off")),
        clause("其中估价", data.get("donations.goods.written_off_estimated")),
    )
    bought = sentence(clause("采购物资", data.get("donations.goods.batches_purchased")))
    return paragraphs(join_sentences(in_all, *told), join_sentences(spent, other, bought, lost))


def _handed_on(data: NarrativeData, one: Disbursement) -> list[Piece]:
    """Tell of one handing on: when, by whose decision, what, and to whom."""
    words = one.contents or _goods_in_words(one.goods.all())
    goods = linked_name(one, words) if words else None
    named = (one.fund.purpose or one.fund.name) if one.fund else ""
    what: list[Piece] = [
        [
            goods or (f"{'' if one.amount else named}物资" if one.batches else None),
            counted(one, "batches", "批次"),
        ],
        [named, "资金", money_of_record(one, "amount", one.amount)] if one.amount else None,
    ]
    return [
        data.when(one),
        _decided(one.decided_by),
        [
            data.whose(one),
            often_word(one),
            "将",
            listed(what),
            times_run(one, "次"),
            f"拨付{one.recipient}",
        ],
    ]


def _decided(by: str) -> str | None:
    """Write by whose decision, or by which paper."""
    if not by:
        return None
    is_paper = any(sign in by for sign in _PAPER_SIGNS)
    return f"根据{by}" if is_paper else f"按照{by}的决定"


def _goods_in_words(goods: Iterable[object]) -> str | None:
    """Return the goods that were handed on out of the store, the first of them named."""
    told = [str(line).replace(" ", "") for line in goods]
    more = f"等{len(told)}种物资" if len(told) > GOODS_NAMED else ""
    return "、".join(told[:GOODS_NAMED]) + more or None


def aid(data: NarrativeData) -> list[Paragraph]:
    """Tell of each programme what it did, and what all aid was worth; of many the largest."""
    lines = programmes(data.scope)
    chosen = len(lines) > MOST_TOLD
    if chosen:
        keys = ("relief.aid.amount", "relief.aid.value", "relief.aid.households")
        lines = sorted(lines, key=lambda line: [-_number(line, key) for key in keys])[:MOST_NAMED]
        lines.sort(key=lambda line: (line.date, line.programme.pk))
    announced = said_for_programmes(data.scope)
    channels = {name: said.channels for name, said in announced.items()}
    told = [
        sentence(*_programme(data, line, channels.get(line.programme.name, []))) for line in lines
    ]
    by_kind = (
        sentence(
            data.groups("按项目类别分，发放救助金", "relief.aid.amount", "programme__kind", "kind")
        )
        if chosen
        else []
    )
    words = flatten("以下为其中规模较大的项目。") if chosen else []
    in_all = _aid_in_all(data, lines)
    if chosen:
        return paragraphs(join_sentences(in_all, by_kind), join_sentences(words, *told))
    return paragraphs(*told, in_all)


def _number(line: ProgrammePeriod, key: str) -> float:
    value = line.values.get(key)
    return float(value.number) if value else 0.0


def _aid_in_all(data: NarrativeData, lines: list[ProgrammePeriod]) -> Paragraph:
    """Tell what all aid comes to; where one programme gave all of it, only how it compares."""
    whole = data.words.whole
    keys = ("relief.aid.amount", "relief.aid.value")

    def told_of(line: ProgrammePeriod, key: str) -> bool:
        value, all_of_it = line.values.get(key), data.values[key]
        return (value.number if value else 0) == all_of_it.number

    if len(lines) == 1 and all(told_of(lines[0], key) for key in keys):
        change = data.changed("reports.aid.worth")
        return sentence([f"{whole}救助慰问款物总额", change]) if change else []
    times = "relief.aid.person_times"
    several = len([line for line in lines if _number(line, times)]) != 1
    heads = (
        []
        if lines
        else [
            clause("走访慰问困难群众", data.get("relief.aid.households")),
            clause("救助", data.get("relief.aid.people")),
            clause("发放物资", data.get("relief.aid.packages")),
        ]
    )
    return sentence(
        *heads,
        clause("受益", data.get("relief.aid.person_times")) if several else None,
        clause(f"{whole}救助慰问款物合计", data.get("reports.aid.worth")),
        clause("其中物资估价", data.get("relief.aid.value_estimated")),
        data.changed("reports.aid.worth"),
    )


def _programme(data: NarrativeData, line: ProgrammePeriod, channels: list[str]) -> list[Piece]:
    """Tell of one programme: when, for whom, how it was announced, what it gave."""
    programme, values = line.programme, line.values
    packages = value_run(values.get("relief.aid.packages"))
    goods = f"{'、'.join(line.contents)}等物资" if 0 < len(line.contents) <= 3 else ""
    worth = values.get("relief.aid.value")
    handed = ["发放", goods or "物资", packages] if packages or goods else None
    visited = ["由", "、".join(line.visitors)] if 0 < len(line.visitors) <= 3 else None
    households = clause("走访慰问困难群众", values.get("relief.aid.households"))
    return [
        _when(data, line),
        f"面向{programme.eligibility}" if programme.eligibility else None,
        [
            data.whose(programme),
            _for_whom(line),
            "开展",
            TextRun(f"“{programme.name}”", programme.get_absolute_url()),
            "" if programme.name.endswith(("活动", "项目", "行动")) else "活动",
        ],
        f"通过{join_names(channels)}进行宣传" if channels else None,
        f"联合{join_names(line.partners)}" if 0 < len(line.partners) <= MOST_NAMED else None,
        clause("收到申请", values.get("relief.applications"), uncounted="收到申请"),
        clause("审核通过", values.get("relief.applications_approved")),
        [visited, households] if households else None,
        clause("救助", values.get("relief.aid.people")),
        handed,
        clause("价值" if handed else "发放物资价值", worth),
        clause("其中估价", values.get("relief.aid.value_estimated")),
        clause("发放救助金", values.get("relief.aid.amount")),
        clause("争取其他救助资金", values.get("relief.aid.obtained")),
        clause("受益", values.get("relief.aid.person_times")),
        *(
            TextRun(outcome.replace(" ", ""), programme.get_absolute_url())
            for outcome in line.outcomes[:MOST_NAMED]
        ),
    ]


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
    causes = line.programme.causes
    if not causes:
        return ""
    if not line.for_illness or causes.endswith(_PEOPLE):
        return f"针对{causes}"
    return f"针对{causes}患者{'' if line.programme.eligibility else '家庭'}"


def emergency(data: NarrativeData) -> list[Paragraph]:
    """Tell of the emergencies in which the society helped; of many the largest."""
    responses = emergencies(data.scope)
    told = tell_few(responses, lambda one: _response(data, one), "以下为其中规模较大的救援。")
    whole = data.words.whole
    total = sentence(
        clause(f"{whole}共参与应急救援", data.get("relief.responses")),
        clause("转移群众", data.get("relief.responses.moved")),
        clause("救治伤员", data.get("relief.responses.treated")),
    )
    by_town = sentence(data.towns("relief.responses")) if len(responses) > MOST_TOLD else []
    return paragraphs(join_sentences(total if len(responses) > 1 else [], by_town, *told))


def _response(data: NarrativeData, one: Response) -> list[Piece]:
    partners = one.partners.all()
    moved, treated = counted(one, "moved", "人"), counted(one, "treated", "人")
    volunteers = counted(one, "volunteers", "名")
    return [
        data.when(one),
        [
            data.whose(one),
            f"联合{join_names(partners)}" if partners else None,
            location_phrase(one),
            often_word(one),
            "参与",
            linked_name(one),
            times_run(one, "次"),
        ],
        ["出动救援人员和志愿者", volunteers] if volunteers else None,
        ["转移群众", moved] if moved else None,
        ["救治伤员", treated] if treated else None,
        f"运送{one.carried}" if one.carried else None,
        *outcomes_of(one),
    ]
