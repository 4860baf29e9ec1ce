from django.apps import AppConfig
from django.core import checks
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports")
    navigation = [
        (_("Figures of the year"), reverse_lazy("reports:figures"), "redcross.view_figures"),
        (_("Evaluation"), reverse_lazy("reports:evaluation_latest"), "redcross.view_figures"),
    ]

    def ready(self):
        from .pdf import check_subsetter

        checks.register(check_subsetter)
