from django.contrib import admin

from redcross.admin import ReadOnlyEntryAdmin

from .models import Aed, AedInspection, Course, Session


@admin.register(Aed)
class AedAdmin(ReadOnlyEntryAdmin):
    list_display = ("name", "place", "serial_number", "state", "installed_on")
    list_select_related = ("place",)


@admin.register(AedInspection)
class AedInspectionAdmin(ReadOnlyEntryAdmin):
    list_display = ("date", "aed", "inspector", "ready")
    list_select_related = ("aed",)


@admin.register(Course)
class CourseAdmin(ReadOnlyEntryAdmin):
    list_display = ("name", "kind", "hours")


@admin.register(Session)
class SessionAdmin(ReadOnlyEntryAdmin):
    list_display = ("date", "course", "title", "attended")
    list_select_related = ("course",)
