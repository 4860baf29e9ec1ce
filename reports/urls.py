from django.urls import include, path

from . import views

app_name = "reports"
urlpatterns = [
    path("", views.home, name="home"),
    path("figures/", views.figures, name="figures"),
    path("figures/<int:year>/", views.figures, name="figures_of_year"),
    path("honours/", include("reports.honours")),
    path("evaluations/", views.evaluation_latest, name="evaluation_latest"),
    path("evaluations/<int:year>/", views.evaluation, name="evaluation"),
    path("evaluations/<int:year>/pdf/", views.evaluation_pdf_view, name="evaluation_pdf"),
]
