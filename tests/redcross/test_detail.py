"""The page of one entry: what it shows of its fields."""

from tests.factories import make_cash_gift


def test_when_and_how_often_is_told_where_it_does_not_go_without_saying(signed_in, staff):
    client = signed_in(staff)

    def shown(gift):
        return {
            row["name"]: row["value"] for row in client.get(gift.get_absolute_url()).context["rows"]
        }

    plain = shown(make_cash_gift(staff, "12345.6"))
    assert plain.keys().isdisjoint({"times", "date_precision", "rounded"})
    assert plain["amount"] == "12,345.60"
    several = shown(make_cash_gift(staff, times=3, date_precision="month"))
    assert (several["times"], several["date_precision"]) == ("3", "月")
