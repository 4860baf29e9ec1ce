from django.urls import include, path

from redcross.routes import entry_urls

from . import views

app_name = "relief"
urlpatterns = [
    path(
        "programmes/",
        include(entry_urls(views.ProgrammePages, views.ProgrammeDetail, views.ProgrammeBulkAdd)),
    ),
    path("applications/", include(entry_urls(views.ApplicationPages))),
    path("aid/", include(entry_urls(views.AidPages, views.AidBulkAdd))),
    path("disbursements/", include(entry_urls(views.DisbursementPages))),
    path(
        "allocations/",
        include(
            entry_urls(
                views.AllocationPages,
                views.AllocationDetail,
                views.AllocationReceive,
                views.AllocationHandOn,
                views.AllocationGiveInAid,
                views.AllocationFeedback,
            )
        ),
    ),
    path("responses/", include(entry_urls(views.ResponsePages))),
]
