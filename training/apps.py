from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from redcross.navigation import NavigationLink, QuickAction, SetUpSheet


class TrainingConfig(AppConfig):
    name = "training"
    verbose_name = _("Training")
    navigation = [
        NavigationLink(_("Training sessions"), "training:session_list", "training.view_session"),
        NavigationLink(
            _("Roster and certificates"), "training:enrolment_list", "training.view_session"
        ),
        NavigationLink(_("AEDs"), "training:aed_list", "training.view_aed"),
        NavigationLink(
            _("Inspections of AEDs"), "training:aed_inspection_list", "training.view_aedinspection"
        ),
        NavigationLink(_("Courses"), "training:course_list", "training.view_course"),
    ]
    set_up_sheets = [SetUpSheet(_("Programmes, courses and places"), "training.Course")]
    quick_actions = [
        QuickAction(
            _("Hold"), _("Training"), "training:session_add", "training.add_session", icon="school"
        ),
        QuickAction(
            _("Hold"),
            _("Inspection of an AED"),
            "training:aed_inspection_add",
            "training.add_aedinspection",
            icon="heartbeat",
        ),
    ]
    reminders = ["Aed"]
