from django.contrib import admin

from redcross.admin import ReadOnlyEntryAdmin

from .models import Honour


@admin.register(Honour)
class HonourAdmin(ReadOnlyEntryAdmin):
    list_display = ("date", "title", "holder", "given_by", "level")
