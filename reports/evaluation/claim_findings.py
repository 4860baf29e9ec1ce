"""What is found wrong in typed sentences, in words: what stands there, and what the records say."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from redcross.figures import figures_by_key
from reports.models import Chapter, Evaluation
from reports.text.dates import WrittenDate, dates_in
from reports.text.figure_references import FigureReference
from reports.text.free_text import typed_text
from reports.text.numbers import POINTS, numbers_in
from reports.text.sentences import ClaimKind, Sentence, original_place, read_sentences
from reports.text.wording import format_value_roughly

from .check_context import CheckContext, Correction, LazyFinding, edit_url
from .known_values import Candidate
from .other_days import is_there
from .score_claims import wrong_scores
from .subjects import narrow, subject_words_in
from .title_dates import TitledDays
from .verdicts import Verdict

# A date after or beside one of these is of another time, and said to be.
_OTHER_TIME = re.compile(
    r"(?:较|比|与|和|同|自|从|相较于?)\s*$|《[^》]*$|〔\s*$|(?:到|至|拟于|计划于?|将于)\s*$"
)
_SINCE = re.compile(
    r"\s*(?:年|度)*(?:[至到—–~～-]+\s*20\d\d年|以来|起|成立|始建|印发|出台|同期|相比|增|减|下降|提高|的?[“《]|工作计划|工作要点)"
)
# What is told of a society's own history.
_FOUNDED = re.compile(r"(?:成立|始建|创建|组建|设立|建|始|恢复|重建)于\s*$")
_IN_ITS_HISTORY = re.compile(
    r"[^，。]{0,10}(?:成立|组建|单设|单独设|独立设|单列|换届|更名|改名|理顺|升格|划转|划归|挂牌|恢复|设立|加入)"
)
_LONG_AGO = re.compile(r"[^，。]{0,10}(?:建成|荣获|评为|获评|命名|获得)")
# What differs from something by a number, or in a direction.
_DIRECTED = (ClaimKind.CHANGE, ClaimKind.DIFFERENCE, ClaimKind.TARGET_DIFFERENCE)
_BEFORE_CHANGE = re.compile(
    r"(?:同比|环比|[较比与][^，。\d]{1,10}?)?(?:增|减|上升|下降|提高|提升|降|多|少|高|低)[^，。\d]{0,3}$"
    r"|(?:同比|环比|[较比与][^，。\d]{1,8})$"
)
_PLANS = re.compile(r"下一步|下年度|明年|计划|拟|将|打算|规划|今后|展望|力争|继续")
# 将救助金送到灾民手中: done, and no plan.
_WITH_AN_OBJECT = re.compile(
    r"将(?!在|于|会|要|再|继续|进一步|持续|陆续|全面|积极|按|开展|举办|组织|实施|发放|(?:救助|资助|慰问)(?![金款物品包资])|培训|募集|接收|建|新|对|向|为"
    r"|把|以|从|召开|完成|投入|拨付|走访|采购|启动|推进|加大|加强)"
    r"[^，。；将]{2,40}?(?:送[到至往达给上]|发[放给到]|交[到给付由予]|转交|拨[付给入]|划[拨转入]|下拨|用于|捐[赠给]|运[到至抵往]|汇[入至给]"
    r"|打入|存入|缴入|纳入|分发|配送|配发|兑现)"
)
# What is due of the report itself: 于3月10日前完成自评.
_OF_THE_REPORT = re.compile("自评|评价|报送|上报|填报|提交|公示|审计|决算|总结|通报|批复|印发")
# Of a year people report when it is over.
_TOLD_AFTERWARDS = re.compile("总结|通报|评价|自评|公示|审计|决算")
_GOALS = re.compile("目标|指标|计划|任务")
_SIMPLE = re.compile(r"[\s，。；、：]")
_SHORTEST_NOUN = 2
# 价值9.6万元: of what, the words before it say.
_PRICE = re.compile("(?:价值|折合|折价|金额|合计|共计|共|总|人民币)*")


def date_findings(
    context: CheckContext, heading: str | Promise, text: str, on: Chapter | Evaluation
) -> Iterator[LazyFinding]:
    """Yield the dates outside the period that are not said to be those of another time."""
    for day in _stray_days(context, text):
        values = {"heading": heading, "date": day.words}
        yield LazyFinding(
            _("“%(heading)s”: %(date)s lies outside the period."), edit_url(on), values
        )


def _stray_days(context: CheckContext, text: str) -> Iterator[WrittenDate]:
    """Yield the dates of a text that lie outside the period for no reason that it tells."""
    by_hand = typed_text(text)
    for day in dates_in(by_hand):
        if day.within(context.period) or day.words in context.generated_dates or day.is_bare:
            continue
        before, after = by_hand[: day.at], by_hand[day.end :]
        clause = re.split(r"[，。；\n]", before)[-1] + re.split(r"[，。；\n]", after)[0]
        sentence = re.split(r"[。；\n]", before)[-1] + day.words
        sentence += re.split(r"[。；\n]", after)[0]
        ahead = day.year is not None and day.year > context.period.end.year
        if _OTHER_TIME.search(before) or _SINCE.match(after):
            continue
        if (
            day.year
            and day.year < context.period.start.year
            and (
                _FOUNDED.search(before)
                or _IN_ITS_HISTORY.match(after)
                or (day.year < context.period.start.year - 1 and _LONG_AGO.match(after))
            )
        ):
            continue
        if not ahead and not day.month and _says_numbers(after):
            # What is said of another year is held against that year.
            continue
        if (
            not ahead
            and day.year
            and any(context.claims.recorded_then(one) for one in read_sentences(sentence))
        ):
            continue
        if ahead and _TOLD_AFTERWARDS.search(sentence) and not any(numbers_in(sentence)):
            continue
        if ahead and _OF_THE_REPORT.search(clause) and not any(numbers_in(clause)):
            continue
        tested = _WITH_AN_OBJECT.sub("", sentence) if day.month else sentence
        if (ahead and _PLANS.search(tested)) or _is_of_last_year(context, day.year, clause):
            continue
        yield day


def _says_numbers(after: str) -> bool:
    """Return whether numbers with measure words follow in the sentence."""
    return any(numbers_in(re.split(r"[。；\n]", after)[0]))


def _is_of_last_year(context: CheckContext, year: int | None, clause: str) -> bool:
    """Return whether the year before is named to state its number beside this year's."""
    return year == context.period.start.year - 1 and bool(
        re.search(r"结转|结余|相比|持平|由|从", clause)
    )


