from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Outreach")
    navigation = [
        (_("Events"), "campaigns:event_list", "campaigns.view_event"),
        (
            _("Materials handed out"),
            "campaigns:material_list",
            "campaigns.view_event",
        ),
        (
            _("Community projects"),
            "campaigns:community_project_list",
            "campaigns.view_communityproject",
        ),
    ]
    ways = [
        (
            _("Hold"),
            _("Publicity"),
            "campaigns:event_add",
            "?kind=publicity",
            "campaigns.add_event",
        ),
        (
            _("Hold"),
            _("Volunteer service"),
            "campaigns:event_add",
            "?kind=service",
            "campaigns.add_event",
        ),
        (_("Hold"), _("Meeting"), "campaigns:event_add", "?kind=meeting", "campaigns.add_event"),
        (_("Hold"), _("Free clinic"), "campaigns:event_add", "?kind=clinic", "campaigns.add_event"),
    ]
