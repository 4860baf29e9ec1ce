from django.urls import include, path

from redcross.views import entry_urls

from . import filters, forms, tables, views

app_name = "relief"
urlpatterns = [
    path(
        "programmes/",
        include(entry_urls(forms.ProgrammeForm, filters.ProgrammeFilter, tables.ProgrammeTable)),
    ),
    path(
        "applications/",
        include(
            entry_urls(forms.ApplicationForm, filters.ApplicationFilter, tables.ApplicationTable)
        ),
    ),
    path(
        "aid/",
        include(
            entry_urls(forms.AidForm, filters.AidFilter, tables.AidTable, sheet=views.AidSheet)
        ),
    ),
    path(
        "disbursements/",
        include(
            entry_urls(forms.DisbursementForm, filters.DisbursementFilter, tables.DisbursementTable)
        ),
    ),
    path(
        "responses/",
        include(entry_urls(forms.ResponseForm, filters.ResponseFilter, tables.ResponseTable)),
    ),
]