def claim_findings(
    context: CheckContext,
    heading: str | Promise,
    text: str,
    on: Chapter | Evaluation,
    *,
    aims: bool = False,
) -> Iterator[LazyFinding]:
    """Yield what typed sentences say that neither figures nor records do."""
    above = ""
    stray = [day.words for day in _stray_days(context, text) if day.month]
    of_goals = bool(_GOALS.search(str(heading)))
    for sentence in read_sentences(text):
        for day, titled in (
            *context.titles.wrong_days(sentence),
            *_wrong_at_place(context, sentence),
        ):
            values = {"heading": heading, "date": day.words, "title": titled.title}
            values |= {"first": titled.first.isoformat(), "last": titled.last.isoformat()}
            words = _(
                "“%(heading)s”: “%(title)s” was not on %(date)s: it is recorded from %(first)s"
                " to %(last)s."
            )
            yield LazyFinding(words, edit_url(on), values)
        for score in wrong_scores(sentence, context.scores):
            values = {"heading": heading, "words": score.words, "right": score.follows}
            words = _("“%(heading)s”: “%(words)s”: the self-evaluation table says %(right)s.")
            yield LazyFinding(words, edit_url(on), values)
        for verdict in context.claims.wrong_in(sentence, above, aims=aims, of_goals=of_goals):
            if _is_of_last_year_by(stray, context, sentence, verdict):
                continue
            if not _is_generated(context, sentence, verdict):
                finding = _finding(context, heading, verdict, on, sentence)
                yield replace(finding, correction=_correction(context, on, text, verdict))
        above = sentence.text


