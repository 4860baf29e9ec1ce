"""Sentences read: their numbers and references, each with what is said of it in its clause."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from itertools import pairwise

from .comparisons import BEFORE_WORDS, CHANGE, COMPARED, DOWN, MORE_OF, UP, VERBS
from .figure_references import REFERENCE, UNCONFIRMED, FigureReference
from .numbers import POINTS, QUOTED_TITLE, WrittenNumber, half_width_digits, numbers_in
from .plans import says_plan

# One character stands for each reference of a text, so that it has its place in the sentence.
_FIRST_PLACE = 0xE000
_PLACE = re.compile("[\ue000-\uf8ff]")
_SENTENCE_END = re.compile(r"[。；;！？!?\n]")
_CLAUSE_END = re.compile(r"，|：|:|（|）|\(|\)|,(?!\d{3})|(?<!\d),")

_WEAK_CHANGE = re.compile(r"(?:增|多|高|升|降|少|低|减)(?:了|出|约|近|\s)*$")
_UNCHANGED = re.compile(r"(?P<nearly>基本|大致|大体)?持平|(?P<zero>零增长)")
_DOUBLED = re.compile(r"翻了?(?P<times>[一两二12])?番|翻(?:了一)?倍")
# 是上年的2.5倍; 比上年增长1.5倍.
_TIMES_OF_ANOTHER = re.compile(r"[是为](?P<of>[^，。\d]{2,16}?)的[^，。\d]{0,2}$")
_TIMES_OF = re.compile(rf"(?:{BEFORE_WORDS})(?:同期|末|底)?[^，。\d]{{0,6}}的?[^，。\d]{{0,3}}$")
_VAGUE_CHANGE = re.compile(
    r"(?:有所|明显|大幅度?|稳步|显著|略有|逐年|进一步|持续|小幅)\s*"
    rf"(?:(?P<up>{UP})|(?P<down>{DOWN}))"
)
# 社会捐款较上年下降: nothing but the direction.
_BARE_CHANGE = re.compile(
    rf"(?:{COMPARED.pattern})(?:都|均|也|又|略)?(?:(?P<up>{UP})|(?P<down>{DOWN}))了?[，：:]?$"
)
_AVERAGE = re.compile(
    r"(?:(?P<all>[户人场期次份例台批笔]均)|平均每?(?P<each>[户人名位场期次份例台批笔]?)"
    r"|每(?P<per>[户人名位场期次份例台批笔])(?!年|月|周)|(?P<apiece>各)(?=获|得|发|补|资|领|救|奖))"
    r"[^，、\d]{0,10}$"
)
_FREQUENCY = re.compile(
    r"[日周月季年]均[^，\d]{0,6}$|每(?:年|月|周|季度|季|天|日|半年|学期|学年|班|小时|隔)[^，\d]{0,6}$"
)
# 每千人: of how many, the records do not say.
_FOR_MANY = re.compile(r"每[十百千万]+(?:人|户|名)")
_SHARE = re.compile(
    r"占(?:到|了|据)?(?P<of>[^，。\d]{0,24})$|(?:相当于|等于)(?P<like>[^，。\d]{0,24})$"
)
# 占总额27.74万元的39.7%: the whole stands there itself.
_OF_NUMBER = re.compile(r"(?:占|相当于|等于|是)[^，。]{0,24}\d[^，。\d]{0,4}的$")
# What could be had for it, or how many it would serve, nobody records.
_WOULD_BE = re.compile(r"相当于|等同于|可供|可满足|足够|折算成?|换算")
# 最大的一笔, 首次, 每一场, 另一个: a word, no count.
_ONE_OF = re.compile(r"(?:最[^，。]{1,6}|首|每|这|那|该|任|另|同|唯|其中|第|某)的?$")
# 每49名居民中有1名: the numbers say so only together.
_RATIO = re.compile(r"每\s*\d+\s*[名人户位][^，。]*[就便]?有")
_RATE = re.compile(r"(?P<name>[\u4e00-\u9fff]{1,10}(?:率|满意度|占比|比例|比重))[^，。\d]{0,8}$")
_COMPLETED = re.compile(
    r"(?:完成|达到|实现|[为是])[^，。]{0,12}(?:目标|任务|计划)[^，。]{0,16}的[^，\d]{0,3}$"
)
_TARGET_DIFF = re.compile(
    r"(?:较|比|高于|低于|超过|超出|少于|多于)[^，。]{0,12}(?:目标|计划|任务|指标)"
)
# 距16场的目标还差2场.
_SHORT_OF = re.compile(r"(?:目标|计划|任务|指标)(?:数|值)?(?:还|尚|仍|相)?(?:差|缺|欠)(?:了|约)*$")
_BEYOND = re.compile("(?P<less>低于|少于|未达)|高于|超过|超出|多于")
_TARGET = re.compile(
    r"(?:目标|任务|计划|指标|指标值|目标值|不低于|不少于|不高于|不超过|力争|确保|≥|≤|要求|应达到?|应为|须达到?)"
    r"[^，。\d]{0,8}$"
)
_CAME_FROM = re.compile(r"[由从](?:(?:19|20)\d\d年度?)?[^，。\d]{0,8}$")
_WENT_TO = re.compile(r"^[^，。]{0,10}?(?:增|升|提|涨|扩|降|减|下|发展|调整|变|到|至)")
# 比大病救助多7人: another number than that of the year before.
_THAN = re.compile(
    rf"(?:较|比|相比于?)(?P<of>(?!{BEFORE_WORDS}|[^，。]*(?:目标|计划|任务|指标|预算|年初))[^，。\d]{{2,16}}?)"
    rf"(?:的?人数|数量?)?(?P<sign>多|少|高|低)(?:出|了|约)*(?:{VERBS})?$"
)
_WENT_UP_TO = re.compile(r"(?:到|至|为|成)了?\s*$")
_AIMED_TOO = re.compile(r"[、和及与](?![^，。]*(?:实际|完成|达到|实现))")
_TOTAL = re.compile(r"合计|共计|总计|总额|两项")


class ClaimKind(Enum):
    """What a number says."""

    VALUE = "value"
    CHANGE = "change"
    SHARE = "share"
    AVERAGE = "average"
    RATE = "rate"
    COMPLETED = "completed"
    MULTIPLE = "multiple"
    DIFFERENCE = "difference"
    TARGET = "target"
    TARGET_DIFFERENCE = "target difference"
    FREE = "free"


@dataclass(frozen=True)
class Clause:
    """A piece of a sentence between commas, by its places in the text."""

    at: int
    end: int


@dataclass
class Claim:
    """A number or a reference, and what its clause says of it.

    `before`, `after`: the words around it up to the next number. `sign`: 1 where it says that
    something grew, −1 where it fell. `of`: the words for the whole of a share, the name of a rate,
    or what an average is for each of.
    """

    at: int
    end: int
    clause: Clause
    before: str
    after: str
    kind: ClaimKind = ClaimKind.VALUE
    number: WrittenNumber | None = None
    reference: FigureReference | None = None
    sign: int = 0
    of: str = ""
    # It is the number with which one of this year is compared.
    is_base: bool = False
    # It is the second number of 由8台增加到12台.
    ends_base: bool = False
    nearly: bool = False

    @property
    def stated(self) -> WrittenNumber:
        """Return its number. Raises ValueError of a claim without one."""
        if self.number is None:
            raise ValueError(self.of)
        return self.number

    @property
    def words(self) -> str:
        """Return the number as it stands in the text."""
        return self.number.words if self.number else ""


@dataclass
class Sentence:
    """A sentence with its clauses and all that is claimed in it, in order."""

    text: str
    at: int
    clauses: list[Clause]
    claims: list[Claim] = field(default_factory=list)

    def of(self, clause: Clause) -> str:
        """Return the text of one of its clauses."""
        return self.text[clause.at - self.at : clause.end - self.at]

    @property
    def is_plan(self) -> bool:
        """Return whether it says what is going to be done."""
        return says_plan(self.text)

    def is_aside(self, at: int) -> bool:
        """Return whether the place is in brackets, or in a clause that begins with 其中."""
        preceding = self.text[: at - self.at]
        opened = max(preceding.rfind("（"), preceding.rfind("("))
        if opened > max(preceding.rfind("）"), preceding.rfind(")")):
            return True
        clause = next((one for one in self.clauses if one.at <= at < one.end), None)
        return bool(clause and self.of(clause).lstrip().startswith("其中"))

    def says_total(self, claim: Claim) -> bool:
        """Return whether the number adds up what stands before it."""
        return bool(_TOTAL.search(claim.before) or re.search("[共总]$", claim.before))


def with_places(text: str) -> tuple[str, list[FigureReference]]:
    """Return the text with one character for each reference, and the references in order."""
    references: list[FigureReference] = []

    def place(match: re.Match[str]) -> str:
        references.append(FigureReference.read(match[1]))
        return chr(_FIRST_PLACE + (len(references) - 1) % 6400)

    return UNCONFIRMED.sub("\0", REFERENCE.sub(place, text)), references


def original_place(text: str, at: int) -> int:
    """Return where in the text it is that is at this place of what `with_places` makes of it."""
    longer = 0
    marked = re.compile(f"{REFERENCE.pattern}|{UNCONFIRMED.pattern}")
    for match in marked.finditer(text):
        if match.start() - longer >= at:
            break
        longer += len(match[0]) - 1
    return at + longer


def read_sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a text; what stands in titles 《…》 and is unconfirmed is left out."""
    placed, references = with_places(text)
    numbers = list(numbers_in(placed))
    plain = QUOTED_TITLE.sub(lambda title: "\0" * len(title[0]), half_width_digits(placed))
    at = 0
    for end in [*(match.start() for match in _SENTENCE_END.finditer(plain)), len(plain)]:
        if plain[at:end].strip():
            yield _read_sentence(plain, at, end, numbers, references)
        at = end + 1


