from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReliefConfig(AppConfig):
    name = "relief"
    verbose_name = _("Relief")
    navigation = [
        (_("Programmes"), "relief:programme_list", "relief.view_programme"),
        (
            _("Applications for help"),
            "relief:application_list",
            "relief.view_application",
        ),
        (_("Aid"), "relief:aid_list", "relief.view_aid"),
        (_("Disbursements"), "relief:disbursement_list", "relief.view_disbursement"),
        (_("Emergency responses"), "relief:response_list", "relief.view_response"),
    ]
    ways = [
        (_("Give out"), _("Help by villages"), "relief:aid_sheet", "", "relief.add_aid"),
        (_("Give out"), _("Help for one"), "relief:aid_add", "", "relief.add_aid"),
        (
            _("Give out"),
            _("Disbursement"),
            "relief:disbursement_add",
            "",
            "relief.add_disbursement",
        ),
        (_("Hold"), _("Emergency response"), "relief:response_add", "", "relief.add_response"),
    ]
