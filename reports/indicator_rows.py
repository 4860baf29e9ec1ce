"""Rows of a table of indicators on whichever page."""

from typing import Any

from redcross.forms import LineForm


class IndicatorRowForm(LineForm):
    """A row of a table of indicators, into which those of finance bureaus and our own are pasted.

    What these print as 得分 is counted here, and no score by hand.
    """

    # What the columns are called there, beside their own names.
    headings = {
        "direction": "指标性质",
        "target": "年度指标值 指标值 目标值",
        "unit": "单位",
        "figure": "统计指标",
        "actual": "实际完成值 完成值",
        "weight": "权重",
        "reason": "偏差原因分析及改进措施 偏差原因",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.headings.keys() & self.fields.keys():
            self.fields[name].widget.attrs["data-headings"] = self.headings[name]
