"""How a society shows itself: its short name and its emblem."""

from io import BytesIO
from typing import IO, TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from redcross.models import Society
from redcross.photos import read_picture

from .typed_fields import TypedFieldsMixin

if TYPE_CHECKING:  # Django's own class cannot be subscripted.
    _ModelForm = forms.ModelForm[Society]
else:
    _ModelForm = forms.ModelForm

# As large as it is ever shown, on a screen with three points to a pixel.
EMBLEM_SIDE = 384
EMBLEM_MAX_BYTES = 5 * 1024 * 1024
EMBLEM_MAX_PIXELS = 25_000_000


def draw_emblem(file: UploadedFile) -> ContentFile:
    """Return the picture drawn anew as a PNG of at most EMBLEM_SIDE, without anything else in it.

    Raises ValidationError for what is too large or no PNG or JPEG.
    """
    refused = ValidationError(_("Choose a PNG or JPEG picture of at most 5 MB."))
    if (file.size or 0) > EMBLEM_MAX_BYTES:
        raise refused
    try:
        content = cast(IO[bytes], file.file)
        picture, _is_png = read_picture(content, ("PNG", "JPEG"), EMBLEM_MAX_PIXELS)
    except Exception as error:
        # Decoders raise whatever they stumble over.
        raise refused from error
    drawn = picture.convert("RGBA")
    drawn.thumbnail((EMBLEM_SIDE, EMBLEM_SIDE))
    content = BytesIO()
    drawn.save(content, "PNG", optimize=True)
    return ContentFile(content.getvalue(), name="emblem.png")


class SocietyProfileForm(TypedFieldsMixin, _ModelForm):
    """Of the own society and how it spends; name and place among others are a superuser's."""

    class Meta:
        model = Society
        fields = (
            "short_name",
            "emblem",
            "collective_decision_above",
            "cash_aid_allowed",
            "other_purpose_refused",
            "second_factor_required",
            "password_days",
            "sensitive_days",
        )
        widgets = {"emblem": forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg"})}
        help_texts = {"emblem": _("Shown at the head of every page. PNG or JPEG, at most 5 MB.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.emblem:
            self.fields["without_emblem"] = forms.BooleanField(
                label=_("Show no emblem any more"), required=False
            )

    def clean_emblem(self) -> object:
        """Draw a new picture anew; leave the one kept as it is."""
        chosen = self.cleaned_data["emblem"]
        return draw_emblem(chosen) if isinstance(chosen, UploadedFile) else chosen

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("without_emblem"):
            self.cleaned_data["emblem"] = False  # Django's own sign for a file taken away
