from django.urls import include, path

from redcross.routes import entry_urls

from . import views

app_name = "redcross"
urlpatterns = [
    path("places/", include(entry_urls(views.PlacePages, views.PlaceBulkAdd))),
    path("partners/", include(entry_urls(views.PartnerPages))),
    path("people/", include(entry_urls(views.PersonPages))),
    path("members/", include(entry_urls(views.MemberPages))),
    path("boards/", include(entry_urls(views.BoardTermPages, views.BoardTermList))),
    path("standing/", include(entry_urls(views.StandingNumberPages, views.StandingNumberBulkAdd))),
]
