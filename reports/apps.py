from collections.abc import Iterator

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

from redcross.navigation import NavigationLink


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports")
    navigation = [
        NavigationLink(_("Figures of the year"), "reports:figures", "redcross.view_figures"),
        NavigationLink(_("Statement"), "reports:statement", "redcross.view_figures"),
        NavigationLink(_("Evaluation"), "reports:evaluation_latest", "redcross.view_figures"),
        NavigationLink(
            _("Evaluations signed and in work"),
            "reports:evaluation_list",
            "reports.view_evaluation",
        ),
        NavigationLink(_("Archive of a year"), "reports:archive", "reports.pack_archive"),
        NavigationLink(_("Outlines"), "reports:outline_list", "reports.view_outline"),
        NavigationLink(_("Texts of our own"), "reports:kept_text_list", "reports.view_kepttext"),
        NavigationLink(_("Honours"), "reports:honour_list", "reports.view_honour"),
    ]

    role_permissions = {
        "staff": {"reports.send_back_evaluation"},
        "administrator": {
            "reports.pack_archive",
            "reports.make_disposal",
            "reports.send_back_evaluation",
        },
        "leader": {
            "reports.send_back_evaluation",
            "reports.approve_evaluation",
            "reports.add_remark",
            "reports.change_remark",
            "reports.pack_archive",
            "reports.approve_disposal",
        },
        "auditor": {"reports.view_disposal"},
    }
    # Outlines are an administrator's, and whoever may export evaluations takes the working papers.
    excluded_permissions = {
        "staff": {
            "reports.add_outline",
            "reports.change_outline",
            "reports.void_outline",
            "reports.export_evaluation",
        }
    }

    def log_anchors(self) -> Iterator[tuple[str, int, str]]:
        """Yield what signed evaluations say of the log's seals: which, and its digest."""
        copies = self.get_model("SignedCopy")._default_manager.exclude(log_seal=0).order_by("pk")
        for code, number, digest in copies.values_list("code", "log_seal", "log_seal_digest"):
            yield f"signed evaluation {code}", number, digest

    def ready(self) -> None:
        from .checks import check_named_figures

        checks.register(check_named_figures)
