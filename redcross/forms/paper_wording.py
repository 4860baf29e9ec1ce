"""How a society words its papers."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from redcross.models import PaperWording
from redcross.models.paper_wording import WORDED

if TYPE_CHECKING:  # Django's own class cannot be subscripted.
    _ModelForm = forms.ModelForm[PaperWording]
else:
    _ModelForm = forms.ModelForm

# Who signs one paper; lines at its end.
MOST_SIGNATURES, MOST_CLOSING = 8, 4
OPENING, CLOSING = "【】"


class PaperWordingForm(_ModelForm):
    """What the society sets; what is left empty or as it was stays as the paper has it.

    `usual`: that, by field; without a text there is none to word. `names`: of the values that
    text and seal line may use.
    """

    class Meta:
        model = PaperWording
        fields = WORDED

    def __init__(
        self, *args: Any, usual: dict[str, str], names: Mapping[str, Sequence[str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.usual, self.names = usual, names
        if not usual["text"]:
            del self.fields["text"]
        # To be changed and not typed anew.
        elif not self.instance.text:
            self.initial["text"] = usual["text"]
        for name, field in self.fields.items():
            field.widget.attrs["placeholder"] = usual[name]
        for name in ("text", "signatures", "closing"):
            if name in self.fields:
                lines = 8 if name == "text" else usual[name].count("\n") + 2
                self.fields[name].widget.attrs["rows"] = lines
        put_in = _("What is put in: %(names)s")
        for name in names:
            if name in self.fields and names[name]:
                field = self.fields[name]
                text = put_in % {"names": listed(names[name])}
                field.help_text = f"{field.help_text} {text}" if field.help_text else text

    def clean_text(self) -> str:
        """Refuse names of values that are not there. The usual text is kept as none."""
        text: str = self.cleaned_data["text"]
        if text.split() == self.usual["text"].split():
            return ""
        return check_names(text, self.names["text"])

    def clean_signatures(self) -> str:
        """Refuse more than stand on a sheet."""
        text: str = self.cleaned_data["signatures"]
        if len([line for line in text.splitlines() if line.strip()]) > MOST_SIGNATURES:
            raise ValidationError(_("At most %(number)s sign.") % {"number": MOST_SIGNATURES})
        return text

    def clean_closing(self) -> str:
        """Refuse more lines than have room, and names of other values."""
        text: str = self.cleaned_data["closing"]
        if len([line for line in text.splitlines() if line.strip()]) > MOST_CLOSING:
            raise ValidationError(_("At most %(number)s lines.") % {"number": MOST_CLOSING})
        return check_names(text, self.names["closing"])


def listed(names: Sequence[str]) -> str:
    """Return the names as a text has them."""
    return "".join(f"{OPENING}{name}{CLOSING}" for name in names)


def check_names(text: str, names: Sequence[str]) -> str:
    """Return the text. Raises ValidationError where it names a value that is not there, or of the
    signs around a name the other is missing.
    """
    parts = text.split(OPENING)
    if CLOSING in parts[0] or any(part.count(CLOSING) != 1 for part in parts[1:]):
        raise ValidationError(_("To every 【 belongs a 】."))
    for part in parts[1:]:
        name = part.partition(CLOSING)[0]
        if name not in names:
            known = listed(names) or _("none")
            message = _("There is no 【%(name)s】 on this paper. There are: %(names)s")
            raise ValidationError(message % {"name": name, "names": known})
    return text
