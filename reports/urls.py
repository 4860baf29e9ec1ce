from django.urls import include, path

from . import comparison, views

app_name = "reports"
urlpatterns = [
    path("", views.home, name="home"),
    path("figures/", views.figures, name="figures"),
    path("figures/compare/", comparison.compare, name="comparison"),
    path("figures/<int:year>/", views.figures, name="figures_of_year"),
    path("honours/", include("reports.honours")),
    path("", include("reports.evaluations")),
    path("evaluations/", views.evaluation_latest, name="evaluation_latest"),
    path("evaluations/<int:year>/", views.evaluation, name="evaluation"),
    *(
        path(
            f"evaluations/<int:year>/{suffix}/",
            views.evaluation_file,
            {"suffix": suffix},
            name=f"evaluation_{suffix}",
        )
        for suffix in views.FORMATS
    ),
]