def _is_of_last_year_by(
    days: list[str], context: CheckContext, sentence: Sentence, verdict: Verdict
) -> bool:
    """Return whether it is held against last year only for a day that is found wrong itself."""
    last_year = verdict.meant and verdict.meant.period == context.period.previous()
    return bool(last_year) and any(day in sentence.text for day in days)


def _wrong_at_place(
    context: CheckContext, sentence: Sentence
) -> Iterator[tuple[WrittenDate, TitledDays]]:
    """Yield the day of a sentence on which nothing that it tells of was at the place it names."""
    days = [day for day in dates_in(sentence.text) if day.month and day.day]
    if len(days) != 1 or not days[0].within(context.period) or _PLANS.search(sentence.text):
        return
    names = context.claims.subjects.names
    places = [part for part in names.named_in(sentence.text) if part.parameter == "place"]
    if len({part.value for part in places}) != 1 or not is_there(sentence.text, places[0].name):
        return
    keys = narrow(subject_words_in(names.without_funds(sentence.text)), "")
    known = context.claims.witness.days_at(places[0], keys, context.period)
    spans = list(days[0].days(context.period))
    if known and not any(
        first <= one.last and last >= one.first for one in known for first, last in spans
    ):
        yield days[0], TitledDays(places[0].name, known[0].first, known[0].last)


def _is_generated(context: CheckContext, sentence: Sentence, verdict: Verdict) -> bool:
    """Return whether the records themselves are told in these words.

    A number in its clause alone; what follows from what stands before it in the whole of that.
    """
    claim = verdict.claim
    words = _SIMPLE.sub("", sentence.of(claim.clause))
    only_a_price = _PRICE.fullmatch(words.replace(claim.words, ""))
    if only_a_price or verdict.days or claim.kind is not ClaimKind.VALUE or not claim.number:
        words = _SIMPLE.sub("", sentence.text[: claim.clause.end - sentence.at])
    noun = len(words) - len(claim.words)
    return noun >= _SHORTEST_NOUN and words in _SIMPLE.sub("", context.generated)


def _finding(
    context: CheckContext,
    heading: str | Promise,
    verdict: Verdict,
    on: Chapter | Evaluation,
    sentence: Sentence,
) -> LazyFinding:
    """Return the finding for a claim, with the chip that could stand in its place."""
    claim, meant = verdict.claim, verdict.meant
    values: dict[str, object] = {"heading": heading, "number": claim.words or claim.of}
    if verdict.days:
        first, last = verdict.days
        values |= {"first": first.isoformat(), "last": last.isoformat()}
        words = _("“%(heading)s”: %(number)s is recorded from %(first)s to %(last)s, not then.")
    elif (
        claim.kind in (ClaimKind.CHANGE, ClaimKind.MULTIPLE)
        and verdict.now
        and verdict.before
        and meant
    ):
        words = _(
            "“%(heading)s”: “%(number)s” does not follow: “%(label)s” is %(now)s, the year"
            " before %(before)s."
        )
        values["number"] = _quoted(sentence, claim.at, claim.end)
        values |= {"label": _label(context, meant), "now": _shown(meant)}
        measure = verdict.before.figure.unit.measure_word
        values["before"] = format_value_roughly(verdict.before, measure)
    elif meant and meant.value.is_unknown:
        words = _(
            "“%(heading)s”: no figure says %(number)s, and how many it is of"
            " “%(figure)s” is not known."
        )
        values["figure"] = _label(context, meant)
    elif meant:
        words = _("“%(heading)s”: no figure says %(number)s; “%(label)s” is %(right)s.")
        values |= {"label": _label(context, meant), "right": _shown(meant)}
    elif verdict.follows is not None and claim.kind in _DIRECTED and verdict.unit != "元":
        if verdict.follows < 0:
            words = _("“%(heading)s”: “%(number)s” does not follow; it is %(right)s less.")
        else:
            words = _("“%(heading)s”: “%(number)s” does not follow; it is %(right)s more.")
        values["number"] = _quoted(sentence, claim.at, claim.end)
        values["right"] = _with_unit(replace(verdict, follows=abs(verdict.follows)))
    elif verdict.follows is not None:
        words = _("“%(heading)s”: %(number)s does not follow; it makes %(right)s.")
        values["right"] = _with_unit(verdict)
    else:
        words = _("“%(heading)s”: no figure says %(number)s.")
        unit = claim.number.unit if claim.number else ""
        if unknown := context.unknown.get(unit):
            words = _(
                "“%(heading)s”: no figure says %(number)s, and how many it is of"
                " “%(figure)s” is not known."
            )
            values["figure"] = format_lazy("{}", unknown[0].figure.label)
    return LazyFinding(words, edit_url(on), values)


