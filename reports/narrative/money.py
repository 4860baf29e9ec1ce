"""What was received, and the balance of donated money."""

from donations.listings import Received, received_by_fund
from redcross.figures import Value

from .data import NarrativeData
from .phrases import (
    MOST_NAMED,
    MOST_TOLD,
    Paragraph,
    Piece,
    clause,
    flatten,
    join_sentences,
    listed,
    paragraphs,
    sentence,
    value_run,
)

# Income that is no gift, and the words for it.
_INCOME = (
    ("fiscal", "收到本级财政拨款"),
    ("fiscal_above", "收到上级财政性资金"),
    ("dues", "收取会费"),
    ("training", "培训收入"),
    ("interest", "存款利息收入"),
    ("other", "其他收入"),
)
_TOTALS = ("donations.cash.amount", "donations.cash.gifts", "donations.goods.batches_public")


def gifts(data: NarrativeData) -> list[Paragraph]:
    """Tell what was received: in all, by fund, and from whom but the public."""
    lines = received_by_fund(data.scope)
    # What a single fund received is all there is: told once.
    single = lines[0] if len(lines) == 1 and _is_all(data, lines[0]) else None
    named = single if single and _has_purpose(single) else None
    amount, number, batches = (data.get(key) for key in _TOTALS)
    reach = data.reach(*(key for key in (_TOTALS[0], _TOTALS[2]) if data.get(key)))
    days = data.words.date(single) if single and _has_days(single) else ""
    started = [
        "" if days else data.words.whole,
        # One of a society below is that society's.
        (data.whose(single.fund) if single else "") or reach,
        ["为", _called(named)] if named and not named.fund.is_appeal else "",
        "" if single and days and single.date == single.end_date else "累计" if days else "共",
    ]
    total = sentence(
        days,
        _appeal(single) if single else None,
        [
            started,
            "接受社会捐款",
            _and_sum(number, amount),
        ]
        if amount
        else None,
        data.changed("donations.cash.amount"),
        [
            None if amount else started,
            clause("接受捐赠物资", batches, uncounted="接受捐赠物资"),
        ]
        if batches
        else None,
        *_value_of_goods(data),
    )
    others = sentence(
        clause("上级拨入资金", data.get("donations.cash.from_above")),
        clause("上级拨入物资", data.get("donations.goods.batches_above"), uncounted="上级拨入物资"),
        *(clause(words, data.get(f"donations.income.{source}")) for source, words in _INCOME),
    )
    by_fund = [] if single else _by_fund(data, lines)
    split = [] if single else _split(data)
    return paragraphs(join_sentences(total, split), join_sentences(*by_fund), others)


def _split(data: NarrativeData) -> Paragraph:
    """Tell how much of the cash was earmarked, where it was not all or nothing."""
    earmarked = data.get("donations.cash.earmarked")
    unearmarked = data.get("donations.cash.unearmarked")
    if not (earmarked and unearmarked):
        return []
    return sentence(
        clause("捐款中定向捐款", earmarked),
        clause("占", data.get("reports.cash.earmarked_share")),
        clause("非定向捐款", unearmarked),
    )


def _is_all(data: NarrativeData, line: Received) -> bool:
    """Return whether the fund got all that was given."""
    told = zip(_TOTALS, (line.amount, line.gifts, line.batches), strict=True)
    return all(
        (data.values[key].number, data.values[key].rounded) == (value.number, value.rounded)
        for key, value in told
    )


def _and_sum(number: Value | None, amount: Value) -> Piece:
    """Write 3笔，合计600元; of one gift 1笔，金额600元; where nobody knows how many, 600元."""
    run = value_run(number)
    if number is None or run is None:
        return value_run(amount)
    alone = number.number == 1 and not number.rounded
    return [run, "，金额" if alone else "，合计", value_run(amount)]


def _has_purpose(line: Received) -> bool:
    """Return whether it was given for something: a fund that is not earmarked may say for what."""
    return bool(line.fund.purpose) or _has_days(line)


def _has_days(line: Received) -> bool:
    """Return whether its days say something: what has no purpose of its own takes gifts always."""
    return line.fund.kind == line.fund.Kind.EARMARKED or line.fund.is_appeal


def _called(line: Received) -> str:
    """Return what it was given for, as the evaluation names it."""
    return f"“{line.fund.purpose or line.fund.name}”"


def _as_project(line: Received) -> str:
    """Return the same with the word for what it is, where its name does not say so itself."""
    name = line.fund.purpose or line.fund.name
    says_so = name.endswith(("项目", "基金", "捐款", "资金", "行动", "计划", "工程"))
    return f"{_called(line)}{'' if says_so else '项目'}"


