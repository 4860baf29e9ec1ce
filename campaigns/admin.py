from django.contrib import admin

from redcross.admin import ReadOnlyEntryAdmin

from .models import CommunityProject, Event


@admin.register(CommunityProject)
class CommunityProjectAdmin(ReadOnlyEntryAdmin):
    list_display = ("date", "place", "kind", "stage", "amount")
    list_select_related = ("place",)


@admin.register(Event)
class EventAdmin(ReadOnlyEntryAdmin):
    list_display = ("date", "title", "kind", "theme_day", "place")
    list_select_related = ("place",)
