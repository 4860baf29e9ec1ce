"""What holds for every generated text, as rules that name what breaks them."""

import re
from decimal import Decimal

from reports.evaluation.document import generate_document
from reports.text.period_words import PeriodWords


def plain(paragraph):
    return "".join(run.text for run in paragraph)


def paragraphs_of(document):
    return [paragraph for section in document.sections for paragraph in section.paragraphs]


def text_of(document):
    lines = [document.title, plain(document.preamble)]
    for section in document.sections:
        lines += [section.heading, *map(plain, section.paragraphs)]
    return "\n".join(lines)


def reads_as_written(document, scope):
    """No gap, no mark twice, no unknown count."""
    wrong = r"None|，，|。。|，。|。，|、、|：。|(?:^|\n)，|[《“][”》]|（）|不详|至少|上年无此项"
    return re.findall(wrong, text_of(document))


def no_percent_of_all_or_nothing(document, scope):
    return re.findall(r"占100%|占0%|增长0%|下降0%", text_of(document))


def every_number_opens_records(document, scope):
    """Beside dates, and the numbers of papers, which are names."""
    for paragraph in paragraphs_of(document):
        rest = "|".join(run.text for run in paragraph if not run.url)
        rest = re.sub(r"〔\d+〕\d+号|备\d+|\d+年|\d+月末?|\d+日|\d+—", "", rest)
        yield from re.findall(r".{0,9}\d.{0,5}", rest)


def one_unit_of_money(document, scope):
    for text in map(plain, paragraphs_of(document)):
        if len(set(re.findall(r"\d(万元|元)", text))) > 1:
            yield text


def no_single_sentence_beside_another(document, scope):
    for section in document.sections:
        if len(section.paragraphs) > 1:
            yield from (t for t in map(plain, section.paragraphs) if t.count("。") < 2)


def nothing_twice_in_a_chapter(document, scope):
    for section in document.sections:
        said = re.findall(r"[^。]+", "".join(map(plain, section.paragraphs)))
        yield from (one for one in set(said) if said.count(one) > 1 and re.search(r"\d", one))


def the_balance_ties(document, scope):
    words = PeriodWords(scope.period)
    for text in map(plain, paragraphs_of(document)):
        if not text.startswith("捐赠资金") or "约" in text:
            continue
        chain = text.split("。")[0]
        before, came, back, left, recovered, rest = (
            _sum(chain, word)
            for word in (
                *(words.opening_balance, "(?<!无)收入", "退回捐赠人", "支出", "收回"),
                words.closing_balance,
            )
        )
        if before + came - back - left + recovered != rest:
            yield chain


def _sum(chain, word):
    match = re.search(rf"{word}([\d.]+)(万?)元", chain)
    return Decimal(match[1]) * (10000 if match[2] else 1) if match else Decimal(0)


def words_for_the_period(document, scope):
    """Each of them alone where it is true."""
    text, words = text_of(document), PeriodWords(scope.period)
    if words.years != 1:
        yield from re.findall(r"全年|上年结转|较上年(?!同期)|与上年(?!同期)", text)
    if not words.compared:
        yield from re.findall(r"较上年|持平", text)
    end = scope.period.end
    if (end.month, end.day) != (12, 31):
        yield from re.findall("年末", text)
    if words.spans_years:
        yield from re.findall(r"(?<![年至])\b\d+月\d+日", text)


RULES = (
    reads_as_written,
    no_percent_of_all_or_nothing,
    every_number_opens_records,
    one_unit_of_money,
    no_single_sentence_beside_another,
    nothing_twice_in_a_chapter,
    the_balance_ties,
    words_for_the_period,
)


def broken_rules(document, scope):
    """Return the name of each rule that the text breaks, with what does."""
    found = {rule.__name__: list(rule(document, scope)) for rule in RULES}
    return {name: faults for name, faults in found.items() if faults}


def year_in_words(society, year=2021):
    """Return the paragraphs that a year's generated text has."""
    return "\n".join(map(plain, paragraphs_of(generate_document(society, year))))
