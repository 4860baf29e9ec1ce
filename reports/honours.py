"""The pages of honours, shaped as an app's are."""

from redcross.filters import RecordFilter
from redcross.forms import EntryForm
from redcross.tables import EntryTable, LinkColumn
from redcross.views import entry_urls

from .models import Honour


class HonourForm(EntryForm):
    shown = 5

    class Meta:
        model = Honour
        fields = (
            "date",
            "title",
            "holder",
            "given_by",
            "level",
            "end_date",
            "date_precision",
            "times",
            "note",
        )


class HonourFilter(RecordFilter):
    search = ("title__icontains", "holder__icontains", "given_by__icontains")

    class Meta:
        model = Honour
        fields = ("level",)


class HonourTable(EntryTable):
    date = LinkColumn()

    class Meta(EntryTable.Meta):
        model = Honour
        fields = ("date", "title", "holder", "given_by", "level")


urlpatterns = entry_urls(HonourForm, HonourFilter, HonourTable)
