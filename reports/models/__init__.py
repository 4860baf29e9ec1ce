from .budget import BudgetLine
from .chapter import Chapter, Remark, Waiver
from .evaluation import Evaluation, EvaluationComponent, EvaluationQuerySet
from .headed_text import HeadedText
from .honour import Honour
from .indicator import Indicator, figure_fault, indicator_faults, reference_unit
from .outline import Outline, OutlineSection
from .sealed_sheet import SealedSheet
from .signed_copy import CountedVersions, SignedCopy, SignedFigure, SignedText, new_code

__all__ = [
    "BudgetLine",
    "Chapter",
    "CountedVersions",
    "Evaluation",
    "EvaluationComponent",
    "EvaluationQuerySet",
    "HeadedText",
    "Honour",
    "Indicator",
    "Outline",
    "OutlineSection",
    "Remark",
    "SealedSheet",
    "SignedCopy",
    "SignedFigure",
    "SignedText",
    "Waiver",
    "figure_fault",
    "indicator_faults",
    "new_code",
    "reference_unit",
]
