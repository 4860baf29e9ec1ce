"""Boxes for numbers, dates and texts of lines: plain text, read by `redcross.typed_values`."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from redcross.formatting import trim_decimal
from redcross.models import Line, Record
from redcross.rough_numbers import read_rough_number
from redcross.typed_values import (
    DatePrecision,
    Rounding,
    TypedAs,
    as_typed,
    half_width,
    one_line_end,
    read_date,
    read_number,
    read_rough_date,
)


class TypedInput(forms.TextInput):
    """A text box, so that neither ↓ nor the mouse's wheel changes a number."""

    # In exactly the form that is read back as the same value, whatever the language.
    def format_value(self, value: Any) -> str | None:
        if isinstance(value, Decimal):
            return f"{trim_decimal(value):f}"
        return value.isoformat() if isinstance(value, date) else super().format_value(value)


class DateInput(TypedInput):
    """The box, and beside it a button for the browser's own calendar."""

    label: Any = ""

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        label = _("Calendar: %(field)s") % {"field": self.label}
        return format_html(
            '{}<button type="button" class="{}" data-calendar aria-label="{}"></button>',
            super().render(*args, **kwargs),
            "btn calendar-button",
            label,
        )


def _attributes(typed_as: TypedAs, places: int) -> dict[str, str]:
    """Return what the page's script and a telephone's keyboard are told of the box."""
    # A telephone's decimal keys have the point that 2021.8.4 is written with.
    keys = "numeric" if typed_as.is_whole else "decimal"
    attributes = {"inputmode": keys, "autocomplete": "off", "data-typed-as": typed_as.value}
    return attributes | ({"data-places": str(places)} if places else {})


class RoughlyTyped:
    """What the boxes for numbers share: of some it may be typed how well they are known.

    `roundings`: how else than exactly. `rounding`: what was typed last.
    """

    def __init__(
        self, *, typed_as: TypedAs, roundings: Collection[Rounding] = (), **kwargs: Any
    ) -> None:
        self.typed_as, self.roundings = typed_as, roundings
        self.rounding = Rounding.EXACT
        super().__init__(**kwargs)

    def read_typed(self, text: str, places: int) -> Decimal | None:
        """Return the number; None of none. Raises ValidationError."""
        if not half_width(text):
            return None
        if not self.roundings:
            return read_number(text, self.typed_as, places)
        may_be_unknown = Rounding.UNKNOWN in self.roundings
        number, rounding = read_rough_number(
            text, self.typed_as, places, may_be_unknown=may_be_unknown
        )
        if rounding and rounding not in self.roundings:
            message = _("“%(typed)s”: here a number is known exactly or as 余, as in 300余.")
            raise ValidationError(message, code="unread", params={"typed": as_typed(text)})
        self.rounding = rounding
        return number

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Tell the page's script what is asked for in the box."""
        attributes = _attributes(self.typed_as, getattr(self, "decimal_places", None) or 0)
        if self.roundings:
            attributes["data-rough"] = ""
        return attributes | ({"data-unknown": ""} if Rounding.UNKNOWN in self.roundings else {})


class TypedDecimalField(RoughlyTyped, forms.DecimalField):
    """A number, or a sum of money."""

    widget = TypedInput

    def __init__(self, *, typed_as: TypedAs = TypedAs.NUMBER, **kwargs: Any) -> None:
        super().__init__(typed_as=typed_as, **kwargs)

    def to_python(  # type: ignore[override]  # in the stubs it is an IntegerField
        self, value: Any
    ) -> Decimal | None:
        self.rounding = Rounding.EXACT
        if not isinstance(value, str):
            return super().to_python(value)
        return self.read_typed(value, self.decimal_places or 0)


