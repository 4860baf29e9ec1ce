"""The page of training that differs from every entry's."""

from redcross.views import EntryList


class EnrolmentList(EntryList):
    def get_queryset(self):
        return super().get_queryset().select_related("session__course")
