from django.urls import include, path

from redcross.routes import entry_urls

from . import views
from .handing_out import ApplicationHandOut, ApplicationList

app_name = "relief"
urlpatterns = [
    path(
        "programmes/",
        include(entry_urls(views.ProgrammePages, views.ProgrammeDetail, views.ProgrammeBulkAdd)),
    ),
    path(
        "applications/",
        include(entry_urls(views.ApplicationPages, ApplicationList, ApplicationHandOut)),
    ),
    path(
        "aid/",
        include(entry_urls(views.AidPages, views.AidAdd, views.AidDetail, views.AidBulkAdd)),
    ),
    path(
        "disbursements/",
        include(
            entry_urls(views.DisbursementPages, views.DisbursementAdd, views.DisbursementDetail)
        ),
    ),
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
    path(
        "recoveries/",
        include(entry_urls(views.RecoveryPages, views.RecoveryAdd, views.RecoveryDetail)),
    ),
    path("returns/", include(entry_urls(views.GoodsReturnPages))),
    path("aid-goods/", include(entry_urls(views.AidGoodsPages, views.AidGoodsList))),
    path(
        "disbursed-goods/",
        include(entry_urls(views.DisbursedGoodsPages, views.DisbursedGoodsList)),
    ),
    path("returned-goods/", include(entry_urls(views.ReturnedGoodsPages, views.ReturnedGoodsList))),
    path("responses/", include(entry_urls(views.ResponsePages))),
]
