from django.urls import path

from . import views

app_name = "set_up"
urlpatterns = [
    path("", views.steps, name="steps"),
    path("first/", views.first, name="first"),
    path("society/", views.society, name="society"),
]