def _with_unit(verdict: Verdict) -> str:
    """Return the number that would be right, with the measure word of the one that stands there."""
    number = verdict.follows or Decimal(0)
    unit = verdict.unit or (verdict.claim.number.unit if verdict.claim.number else "%")
    if unit == "元" and ("万" in verdict.claim.words or (verdict.unit and number >= 10**4)):
        number, unit = number / 10**4, "万元"
    unit = "个百分点" if unit == POINTS else unit
    return f"{round(number, 2).normalize():f}{unit}"


def _quoted(sentence: Sentence, at: int, end: int) -> str:
    """Return the words with what stands right before them: 较上年下降40.6%."""
    preceding = sentence.text[: at - sentence.at]
    before = _BEFORE_CHANGE.search(preceding)
    start = before.start() if before else max(0, len(preceding) - 2)
    return sentence.text[start : end - sentence.at].lstrip("，、。")


def _label(context: CheckContext, meant: Candidate) -> object:
    """Return what the figure is called, and by what it is restricted."""
    label: object = figures_by_key()[meant.key].label
    names = "、".join(_each_once(part.name for part in meant.parts if part.name))
    label = format_lazy("{}（{}）", label, names) if names else format_lazy("{}", label)
    if meant.period == context.period.previous():
        return format_lazy("{}（{}）", label, _("the year before"))
    return label


def _each_once(names: Iterable[str]) -> Iterator[str]:
    """Yield the names but those that another says too, with signs around it or more words."""
    plain = {re.sub("[“”]", "", name): name for name in reversed([*names])}
    for words, name in reversed(plain.items()):
        if not any(words != other and words in other for other in plain):
            yield name


def _shown(meant: Candidate) -> str:
    """Return the number as it is known, with its measure word."""
    return format_value_roughly(meant.value, meant.value.figure.unit.measure_word)


def _correction(
    context: CheckContext, on: Chapter | Evaluation, text: str, verdict: Verdict
) -> Correction | None:
    """Return the chip for the number that is meant, None where none says it.

    `text`: heading and text of the chapter.
    """
    claim, meant = verdict.claim, verdict.meant
    if meant is None or claim.kind is not ClaimKind.VALUE or not isinstance(on, Chapter):
        return None
    at = original_place(text, claim.at) - len(text) + len(on.text)
    chip = meant.reference(context.period, wan="万" in claim.words) if at >= 0 else ""
    if not chip or verdict.elsewhere:
        return None
    start = on.text.find(claim.words, at)
    with override("zh-hans"):
        shown = context.renderer.render_reference(FigureReference.read(chip[2:-2]))
    if shown.faulty or start < 0 or on.text[at:start].strip():
        return None
    return Correction(on.pk, start, claim.words, chip, shown.text)
