"""The year told in three blocks. A sentence whose records do not exist is not written."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from campaigns.figures import accepted, all_said, events_of
from donations.figures import received_by_fund
from redcross.figures import Period, Value
from redcross.models import Society
from relief.figures import emergencies, handed_on, programmes
from training.figures import held

from .wording import Part, change, listed, measured, money, number, percent, when

# A piece of a sentence: text, a number, or several of them.
Piece = Any
Paragraph = list[Part]


@dataclass(frozen=True)
class Year:
    """What the text is written from."""

    society: Society
    period: Period
    alone: bool
    values: dict[str, Value]
    before: dict[str, Value]

    @property
    def name(self) -> str:
        return self.society.short_name or self.society.name

    @property
    def scope(self) -> str:
        """本级 where only the society's own is counted, 全系统 with those below it."""
        below = not self.alone and self.society.children.exists()
        return "全系统" if below else "本级"

    @property
    def whose(self) -> dict[str, Any]:
        return {"society": self.society, "period": self.period, "alone": self.alone}

    def get(self, key: str) -> Value | None:
        """The figure's value, or None where there is nothing to tell."""
        value = self.values.get(key)
        return value if value is not None and value.number else None

    def changed(self, key: str) -> str:
        """较上年增长12.5%: when there is something in both years and both are known exactly."""
        now, then = self.values[key], self.before[key]
        if now.rounded or then.rounded or not now.number:
            return ""
        return change(now.number, then.number)


def parts(*pieces: Piece) -> Paragraph:
    """Pieces nested as they come, in one row; None is nothing."""
    found: Paragraph = []
    for piece in pieces:
        if isinstance(piece, Part):
            found.append(piece)
        elif isinstance(piece, str):
            found += [Part(piece)] if piece else []
        elif piece is not None:
            found += parts(*piece)
    return found


def shown(value: Value) -> Part:
    return money(value) if value.figure.unit == "yuan" else number(value)


def clause(before: str, value: Value | None, after: str = "") -> Paragraph | None:
    """The words around a number, or nothing where the number is nothing."""
    if value is None or not value.number:
        return None
    return parts(before, shown(value), after)


def sentence(*clauses: Piece, end: str = "。") -> Paragraph:
    """The clauses that have something to say, joined by commas."""
    said = [clause for clause in (parts(one) for one in clauses) if clause]
    joined: Paragraph = []
    for position, one in enumerate(said):
        joined += [*parts("，" if position else None), *one]
    return [*joined, Part(end)] if joined else []


def paragraphs(*found: Paragraph) -> list[Paragraph]:
    return [paragraph for paragraph in found if paragraph]


def together(*sentences: Paragraph) -> Paragraph:
    return parts(*sentences)


def preamble(year: Year, anything: bool) -> Paragraph:
    started = f"{year.period.start.year}年，{year.name}"
    if not anything:
        return parts(f"{started}尚无可供汇总的业务记录。")
    return parts(
        f"{started}围绕应急救援、应急救护、人道救助和无偿献血、造血干细胞捐献、遗体和人体器官捐献等法定职责，"
        "依靠社会各界力量开展工作，并依法公开、接受监督。现将全年履职情况和主要绩效报告如下，"
        "文中数据均由业务记录逐项汇总。"
    )


# --- 一 ----------------------------------------------------------------------------------------


def often(record: Any) -> str:
    """多次 where of the times only that much is known."""
    return "多次" if "times" in record.rounded and record.times < 10 else ""


def times(record: Any, unit: str) -> Part | None:
    """3次, 10余次; nothing for once."""
    if record.times == 1 or often(record):
        return None
    return measured(record, "times", record.times, unit)


def at(record: Any, *hosts: Any) -> str:
    """在甲乙: where it was, and at whose."""
    spot = f"{record.place or ''}{getattr(record, 'spot', '')}"
    where = "、".join([*([spot] if spot else []), *map(str, hosts)])
    return f"在{where}" if where else ""


def named(record: Any, name: Any = "") -> Part:
    """The record's own name, which opens it."""
    return Part(str(name or record), record.get_absolute_url())


