from .annex import ANNEX_TITLES, Annex
from .approved_goals import TARGET_FIELDS
from .archive import VOUCHER, ArchivePackage, ArchiveRules, Retention, default_retention
from .basic_data import BasicAmount
from .budget import BudgetLine, FundsLine
from .chapter import Chapter, Remark, Waiver
from .disposal import DisposalItem, DisposalList
from .evaluation import (
    ALONE,
    Evaluation,
    EvaluationComponent,
    EvaluationQuerySet,
)
from .headed_text import HeadedText
from .honour import Honour
from .indicator import Indicator, IndicatorLine, figure_fault, indicator_faults, reference_unit
from .kept_text import KeptText
from .outline import Outline, OutlineSection
from .project import ProjectEvaluation, ProjectFunds, ProjectIndicator
from .scoring_rules import ScoringMethod
from .sealed_sheet import SealedSheet
from .signed_copy import CountedVersions, SignedCopy, SignedFigure, SignedText, new_code

__all__ = [
    "ALONE",
    "ANNEX_TITLES",
    "TARGET_FIELDS",
    "VOUCHER",
    "Annex",
    "ArchivePackage",
    "ArchiveRules",
    "BasicAmount",
    "BudgetLine",
    "Chapter",
    "CountedVersions",
    "DisposalItem",
    "DisposalList",
    "Evaluation",
    "EvaluationComponent",
    "EvaluationQuerySet",
    "FundsLine",
    "HeadedText",
    "Honour",
    "Indicator",
    "IndicatorLine",
    "KeptText",
    "Outline",
    "OutlineSection",
    "ProjectEvaluation",
    "ProjectFunds",
    "ProjectIndicator",
    "Remark",
    "Retention",
    "ScoringMethod",
    "SealedSheet",
    "SignedCopy",
    "SignedFigure",
    "SignedText",
    "Waiver",
    "default_retention",
    "figure_fault",
    "indicator_faults",
    "new_code",
    "reference_unit",
]
