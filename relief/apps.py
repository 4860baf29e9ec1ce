from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from redcross.navigation import NavigationLink, QuickAction, SetUpSheet


class ReliefConfig(AppConfig):
    name = "relief"
    verbose_name = _("Relief")
    navigation = [
        NavigationLink(_("Programmes"), "relief:programme_list", "relief.view_programme"),
        NavigationLink(
            _("Applications for help"), "relief:application_list", "relief.view_application"
        ),
        NavigationLink(_("Aid"), "relief:aid_list", "relief.view_aid"),
        NavigationLink(_("Disbursements"), "relief:disbursement_list", "relief.view_disbursement"),
        NavigationLink(
            _("Goods allocated from above"), "relief:allocation_list", "relief.view_allocation"
        ),
        NavigationLink(_("Money that came back"), "relief:recovery_list", "relief.view_recovery"),
        NavigationLink(
            _("Goods returned to the store"), "relief:goods_return_list", "relief.view_goodsreturn"
        ),
        NavigationLink(_("Emergency responses"), "relief:response_list", "relief.view_response"),
    ]
    set_up_sheets = [SetUpSheet(_("Programmes, courses and places"), "relief.Programme")]
    quick_actions = [
        QuickAction(
            _("Receive"),
            _("Notice of goods allocated"),
            "relief:allocation_add",
            "relief.add_allocation",
            icon="clipboard-text",
        ),
        QuickAction(
            _("Give out"),
            _("Help by villages"),
            "relief:aid_bulk_add",
            "relief.add_aid",
            icon="home-heart",
            where={"person": None},
        ),
        QuickAction(
            _("Give out"),
            _("Help for one"),
            "relief:aid_add",
            "relief.add_aid",
            icon="heart-handshake",
            where={"person__isnull": False},
        ),
        QuickAction(
            _("Give out"),
            _("Disbursement"),
            "relief:disbursement_add",
            "relief.add_disbursement",
            icon="truck-delivery",
        ),
        QuickAction(
            _("Hold"),
            _("Emergency response"),
            "relief:response_add",
            "relief.add_response",
            icon="urgent",
        ),
    ]
    reminders = ["Allocation"]
