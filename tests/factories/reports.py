"""Evaluations with what belongs to them, kept texts, and what is archived."""

from datetime import date
from io import BytesIO

from django.utils import timezone

from reports.models import (
    Annex,
    ArchivePackage,
    Chapter,
    DisposalList,
    Evaluation,
    Honour,
    KeptText,
    Outline,
    ProjectEvaluation,
    Remark,
    Waiver,
)
from tests.factories.saving import number_in_turn, save_new


def make_honour(by, **fields):
    return save_new(
        Honour,
        by,
        {"date": date(2021, 5, 1), "title": "T1", "holder": "H1", "given_by": "B1"} | fields,
    )


def make_kept_text(by, **fields):
    return save_new(
        KeptText,
        by,
        {"place": "closing", "year": 1990 + next(number_in_turn) % 110, "text": "T1"} | fields,
    )


def make_outline(by, sections=(), **fields):
    fields = {"name": f"O{next(number_in_turn)}", "title": "T{year}"} | fields
    return save_new(Outline, by, fields, sections=sections)


def make_evaluation(by, year=None, indicators=(), budget=(), annexes=(), **fields):
    """Of a year of its own unless one is given: a period has one evaluation."""
    year = year or 1990 + next(number_in_turn) % 30
    period = {"start": date(year, 1, 1), "end": date(year, 12, 31)}
    fields = {"title": f"V{next(number_in_turn)}"} | period | fields
    evaluation = save_new(Evaluation, by, fields, indicators=indicators, budget=budget)
    for kind in annexes:
        make_annex(by, evaluation=evaluation, kind=kind)
    return evaluation


def make_annex(by, **fields):
    if "evaluation" not in fields:
        fields["evaluation"] = make_evaluation(by)
    if fields.get("kind", "text") == "text":
        fields = {"title": f"N{next(number_in_turn)}", "text": "T1"} | fields
    return save_new(Annex, by, fields)


def make_project_evaluation(by, funds=(), indicators=(), **fields):
    if "evaluation" not in fields:
        fields["evaluation"] = make_evaluation(by)
    fields = {"name": f"P{next(number_in_turn)}"} | fields
    return save_new(ProjectEvaluation, by, fields, funds=funds, indicators=indicators)


def make_chapter(by, **fields):
    if "evaluation" not in fields:
        fields["evaluation"] = make_evaluation(by)
    return save_new(Chapter, by, {"heading": f"K{next(number_in_turn)}"} | fields)


def make_remark(by, **fields):
    if "chapter" not in fields:
        fields["chapter"] = make_chapter(by)
    return save_new(Remark, by, {"text": "M1"} | fields)


def make_waiver(by, **fields):
    if "evaluation" not in fields:
        fields["evaluation"] = make_evaluation(by)
    return save_new(Waiver, by, {"finding": f"W{next(number_in_turn)}", "reason": "Y1"} | fields)


def make_archive_package(by, **values):
    """The package of a year, by default one that is ready."""
    now = timezone.now()
    ready = {"state": "done", "started_at": now, "finished_at": now, "year": 2021}
    package = ArchivePackage.objects.create(
        society=by.society, user=by, name=f"A{next(number_in_turn)}", **(ready | values)
    )
    if package.state == "done":
        package.store_file(BytesIO(b"1"))
    return package


def make_disposal_list(by, kind="donations.cashgift", **values):
    """A list that nobody has approved, of nothing."""
    return DisposalList.objects.create(
        society=by.society, kind=kind, retention="D30", made_by=by, **values
    )
