from .aed import Aed, AedInspection, AedQuerySet
from .session import Course, Enrolment, Session, three_years_after

__all__ = [
    "Aed",
    "AedInspection",
    "AedQuerySet",
    "Course",
    "Enrolment",
    "Session",
    "three_years_after",
]
