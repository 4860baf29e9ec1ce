"""From draft to final: review, approval, the frozen copy, and what has moved since."""

import hashlib
import secrets
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcross import log
from redcross.figures import of_apps
from redcross.log import LogEntry
from redcross.models import ClosedYear, Society, User

from .drafts import Chapter, Evaluation

# Without the letters and digits that are read one for the other.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_code() -> str:
    """Twelve characters in groups of four, as printed on the last page."""
    letters = "".join(secrets.choice(ALPHABET) for _letter in range(12))
    return "-".join(letters[at : at + 4] for at in (0, 4, 8))


class Frozen(models.Model):
    """What was signed: figures, text, counted records and the print. Never changed, never deleted.

    `values`: figure key to [number, rounded]. `counted`: model label to rows of [id, version],
    each model once.
    """

    evaluation = models.OneToOneField(
        Evaluation, models.PROTECT, related_name="frozen", verbose_name=_("evaluation")
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)
    code = models.CharField(_("verification code"), max_length=14, unique=True)
    values = models.JSONField()
    counted = models.JSONField()
    text = models.JSONField()
    pdf = models.FileField(_("file"), upload_to="frozen/%Y/")
    docx = models.FileField(_("Word file"), upload_to="frozen/%Y/")
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("frozen copy")
        verbose_name_plural = _("frozen copies")
        default_permissions = ("view",)

    def __str__(self):
        return self.code

    def content(self) -> bytes:
        """The print's bytes. Raises ValidationError when they are not those that were signed."""
        with self.pdf.open("rb") as file:
            content: bytes = file.read()
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise ValidationError(_("The file is not the one that was signed."))
        return content


def submit(evaluation: Evaluation, *, by: Any) -> None:
    """Into review. Raises ValidationError while something stands against it."""
    from .guard import findings

    with transaction.atomic():
        _move(evaluation, by, Evaluation.Status.DRAFT, Evaluation.Status.REVIEW, LogEntry.Action.SUBMIT)
        standing = [one for one in findings(evaluation) if not one.waived]
        if standing:
            raise ValidationError(
                _("%(number)s findings stand against it: mend them, or waive them with a reason.")
                % {"number": len(standing)}
            )


def send_back(evaluation: Evaluation, *, by: Any, reason: str) -> None:
    """From review to draft. Raises ValidationError."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say what is to be done.")})
    _move(evaluation, by, Evaluation.Status.REVIEW, Evaluation.Status.DRAFT, LogEntry.Action.SEND_BACK, reason)


def approve(evaluation: Evaluation, *, by: Any, exception: str = "") -> "Frozen":
    """Final: freezes the copy and closes the year.

    Whoever prepared it does not approve it; a society in which nobody else could says so in
    `exception`. Raises ValidationError, StaleVersion and PermissionDenied.
    """
    from .docx import evaluation_docx
    from .evaluation import compose_evaluation
    from .printing import evaluation_pdf

    if by.society_id != evaluation.society_id or not by.has_perm("reports.approve_evaluation"):
        raise PermissionDenied
    with transaction.atomic():
        # Every save of a record takes this lock: one order or the other, never half.
        Society.objects.select_for_update(no_key=True).get(pk=evaluation.society_id)
        evaluation.refresh_from_db()
        if evaluation.status != Evaluation.Status.REVIEW:
            raise ValidationError(_("Only what is in review can be approved."))
        if by.pk in preparers(evaluation) and not _alone_may(by, exception):
            raise ValidationError(
                {
                    "exception": _(
                        "You took part in preparing it. Somebody else approves it; where there "
                        "is nobody else, say so here and keep the signed page as evidence."
                    )
                }
            )
        if evaluation.chapters.filter(remarks__settled=False, remarks__voided_at=None).exists():
            raise ValidationError(_("There are remarks that are not settled yet."))
        evaluation.status = Evaluation.Status.FINAL
        evaluation.approved_by, evaluation.approved_at = by, timezone.now()
        evaluation.exception = exception.strip()
        _keep_status(evaluation, by, LogEntry.Action.APPROVE, exception)
        code = new_code()
        composed = compose_evaluation(evaluation, code=code)
        pdf = evaluation_pdf(composed)
        frozen = Frozen(
            evaluation=evaluation,
            code=code,
            values=figures_now(evaluation),
            counted=counted_now(evaluation),
            text=[[c.level, c.heading, c.text] for c in evaluation.chapters.countable()],
            sha256=hashlib.sha256(pdf).hexdigest(),
        )
        frozen.pdf.save(f"{code}.pdf", ContentFile(pdf), save=False)
        frozen.docx.save(f"{code}.docx", ContentFile(evaluation_docx(composed)), save=False)
        frozen.save()
        for year in range(evaluation.start.year, evaluation.end.year + 1):
            ClosedYear.objects.get_or_create(society=evaluation.society, year=year)
    return frozen


def preparers(evaluation: Evaluation) -> set[int]:
    """Who entered it, submitted it or wrote one of its chapters."""
    found = {evaluation.entered_by_id, evaluation.submitted_by_id}
    chapters = evaluation.chapters.values_list("pk", flat=True)
    written = LogEntry.objects.filter(model="reports.chapter", object_id__in=list(chapters))
    return {pk for pk in (*found, *written.values_list("user", flat=True)) if pk}


def _alone_may(by: Any, exception: str) -> bool:
    """Nobody else of the society could approve it, and that is said."""
    others = User.objects.filter(
        society=by.society, is_active=True, groups__permissions__codename="approve_evaluation"
    ).exclude(pk=by.pk)
    return bool(exception.strip()) and not others.exists()


def _move(
    evaluation: Evaluation, by: Any, before: str, after: str, action: str, reason: str = ""
) -> None:
    if by.society_id != evaluation.society_id:
        raise PermissionDenied
    with transaction.atomic():
        Society.objects.select_for_update(no_key=True).get(pk=evaluation.society_id)
        evaluation.refresh_from_db()
        if evaluation.voided_at or evaluation.status != before:
            raise ValidationError(_("Its status has changed meanwhile: please look again."))
        evaluation.status = after
        if after == Evaluation.Status.REVIEW:
            evaluation.submitted_by = by
        _keep_status(evaluation, by, action, reason)


def _keep_status(evaluation: Evaluation, by: Any, action: str, reason: str) -> None:
    evaluation.version += 1
    evaluation.save()
    log.write(
        action, by=by, on=evaluation, reason=reason, changes={"status": [None, evaluation.status]}
    )


def revise(evaluation: Evaluation, *, by: Any, reason: str) -> Evaluation:
    """A new draft of what is final, with all that it holds. Raises ValidationError."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is revised.")})
    if evaluation.status != Evaluation.Status.FINAL:
        raise ValidationError(_("Only what is final is revised."))
    with transaction.atomic():
        latest = Evaluation.objects.of_period(evaluation.society, evaluation.period).first()
        copy = copy_of(evaluation)
        copy.revision = (latest or evaluation).revision + 1
        copy.revision_reason = reason.strip()
        keep_copy(copy, evaluation, by=by)
        for chapter in evaluation.chapters.countable():
            keep_chapter(copy, chapter, chapter.text, by=by)
    return copy