def _read_sentence(
    plain: str,
    at: int,
    end: int,
    numbers: list[WrittenNumber],
    references: list[FigureReference],
) -> Sentence:
    """Return the sentence between two places of a text."""
    cuts = [at, *(match.end() + at for match in _CLAUSE_END.finditer(plain[at:end])), end]
    clauses = [Clause(a, b) for a, b in pairwise(cuts) if plain[a:b].strip()]
    sentence = Sentence(plain[at:end], at, clauses)
    marks: list[tuple[int, int, WrittenNumber | FigureReference]] = [
        (number.at, number.end, number) for number in numbers if at <= number.at < end
    ]
    marks += [
        (match.start() + at, match.end() + at, references[ord(match[0]) - _FIRST_PLACE])
        for match in _PLACE.finditer(plain[at:end])
        if ord(match[0]) - _FIRST_PLACE < len(references)
    ]
    marks.sort(key=lambda mark: mark[0])
    for index, (start, stop, what) in enumerate(marks):
        clause = next((one for one in clauses if one.at <= start < one.end), clauses[0])
        first = max([clause.at, *(mark[1] for mark in marks[:index])])
        last = min([clause.end, *(mark[0] for mark in marks[index + 1 :])])
        after = re.split("[、，,）)]", plain[stop:last])[0] if last > stop else ""
        claim = Claim(start, stop, clause, plain[min(first, start) : start], after)
        if isinstance(what, WrittenNumber):
            claim.number = what
            if _is_range(plain, start, stop):
                claim.kind = ClaimKind.FREE
            else:
                _read_kind(claim, sentence, plain)
                _go_on(claim, sentence)
                _end_base(claim, sentence)
        else:
            claim.reference = what
        sentence.claims.append(claim)
    sentence.claims += _changes_without_numbers(sentence)
    return sentence