def _appeal(line: Received) -> str | None:
    """Say that it was an appeal to the public, where it was one."""
    if not line.fund.is_appeal:
        return None
    filed = f"（备案编号{line.fund.filing_number}）" if line.fund.filing_number else ""
    return f"开展{_called(line)}公开募捐{filed}"


def _by_fund(data: NarrativeData, lines: list[Received]) -> list[Paragraph]:
    """Tell what each fund received, the largest first; of many the largest."""
    lines = [line for line in lines if line.amount.says_something or line.batches.says_something]
    amount = data.get("donations.cash.amount")
    if len(lines) == 1 and amount and lines[0].amount.number == amount.number:
        # How much has been said; goods of no fund are beside it.
        into = f"以上捐款均归入{_as_project(lines[0])}"
        return [sentence(into, clause("该项目接受捐赠物资", lines[0].batches))]
    chosen = lines[:MOST_NAMED] if len(lines) > MOST_TOLD else lines
    told = [_fund(data, line) for line in chosen]
    if len(chosen) < len(lines):
        told.insert(0, flatten("以下为其中接受捐款较多的项目。"))
    return told


def _fund(data: NarrativeData, line: Received) -> Paragraph:
    """Tell what one fund received: “X”接受捐款…, or of an appeal that it was one."""
    cash: Piece = ["接受捐款", _and_sum(line.gifts, line.amount)] if line.amount.number else None
    goods = clause("接受捐赠物资", line.batches, uncounted="接受捐赠物资")
    society = data.whose(line.fund)
    named = society if line.fund.is_appeal else f"{society}{_as_project(line)}"
    return sentence(
        data.words.date(line) if _has_days(line) else None,
        _appeal(line),
        [named, cash or goods],
        goods if cash else None,
    )


def _value_of_goods(data: NarrativeData) -> list[Paragraph | None]:
    """Tell what the goods given are worth, and how much of that is estimated, if any is."""
    value, estimated = (
        data.get("donations.goods.value"),
        data.get("donations.goods.value_estimated"),
    )
    lots = data.get("donations.goods.unpriced") if value else None
    unpriced = clause("另有无价值凭证的物资", lots)
    if not estimated:
        return [clause("有价值凭证的物资价值", value), unpriced]
    if value and estimated.number == value.number:
        return [clause("物资估价", value), unpriced]
    return [clause("物资价值", value), clause("其中估价", estimated), unpriced]


def balance(data: NarrativeData) -> list[Paragraph]:
    """Tell the balance of donated money: before, what came in, what went out, and what is left."""
    words = data.words
    parts = [data.get(f"reports.funds.{name}") for name in ("income", "spending")]
    opening, left = data.get("donations.funds.opening"), data.get("donations.funds.balance")
    if not any((opening, left, *parts)):
        return []
    income, spending = parts
    chain = sentence(
        clause(f"捐赠资金{words.opening_balance}", opening) or f"捐赠资金无{words.opening_balance}",
        clause(f"{words.whole}收入", income) or f"{words.whole}无收入",
        clause("支出", spending) or "无支出",
        clause(words.closing_balance, left) or f"{words.closing_balance}为零",
    )
    less = sentence(
        ["收入中", listed(_of_income(data), "，")] if _of_income(data) else None,
        clause("支出已扣除收回的款项", data.get("relief.recovered_donated")),
    )
    kinds = [
        clause(named, data.get(key))
        for key, named in (
            ("donations.funds.balance_earmarked", "定向捐赠资金"),
            ("donations.funds.balance_general", "非定向捐赠资金"),
            ("donations.funds.balance_above", "上级拨入资金"),
        )
    ]
    several = len([kind for kind in kinds if kind]) > 1
    split = sentence(["结余中", listed(kinds, "，")]) if several else []
    held = sentence(clause("结余中代管的资金", data.get("donations.funds.balance_held_for_others")))
    return paragraphs(join_sentences(chain, less, split, held))


def _of_income(data: NarrativeData) -> list[Paragraph]:
    """Tell what the income consists of, and what was taken off; nothing where it is all gifts."""
    told = [
        clause(words, data.get(key))
        for words, key in (
            ("社会捐款", "donations.cash.amount"),
            ("上级拨入", "donations.cash.from_above"),
            ("利息等", "donations.income.donated"),
            ("新设项目带入", "donations.funds.brought"),
            ("由其他资金转入", "donations.transfers.in"),
            ("已扣除退回捐赠人的捐款", "donations.cash.refunded"),
            ("已扣除转出", "donations.transfers.out"),
        )
    ]
    found = [one for one in told if one]
    return found if len(found) > 1 else []
