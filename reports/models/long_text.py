"""How long a text of an evaluation may be."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# About fifty pages.
MAX_CHARACTERS = 30_000


def text_fits(name: str) -> models.CheckConstraint:
    """Return the constraint that the text in this field of a model is not too long."""
    return models.CheckConstraint(
        condition=Q(**{f"{name}__length__lte": MAX_CHARACTERS}),
        name=f"%(class)s_{name}_fits",
        violation_error_message=_(
            "The text is longer than 30,000 characters, some fifty pages. "
            "Attach what is longer as PDF, as an annex."
        ),
    )