def _go_on(claim: Claim, sentence: Sentence) -> None:
    """Say of 分别增长3%和5% that the second number says what the first does."""
    last = sentence.claims[-1] if sentence.claims else None
    if last and claim.is_base and last.kind is ClaimKind.AVERAGE:
        # 户均200元，较上年180元增加20元.
        claim.kind, claim.of = last.kind, last.of
        return
    beside_target = last and last.kind is ClaimKind.TARGET and claim.clause == last.clause
    if beside_target and claim.kind is ClaimKind.VALUE and _AIMED_TOO.match(claim.before):
        # 目标为培训4000人次、救护员180名: both are aimed at.
        claim.kind = ClaimKind.TARGET
    if claim.before.strip() not in ("和", "、", "及", "与", "，") or last is None:
        return
    if last.number and last.stated.unit == claim.stated.unit and last.kind is not ClaimKind.FREE:
        claim.kind, claim.sign, claim.of = last.kind, last.sign, last.of


def _end_base(claim: Claim, sentence: Sentence) -> None:
    """Say of the second number of 人均由3000元提高到4000元 that it says what the first does."""
    last = sentence.claims[-1] if sentence.claims else None
    if last is None or not last.is_base or not _WENT_UP_TO.search(claim.before):
        return
    if claim.clause == last.clause and last.number and last.number.unit == claim.stated.unit:
        claim.kind, claim.of, claim.ends_base = last.kind, last.of, True


