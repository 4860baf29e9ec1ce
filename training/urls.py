from django.urls import include, path

from redcross.routes import entry_urls

from . import views

app_name = "training"
urlpatterns = [
    path("aeds/", include(entry_urls(views.AedPages, views.AedList, views.AedDetail))),
    path("aed-inspections/", include(entry_urls(views.AedInspectionPages))),
    path("courses/", include(entry_urls(views.CoursePages, views.CourseBulkAdd))),
    path("sessions/", include(entry_urls(views.SessionPages, views.SessionDetail))),
    path("roster/", include(entry_urls(views.EnrolmentPages, views.EnrolmentList))),
]