def copy_of(evaluation: Evaluation) -> Evaluation:
    """A draft like it, not saved yet."""
    names = ("title", "start", "end", "alone", "goal", "achieved")
    money = ("travel_cars_guests", "travel_cars_guests_before")
    return Evaluation(
        society=evaluation.society, **{n: getattr(evaluation, n) for n in (*names, *money)}
    )


def keep_copy(copy: Evaluation, evaluation: Evaluation, *, by: Any, **changed: Any) -> None:
    """Saves the copy with the other's lines; `changed` fields are the same in every line."""

    def below() -> None:
        for related in copy.lines:
            for line in getattr(evaluation, related).all():
                line.pk, line.evaluation = None, copy
                for name, value in changed.items():
                    if hasattr(line, name):
                        setattr(line, name, value)
                line.save(force_insert=True)

    copy.keep(by=by, below=below)


def keep_chapter(to: Evaluation, chapter: Chapter, text: str, *, by: Any) -> None:
    names = ("position", "level", "heading", "source")
    values = {name: getattr(chapter, name) for name in names}
    Chapter(society=to.society, evaluation=to, text=text, **values).keep(by=by)


def figures_now(evaluation: Evaluation) -> dict[str, list]:
    """Figure key to [number as text, rounded]."""
    values = evaluation.reader.values(evaluation.period)
    return {key: [_plain(value.number), value.rounded] for key, value in values.items()}


def _plain(number: Any) -> str:
    return f"{Decimal(number).normalize():f}"


def counted_now(evaluation: Evaluation) -> dict[str, list[list[int]]]:
    """Of every model that figures count, the rows of the period that count, once each."""
    found: dict[str, list[list[int]]] = {}
    for figure in of_apps():
        label = figure.model._meta.label_lower
        if label in found or not hasattr(figure.model, "version"):
            continue
        asked = figure.parameters(evaluation.society, evaluation.alone, evaluation.period)
        asked = {name: value for name, value in asked.items() if name not in figure.where}
        rows = figure.model.objects.countable().filter(figure.condition(asked))
        found[label] = [list(row) for row in rows.order_by("pk").values_list("pk", "version")]
    return found


@dataclass(frozen=True)
class Moved:
    """A figure that is not any more what was signed."""

    figure: Any
    signed: Decimal
    now: Decimal
    url: str


def moved(frozen: Frozen) -> list[Moved]:
    """Which figures have changed since the freezing; changes that cancel out change none."""
    from .chips import known

    evaluation = frozen.evaluation
    values = evaluation.reader.values(evaluation.period)
    found = []
    for key, value in values.items():
        signed, rounded = frozen.values.get(key, ["0", False])
        if Decimal(signed) != Decimal(_plain(value.number)) or rounded != value.rounded:
            found.append(Moved(known()[key], Decimal(signed), Decimal(value.number), value.url))
    return found
