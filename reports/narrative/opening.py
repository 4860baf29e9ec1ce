"""How the report begins and ends."""

from .data import NarrativeData
from .phrases import Paragraph, flatten, sentence


def preamble(data: NarrativeData, anything: bool) -> Paragraph:
    """Tell whose report of which period it is, or that there is nothing to report.

    What the society says of its leadership and its theme stands within the first sentence; what it
    opens with, in the place of the usual second one.
    """
    title = data.words.title
    if not anything:
        return flatten(f"{title}，{data.name}尚无可供汇总的业务记录。")
    own = [
        data.kept_texts[place][0] for place in ("leadership", "theme") if data.kept_texts.get(place)
    ]
    if not data.kept_texts.get("opening"):
        own.append(flatten("依照《中华人民共和国红十字会法》履行职责"))
    elif own:  # else it would be no sentence
        own.append(flatten("依法履行职责"))
    first = sentence(title, [data.name, own[0]], *own[1:]) if own else []
    whole = data.words.whole.replace("期间", "此期间")
    usual = f"现将{whole}履职情况和主要绩效报告如下，文中数据均由业务记录逐项汇总。"
    opened: list[Paragraph] = data.kept_texts.get("opening", [flatten(usual)])
    return flatten(first, *opened, _unplaced(data))


def _unplaced(data: NarrativeData) -> str:
    """Say that the part of the year to which some records belong is not known."""
    if not data.has_unplaced_records:
        return ""
    known = "年份、不知月日" if data.words.months else "年份或月份、不知具体日期"
    return f"部分记录只知{known}，按登记的日期计入，不作同期比较。"


def opening(data: NarrativeData) -> list[Paragraph]:
    """Tell whose report of which year it is, for an outline that has it as a chapter."""
    return [preamble(data, anything=True)]


def closing(data: NarrativeData) -> list[Paragraph]:
    """Tell what the society ends with, in its own words."""
    return list(data.kept_texts.get("closing", []))
