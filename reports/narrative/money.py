"""What was received, and the balance of donated money."""

from donations.listings import (
    NamedGoods,
    Received,
    ReceivedGoods,
    adds_up_inner_transfers,
    received_by_fund,
    received_goods,
    transfers,
)
from redcross.figures import Value
from redcross.formatting import format_decimal
from reports.text.wording import NOT_NETTED, TextRun, money_of_record, quoted

from .data import NarrativeData
from .phrases import (
    MANY,
    MONEY,
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
    tell_few,
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
_AMOUNT, _GIFTS, _BATCHES = _TOTALS = (
    "donations.cash.amount",
    "donations.cash.gifts",
    "donations.goods.batches_public",
)
_ABOVE, _GOODS_ABOVE = "donations.cash.from_above", "donations.goods.batches_above"
# Of so many kinds of goods it is told how many there are.
COUNTED_GOODS = 3
# What a name ends with that says itself what it is.
_PROJECTS = ("项目", "基金", "行动", "计划", "工程", "活动")


def gifts(data: NarrativeData) -> list[Paragraph]:
    """Tell what was received: in all, by fund, and from whom but the public."""
    lines = received_by_fund(data.scope)
    # What a single fund received is all there is: told once.
    single = lines[0] if len(lines) == 1 and _is_all(data, lines[0]) else None
    single_fund = single if single and _has_purpose(single) else None
    amount, number, batches = (data.get(key) for key in _TOTALS)
    reach = data.reach(*(key for key in (_AMOUNT, _BATCHES) if data.get(key)))
    days = data.words.date(single) if single and _has_days(single) else ""
    started = [
        "" if days else data.words.whole,
        # One of a society below is that society's.
        (data.whose(single.fund) if single else "") or reach,
        ["为", _called(single_fund)] if single_fund and not single_fund.fund.appeal else "",
        "" if single and days and single.date == single.end_date else "累计" if days else "共",
    ]
    goods = received_goods(data.scope) if batches else None
    # All that was given, against all of the year before: not of one fund, nor of its days.
    changed = data.changed(_AMOUNT)
    of_all = not (single_fund or days)
    total = sentence(
        days,
        _appeal(single) if single else None,
        [started, "接受社会捐款", _and_sum(number, amount)] if amount else None,
        changed if of_all else None,
        [
            None if amount else started,
            clause("接受捐赠物资", batches, uncounted="接受捐赠物资"),
        ]
        if batches
        else None,
        _goods_named(goods) if batches and goods else None,
        *_value_of_goods(data, goods),
    )
    growth = sentence([data.words.whole, "社会捐款总额", changed]) if changed and not of_all else []
    others = sentence(
        clause("上级拨入资金", data.get(_ABOVE), data.not_netted(_ABOVE)),
        clause(
            "上级拨入物资",
            data.get(_GOODS_ABOVE),
            data.not_netted(_GOODS_ABOVE),
            uncounted="上级拨入物资",
        ),
        *(clause(words, data.get(f"donations.income.{source}")) for source, words in _INCOME),
    )
    by_fund = [] if single else _by_fund(data, lines)
    split = [] if single else _split(data)
    return paragraphs(join_sentences(total, growth, split), join_sentences(*by_fund), others)


def _split(data: NarrativeData) -> Paragraph:
    """Tell how much of the cash was earmarked, where it was not none."""
    earmarked = data.get("donations.cash.earmarked")
    unearmarked = data.get("donations.cash.unearmarked")
    if not earmarked:
        return []
    if not unearmarked:
        return flatten("以上捐款均为定向捐款。")
    return sentence(
        clause("捐款中定向捐款", earmarked),
        clause("占比", data.get("reports.cash.earmarked_share")),
        clause("非定向捐款", unearmarked),
    )


def _is_all(data: NarrativeData, line: Received) -> bool:
    """Return whether the fund got all that was given."""
    totals = zip(_TOTALS, (line.amount, line.gifts, line.batches), strict=True)
    return all(
        (data.values[key].number, data.values[key].rounded) == (value.number, value.rounded)
        for key, value in totals
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
    return line.fund.kind == line.fund.Kind.EARMARKED or line.fund.appeal is not None


def _called(line: Received) -> str:
    """Return what it was given for, as the evaluation names it."""
    return quoted(line.fund.purpose or line.fund.name)


def _into(line: Received) -> str:
    """Return the words for what came into it: a project receives, other money is counted to it."""
    name = line.fund.purpose or line.fund.name
    if line.fund.kind == line.fund.Kind.EARMARKED and not name.endswith(MONEY):
        return f"{_called(line)}{'' if name.endswith(_PROJECTS) else '项目'}接受捐款"
    return f"计入{_called(line)}的捐款"


def _appeal(line: Received) -> str | None:
    """Say that it was an appeal to the public, or a part of one, where it was."""
    appeal = line.fund.appeal
    if appeal is None:
        return None
    filed = f"（备案编号{appeal.filing_number}）" if appeal.filing_number else ""
    return f"开展{quoted(appeal.purpose or appeal.name)}公开募捐{filed}"


def _by_fund(data: NarrativeData, lines: list[Received]) -> list[Paragraph]:
    """Tell what each fund received, the largest first; of many the largest."""
    lines = [line for line in lines if line.amount.says_something or line.batches.says_something]
    amount = data.get(_AMOUNT)
    if len(lines) == 1 and amount and lines[0].amount.number == amount.number:
        # How much has been said; goods of no fund are beside it.
        one = lines[0].gifts.number == 1 and not lines[0].gifts.rounded
        into = f"{'该笔捐款计入' if one else '以上捐款均计入'}{_called(lines[0])}"
        return [sentence(into, clause("另为其接受捐赠物资", lines[0].batches))]
    chosen = lines[:MOST_NAMED] if len(lines) > MOST_TOLD else lines
    sentences = [_fund(data, line) for line in chosen]
    if len(chosen) < len(lines):
        sentences.insert(0, flatten("以下为其中接受捐款较多的项目。"))
    return sentences


def _fund(data: NarrativeData, line: Received) -> Paragraph:
    """Tell what one fund received: “X”项目接受捐款…, or of an appeal that it was one."""
    cash: Piece = _and_sum(line.gifts, line.amount) if line.amount.number else None
    society = data.whose(line.fund)
    appeal = line.fund.appeal
    whole_appeal = appeal is not None and appeal.pk == line.fund.pk
    of_fund = "接受捐款" if whole_appeal else _into(line)
    goods = clause("接受捐赠物资", line.batches, uncounted="接受捐赠物资")
    if goods and not cash:
        goods = [*flatten(f"{'' if whole_appeal else f'为{_called(line)}'}"), *goods]
    return sentence(
        data.words.date(line) if _has_days(line) else None,
        _appeal(line),
        [society, of_fund, cash] if cash else None,
        [None if cash else society, goods] if goods else None,
    )


def _goods_named(goods: ReceivedGoods) -> Paragraph | None:
    """Tell what the goods given are, the most valuable of many."""
    if not goods.named:
        return None
    named = [
        TextRun(one.name + (_how_many(one) if n < COUNTED_GOODS else ""), one.url)
        for n, one in enumerate(goods.named)
    ]
    if goods.number > len(named):
        return flatten("包括", listed(named), f"等{goods.number}种")
    *first, last = named
    return flatten("包括", listed(first), "和" if first else "", last)


def _how_many(goods: NamedGoods) -> str:
    """Write 1000顶, 200万只, or nothing."""
    if goods.quantity is None:
        return ""
    wan = goods.quantity >= MANY
    shown = format_decimal(goods.quantity / 10000 if wan else goods.quantity)
    return f"{shown}{'万' if wan else ''}{goods.unit}"


def _value_of_goods(data: NarrativeData, goods: ReceivedGoods | None) -> list[Paragraph | None]:
    """Tell what the goods given are worth, and how much of that is estimated, if any is."""
    value, estimated = (
        data.get("donations.goods.value"),
        data.get("donations.goods.value_estimated"),
    )
    if not value:
        return []
    lots = clause("另有无价值凭证的物资", data.get("donations.goods.unpriced"))
    # Goods in words alone are no lots that could be counted.
    unpriced = flatten("另有物资无价值凭证") if goods and goods.in_words else lots
    if not estimated:
        return [clause("有价值凭证的物资价值", value), unpriced]
    if estimated.number == value.number:
        return [clause("物资估价", value), unpriced]
    return [clause("物资价值", value), clause("其中估价", estimated), unpriced]


def balance(data: NarrativeData) -> list[Paragraph]:
    """Tell the balance of donated money: before, what came in, what went out, and what is left."""
    words = data.words
    opening, closing = data.get("donations.funds.opening"), data.get("donations.funds.balance")
    income, refunded, spent, recovered = (
        data.get(key)
        for key in (
            "reports.funds.received",
            "donations.cash.refunded",
            "reports.spending.donated",
            "relief.recovered_donated",
        )
    )
    if not any((opening, closing, income, refunded, spent, recovered)):
        return []
    chain = sentence(
        clause(f"捐赠资金{words.opening_balance}", opening) or f"捐赠资金无{words.opening_balance}",
        clause(f"{words.whole}收入", income) or f"{words.whole}无收入",
        clause("退回捐赠人", refunded),
        clause("支出", spent) or "无支出",
        clause("收回", recovered),
        clause(words.closing_balance, closing) or f"{words.closing_balance}为零",
    )
    inner = adds_up_inner_transfers(data.scope) and bool(income or spent)
    netted = flatten(f"收入和支出为各级合计，{NOT_NETTED}。" if inner else None)
    of_income = _of_income(data)
    parts = sentence(["收入中", listed(of_income, "，")]) if of_income else []
    kinds = [
        clause(label, data.get(key))
        for key, label in (
            ("donations.funds.balance_earmarked", "定向捐赠资金"),
            ("donations.funds.balance_general", "非定向捐赠资金"),
            ("donations.funds.balance_above", "上级拨入资金"),
        )
    ]
    stated = [kind for kind in kinds if kind]
    split = sentence(["结余中", listed(stated, "，")]) if len(stated) > 1 else []
    if len(stated) == 1 and kinds[0]:
        split = flatten("结余均为定向捐赠资金。")
    held = sentence(clause("结余中代管的资金", data.get("donations.funds.balance_held_for_others")))
    moved = tell_few(
        transfers(data.scope),
        lambda one: [
            data.when(one),
            "经捐赠人同意" if one.consent_paper else None,
            [
                f"将{quoted(one.from_fund)}",
                money_of_record(one, "amount", one.amount),
                f"转入{quoted(one.to_fund)}",
            ],
        ],
        "以下为其中金额较大的资金划转。",
        "amount",
    )
    return paragraphs(join_sentences(chain, netted, parts, split, held, *moved))


def _of_income(data: NarrativeData) -> list[Paragraph]:
    """Tell what the income consists of; nothing where it is all gifts."""
    clauses = [
        clause(words, data.get(key))
        for words, key in (
            ("社会捐款", _AMOUNT),
            ("上级拨入", _ABOVE),
            ("利息等", "donations.income.donated"),
            ("新设项目带入", "donations.funds.brought"),
        )
    ]
    found = [one for one in clauses if one]
    return found if len(found) > 1 else []
