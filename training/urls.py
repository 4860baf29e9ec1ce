from django.urls import include, path

from redcross.routes import entry_urls

from . import views

app_name = "training"
urlpatterns = [
    path("courses/", include(entry_urls(views.CoursePages))),
    path("sessions/", include(entry_urls(views.SessionPages, views.SessionDetail))),
    path("roster/", include(entry_urls(views.EnrolmentPages, views.EnrolmentList))),
]
