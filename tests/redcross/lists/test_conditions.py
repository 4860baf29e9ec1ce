"""The conditions that a list offers."""

import pytest
from django.urls import reverse

from redcross.filters import EntryFilter
from tests.kinds import KINDS

LIST = "/donations/cash-gifts/"


@pytest.mark.parametrize(("who", "several"), [("staff", False), ("above", True)])
def test_only_who_sees_several_societies_chooses_among_them(
    who, several, staff, beside, request, signed_in
):
    page = signed_in(request.getfixturevalue(who)).get(LIST)
    offered = {field.name for field in page.context["filter"].advanced_fields()}
    assert {"society", "alone"}.isdisjoint(offered) is not several
    assert "voided" in offered


@pytest.mark.parametrize(("kind", "make"), [(kind, make) for kind, (_pages, make) in KINDS.items()])
def test_conditions_that_are_not_set_are_kept_only_where_they_are_the_same_for_everybody(
    kind, make, administrator, outsider, above, signed_in, monkeypatch
):
    """Each of the own society, of one beside it and of the one above has another of the kind."""
    url = reverse(f"{kind}_list")
    for user in (administrator, outsider, above):
        make(user)

    def conditions(user, keeps, query=""):
        if not keeps:
            monkeypatch.setattr(EntryFilter, "_unset_html", {})
        return signed_in(user).get(url + query).context["filter"].advanced_html()

    monkeypatch.setattr(EntryFilter, "_unset_html", {})
    conditions(administrator, keeps=True)
    assert EntryFilter._unset_html
    for user in (outsider, above, administrator):
        kept = conditions(user, keeps=True)
        assert kept == conditions(user, keeps=False)
        assert 'value="only" selected' in conditions(user, keeps=True, query="?voided=only")
        assert conditions(user, keeps=True) == kept