def _is_range(plain: str, start: int, stop: int) -> bool:
    """Return whether the number is one of 20—30人."""
    return bool(
        re.search(r"\d\s*(?:[-—–~～至]|到)\s*$", plain[max(0, start - 4) : start])
        or re.match(r"\s*[-—–~～至]\s*\d", plain[stop : stop + 3])
    )


def _read_kind(claim: Claim, sentence: Sentence, plain: str) -> None:
    """Say of the claim what its number says."""
    number, before = claim.stated, claim.before
    start = max(0, claim.clause.at - sentence.at)
    clause = sentence.text[start : claim.clause.end - sentence.at]
    so_far = sentence.text[start : claim.at - sentence.at]
    compared = bool(COMPARED.search(sentence.text[: claim.at - sentence.at]))
    change = CHANGE.search(before) or MORE_OF.search(before)
    by_share = number.unit in ("%", POINTS)
    came_from = _CAME_FROM.search(so_far) and _WENT_TO.match(plain[claim.end : claim.clause.end])
    if _is_free(claim, so_far, clause):
        claim.kind = ClaimKind.FREE
    elif number.unit == "倍":
        claim.kind = ClaimKind.FREE
        grown = bool(change and change["up"] and compared)
        if grown or _TIMES_OF.search(before):
            claim.kind, claim.sign = ClaimKind.MULTIPLE, int(grown)
        elif another := _TIMES_OF_ANOTHER.search(before):
            claim.kind, claim.of = ClaimKind.MULTIPLE, another["of"]
    elif (base := list(COMPARED.finditer(so_far))) and base[-1].end() == len(so_far):
        claim.is_base = base[-1][0] not in ("同比", "环比")
    elif _SHORT_OF.search(so_far):
        claim.kind, claim.sign = ClaimKind.TARGET_DIFFERENCE, -1
    elif change and _TARGET_DIFF.search(so_far):
        claim.kind, claim.sign = ClaimKind.TARGET_DIFFERENCE, 1 if change["up"] else -1
    elif re.search("提前$|超额(?:完成)?(?:了|约)*$", before) or (
        (by_share or _BEYOND.search(before)) and _TARGET_DIFF.search(so_far)
    ):
        claim.kind = ClaimKind.TARGET_DIFFERENCE
        beyond = list(_BEYOND.finditer(so_far))
        if beyond and (number.unit != "%" or beyond[-1]["less"]):
            claim.sign = -1 if beyond[-1]["less"] else 1
    elif number.unit != "%" and (than := _THAN.search(so_far)):
        claim.kind, claim.of = ClaimKind.DIFFERENCE, than["of"]
        claim.sign = 1 if than["sign"] in "多高" else -1
    elif change and (
        compared or (by_share and not _WEAK_CHANGE.search(before)) or COMPARED.search(clause)
    ):
        claim.kind, claim.sign = ClaimKind.CHANGE, 1 if change["up"] else -1
    elif _COMPLETED.search(so_far) and number.unit == "%":
        claim.kind = ClaimKind.COMPLETED
    elif average := _AVERAGE.search(before):
        each = average["each"] or average["per"] or average["apiece"] or (average["all"] or "人")[0]
        beside_last_year = re.search(r"[较比与]上年[^，。\d]{0,4}$", before[: average.start()])
        claim.kind, claim.of = ClaimKind.AVERAGE, each
        claim.is_base = bool(came_from or beside_last_year)
    elif number.unit == "%" and (share := _SHARE.search(before)):
        claim.kind, claim.of = ClaimKind.SHARE, share["of"] or share["like"] or ""
    elif number.unit == "%" and _OF_NUMBER.search(so_far):
        claim.kind = ClaimKind.SHARE
    elif number.unit == "%" and (rate := _RATE.search(so_far)):
        claim.kind, claim.of, claim.is_base = ClaimKind.RATE, rate["name"], bool(came_from)
    elif _TARGET.search(before) or re.match(r"的?(?:目标|任务|计划)", claim.after):
        claim.kind = ClaimKind.TARGET
    elif _CAME_FROM.search(before) and _WENT_TO.match(plain[claim.end : claim.clause.end]):
        claim.is_base = True


