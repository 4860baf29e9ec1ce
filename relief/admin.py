from django.contrib import admin

from redcross.admin import ReadOnlyEntryAdmin

from .models import Aid, Allocation, Application, Disbursement, Programme, Response


@admin.register(Aid)
class AidAdmin(ReadOnlyEntryAdmin):
    list_display = ("date", "programme", "place", "households", "people", "amount")
    list_select_related = ("programme", "place")


@admin.register(Allocation)
class AllocationAdmin(ReadOnlyEntryAdmin):
    list_display = ("date", "donor", "contents", "due_on", "fed_back_on")
    list_select_related = ("donor",)


@admin.register(Application)
class ApplicationAdmin(ReadOnlyEntryAdmin):
    list_display = ("date", "programme", "times", "decision")
    list_select_related = ("programme",)


@admin.register(Disbursement)
class DisbursementAdmin(ReadOnlyEntryAdmin):
    list_display = ("date", "kind", "recipient", "fund", "amount")
    list_select_related = ("fund",)


@admin.register(Programme)
class ProgrammeAdmin(ReadOnlyEntryAdmin):
    list_display = ("name", "kind", "fund", "budget")
    list_select_related = ("fund",)


@admin.register(Response)
class ResponseAdmin(ReadOnlyEntryAdmin):
    list_display = ("date", "title", "place")
    list_select_related = ("place",)
