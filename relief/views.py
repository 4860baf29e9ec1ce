"""The page of relief that differs from every entry's."""

from django.utils.translation import gettext_lazy as _

from redcross.views import EntrySheet


class AidSheet(EntrySheet):
    """One row a village or unit."""

    heading = _("Give help")
    common = ("date", "programme", "fund")
    row = ("place", "households", "packages", "amount")
    more = ("occasion", "contents", "partners", "files")
