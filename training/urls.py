from django.urls import include, path

from redcross.views import entry_urls, line_urls

from . import filters, forms, tables, views

app_name = "training"
urlpatterns = [
    path(
        "courses/",
        include(entry_urls(forms.CourseForm, filters.CourseFilter, tables.CourseTable)),
    ),
    path(
        "sessions/",
        include(entry_urls(forms.SessionForm, filters.SessionFilter, tables.SessionTable)),
    ),
    path(
        "roster/",
        include(
            line_urls(filters.EnrolmentFilter, tables.EnrolmentTable, list=views.EnrolmentList)
        ),
    ),
]
