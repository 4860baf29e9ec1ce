from django.contrib import admin

from redcross.admin import ReadOnlyEntryAdmin

from .models import Course, Session


@admin.register(Course)
class CourseAdmin(ReadOnlyEntryAdmin):
    list_display = ("name", "kind", "hours")


@admin.register(Session)
class SessionAdmin(ReadOnlyEntryAdmin):
    list_display = ("date", "course", "title", "attended")
    list_select_related = ("course",)
