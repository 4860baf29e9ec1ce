from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports")
    navigation = [
        (_("Figures of the year"), "reports:figures", "redcross.view_figures"),
        (_("Evaluation"), "reports:evaluation_latest", "redcross.view_figures"),
        (_("Evaluations signed and in work"), "reports:evaluation_list", "reports.view_evaluation"),
        (_("Outlines"), "reports:outline_list", "reports.view_outline"),
        (_("Honours"), "reports:honour_list", "reports.view_honour"),
    ]

    def ready(self):
        from .pdf import check_subsetter

        checks.register(check_subsetter)
