"""What is found against an evaluation, and evidence that lets nothing be found."""

from django.core.files.base import ContentFile

from reports.evaluation.consistency_checks import findings

PDF = ContentFile(b"%PDF-1.7", name="a.pdf")


def texts(evaluation):
    return [one.text for one in findings(evaluation)]


def shown(record, by):
    record.attach(PDF, by=by)
    return record
