"""The conditions that a list offers."""

import pytest

LIST = "/donations/cash-gifts/"


@pytest.mark.parametrize(("who", "several"), [("staff", False), ("above", True)])
def test_only_who_sees_several_societies_chooses_among_them(
    who, several, staff, beside, request, signed_in
):
    page = signed_in(request.getfixturevalue(who)).get(LIST)
    offered = {field.name for field in page.context["filter"].advanced_fields()}
    assert {"society", "alone"}.isdisjoint(offered) is not several
    assert "voided" in offered
