"""2,000 edits of any record or master data after a signing."""

import pytest

from tests.reports.approval.closed_figures import check_edits


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [2, 3])
def test_no_edit_of_two_thousand_moves_a_figure(demonstration, seed):
    assert check_edits(2000, seed)