class TypedIntegerField(RoughlyTyped, forms.IntegerField):
    """A whole number."""

    widget = TypedInput

    def __init__(self, *, typed_as: TypedAs = TypedAs.COUNT, **kwargs: Any) -> None:
        super().__init__(typed_as=typed_as, **kwargs)

    def to_python(self, value: Any) -> int | None:
        self.rounding = Rounding.EXACT
        if not isinstance(value, str):
            return super().to_python(value)
        number = self.read_typed(value, 0)
        return None if number is None else int(number)


class TypedDateField(forms.DateField):
    """A day. `rough`: a month or a year may be typed too; `precision` then says what was last."""

    widget = DateInput

    def __init__(
        self, *, typed_as: TypedAs = TypedAs.PAST_DATE, rough: bool = False, **kwargs: Any
    ) -> None:
        self.typed_as, self.rough = typed_as, rough
        self.precision = DatePrecision.DAY
        super().__init__(**kwargs)
        if isinstance(self.widget, DateInput):
            self.widget.label = self.label

    def to_python(self, value: Any) -> date | None:
        self.precision = DatePrecision.DAY
        if not isinstance(value, str):
            return super().to_python(value)
        if not half_width(value):
            return None
        if not self.rough:
            return read_date(value, self.typed_as)
        day, self.precision = read_rough_date(value, self.typed_as)
        return day

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return _attributes(self.typed_as, 0) | ({"data-rough": ""} if self.rough else {})


# Of Django's own, whose Chinese speaks of empty texts.
NULL_CHARACTERS = gettext_noop("Null characters are not allowed.")


class LinesField(forms.CharField):
    """A text of several lines, whose ends a browser sends in another way than they are kept."""

    def to_python(self, value: Any) -> str:
        return one_line_end(str(super().to_python(value) or ""))


def typed_as_of(field: "models.Field[Any, Any]") -> TypedAs | None:
    """Return what the model's field is typed as; None for one that is no number and no date."""
    model = field.model
    if field.choices or field.is_relation or not field.editable:
        return None
    if stated := getattr(model, "typed_as", {}).get(field.name):
        return cast(TypedAs, stated)
    if isinstance(field, models.DateField):
        ahead = issubclass(model, Record) and model.may_lie_ahead
        return TypedAs.OPEN_DATE if ahead else TypedAs.PAST_DATE
    if isinstance(field, models.DecimalField):
        return TypedAs.NUMBER
    if isinstance(field, models.PositiveIntegerField | models.PositiveSmallIntegerField):
        # 500箱 in the one and 件 in the other would contradict each other.
        unit_beside = issubclass(model, Line) and any(f.name == "unit" for f in model._meta.fields)
        return TypedAs.WHOLE if unit_beside else TypedAs.COUNT
    return None


def typed_form_field(field: "models.Field[Any, Any]", **kwargs: Any) -> forms.Field | None:
    """Return the form's field for a model's: Django's own but for numbers, dates and lines."""
    kind = typed_as_of(field)
    if kind is None:
        if type(field) is models.TextField:
            kwargs["form_class"] = LinesField
        return field.formfield(**kwargs)
    form_class: type[forms.Field] = TypedDecimalField
    if kind.is_date:
        form_class = TypedDateField
        # It has its field for how well it is known.
        kwargs["rough"] = issubclass(field.model, Record) and field.name == "date"
    elif isinstance(field, models.IntegerField):
        form_class = TypedIntegerField
    if not kind.is_date:
        kwargs["roundings"] = _roundings_of(field)
    # The stubs do not know that what is left over goes to the form's field.
    return cast(Any, field).formfield(form_class=form_class, typed_as=kind, **kwargs)


def _roundings_of(field: "models.Field[Any, Any]") -> list[Rounding]:
    """Return in which ways its number may be known other than exactly."""
    model = field.model
    return model.roundings_of(field.name) if issubclass(model, Record | Line) else []


class TypedFieldsMixin:
    """A ModelForm whose numbers and dates are typed as text."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        # Django looks for it in each form's own Meta, which inherits nothing.
        if meta := cls.__dict__.get("Meta"):
            meta.formfield_callback = staticmethod(typed_form_field)
