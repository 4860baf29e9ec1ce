"""The roles, and which of them others have to rely on."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What an account may do; the values are the names of the groups that hold it."""

    STAFF = "staff", _("Staff")
    ADMINISTRATOR = "administrator", _("Administrator")
    LEADER = "leader", _("Leader")
    AUDITOR = "auditor", _("Auditor")


# Who keeps accounts, who signs and who looks after both: acts on these accounts concern all of
# them. Those who may confirm such an act of another.
TRUSTED = (Role.ADMINISTRATOR, Role.LEADER, Role.AUDITOR)
DECIDING = (Role.ADMINISTRATOR, Role.LEADER)