def blood(year: Year) -> list[Paragraph]:
    about = [one for one in events_of("meeting", **year.whose) if "blood" in one.topics]
    meetings = [
        sentence(
            [when(one), one.chair, often(one), "主持" if one.chair else "", "召开", named(one)],
            ["共", times(one, "次")] if times(one, "次") else None,
            "研究部署无偿献血工作",
        )
        for one in about
    ]
    said = all_said(**year.whose)
    channels = listed(said.channels)
    publicity = sentence(
        f"通过{channels}等渠道普及献血知识" if channels else None,
        clause("全年开展无偿献血主题宣传", year.get("campaigns.topic.blood")),
    )
    given = sentence(
        clause("全年共有", year.get("donations.life.blood"), "参加无偿献血"),
        clause("献血量", year.get("donations.life.blood_millilitres")),
        year.changed("donations.life.blood"),
    )
    return paragraphs(together(*meetings, publicity, given))


def community(year: Year) -> list[Paragraph]:
    found = accepted(**year.whose)
    by_place: dict[Any, list[Any]] = {}
    for project in found:
        by_place.setdefault((project.place, project.funder), []).append(project)
    told = [
        sentence(
            [
                f"{funder}支持的" if funder else None,
                str(place),
                [
                    ["、" if index else None, named(one, one.get_kind_display())]
                    for index, one in enumerate(projects)
                ],
                f"等{len(projects)}个项目" if len(projects) > 1 else "项目",
                "通过验收",
            ]
        )
        for (place, funder), projects in by_place.items()
    ]
    building = sentence(clause("在建", year.get("campaigns.projects.building")))
    total = year.get("campaigns.projects.accepted")
    more = sentence(clause("全年通过验收的项目共", total)) if len(by_place) > 1 else []
    return paragraphs(together(*told, more, building))


def service(year: Year) -> list[Paragraph]:
    told = [
        sentence(
            [when(one), at(one), often(one), "开展", named(one), times(one, "次")],
            [measured(one, "volunteers", one.volunteers, "名"), "志愿者参加"]
            if one.volunteers
            else None,
            [measured(one, "people", one.people, "人次"), "受益"] if one.people else None,
        )
        for one in events_of("service", **year.whose)
    ]
    total = sentence(
        clause("全年参加各类活动的志愿者", year.get("campaigns.volunteers")),
        clause("服务时长", year.get("campaigns.hours")),
    )
    return paragraphs(together(*told, total))


def organisation(year: Year) -> list[Paragraph]:
    numbers = sentence(
        clause("年末有基层组织", year.get("standing.branches")),
        clause("会员", year.get("standing.members")),
        clause("红十字志愿者", year.get("standing.volunteers")),
        clause("公共场所自动体外除颤器", year.get("standing.aed")),
    )
    return paragraphs(numbers, sentence(clause("全年获得表彰", year.get("reports.honours"))))


# --- 二 ----------------------------------------------------------------------------------------


def gifts(year: Year) -> list[Paragraph]:
    amount = year.get("donations.cash.amount")
    batches = year.get("donations.goods.batches_public")
    total = sentence(
        [
            f"全年{year.scope}共接受社会捐款",
            number(year.values["donations.cash.gifts"]),
            "，合计",
            money(amount),
        ]
        if amount
        else None,
        year.changed("donations.cash.amount"),
        clause("接受捐赠物资" if amount else f"全年{year.scope}共接受捐赠物资", batches),
        clause("有价值凭证的物资价值", year.get("donations.goods.value")),
    )
    earmarked = year.get("donations.cash.earmarked")
    split = sentence(
        [
            "捐款中定向捐款",
            money(earmarked),
            f"，占{percent(year.values['reports.cash.earmarked_share'].number)}",
        ]
        if earmarked and amount and earmarked.number != amount.number
        else None,
        clause("非定向捐款", year.get("donations.cash.unearmarked")) if earmarked else None,
    )
    by_fund = [
        sentence(
            f"{when(line)}，{year.scope}为“{line.fund.purpose or line.fund.name}”开展募捐",
            clause("累计接受捐赠物资", line.batches),
            ["接受捐款", number(line.gifts), "，共", money(line.amount)]
            if line.amount.number
            else None,
        )
        for line in received_by_fund(**year.whose)
    ]
    others = sentence(
        clause("上级红十字会拨入资金", year.get("donations.cash.from_above")),
        clause("拨入物资", year.get("donations.goods.batches_above")),
        clause("存款利息收入", year.get("donations.cash.interest")),
    )
    return paragraphs(total and together(total, split), together(*by_fund), others)


