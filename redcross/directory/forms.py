from redcross.forms import EntryForm
from redcross.models import BoardTerm, Member, Partner, Person, Place, StandingNumber


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
        fields = (
            *("name", "id_number", "phone", "not_published"),
            *("consent_paper", "consent_on", "consent_guardian"),
        )


class MemberForm(EntryForm):
    not_copied = ("card_number",)
    kept_for_next = ("kind", "joined_on")

    class Meta:
        model = Member
        fields = (
            "kind",
            "name",
            "card_number",
            "joined_on",
            "contact",
            "phone",
            "left_on",
            "note",
        )


class BoardTermForm(EntryForm):
    kept_for_next = ("term", "starts_on", "ends_on")

    class Meta:
        model = BoardTerm
        fields = ("person", "post", "term", "starts_on", "ends_on", "unit", "left_on", "note")


class StandingNumberForm(EntryForm):
    main_field_count = 4

    class Meta:
        model = StandingNumber
        fields = ("date", "kind", "number", "slip", "date_precision", "rounded", "note")
