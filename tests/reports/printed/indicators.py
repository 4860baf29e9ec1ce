"""Indicators and a budget that fill pages."""

from decimal import Decimal

D = Decimal
LONG = "因受疫情和培训场地限制未能按计划举办，下一年度将提前安排场地和师资。" * 4
BUDGET = [
    {"kind": "basic", "source": "year", "initial": D(60), "adjusted": D(66), "executed": D(65)},
    {"kind": "project", "source": "other", "initial": D(0), "adjusted": D(2), "executed": D(1)},
]


def rows(number, reason="", **fields):
    """Indicators of a second level for every ten, every third with the reason."""
    return [
        {
            "first": "产出指标" if place < number / 2 else "效益指标",
            "second": f"第{place // 10}类指标",
            "third": f"第{place:02}项指标",
            "target": D(10),
            "actual": D(9),
            "evidence": "E1",
            "weight": D(90) / number,
            "unit": "次",
            "reason": reason if place % 3 == 2 else "",
        }
        | fields
        for place in range(number)
    ]
