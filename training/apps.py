from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrainingConfig(AppConfig):
    name = "training"
    verbose_name = _("Training")
    navigation = [
        (_("Training sessions"), "training:session_list", "training.view_session"),
        (
            _("Roster and certificates"),
            "training:enrolment_list",
            "training.view_session",
        ),
        (_("Courses"), "training:course_list", "training.view_course"),
    ]
    ways = [
        (_("Hold"), _("Training"), "training:session_add", "", "training.add_session"),
    ]
