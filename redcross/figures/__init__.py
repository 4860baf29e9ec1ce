from .closed import check_closed_numbers, closed_numbers
from .definitions import (
    SINCE_OPENING,
    CountedFigure,
    Derived,
    Distinct,
    FigureSource,
    Flow,
    OpeningStock,
    Period,
    Scope,
    Stock,
    Value,
    filters_of,
    total,
)
from .nested import NestedGroup, break_down_nested
from .prepared import run_prepared
from .query import FigureGroup, break_down, by_month, count, derive, group_by_model, tabulate
from .registry import (
    definition_faults,
    figures_by_key,
    registered_derived_figures,
    registered_figures,
)
from .roundings import rounding_bits, rounding_read
from .units import Unit

__all__ = [
    "SINCE_OPENING",
    "CountedFigure",
    "Derived",
    "Distinct",
    "FigureGroup",
    "FigureSource",
    "Flow",
    "NestedGroup",
    "OpeningStock",
    "Period",
    "Scope",
    "Stock",
    "Unit",
    "Value",
    "break_down",
    "break_down_nested",
    "by_month",
    "check_closed_numbers",
    "closed_numbers",
    "count",
    "definition_faults",
    "derive",
    "figures_by_key",
    "filters_of",
    "group_by_model",
    "registered_derived_figures",
    "registered_figures",
    "rounding_bits",
    "rounding_read",
    "run_prepared",
    "tabulate",
    "total",
]
