"""What is dropped, and where a page belongs."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redcross.forms.files import ACCEPTED
from redcross.models import Printout, User

# Files at once; more are dropped in turn.
MOST_FILES = 20


class ScansInput(forms.FileInput):
    """Takes several."""

    allow_multiple_selected = True


class ScansField(forms.FileField):
    """Several files, as they came."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = [file for file in data or [] if file]
        if not files:
            raise ValidationError(_("Choose a file first."))
        if len(files) > MOST_FILES:
            raise ValidationError(_("At most %(number)s files at once.") % {"number": MOST_FILES})
        return [super(ScansField, self).clean(file, initial) for file in files]


class ScanUploadForm(forms.Form):
    """Signed sheets, as scans or photos."""

    file = ScansField(
        label=gettext_lazy("Scans or photos"),
        widget=ScansInput(attrs={"class": "form-control", "accept": ACCEPTED, "data-scans": ""}),
    )
    attached = forms.BooleanField(required=False)


class PlaceForm(forms.Form):
    """The paper that pages belong to: chosen among those that are out, or by its number."""

    printout = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    code = forms.CharField(required=False, max_length=40)
    sensitive = forms.BooleanField(required=False)
    complete = forms.BooleanField(required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        """Find the paper of the user's own society; another's number is not found."""
        data = self.cleaned_data
        own = Printout.objects.filter(society=self.user.society_id)
        typed = "".join(data.get("code", "").split())
        if typed:
            found = own.filter(code=typed).first() if typed.isascii() else None
            if found is None:
                raise ValidationError(_("No paper with this number was printed here."))
        else:
            found = own.filter(pk=data["printout"]).first() if data.get("printout") else None
            if found is None:
                raise ValidationError(_("Choose the paper, or type the number on it."))
        return {**data, "paper": found}
