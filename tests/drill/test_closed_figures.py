"""2,000 edits of any record or master data after a signing."""

import pytest

from tests.reports.approval.test_closed_figures import check_edits, demonstration  # noqa: F401


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [2, 3])
def test_no_edit_of_two_thousand_moves_a_figure(demonstration, seed):  # noqa: F811
    assert check_edits(2000, seed)