def use_of_gifts(year: Year) -> list[Paragraph]:
    told = [
        sentence(
            when(one),
            f"按照{one.decided_by}的统一安排" if one.decided_by else None,
            [
                f"将{one.fund.purpose or one.fund.name}" if one.fund else "将",
                ["物资", measured(one, "batches", one.batches, "批次")] if one.batches else None,
                ["、" if one.batches else None, "资金", measured(one, "amount", one.amount, "元")]
                if one.amount
                else None,
                one.contents if one.contents and not one.batches else None,
                f"拨付{one.recipient}",
            ],
        )
        for one in handed_on(**year.whose)
    ]
    spent = sentence(
        clause("全年支出捐赠资金", year.get("reports.spending")),
        clause("其中用于救助慰问", year.get("relief.aid.amount"))
        if year.get("relief.disbursed.amount")
        else None,
        clause("年末结余", year.get("donations.funds.balance")),
    )
    return paragraphs(together(*told), spent)


def aid(year: Year) -> list[Paragraph]:
    told = []
    for line in programmes(**year.whose):
        given, values = line.given, line.values
        name = Part(f"“{line.programme.name}”", line.programme.get_absolute_url())
        causes = line.programme.causes
        worth = values.get("relief.aid.value")
        packages = values.get("relief.aid.packages")
        told.append(
            sentence(
                [
                    f"{given.occasion}期间" if given and given.occasion else when(line.first),
                    f"面向{causes}" if causes else None,
                    "患者家庭" if causes and line.programme.kind == "illness" else None,
                    "开展",
                    name,
                    "活动",
                ],
                f"联合{listed(given.partners.all())}" if given and given.partners.all() else None,
                clause("收到申请", values.get("relief.applications")),
                clause("走访慰问困难群众", values.get("relief.aid.households")),
                clause("救助", values.get("relief.aid.people")),
                [
                    "发放",
                    f"{given.contents}等物资" if given and given.contents else "物资",
                    number(packages),
                ]
                if packages and packages.number
                else None,
                clause("价值", worth),
                clause("发放救助金", values.get("relief.aid.amount")),
                clause("争取其他救助资金", values.get("relief.aid.obtained")),
                clause("受益", values.get("relief.aid.person_times")),
            )
        )
    total = sentence(
        clause("全年救助慰问款物合计", year.get("reports.aid.worth")),
        year.changed("reports.aid.worth"),
    )
    return paragraphs(*told, total)


def emergency(year: Year) -> list[Paragraph]:
    told = [
        sentence(
            [when(one), at(one), "参与", named(one)],
            ["转移群众", measured(one, "moved", one.moved, "人")] if one.moved else None,
            ["救治伤员", measured(one, "treated", one.treated, "人")] if one.treated else None,
            f"运送{one.carried}" if one.carried else None,
        )
        for one in emergencies(**year.whose)
    ]
    total = sentence(clause("全年共参与应急救援", year.get("relief.responses")))
    return paragraphs(together(*told), total if len(told) > 1 else [])


# --- 三 ----------------------------------------------------------------------------------------


