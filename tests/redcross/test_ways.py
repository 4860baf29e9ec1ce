"""The ways in, for people in a hurry."""

from redcross.context import ways_in


def test_every_way_in_shows_at_most_seven_fields(staff, signed_in):
    client, shown = signed_in(staff), {}
    ways = ways_in(staff)
    for way in ways:
        context = client.get(way["url"]).context
        if "sheets" in context:
            fields = {bound.name for bound in context["common"]}
            fields |= {name for sheet in context["sheets"] for name in sheet.names}
        else:
            fields = {bound.name for bound in context["form"].main_fields()}
        shown[way["url"]] = fields
    assert len(ways) == 12
    assert {url: fields for url, fields in shown.items() if not 1 <= len(fields) <= 7} == {}
