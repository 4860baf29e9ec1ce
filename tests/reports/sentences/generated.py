"""Sentences made of what a society recorded: true in many wordings, and with one number wrong.

A template has numbers in braces: `{figure}` of this year, `{figure-}` of the year before, with a
sign for how it is written. What stands behind it in the records is looked up when it is made.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from donations.models import CashGift, Donor
from donations.statements import Fund, StatementSums, statements
from redcross.figures import Scope
from relief.models import Aid, Disbursement
from reports.evaluation.text_renderer import renderer_of
from training.models import Session

# By what short names the templates call figures.
FIGURES = {
    "cash": "donations.cash.amount",
    "gifts": "donations.cash.gifts",
    "earmarked": "donations.cash.earmarked",
    "unearmarked": "donations.cash.unearmarked",
    "above": "donations.cash.from_above",
    "goods": "donations.goods.value",
    "batches": "donations.goods.batches_public",
    "aid": "relief.aid.amount",
    "households": "relief.aid.households",
    "visits": "relief.aid.person_times",
    "sick": "relief.illness.people",
    "sick_money": "relief.illness.amount",
    "handed": "relief.disbursed.amount",
    "moved": "relief.responses.moved",
    "talks": "training.awareness.sessions",
    "heard": "training.awareness.people",
    "courses": "training.certified.sessions",
    "came": "training.certified.people",
    "passed": "training.certified.passed",
    "events": "campaigns.publicity.events",
    "audience": "campaigns.publicity.people",
    "leaflets": "campaigns.materials.printed",
    "clinics": "campaigns.clinic.events",
    "hours": "campaigns.hours",
    "blood": "donations.life.blood",
    "sampled": "donations.life.sampled",
    "sampled_total": "reports.life.sampled_total",
    "stem": "donations.life.stem_cells",
    "stem_total": "reports.life.stem_cells_total",
    "received": "donations.goods.received_value",
    "registered": "donations.life.body_registered",
    "aed": "standing.aed",
    "volunteers": "standing.volunteers",
    "members": "standing.members",
    "content": "campaigns.surveys.satisfied",
    "answers": "campaigns.surveys.answered",
    "left": "donations.funds.balance_general",
}
MONEY = frozenset(
    ["cash", "earmarked", "unearmarked", "above", "goods", "aid", "sick_money", "handed", "left"]
)
OPENERS = ("", "全年", "年内，", "一年来，", "今年，我会", "{year}年，", "{year}年度，我会")
# What others do, of which the records say nothing: true whatever stands there.
BESIDE = (
    "",
    "，有力保障了各项工作开展",
    "，县财政局同期安排城乡低保资金1260万元",
    "，其间走访村庄36个",
    "，同时编印简报12期",
    "，均由两名工作人员清点核对",
    "，并成立3人工作小组负责落实",
    "，自评报告于{next}年3月10日前报送县财政局",
)
JOINED = ("；同时，", "；此外，", "。", "；")
CLAUSES = (
    "共接受社会捐款{cash}、{gifts}笔",
    "累计募集社会捐款{cash}",
    "接受社会各界捐款{gifts}笔，合计{cash}",
    "社会捐款{cash}，其中定向捐款{earmarked}、非定向捐款{unearmarked}",
    "社会捐款{cash}，由定向捐款{earmarked}和非定向捐款{unearmarked}组成",
    "按规定足额拨付有关单位资金{handed}",
    "当年新增造血干细胞采样{sampled!sampled_total}人份",
    "当年新增造血干细胞捐献{stem!stem_total}例",
    "年内新采集造血干细胞血样{sampled!sampled_total}人份，累计{sampled_total}人份",
    "发放大病救助金{sick_money}，救助患者{sick}人，人均{sick_money:sick}元",
    "社会捐款上年为{cash-}，今年为{cash}",
    "定向捐款{earmarked}，占社会捐款总额的{earmarked/cash}",
    "收到上级拨入资金{above}",
    "积极争取上级拨入资金{above}",
    "采集造血干细胞血样{sampled}份",
    "举办应急救护普及培训{talks}场，受训群众{heard}人次",
    "接收捐赠物资{batches}批次，价值{goods}",
    "发放救助慰问资金{aid}",
    "走访慰问困难群众{households}户，受益{visits}人次",
    "大病救助{sick}人，发放救助金{sick_money}",
    "大病救助患者{sick}名、{sick_money}，人均{sick_money:sick}元",
    "对外拨付资金{handed}",
    "应急救援中转移受灾群众{moved}人",
    "举办应急救护普及培训{talks}场，参训{heard}人次",
    "普及培训{heard}人次，上年为{heard-}人次",
    "开展普及培训{talks}场、{heard}人次",
    "举办救护员培训班{courses}期，培训{came}人，{passed}人考核合格",
    "救护员培训合格率为{passed/came}",
    "培训救护员{came}名，其中{passed}名取得救护员证",
    "开展宣传活动{events}场，受众{audience}人次，发放宣传资料{leaflets}份",
    "分别开展宣传活动{events}次、义诊{clinics}次",
    "志愿服务时长{hours}小时",
    "无偿献血{blood}人次",
    "无偿献血{blood}人次，上年{blood-}人次",
    "造血干细胞血样采集{sampled}人份",
    "遗体捐献登记{registered}人",
    "公共场所AED保有量{aed}台",
    "注册红十字志愿者{volunteers}名",
    "红十字会员{members}人、志愿者{volunteers}人",
    "满意度调查收回有效问卷{answers}份，其中{content}份表示满意",
    "截至年底，非定向捐赠资金结余{left}",
    "截至{before}年底，非定向捐赠资金结余{left-}",
    "{before}年接受社会捐款{cash-}、{gifts-}笔",
)
# How many there are of what figures count, told as a change: 笔数较上年增加24笔，增长33.8%.
CHANGED = (
    ("gifts", "社会捐款笔数", "笔"),
    ("talks", "应急救护普及培训场次", "场"),
    ("heard", "应急救护普及培训人次", "人次"),
    ("came", "救护员培训人数", "人"),
    ("blood", "无偿献血人次", "人次"),
)
# {a/b}: percent of; {a:b}: for each; {a!b}: a, and where it is wrong, b.
SLOT = re.compile(
    r"\{(\w+)(-?)(?:([/:!])(\w+))?\}|\{=(?P<literal>[\d.]+)(?P<yuan>元?)(?P<year>年?)\}"
)
PUBLIC = Donor.Consent.YES


def on(record):
    """The record's day as a text has it."""
    return f"{record.date.month}月{record.date.day}日"