def training(year: Year) -> list[Paragraph]:
    certified = [one for one in held(**year.whose) if one.course.kind == "certified"]
    others = [one for one in held(**year.whose) if one.course.kind != "certified"]
    return paragraphs(
        together(*(_session(one) for one in others)),
        together(*(_session(one) for one in certified)),
        sentence(
            clause("全年举办普及培训", year.get("training.awareness.sessions")),
            clause("参训", year.get("training.awareness.people")),
        ),
        sentence(
            clause("举办救护员培训", year.get("training.certified.sessions")),
            clause("新增持证救护员", year.get("training.certified.certificates")),
            clause("累计持证", year.get("reports.certified_total"))
            if year.get("standing.certified")
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
            None if everybody else measured(one, "certified_counted", one.certified_counted, "人"),
            "取得红十字救护员证",
        ],
    ]
    return sentence(
        [
            when(one),
            f"联合{listed(partners)}" if partners else None,
            at(one, *hosts),
            often(one),
            "举办" if one.title else "开展",
            named(one, one.title or one.course),
            times(one, "场"),
        ],
        f"讲授{one.topics}" if one.topics else None,
        [measured(one, "attended", one.attended, "名"), audience, "参加"] if one.attended else None,
        *(certified if one.certified_counted else ()),
    )


def publicity(year: Year) -> list[Paragraph]:
    said = all_said(**year.whose)
    days = sentence(
        f"利用{listed(said.theme_days)}等时机开展集中宣传" if said.theme_days else None,
        f"组织志愿者开展{listed(said.contents)}" if said.contents else None,
        f"内容涵盖{listed(said.topics)}" if said.topics else None,
    )
    told = []
    for one in events_of("publicity", **year.whose):
        if one.date_precision != "day":
            continue
        if not (one.people or one.end_date or one.materials.all()):
            continue
        told.append(
            sentence(
                [
                    when(one),
                    f"联合{listed(one.partners.all())}" if one.partners.all() else None,
                    at(one),
                    often(one),
                    "开展",
                    named(one),
                    times(one, "次"),
                ],
                [
                    "发放",
                    [
                        [
                            "、" if index else None,
                            item.item,
                            measured(item, "quantity", item.quantity, item.unit),
                        ]
                        for index, item in enumerate(one.materials.all())
                    ],
                ]
                if one.materials.all()
                else None,
                [measured(one, "people", one.people, "人次"), "参加"] if one.people else None,
            )
        )
    total = sentence(
        clause("全年组织各类宣传活动", year.get("campaigns.publicity.events")),
        clause("发放宣传资料", year.get("campaigns.materials.printed")),
        clause("宣传品", year.get("campaigns.materials.articles")),
        clause("受众", year.get("campaigns.publicity.people")),
    )
    return paragraphs(days, together(*told), total)


def bodies(year: Year) -> list[Paragraph]:
    topics: Iterable[tuple[str, str]] = (
        ("campaigns.topic.stem_cells", "全年开展造血干细胞捐献宣传"),
        ("campaigns.topic.body", "开展遗体、人体器官捐献宣传"),
    )
    told = sentence(*(clause(words, year.get(key)) for key, words in topics))
    cells = sentence(
        clause("全年造血干细胞采样", year.get("donations.life.sampled")),
        clause("入库", year.get("donations.life.stored")),
        clause("实现捐献", year.get("donations.life.stem_cells")),
        clause("累计捐献", year.get("reports.life.stem_cells_total"))
        if year.get("standing.stem_cells")
        else None,
    )
    given = sentence(
        clause("遗体捐献登记", year.get("donations.life.body_registered")),
        clause("实现遗体捐献", year.get("donations.life.body")),
        clause("器官捐献登记", year.get("donations.life.organ_registered")),
        clause("实现器官捐献", year.get("donations.life.organ")),
        clause("角膜捐献登记", year.get("donations.life.cornea_registered")),
        clause("实现角膜捐献", year.get("donations.life.cornea")),
    )
    return paragraphs(together(told, cells, given))


def opening(year: Year) -> list[Paragraph]:
    return [preamble(year, anything=True)]


# What is told below a heading, by the name that an outline gives it.
CHAPTERS: dict[str, Callable[[Year], list[Paragraph]]] = {
    chapter.__name__: chapter
    for chapter in (
        opening,
        blood,
        community,
        service,
        organisation,
        gifts,
        use_of_gifts,
        aid,
        emergency,
        training,
        publicity,
        bodies,
    )
}
