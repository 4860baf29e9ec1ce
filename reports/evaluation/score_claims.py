"""Scores and grades as a text states them: 综合得分97.81分, 评价等级为“优”."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from reports.text.sentences import Sentence

from .scoring import EvaluationScores

_POINTS = re.compile(r"(?<![\d.:：时点])(\d+(?:\.\d+)?)\s*分(?![钟别之公享工组为类数值制])")
_EARNED = re.compile(r"得|评分|总分|自评|评为|评定")
_POSSIBLE = re.compile(r"(?:满分|分值|权重|占|标准分|应得)[^，。\d]{0,6}$")
_BUDGET = re.compile(r"预算执行|预算完成|执行率")
_TOTAL = re.compile(r"总得?分|综合|评价得分|最终|合计")
_ALL_FULL = re.compile(r"(?:各项|所有|全部|每项|各)[^，。]{0,10}指标[^，。]{0,6}满分")
_GRADE = re.compile(
    r"(?:等级|等次|评价结果|评价结论|考核结果|评定|结果)(?:评定)?(?:为|是|：|:)?\s*[“\"]?"
    r"(?P<grade>优秀|优|良好|良|中|差)(?![质化先惠好等])"
)


@dataclass(frozen=True)
class WrongScore:
    """A score or a grade as it stands, and what the sheet says."""

    words: str
    follows: str


def wrong_scores(sentence: Sentence, scores: EvaluationScores) -> Iterator[WrongScore]:
    """Yield the scores and grades of a sentence that are not those of the sheet."""
    if not scores.anything:
        return
    text = sentence.text
    for match in _POINTS.finditer(text):
        before = text[: match.start()]
        stated = Decimal(match[1])
        clause = re.split("[，；]", before)[-1]
        possible = _POSSIBLE.search(clause)
        if not possible and not _EARNED.search(clause):
            continue
        if not possible or re.search("得满分$", clause):
            earned = _points_of(before, clause, scores, "score")
            if earned is not None and not _equals(stated, match[1], earned):
                yield WrongScore(match[0], _points(earned))
        elif "满分" in possible[0]:
            weight = _points_of(before, clause, scores, "weight")
            if weight is not None and not _equals(stated, match[1], weight):
                yield WrongScore(match[0], _points(weight))
    if full := _ALL_FULL.search(text):
        for row in scores.rows:
            if row.score is not None and row.score < row.indicator.weight:
                yield WrongScore(full[0], f"{row.indicator.third}{_points(row.score)}分")
                break
    grade = _GRADE.search(text)
    if grade and scores.grade and grade["grade"][0] != scores.grade:
        yield WrongScore(grade[0], scores.grade)


def _points_of(before: str, clause: str, scores: EvaluationScores, what: str) -> Decimal | None:
    """Return the points of what is named, of all where nothing else is; None where unknown.

    `what`: "score" for those reached, "weight" for those that could be.
    """
    reached = what == "score"
    for text in (clause, before):
        for row in sorted(scores.rows, key=lambda row: -len(row.indicator.third)):
            if row.indicator.third in text:
                return row.score if reached else row.indicator.weight
        if _TOTAL.search(text):
            return scores.total if reached else None
        if _BUDGET.search(text):
            return scores.budget.score if reached else None
        names = {
            (getattr(row.indicator, level), level)
            for row in scores.rows
            for level in ("first", "second")
        }
        for name, level in sorted(names, key=lambda one: (-len(one[0]), one[1])):
            if name and name.removesuffix("指标") in text:
                of_level = [row for row in scores.rows if getattr(row.indicator, level) == name]
                if reached:
                    return sum((row.score or Decimal(0) for row in of_level), Decimal(0))
                return sum((row.indicator.weight for row in of_level), Decimal(0))
    return scores.total if reached and not re.search(r"指标", before) else None


def _equals(stated: Decimal, typed: str, earned: Decimal) -> bool:
    """Return whether it is the score, rounded as it is written."""
    places = len(typed.partition(".")[2])
    return round(earned, places) == stated if places else earned == stated


def _points(points: Decimal) -> str:
    return f"{points.normalize():f}"
