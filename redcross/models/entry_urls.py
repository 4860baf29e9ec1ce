"""What entries and lines share."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.options import Options

from redcross.fields import DigestField, EncryptedField
from redcross.typed_values import TypedAs, one_line_end, visible_text

from .constraints import field_of, refused_texts, violations

if TYPE_CHECKING:
    from .entry import Entry
    from .line import Line


class EntryUrlsMixin:
    """What entries and lines share: names of pages and permissions, who points to them, rules."""

    _meta: "ClassVar[Options[Any]]"

    # Field name to what it is typed as, where its type does not say it: sums of money, ends.
    typed_as: ClassVar[Mapping[str, TypedAs]] = {}
    # Numbers whose sum says nothing: prices, marks, quantities of which each has its own unit.
    not_summed: ClassVar[frozenset[str]] = frozenset()

    # Whether it is somebody, or may be, whose numbers and papers are not for everybody for ever.
    is_about_people: ClassVar[bool] = False
    # Whether what is sensitive of it is of people, also where it names none.
    shows_people: ClassVar[bool] = False
    # Whether people whom it names are to have consented to what is kept of them.
    asks_for_consent: ClassVar[bool] = False

    # Its texts that may tell of people: a word stands for them once it is destroyed.
    personal_fields: ClassVar[tuple[str, ...]] = ()
    # What is emptied then besides sensitive values.
    emptied_fields: ClassVar[tuple[str, ...]] = ()
    # Of which rows `name` is that of somebody; None: of none.
    name_of_people: ClassVar[models.Q | None] = None

    # What its name is made of that lies elsewhere, as `select_related` takes it.
    named_by: ClassVar[tuple[str, ...]] = ()

    def choice_label(self) -> str:
        """Return what it is called where one of several is chosen."""
        return str(self)

    @classmethod
    def url_name(cls, action: str) -> str:
        """Return `donations:cash_gift_list` and the like: every entry's pages are named alike."""
        words = "".join(f"_{c.lower()}" if c.isupper() else c for c in cls.__name__).lstrip("_")
        return f"{cls._meta.app_label}:{words}_{action}"

    @classmethod
    def permission(cls, action: str) -> str:
        """Return `donations.view_cashgift` and the like."""
        return f"{cls._meta.app_label}.{action}_{cls._meta.model_name}"

    @classmethod
    def own_field(cls, name: str) -> "models.Field[Any, Any]":
        """Return its field of this name: none of those by which others point to it."""
        return cast("models.Field[Any, Any]", cls._meta.get_field(name))

    @classmethod
    def secret_fields(cls) -> list[str]:
        """Return the names of its sensitive fields."""
        return [f.name for f in cls._meta.concrete_fields if isinstance(f, EncryptedField)]

    def set_digests(self) -> None:
        """Bring its digests up to date: `pre_save` is too late for constraints, checked before."""
        for field in self._meta.concrete_fields:
            if isinstance(field, DigestField):
                setattr(self, field.attname, field.value_for(cast(models.Model, self)))

    @classmethod
    def referencing_fields(cls) -> Iterator[tuple["type[Entry] | type[Line]", str]]:
        """Yield (model, field) of the entries and lines that may point to it, except its own lines.

        Hidden relations too: most have no name that leads back ("+").
        """
        for relation in cls._meta.get_fields(include_hidden=True):
            if not isinstance(relation, models.ForeignObjectRel):
                continue
            model = relation.related_model
            if not issubclass(model, EntryUrlsMixin):
                continue
            if getattr(model, "owner", "") != relation.field.name:
                yield cast("type[Entry] | type[Line]", model), relation.field.name

    @classmethod
    def row_constraints(cls) -> Sequence[models.BaseConstraint]:
        """Return the constraints that are checked before it is saved."""
        return cls._meta.constraints

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Refuse also texts that only a table gives a meaning. Raises ValidationError.

        What of a text nobody can see is left out, and its lines end in one way.
        """
        row = cast(models.Model, self)
        for field in self._meta.concrete_fields:
            text = getattr(self, field.attname)
            if not isinstance(text, str) or not field.editable:
                continue
            if not text.isascii():
                text = visible_text(text)
            setattr(self, field.attname, one_line_end(text))
        errors = refused_texts(row, exclude or ())
        try:
            super().clean_fields(exclude)  # type: ignore[misc]  # mixed into models
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Check every constraint, whatever the form shows, each message beside its field.

        Django skips constraints on fields missing from the form (`society`), and a double receipt
        number would end as an error page. Raises ValidationError.
        """
        row = cast(models.Model, self)
        self.set_digests()
        errors = violations(row, self.row_constraints())
        for constraint in self.row_constraints():
            if not isinstance(constraint, models.CheckConstraint):
                try:
                    constraint.validate(type(row), row)
                except ValidationError as error:
                    errors.setdefault(field_of(constraint), []).extend(error.error_list)
        if errors:
            raise ValidationError(errors)
