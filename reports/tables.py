import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from redcross.tables import EntryTable, LinkColumn

from .models import (
    Annex,
    Chapter,
    Evaluation,
    Honour,
    KeptText,
    Outline,
    ProjectEvaluation,
    Remark,
    Waiver,
)


class OutlineTable(EntryTable):
    name = LinkColumn(order_by="initials")

    class Meta(EntryTable.Meta):
        model = Outline
        fields = ("name", "title")


class EvaluationTable(EntryTable):
    title = LinkColumn(accessor="name", order_by="title", verbose_name=_("title of the report"))
    status = tables.Column(accessor="state", order_by="status", verbose_name=_("status"))

    class Meta(EntryTable.Meta):
        model = Evaluation
        fields = ("title", "start", "end", "revision", "status", "approved_by", "approved_at")


class ChapterTable(EntryTable):
    heading = LinkColumn()

    class Meta(EntryTable.Meta):
        model = Chapter
        fields = ("heading", "evaluation", "updated_at")


class AnnexTable(EntryTable):
    title = LinkColumn()

    class Meta(EntryTable.Meta):
        model = Annex
        fields = ("title", "kind", "evaluation", "position")


class ProjectEvaluationTable(EntryTable):
    name = LinkColumn()

    class Meta(EntryTable.Meta):
        model = ProjectEvaluation
        fields = ("name", "evaluation", "department")


class RemarkTable(EntryTable):
    text = LinkColumn()
    entered_by = tables.Column()

    class Meta(EntryTable.Meta):
        model = Remark
        fields = ("text", "chapter", "entered_by", "settled")


class WaiverTable(EntryTable):
    finding = LinkColumn()

    class Meta(EntryTable.Meta):
        model = Waiver
        fields = ("finding", "reason", "entered_by")


class HonourTable(EntryTable):
    date = LinkColumn()

    class Meta(EntryTable.Meta):
        model = Honour
        fields = ("date", "title", "holder", "given_by", "level")


class KeptTextTable(EntryTable):
    place = LinkColumn()

    class Meta(EntryTable.Meta):
        model = KeptText
        fields = ("place", "year", "text")
