"""The second block: gifts and their use, aid, emergencies."""

from collections.abc import Iterable

from donations.figures import received_by_fund
from relief.figures import emergencies, handed_on, programmes
from reports.text.wording import (
    TextRun,
    format_date,
    format_percent,
    join_names,
    record_number_run,
)

from .data import NarrativeData
from .phrases import (
    Paragraph,
    clause,
    join_sentences,
    linked_name,
    location_phrase,
    non_empty,
    sentence,
    value_run,
)

# How many goods of a handing on are named.
GOODS_NAMED = 3
# Income that is no gift, and the words for it.
_INCOME = (
    ("fiscal", "收到本级财政拨款"),
    ("fiscal_above", "收到上级财政性资金"),
    ("dues", "收取会费"),
    ("training", "培训收入"),
    ("interest", "存款利息收入"),
    ("other", "其他收入"),
)


def gifts(data: NarrativeData) -> list[Paragraph]:
    """Tell what was received: in all, by fund, and from whom but the public."""
    amount = data.get("donations.cash.amount")
    number = value_run(data.get("donations.cash.gifts"))
    goods = "接受捐赠物资" if amount else f"全年{data.scope_word}共接受捐赠物资"
    total = sentence(
        [
            f"全年{data.scope_word}共接受社会捐款",
            [number, "，合计"] if number else None,
            value_run(amount),
        ]
        if amount
        else None,
        data.changed("donations.cash.amount"),
        clause(goods, data.get("donations.goods.batches_public"), uncounted=goods),
        *_value_of_goods(data),
    )
    earmarked = data.get("donations.cash.earmarked")
    share = data.get("reports.cash.earmarked_share")
    split = sentence(
        [
            "捐款中定向捐款",
            value_run(earmarked),
            f"，占{format_percent(share.number, share.rounded)}",
        ]
        if earmarked and share and amount and earmarked.number != amount.number
        else None,
        clause("非定向捐款", data.get("donations.cash.unearmarked")) if earmarked else None,
    )
    by_fund = [
        sentence(
            f"{format_date(line)}，{data.scope_word}为"
            f"“{line.fund.purpose or line.fund.name}”开展募捐",
            clause("累计接受捐赠物资", line.batches, uncounted="接受捐赠物资"),
            ["接受捐款", [number, "，共"] if number else None, value_run(line.amount)]
            if line.amount.number
            else None,
        )
        for line in received_by_fund(data.scope)
        for number in [value_run(line.gifts)]
    ]
    others = sentence(
        clause("上级红十字会拨入资金", data.get("donations.cash.from_above")),
        clause("拨入物资", data.get("donations.goods.batches_above"), uncounted="拨入物资"),
        *(clause(words, data.get(f"donations.income.{source}")) for source, words in _INCOME),
    )
    return non_empty(total and join_sentences(total, split), join_sentences(*by_fund), others)


def _value_of_goods(data: NarrativeData) -> list[Paragraph | None]:
    """Tell what the goods given are worth, and how much of that is estimated, if any is."""
    value, estimated = (
        data.get("donations.goods.value"),
        data.get("donations.goods.value_estimated"),
    )
    if not estimated:
        return [clause("有价值凭证的物资价值", value)]
    if value and estimated.number == value.number:
        return [clause("物资估价", value)]
    return [clause("物资价值", value), clause("其中估价", estimated)]


