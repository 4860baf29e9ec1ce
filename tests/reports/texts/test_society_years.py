"""What holds for the text of every society's year, whatever was recorded."""

import re
from decimal import Decimal

import pytest
from django.utils.translation import override

from reports.evaluation.document import compose_document, generate_document_of
from reports.evaluation.drafting import set_up_evaluation
from tests.reports.society_years import SOCIETY_YEARS

AT_MOST_ONE = ("元", "万元")


@pytest.fixture(params=SOCIETY_YEARS, ids=lambda make: make.__name__)
def recorded(request, staff):
    with override("zh-hans"):
        return request.param(staff)


@pytest.fixture
def told(recorded):
    return generate_document_of(recorded.scope)


def text_of(document):
    lines = [document.title, "".join(run.text for run in document.preamble)]
    for section in document.sections:
        lines += [section.heading, *map(plain, section.paragraphs)]
    return "\n".join(lines)


def plain(paragraph):
    return "".join(run.text for run in paragraph)


def paragraphs(document):
    return [paragraph for section in document.sections for paragraph in section.paragraphs]


def test_it_says_what_was_recorded_and_nothing_else(recorded, told):
    text = text_of(told)
    assert [words for words in recorded.says if words not in text] == [], text
    assert [words for words in recorded.never if re.search(words, text)] == [], text


def test_it_reads_as_written_by_somebody(told):
    text = text_of(told)
    assert not re.search(r"None|，，|。。|，。|、、|：。|\n，|[《“][”》]|（）", text), text
    assert "不详" not in text and "至少" not in text


def test_no_percent_is_rounded_to_all_or_nothing(told):
    assert not re.search(r"占100%|占0%|增长0%|下降0%", text_of(told))


def test_every_number_opens_records(told):
    names = r"第\d+[场次]\w\w|项目\d+|帮扶\d+|单位\d+|〔\d+〕\d+号|备\d+"
    for paragraph in paragraphs(told):
        rest = "|".join(run.text for run in paragraph if not run.url)
        rest = re.sub(rf"{names}|\d+年|\d+月末?|\d+日|\d+—", "", rest)
        assert not re.search(r"\d", rest), rest


def test_a_paragraph_has_one_unit_of_money(told):
    for paragraph in paragraphs(told):
        units = set(re.findall(r"\d(万元|元)", plain(paragraph)))
        assert len(units) < 2, plain(paragraph)


def test_no_paragraph_is_a_single_sentence_beside_another(told):
    for section in told.sections:
        if len(section.paragraphs) > 1:
            single = [p for p in map(plain, section.paragraphs) if p.count("。") < 2]
            assert single == []


def test_nothing_is_said_twice_in_a_chapter(told):
    for section in told.sections:
        sentences = re.findall(r"[^。]+", "".join(map(plain, section.paragraphs)))
        assert len(set(sentences)) == len(sentences)


def test_the_balance_ties(told):
    [chain] = [
        plain(p) for p in paragraphs(told) if re.search(r"捐赠资金无?(上年结转|期初结余)", plain(p))
    ] or [""]
    if not chain:
        return
    numbers = dict.fromkeys(("before", "in", "out", "left"), Decimal(0))
    patterns = {
        "before": r"(?:上年结转|期初结余)",
        "in": r"(?<!无)收入",
        "out": r"支出",
        "left": r"(?:年末|月末|期末)结余",
    }
    first = chain.split("。")[0]
    for name, pattern in patterns.items():
        if match := re.search(rf"{pattern}约?([\d.]+)(万?)元", first):
            numbers[name] = Decimal(match[1]) * (10000 if match[2] else 1)
    assert numbers["before"] + numbers["in"] - numbers["out"] == numbers["left"], chain


def test_a_draft_says_the_same(recorded, told, staff):
    scope = recorded.scope
    draft = set_up_evaluation(
        "narrative",
        by=staff,
        start=scope.period.start,
        end=scope.period.end,
        own_records_only=scope.own_records_only,
    )
    assert draft.title == told.title
    written = [plain(p) for p in paragraphs(compose_document(draft))]
    if paragraphs(told):
        assert written[1:] == [plain(p) for p in paragraphs(told)]
