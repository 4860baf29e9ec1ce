from django.apps import AppConfig
from django.core import checks
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from .navigation import NavigationLink, SetUpSheet


class RedcrossConfig(AppConfig):
    """The kernel."""

    name = "redcross"
    verbose_name = _("Directory")
    navigation = [
        NavigationLink(_("Places"), "redcross:place_list", "redcross.view_place"),
        NavigationLink(_("Partners"), "redcross:partner_list", "redcross.view_partner"),
        NavigationLink(_("People"), "redcross:person_list", "redcross.view_person"),
        NavigationLink(
            _("Basic numbers"), "redcross:standing_number_list", "redcross.view_standingnumber"
        ),
        NavigationLink(_("Members"), "redcross:member_list", "redcross.view_member"),
        NavigationLink(
            _("Council and supervisory board"),
            "redcross:board_term_list",
            "redcross.view_boardterm",
        ),
        NavigationLink(_("Papers"), "paper_list", "redcross.view_figures"),
        NavigationLink(_("Likely duplicates"), "duplicates", "redcross.merge_person"),
    ]
    reminders = ["BoardTerm"]
    set_up_sheets = [
        SetUpSheet(_("Programmes, courses and places"), "redcross.Place"),
        SetUpSheet(_("Basic numbers"), "redcross.StandingNumber"),
    ]

    role_permissions = {
        "staff": {"redcross.view_figures", "redcross.print_paper"},
        "administrator": {
            "redcross.view_figures",
            "redcross.view_logentry",
            "redcross.view_user",
            "redcross.add_user",
            "redcross.change_user",
            "redcross.reopen_period",
            "redcross.set_up_society",
            "redcross.reveal_without_business",
            "redcross.view_removed_attachment",
            "redcross.confirm_account_act",
            "redcross.print_paper",
        },
        "leader": {
            "redcross.view_figures",
            "redcross.view_logentry",
            "redcross.view_user",
            "redcross.confirm_account_act",
            "redcross.print_paper",
        },
        # Reads all but sensitive values, whose revealing is an act, and changes nothing.
        "auditor": {
            "redcross.view_figures",
            "redcross.view_logentry",
            "redcross.view_user",
            "redcross.view_removed_attachment",
        },
    }

    def ready(self) -> None:
        """Connect what needs the models, which may be imported only now."""
        from . import permissions, request_log
        from .accounts import announcements
        from .figures import registry
        from .models import audit_log
        from .papers import registry as papers
        from .printing import pdf

        audit_log.log_sign_ins()
        announcements.connect_announcements()
        announcements.log_factors()
        connection_created.connect(request_log.log_slow_queries)
        checks.register(registry.check_figures)
        checks.register(papers.check_papers)
        checks.register(pdf.check_subsetter)
        # Without a sender: permissions of all apps exist once the last one has migrated.
        post_migrate.connect(permissions.synchronise_roles, dispatch_uid="roles")
