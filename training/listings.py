"""What the narrative tells of trainings beside their figures."""

from redcross.figures import Scope

from .figures import BY_KEY
from .models import Course, Session

# One more than a text tells one by one: whoever gets so many knows that there are more.
MOST = 11


def held(kind: Course.Kind, scope: Scope) -> list[Session]:
    """Return sessions of a kind of course, those with the most learners first, `MOST` of them.

    With what a sentence says of them: course, place, hosts and partners.
    """
    figure = BY_KEY[f"training.{kind}.sessions"]
    rows = Session.objects.countable().filter(figure.condition(figure.arguments(scope)))
    rows = rows.select_related("course", "place").prefetch_related("hosts", "partners")
    return list(rows.order_by("-attended", "date", "pk")[:MOST])
