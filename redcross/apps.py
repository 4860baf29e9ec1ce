from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RedcrossConfig(AppConfig):
    name = "redcross"
    verbose_name = _("Directory")
    navigation = [
        (_("Places"), "redcross:place_list", "redcross.view_place"),
        (_("Partners"), "redcross:partner_list", "redcross.view_partner"),
        (_("People"), "redcross:person_list", "redcross.view_person"),
        (
            _("Basic numbers"),
            "redcross:standing_number_list",
            "redcross.view_standingnumber",
        ),
    ]

    def ready(self):
        from . import figures, log, roles  # noqa: F401  (figures registers its system check)

        log.follow_sign_ins()
        # Without a sender: permissions of all apps exist once the last one has migrated.
        post_migrate.connect(roles.synchronise, dispatch_uid="roles")
