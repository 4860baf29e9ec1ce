"""The quick actions, for people in a hurry."""

from redcross.navigation import quick_actions_of


def test_every_quick_action_shows_at_most_seven_fields(staff, signed_in):
    client, shown = signed_in(staff), {}
    for action in quick_actions_of(staff.get_all_permissions()):
        context = client.get(action["url"]).context
        if "bulk_entries" in context:
            fields = {bound.name for bound in context["shared_fields"]}
            fields |= {name for entries in context["bulk_entries"] for name in entries.row_fields}
        else:
            fields = {bound.name for bound in context["form"].main_fields()}
        shown[action["url"]] = fields
    assert len(shown) >= 12
    assert {url: fields for url, fields in shown.items() if not 1 <= len(fields) <= 7} == {}
