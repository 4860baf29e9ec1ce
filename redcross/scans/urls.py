from django.urls import path

from . import views

app_name = "scans"
urlpatterns = [
    path("", views.scans, name="scans"),
    path("place/", views.place, name="place"),
    path("discard/", views.discard_pages, name="discard"),
    path("<int:pk>/picture/", views.picture, name="picture"),
    path("out/", views.outstanding, name="outstanding"),
    path("out/give-up/", views.give_up, name="give_up"),
]
