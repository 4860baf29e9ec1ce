"""What was handed on and to whom, what was spent on what, and what became of the goods."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse

from donations.goods_statements import Amount, GoodsLine, GoodsStatement, goods_statements
from redcross.figures import break_down
from redcross.formatting import format_decimal
from relief.listings import Disbursement, handed_on
from reports.text.figure_references import get_counted_figure
from reports.text.wording import MoneyRun, TextRun, money_of_record, yuan_run

from .data import NarrativeData
from .phrases import (
    Paragraph,
    Piece,
    clause,
    counted,
    few_of,
    flatten,
    join_sentences,
    linked_name,
    listed,
    money_called,
    often_word,
    paragraphs,
    sentence,
    times_run,
)

# How many goods of a handing on, and how many that were lost, are named.
GOODS_NAMED = 3
# What a paper is called, as opposed to a body that decides.
_PAPER_SIGNS = ("〔", "[", "【", "《", "号", "文件", "纪要", "批复", "通知")
# What money was spent for beside aid, by the kind of the record.
_SPENT_FOR = {
    Disbursement.Kind.TRANSFER: "用于拨付",
    Disbursement.Kind.PURCHASE: "用于采购",
    Disbursement.Kind.FREIGHT: "用于运输仓储",
    Disbursement.Kind.MANAGEMENT: "支付管理费用",
    Disbursement.Kind.OTHER: "其他支出",
}
_GOODS_LINES = (
    (GoodsLine.RETURNED, "退库"),
    (GoodsLine.SURPLUS, "盘盈"),
    (GoodsLine.GIVEN, "救助发放"),
    (GoodsLine.DISBURSED, "拨付"),
    (GoodsLine.WRITTEN_OFF, "报损"),
    (GoodsLine.SHORTAGE, "盘亏"),
    (GoodsLine.GIVEN_BACK, "退还捐赠人"),
)


def use_of_gifts(data: NarrativeData) -> list[Paragraph]:
    """Tell what was handed on to whom, what was spent on what, and what became of the goods."""
    largest = handed_on(data.scope)
    chosen, many = few_of(largest)
    sentences = [sentence(*_handed_on(data, group)) for group in _together(chosen)]
    if many:
        sentences.insert(0, flatten("以下为其中金额和批次较多的拨付。"))
    whole = data.words.whole
    handed = data.groups("对外支出资金", "relief.disbursed.amount", "kind", "kind") or clause(
        "对外支出资金", data.get("relief.disbursed.amount")
    )
    goods = clause(
        "拨付物资",
        data.get("relief.disbursed.batches"),
        data.not_netted("donations.goods.batches_above"),
    )
    in_all = sentence([whole, goods or handed], handed if goods else None) if many else []
    other = sentence(
        clause("支出财政资金", data.get("reports.spending.fiscal")),
        clause("支出自有资金", data.get("reports.spending.own")),
        clause("另有尚未明确资金项目的支出", data.get("reports.spending.unfunded")),
    )
    bought = sentence(
        clause(f"{whole}采购物资", data.get("donations.goods.batches_purchased")),
    )
    return paragraphs(
        join_sentences(in_all, *sentences),
        join_sentences(_spent(data, chosen), other, bought),
        join_sentences(*_of_goods(data)),
    )


def _spent(data: NarrativeData, disbursements: list[Disbursement]) -> Paragraph:
    """Tell what donated money was spent on; nothing where one handing on has said it all."""
    spent = data.get("reports.spending.donated")
    if spent and len(disbursements) == 1 and disbursements[0].amount == spent.number:
        return []
    parts = [
        clause("用于救助慰问", data.get("reports.spending.donated_aid")),
        *_disbursed(data),
        clause("支付平台手续费", data.get("reports.spending.donated_fees")),
    ]
    found = [part for part in parts if part]
    alone = found[0] if len(found) == 1 else None
    return sentence(
        clause(
            f"{data.words.whole}支出捐赠资金", spent, data.not_netted("donations.cash.from_above")
        ),
        ["其中", listed(found, "，")] if len(found) > 1 else None,
        ["均", *alone[:1]] if alone and alone[0].text.startswith("用于") else None,
    )


def _disbursed(data: NarrativeData) -> Iterator[Paragraph | None]:
    """Yield what was spent beside aid, by kind; only the sum where other money is in the kinds."""
    all_of_it = data.get("reports.spending.donated_disbursed")
    if not all_of_it:
        return
    kinds = break_down(get_counted_figure("relief.disbursed.amount"), "kind", data.scope)
    if sum((value.number for _kind, value in kinds), Decimal(0)) != all_of_it.number:
        yield clause("其他对外支出", all_of_it)
        return
    words = {str(kind.label): _SPENT_FOR[kind] for kind in Disbursement.Kind}
    for kind, value in kinds:
        yield clause(words[str(kind)], value)


def _together(records: Iterable[Disbursement]) -> Iterator[list[Disbursement]]:
    """Yield what one decision handed on to several, in one piece."""

    def one_decision(one: Disbursement) -> tuple[object, ...]:
        plain = bool(one.amount and not one.batches and not one.contents and one.times == 1)
        own = None if plain and one.decided_by and not one.goods.all() else one.pk
        days = (one.date, one.end_date, one.date_precision)
        return (*days, one.decided_by, one.fund_id, one.society_id, own)

    for _key, group in groupby(records, one_decision):
        yield list(group)


def _handed_on(data: NarrativeData, group: list[Disbursement]) -> list[Piece]:
    """Tell of one handing on, or of several of one decision: when, by whom, what, and to whom."""
    one = group[0]
    fund_purpose = (one.fund.purpose or one.fund.name) if one.fund else ""
    before: list[Piece] = [data.when(one), _decided(one.decided_by)]
    if len(group) > 1:
        parts = list(_by_recipient(data, group))
        apart = "分别" if len(parts) > 1 else ""
        return [
            *before,
            [data.whose(one), f"将{money_called(fund_purpose)}{apart}拨付", listed(parts)],
        ]
    words = one.contents or _goods_in_words(one.goods.all())
    goods = linked_name(one, words) if words else None
    what: list[Piece] = [
        [
            goods or (f"{'' if one.amount else fund_purpose}物资" if one.batches else None),
            counted(one, "batches", "批次"),
        ],
        [money_called(fund_purpose), money_of_record(one, "amount", one.amount)]
        if one.amount
        else None,
    ]
    times = times_run(one, "次")
    return [
        *before,
        [
            data.whose(one),
            often_word(one),
            ["分", times] if times else None,
            "将",
            listed(what),
            f"拨付{one.recipient}" if one.amount else f"调拨给{one.recipient}",
        ],
    ]


def _by_recipient(data: NarrativeData, group: list[Disbursement]) -> Iterator[Piece]:
    """Yield recipients of one decision with what each got; several exact sums are added up."""
    found: dict[object, list[Disbursement]] = {}
    for one in group:
        rough = one.pk if one.rounding_of("amount") else None
        found.setdefault((one.recipient, rough), []).append(one)
    figure = get_counted_figure("relief.disbursed.amount")
    for same in found.values():
        one = same[0]
        if len(same) == 1 and one.amount is not None:
            yield [one.recipient, money_of_record(one, "amount", one.amount)]
            continue
        parameters = {
            **figure.parameters(data.scope),
            "kind": one.kind,
            "fund": str(one.fund_id or ""),
            "q": one.recipient,
            "date_from": one.date.isoformat(),
            "date_to": one.date.isoformat(),
        }
        total = sum((each.amount or Decimal(0) for each in same), Decimal(0))
        yield [one.recipient, yuan_run(total, figure.url(parameters))]


def _decided(by: str) -> str | None:
    """Write by whose decision, or by which paper."""
    if not by:
        return None
    is_paper = any(sign in by for sign in _PAPER_SIGNS)
    return f"根据{by}" if is_paper else f"按照{by}的决定"


def _goods_in_words(goods: Iterable[object]) -> str | None:
    """Return the goods that were handed on out of the store, the first of them named."""
    names = [str(line).replace(" ", "") for line in goods]
    more = f"等{len(names)}种物资" if len(names) > GOODS_NAMED else ""
    return "、".join(names[:GOODS_NAMED]) + more or None


def _of_goods(data: NarrativeData) -> Iterator[Paragraph]:
    """Yield what became of the goods: of those with a price the sums, of others what was lost."""
    statements = goods_statements(data.scope)
    priced = [one for one in statements if one.goods.priced]
    parameters = {
        "society": str(data.society.pk),
        **({"scope": "alone"} if data.scope.own_records_only else {}),
        "date_from": data.period.start.isoformat(),
        "date_to": data.period.end.isoformat(),
    }
    page = f"{reverse('reports:statement')}?{urlencode(parameters)}"

    def summed(amounts: Iterable[Amount]) -> MoneyRun | None:
        total = sum(amounts, Amount()).value
        return yuan_run(abs(total), page) if total else None

    def part(words: str, amounts: Iterable[Amount]) -> Piece:
        run = summed(amounts)
        return [words, run] if run else None

    # What halves of a unit make stands in no line that a text has words for.
    adds_up = not any(one.rounding.value for one in priced)
    moved = [part(words, (one.line(line) for one in priced)) for line, words in _GOODS_LINES]
    if adds_up and any(moved):
        before, end = data.words.opening_stock, data.words.end
        yield sentence(
            part(f"有单价的物资{before}", (one.opening for one in priced))
            or f"有单价的物资无{before}",
            part(f"{data.words.whole}接收", (one.received for one in priced)),
            *moved,
            part(f"{end}结存", (one.left for one in priced)) or f"{end}无结存",
        )
    yield sentence(clause("报损中估价", data.get("donations.goods.written_off_estimated")))
    for line, words in ((GoodsLine.WRITTEN_OFF, "报损"), (GoodsLine.SHORTAGE, "盘亏")):
        lost = [one for one in statements if not one.goods.priced and one.line(line)]
        yield sentence([f"{words}未计价的", listed(_lost_goods(lost, line, page))]) if lost else []


def _lost_goods(lost: list[GoodsStatement], line: GoodsLine, page: str) -> Iterator[TextRun]:
    """Yield the goods that were lost, the first of many."""
    for one in lost[:GOODS_NAMED]:
        number = format_decimal(abs(one.line(line).quantity))
        yield TextRun(f"{one.goods.item}{number}{one.goods.unit}", page)
    if len(lost) > GOODS_NAMED:
        yield TextRun(f"等{len(lost)}种", page)
