"""What stands against the scores of an evaluation, as the findings and the sheets say it."""

from reports.evaluation.scoring import score_evaluation


def scoring_faults(evaluation):
    """Return the faults of its scores and of those of its projects; none where none is scored."""
    scores = score_evaluation(evaluation)
    own = scores.faults if scores.anything else []
    return own + [fault for project in scores.projects for fault in project.faults]
