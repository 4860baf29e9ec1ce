from django.contrib import admin

from redcross.admin import ReadOnlyEntryAdmin

from .models import Evaluation, Honour, Outline


@admin.register(Honour)
class HonourAdmin(ReadOnlyEntryAdmin):
    list_display = ("date", "title", "holder", "given_by", "level")


@admin.register(Evaluation)
class EvaluationAdmin(ReadOnlyEntryAdmin):
    list_display = ("title", "start", "end", "revision", "status", "approved_at")


@admin.register(Outline)
class OutlineAdmin(ReadOnlyEntryAdmin):
    list_display = ("name", "title")
