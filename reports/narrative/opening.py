"""How the report begins."""

from .data import NarrativeData
from .phrases import Paragraph, flatten


def preamble(data: NarrativeData, anything: bool) -> Paragraph:
    """Tell whose report of which year it is, or that there is nothing to report."""
    started = f"{data.period.start.year}年，{data.name}"
    if not anything:
        return flatten(f"{started}尚无可供汇总的业务记录。")
    return flatten(
        f"{started}围绕应急救援、应急救护、人道救助和无偿献血、造血干细胞捐献、遗体和人体器官捐献等法定职责，"
        "依靠社会各界力量开展工作，并依法公开、接受监督。现将全年履职情况和主要绩效报告如下，"
        "文中数据均由业务记录逐项汇总。"
    )


def opening(data: NarrativeData) -> list[Paragraph]:
    """Tell whose report of which year it is, for an outline that has it as a chapter."""
    return [preamble(data, anything=True)]
