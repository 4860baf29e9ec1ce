from redcross.forms import EntryForm
from redcross.models import Partner, Person, Place, StandingNumber


class PlaceForm(EntryForm):
    quick_add_fields = ("name", "parent")

    class Meta:
        model = Place
        fields = ("name", "parent", "code")


class PartnerForm(EntryForm):
    class Meta:
        model = Partner
        fields = ("name",)


class PersonForm(EntryForm):
    quick_add_fields = ("name", "id_number", "phone")

    class Meta:
        model = Person
        fields = ("name", "id_number", "phone")


class StandingNumberForm(EntryForm):
    main_field_count = 4

    class Meta:
        model = StandingNumber
        fields = ("date", "kind", "number", "slip", "date_precision", "rounded", "note")
