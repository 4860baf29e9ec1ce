"""Only what was a public appeal is called one."""

from tests.factories import make_fund
from tests.refusals import refused


def test_a_fund_is_no_appeal_unless_somebody_says_so(staff):
    assert not make_fund(staff).is_appeal


def test_only_an_appeal_has_a_filing_number(staff):
    filed = make_fund(staff, is_appeal=True, filing_number="A1")
    assert (filed.is_appeal, filed.filing_number) == (True, "A1")
    # Of an emergency the plan is filed within ten days after its start.
    assert make_fund(staff, is_appeal=True).filing_number == ""
    with refused():
        make_fund(staff, filing_number="A2")


def test_the_list_shows_appeals_alone(staff, signed_in):
    make_fund(staff, name="F0")
    make_fund(staff, name="F1", is_appeal=True)
    page = signed_in(staff).get("/donations/funds/", {"is_appeal": "true"})
    assert [fund.name for fund in page.context["table"].data] == ["F1"]
