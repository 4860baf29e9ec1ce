from django.urls import include, path

from redcross.routes import entry_urls

from . import views

app_name = "campaigns"
urlpatterns = [
    path("events/", include(entry_urls(views.EventPages))),
    path("materials/", include(entry_urls(views.MaterialPages))),
    path("surveys/", include(entry_urls(views.SurveyPages))),
    path("projects/", include(entry_urls(views.CommunityProjectPages))),
]
