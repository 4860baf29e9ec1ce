"""Whatever is edited after the signing, no figure of what was signed is another."""

import pytest

from tests.reports.approval.closed_figures import check_edits


@pytest.mark.django_db
def test_no_edit_moves_a_figure_of_a_closed_period(demonstration):
    check_edits(300, seed=1)