def _is_free(claim: Claim, so_far: str, clause: str) -> bool:
    """Return whether the number is one that no record could say."""
    number = claim.stated
    if number.unit != "%" and (_WOULD_BE.search(so_far) or _RATIO.search(clause)):
        return True
    if number.in_words and number.number == 1 and _ONE_OF.search(claim.before):
        return True
    return bool(
        _FREQUENCY.search(claim.before) or (_FOR_MANY.search(so_far) and number.unit != "台")
    )


def _changes_without_numbers(sentence: Sentence) -> Iterator[Claim]:
    """Yield what is said to be 持平, or 有所增长 against the year before."""
    for clause in sentence.clauses:
        text = sentence.of(clause)
        found = _UNCHANGED.search(text)
        vague = None if found else _VAGUE_CHANGE.search(text) or _BARE_CHANGE.search(text)
        if doubled := _DOUBLED.search(text):
            yield _doubled(clause, text, doubled)
            continue
        match = found or vague
        said_before = sentence.text[: clause.end - sentence.at]
        if match is None or not (COMPARED.search(said_before) or (found and found["zero"])):
            continue
        if vague and re.search(r"\d", text[vague.end() : vague.end() + 8]):
            continue
        at = clause.at + match.start()
        claim = Claim(
            at, clause.at + match.end(), clause, text[: match.start()], "", ClaimKind.CHANGE
        )
        if vague:
            claim.sign = 1 if vague["up"] else -1
        else:
            claim.nearly = bool(match["nearly"])
        claim.of = match[0]
        yield claim


def _doubled(clause: Clause, text: str, match: re.Match[str]) -> Claim:
    """Return the claim that something grew twofold, or fourfold: 翻一番, 翻两番."""
    at, end = clause.at + match.start(), clause.at + match.end()
    times = 4 if match["times"] in ("两", "二", "2") else 2
    number = WrittenNumber(
        match[0], Decimal(times), "倍", Decimal(1), False, True, False, at=at, end=end
    )
    return Claim(at, end, clause, text[: match.start()], "", ClaimKind.MULTIPLE, number)
