"""Rows within an entry: the lots of a batch, the roster of a session."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Self, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import ProtectedError
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _

from redcross.formatting import format_decimal
from redcross.typed_values import Rounding

from .entry import Entry
from .entry_urls import EntryUrlsMixin

if TYPE_CHECKING:
    from .user import User

_Row = TypeVar("_Row", bound="Line", covariant=True)


def delete_lines(lines: "models.QuerySet[Line]") -> None:
    """Delete lines that were taken away. Raises ValidationError while something points to one."""
    try:
        lines.delete()
    except ProtectedError as error:
        raise ValidationError(
            _("A line that was taken away is still used elsewhere: %(used)s")
            % {"used": "; ".join(map(str, list(error.protected_objects)[:3]))}
        ) from error


class LineQuerySet(models.QuerySet[_Row]):
    """Lines of one kind. What is seen and what counts is decided by the entries they belong to."""

    def visible_to(self, user: "User") -> Self:
        """Return the lines of the entries that this user may see."""
        entries = self.model.owner_model().objects.visible_to(user)
        return self.filter(**{f"{self.model.owner}__in": entries})

    def countable(self) -> Self:
        """Return the lines of the entries that are not voided."""
        return self.filter(**{f"{self.model.owner}__voided_at": None})


class Line(EntryUrlsMixin, models.Model):
    """A row within an entry: counted through it, saved and logged with it, with its permissions."""

    # The foreign key to the entry.
    owner: ClassVar[str]
    # The expression over lines for what each is worth, in yuan, where they are worth something.
    worth: ClassVar[Combinable | None] = None
    # The fields of which its `rounded` says that there is more.
    roundable_fields: ClassVar[tuple[str, ...]] = ()

    objects = LineQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["pk"]
        default_permissions = ()

    def get_absolute_url(self) -> str:
        """Return the address of the entry's page: a line has none of its own."""
        return self._entry().get_absolute_url()

    @classmethod
    def owner_model(cls) -> type[Entry]:
        """Return the kind of entry that the lines belong to."""
        return cast(type[Entry], cls._meta.get_field(cls.owner).related_model)

    @classmethod
    def permission(cls, action: str) -> str:
        """Return the entry's permission: lines have none of their own."""
        return cls.owner_model().permission(action)

    @classmethod
    def sibling_constraints(cls) -> list[models.UniqueConstraint]:
        """Return what must be unique among the lines of one entry.

        Such a constraint is deferred to the commit: two lines that change places are saved one
        after the other, and between the two the database would see one value twice.
        """
        return [
            constraint
            for constraint in cls._meta.constraints
            if isinstance(constraint, models.UniqueConstraint) and cls.owner in constraint.fields
        ]

    @classmethod
    def row_constraints(cls) -> list[models.BaseConstraint]:
        """Leave out what lines are checked for together: the stored ones are about to change."""
        among_siblings = cls.sibling_constraints()
        return [one for one in cls._meta.constraints if one not in among_siblings]

    @property
    def voided_at(self) -> datetime | None:
        """When the entry was voided."""
        return self._entry().voided_at

    @property
    def value(self) -> Decimal | None:
        """What it is worth, as `worth` gives it; None where that is not known."""
        return None

    @classmethod
    def roundings_of(cls, name: str) -> list[Rounding]:
        """Return in which ways the number in this field may be known other than exactly."""
        return [Rounding.OVER] if name in cls.roundable_fields else []

    def rounding_of(self, name: str) -> Rounding:
        """Return how well the number in this field is known."""
        over = name in self.roundable_fields and getattr(self, "rounded", False)
        return Rounding.OVER if over else Rounding.EXACT

    def _entry(self) -> Entry:
        entry: Entry = getattr(self, self.owner)
        return entry

    def describe(self) -> str:
        """Return all that is filled in, for the log: two lines that differ never read alike."""
        shown = []
        for field in self._meta.concrete_fields:
            is_shown = field.editable and field.name not in ("id", self.owner)
            value = getattr(self, field.name) if is_shown else None
            if value in (None, "") or value is False:
                continue
            if value is True:
                shown.append(str(field.verbose_name))
                continue
            if shown_as := getattr(self, f"get_{field.name}_display", None):
                value = shown_as()
            elif isinstance(value, Decimal):
                value = format_decimal(value)
            elif field.is_relation:
                value = f"{value} #{value.pk}"
            shown.append(f"{field.verbose_name} {value}" if field.blank else str(value))
        return " ".join(shown)