def use_of_gifts(data: NarrativeData) -> list[Paragraph]:
    """Tell what was handed on to whom, what was spent and what is left."""
    sentences = [
        sentence(
            format_date(disbursement),
            f"按照{disbursement.decided_by}的统一安排" if disbursement.decided_by else None,
            [
                f"将{disbursement.fund.purpose or disbursement.fund.name}"
                if disbursement.fund
                else "将",
                ["物资", record_number_run(disbursement, "batches", disbursement.batches, "批次")]
                if disbursement.batches
                else None,
                [
                    "、" if disbursement.batches else None,
                    "资金",
                    record_number_run(disbursement, "amount", disbursement.amount, "元"),
                ]
                if disbursement.amount
                else None,
                disbursement.contents or _goods_in_words(disbursement.goods.all())
                if not disbursement.batches
                else None,
                f"拨付{disbursement.recipient}",
            ],
        )
        for disbursement in handed_on(data.scope)
    ]
    kept_apart = data.get("reports.spending.own") or data.get("reports.spending.fiscal")
    spent = sentence(
        clause("全年支出捐赠资金", data.get("reports.spending.donated")),
        clause("其中用于救助慰问", data.get("relief.aid.amount"))
        if data.get("relief.disbursed.amount") and not kept_apart
        else None,
        clause("年末结余", data.get("donations.funds.balance")),
    )
    back = sentence(
        clause("退回捐赠人捐款", data.get("donations.cash.refunded")),
        clause("收回已支付款项", data.get("relief.recovered")),
        clause("报损有单价的物资，价值", data.get("donations.goods.written_off")),
        clause("其中估价", data.get("donations.goods.written_off_estimated")),
    )
    return non_empty(join_sentences(*sentences), spent, back)


def _goods_in_words(goods: Iterable[object]) -> str | None:
    """Return the goods that were handed on out of the store, the first of them named."""
    told = [str(line).replace(" ", "") for line in goods]
    more = f"等{len(told)}种物资" if len(told) > GOODS_NAMED else ""
    return "、".join(told[:GOODS_NAMED]) + more or None


def aid(data: NarrativeData) -> list[Paragraph]:
    """Tell of each programme what it did, a paragraph each, and what all aid was worth."""
    sentences = []
    for line in programmes(data.scope):
        given, values = line.given, line.values
        name = TextRun(f"“{line.programme.name}”", line.programme.get_absolute_url())
        causes = line.programme.causes
        worth = values.get("relief.aid.value")
        packages = value_run(values.get("relief.aid.packages"))
        sentences.append(
            sentence(
                [
                    f"{given.occasion}期间"
                    if given and given.occasion
                    else format_date(line.first),
                    f"面向{causes}" if causes else None,
                    "患者家庭" if causes and line.for_illness else None,
                    "开展",
                    name,
                    "活动",
                ],
                f"联合{join_names(given.partners.all())}"
                if given and given.partners.all()
                else None,
                clause("收到申请", values.get("relief.applications"), uncounted="收到申请"),
                clause("走访慰问困难群众", values.get("relief.aid.households")),
                clause("救助", values.get("relief.aid.people")),
                [
                    "发放",
                    f"{given.contents}等物资" if given and given.contents else "物资",
                    packages,
                ]
                if packages
                else None,
                clause("价值", worth),
                clause("其中估价", values.get("relief.aid.value_estimated")),
                clause("发放救助金", values.get("relief.aid.amount")),
                clause("争取其他救助资金", values.get("relief.aid.obtained")),
                clause("受益", values.get("relief.aid.person_times")),
            )
        )
    total = sentence(
        clause("全年救助慰问款物合计", data.get("reports.aid.worth")),
        clause("其中物资估价", data.get("relief.aid.value_estimated")),
        data.changed("reports.aid.worth"),
    )
    return non_empty(*sentences, total)


def emergency(data: NarrativeData) -> list[Paragraph]:
    """Tell of the emergencies in which the society helped."""
    sentences = [
        sentence(
            [format_date(response), location_phrase(response), "参与", linked_name(response)],
            ["转移群众", record_number_run(response, "moved", response.moved, "人")]
            if response.moved
            else None,
            ["救治伤员", record_number_run(response, "treated", response.treated, "人")]
            if response.treated
            else None,
            f"运送{response.carried}" if response.carried else None,
        )
        for response in emergencies(data.scope)
    ]
    total = sentence(clause("全年共参与应急救援", data.get("relief.responses")))
    return non_empty(join_sentences(*sentences), total if len(sentences) > 1 else [])