@dataclass(frozen=True)
class Made:
    """A sentence that was made, and what is wrong with it; nothing where it is true."""

    text: str
    reason: str = ""


class Maker:
    """Makes sentences of what an evaluation's records say. The same seed makes the same ones."""

    def __init__(self, draft, seed):
        renderer = renderer_of(draft)
        self.period = renderer.period
        self.values = renderer.values(self.period), renderer.values(self.period.previous())
        self.random = random.Random(seed)  # noqa: S311
        self.society = draft.society
        self.alone = not draft.society.children.exists()

    def known(self, name, before=""):
        """The number behind a slot; None where nothing is recorded or it is not known."""
        value = self.values[bool(before)].get(FIGURES[name])
        if value is None or value.is_unknown or value.rounded or not value.number:
            return None
        return Decimal(value.number)

    def of_records(self):
        """Clauses of single records: who gave, to whom it went, who came where."""
        days = {"date__range": (self.period.start, self.period.end), "society": self.society}
        once = {"times": 1, "end_date": None}
        for gift in CashGift.objects.filter(**days, **once, donor__name_public=PUBLIC):
            yield f"{on(gift)}，{gift.donor.name}捐款{{={gift.amount}元}}"
            yield f"{gift.donor.name}于{on(gift)}捐赠资金{{={gift.amount}元}}"
            yield f"{gift.donor.name}于{on(gift)}一次性捐款{{={gift.amount}元}}"
            if gift.date.day > 1:
                eve = f"{gift.date.month}月{gift.date.day - 1}日"
                yield f"{eve}对接，{gift.date.day}日{gift.donor.name}捐款{{={gift.amount}元}}"
        for one in Aid.objects.filter(**days, **once).exclude(amount=None).exclude(programme=None):
            name = one.programme.name.strip("“”")
            yield f"{on(one)}，“{name}”项目救助{{={one.people}}}人，发放资金{{={one.amount}元}}"
            day = f"{{={one.date.year}年}}{on(one)}"
            yield f"{day}，我会将“{name}”救助金{{={one.amount}元}}送到受助群众手中"
        for one in Disbursement.objects.filter(**days).exclude(amount=None):
            yield f"{on(one)}，向{one.recipient}拨付资金{{={one.amount}元}}"
            yield f"拨付{one.recipient}{{={one.amount}元}}"
            yield f"将{{={one.amount}元}}拨付{one.recipient}用于救灾和救助"
        for one in Session.objects.filter(**days, **once).exclude(place=None):
            yield f"{on(one)}，在{one.place}开展应急救护培训，{{={one.attendance}}}人参加"
        for first, last, words in ((1, 6, "上半年"), (7, 12, "下半年"), (7, 9, "三季度")):
            gifts = CashGift.objects.filter(
                **days, source="public", date__month__range=(first, last)
            )
            if (total := sum(gift.amount for gift in gifts)) and self.alone:
                yield f"{words}接受社会捐款{{={total}元}}"
        told = list(statements(Scope(self.society, self.period, False)))
        given = (Fund.Kind.GENERAL, Fund.Kind.EARMARKED)
        every = [one for top in told for one in top.with_all_below()]
        sums = StatementSums.of(one for one in every if one.fund.kind in given)
        parts = sums.opening, sums.income, sums.spending, sums.balance
        adds_up = sums.opening + sums.income - sums.spending == sums.balance
        if self.alone and adds_up and all(parts) and not sums.rounded:
            opening, came, went, left = (f"{{={one}元}}" for one in parts)
            yield f"年初社会捐赠资金结余{opening}，当年收入{came}、支出{went}，年末结余{left}"
        for statement in told:
            if statement.fund.kind == Fund.Kind.EARMARKED and statement.sums.balance:
                name = statement.fund.name.strip("“”")
                yield f"“{name}”年末结余{{={statement.sums.balance}元}}"

    def of_changes(self):
        """Clauses of both years: from how many to how many, by how many, by how much of it."""
        for name, noun, unit in CHANGED:
            now, before = self.known(name), self.known(name, "-")
            if now is None or before is None or now == before:
                continue
            grew = now > before
            difference, rate = abs(now - before), abs(now - before) * 100 / before
            if rate >= 10 and difference > 1:
                more, by = ("增加", "增长") if grew else ("减少", "下降")
                rate = rate.quantize(Decimal("0.1"), ROUND_HALF_UP)
                told = f"{{={difference}}}{unit}，{by}{{={rate}}}%"
                yield f"{noun}较上年{more}{told}"
        cash = [self.known(name, before) for name in ("cash", "gifts") for before in ("", "-")]
        for now, before in (cash[:2], cash[2:]):
            # Of the money or of the gifts: it is not said of which.
            if None not in cash and now > before:
                rate = ((now - before) * 100 / before).quantize(Decimal("0.1"), ROUND_HALF_UP)
                if rate >= 10:
                    yield f"社会捐款{{cash}}、{{gifts}}笔，同比增长{{={rate}}}%"
        ill = [self.known(name, before) for name in ("sick", "sick_money") for before in ("", "-")]
        if None not in ill and ill[0] != ill[1]:
            went = "增加到" if ill[0] > ill[1] else "减少到"
            yield f"大病救助由上年的{{sick-}}人{went}{{sick}}人，共发放救助金{{sick_money}}"

    def of_above(self):
        """Clauses of what came from above: goods, and money and goods together."""
        cash, above, goods = (self.known(name) for name in ("cash", "above", "received"))
        public = self.known("goods")
        if goods and public and goods > public and self.alone:
            worth = goods - public
            yield f"接收上级调拨物资价值{{={worth}元}}"
        if cash and above and goods and self.alone:
            whole, money = cash + above + goods, cash + above
            yield f"接收捐赠款物（含上级拨入）共{{={whole}元}}，其中资金{{={money}元}}"

    def usable(self):
        """The templates of whose numbers all are known."""
        yield from self.of_records()
        yield from self.of_changes()
        yield from self.of_above()
        for clause in CLAUSES:
            names = [(m[1], m[2]) for m in SLOT.finditer(clause)]
            names += [(m[4], "") for m in SLOT.finditer(clause) if m[4]]
            slots = [one for one in names if one[0] in FIGURES]
            swapped = [(m[1], m[4]) for m in SLOT.finditer(clause) if m[3] == "!"]
            if any(self.known(one) == self.known(other) for one, other in swapped):
                # What would be wrong is the same number.
                continue
            if slots and all(self.known(*one) is not None for one in slots):
                yield clause

    def written(self, match, wrong):
        """The words for a slot; `wrong`: of a number that is not so."""
        name, before, sign, other = match.groups()[:4]
        if match["literal"]:
            number = Decimal(match["literal"])
            if match["year"]:
                return f"{number + wrong:f}年"
            number = self.off(number) if wrong else number
            return self.money(number) if match["yuan"] else f"{number.normalize():f}"
        if name not in FIGURES:
            years = {"before": -1, "next": 1}
            return str(self.period.start.year + years.get(name, 0))
        number = self.known(name, before)
        if sign == "!":
            return f"{self.known(other if wrong else name):f}"
        if sign:
            number = number / self.known(other) * (100 if sign == "/" else 1)
        number = self.off(number) if wrong else number
        if sign == "/":
            return f"{round(number, 1).normalize():f}%"
        if sign == ":":
            return f"{round(number):d}"
        if name not in MONEY:
            return self.random.choice((f"{number.normalize():f}", f"{number:,.0f}"))
        return self.money(number)

    def money(self, number):
        wan = f"{(number / 10000).normalize():f}万元"
        yuan = f"{number.normalize():f}元"
        return self.random.choice((wan, yuan, f"人民币{wan}", f"{number:,.2f}元"))

    def off(self, number):
        """A number that a slip of the pen makes of it: by a seventh and more."""
        more = number * self.random.choice((Decimal("1.3"), Decimal("1.2"), Decimal("0.8")))
        rounded = round(more / 100) * 100 if number >= 2000 else round(more)
        return Decimal(rounded if rounded != number else number + 2)

    def sentence(self, clauses, wrong_slot=None):
        """One sentence of the clauses; `wrong_slot`: which of its numbers is wrong."""
        count = -1

        def fill(match):
            nonlocal count
            counts = match[1] in FIGURES or bool(match["literal"])
            count += counts
            return self.written(match, counts and count == wrong_slot)

        joined = clauses[0]
        for clause in clauses[1:]:
            joined += self.random.choice(JOINED) + clause
        dated = re.match(r"截至|\{before\}|\d|[上下]半年|三季度|.*于\d", clauses[0])
        opener = "" if dated else self.random.choice(OPENERS)
        return SLOT.sub(fill, f"{opener}{joined}{self.random.choice(BESIDE)}。")

    def made(self, number) -> Iterator[Made]:
        """Yield so many true sentences, each with one in which a number is wrong."""
        usable = list(self.usable())
        for _turn in range(number):
            clauses = self.random.sample(usable, self.random.choice((1, 1, 2)))
            yield Made(self.sentence(clauses))
            slots = [m for m in SLOT.finditer("".join(clauses)) if m[1] in FIGURES or m["literal"]]
            wrong = self.random.randrange(len(slots))
            yield Made(self.sentence(clauses, wrong), f"{slots[wrong][0]}")
