from django.urls import include, path

from redcross.views import entry_urls, line_urls

from . import filters, forms, tables

app_name = "campaigns"
urlpatterns = [
    path(
        "events/",
        include(entry_urls(forms.EventForm, filters.EventFilter, tables.EventTable)),
    ),
    path("materials/", include(line_urls(filters.MaterialFilter, tables.MaterialTable))),
    path(
        "projects/",
        include(
            entry_urls(
                forms.CommunityProjectForm,
                filters.CommunityProjectFilter,
                tables.CommunityProjectTable,
            )
        ),
    ),
]
