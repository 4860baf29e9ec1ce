from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from redcross.navigation import NavigationLink, QuickAction


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Outreach")
    navigation = [
        NavigationLink(_("Events"), "campaigns:event_list", "campaigns.view_event"),
        NavigationLink(
            _("Materials handed out"), "campaigns:material_list", "campaigns.view_event"
        ),
        NavigationLink(
            _("Community projects"),
            "campaigns:community_project_list",
            "campaigns.view_communityproject",
        ),
        NavigationLink(
            _("Surveys of satisfaction"), "campaigns:survey_list", "campaigns.view_survey"
        ),
    ]
    quick_actions = [
        QuickAction(
            _("Hold"),
            _("Publicity"),
            "campaigns:event_add",
            "campaigns.add_event",
            "?kind=publicity",
            icon="speakerphone",
            where={"kind": "publicity"},
        ),
        QuickAction(
            _("Hold"),
            _("Volunteer service"),
            "campaigns:event_add",
            "campaigns.add_event",
            "?kind=service",
            icon="users-group",
            where={"kind": "service"},
        ),
        QuickAction(
            _("Hold"),
            _("Meeting"),
            "campaigns:event_add",
            "campaigns.add_event",
            "?kind=meeting",
            icon="presentation",
            where={"kind": "meeting"},
        ),
        QuickAction(
            _("Hold"),
            _("Free clinic"),
            "campaigns:event_add",
            "campaigns.add_event",
            "?kind=clinic",
            icon="stethoscope",
            where={"kind": "clinic"},
        ),
    ]
