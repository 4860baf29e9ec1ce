from django.utils.translation import gettext_lazy as _

from redcross.filters import CountFilter, EntryFilter, RecordFilter

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


class OutlineFilter(EntryFilter):
    search = ("search_key__contains",)

    class Meta:
        model = Outline
        fields = ()


class EvaluationFilter(EntryFilter):
    search = ("title__icontains",)

    class Meta:
        model = Evaluation
        fields = ("status",)


class ChapterFilter(EntryFilter):
    search = ("heading__icontains", "text__icontains")

    class Meta:
        model = Chapter
        fields = ("evaluation",)


class AnnexFilter(EntryFilter):
    search = ("title__icontains", "text__icontains")

    class Meta:
        model = Annex
        fields = ("evaluation", "kind")


class ProjectEvaluationFilter(EntryFilter):
    search = ("name__icontains",)

    class Meta:
        model = ProjectEvaluation
        fields = ("evaluation",)


class RemarkFilter(EntryFilter):
    search = ("text__icontains",)

    class Meta:
        model = Remark
        fields = ("settled",)


class WaiverFilter(EntryFilter):
    search = ("finding__icontains", "reason__icontains")

    class Meta:
        model = Waiver
        fields = ()


class HonourFilter(RecordFilter):
    search = ("title__icontains", "holder__icontains", "given_by__icontains")

    class Meta:
        model = Honour
        fields = ("level",)


class KeptTextFilter(EntryFilter):
    search = ("text__icontains",)

    year = CountFilter(label=_("year"))

    class Meta:
        model = KeptText
        fields = ("place",)
