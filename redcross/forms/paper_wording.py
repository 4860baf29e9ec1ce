"""How a society words its papers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from redcross.models import PaperWording

if TYPE_CHECKING:  # Django's own class cannot be subscripted.
    _ModelForm = forms.ModelForm[PaperWording]
else:
    _ModelForm = forms.ModelForm

# Who signs one paper.
MOST_SIGNATURES = 8
OPENING, CLOSING = "【】"


class PaperWordingForm(_ModelForm):
    """What the society sets; what is left empty or as it was stays as the paper has it.

    `usual`: that, by field; without a text there is none to word. `names`: of the values that a
    text may use.
    """

    class Meta:
        model = PaperWording
        fields = ("heading", "note", "text", "signatures")

    def __init__(
        self, *args: Any, usual: dict[str, str], names: Sequence[str], **kwargs: Any
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
        for name in ("text", "signatures"):
            if name in self.fields:
                lines = usual[name].count("\n") + 2 if name == "signatures" else 8
                self.fields[name].widget.attrs["rows"] = lines
        if "text" in self.fields and names:
            self.fields["text"].help_text = _("What is put in: %(names)s") % {"names": self.listed}

    @property
    def listed(self) -> str:
        """Return the names as a text has them."""
        return "".join(f"{OPENING}{name}{CLOSING}" for name in self.names)

    def clean_text(self) -> str:
        """Refuse names of values that are not there, and signs of which the other is missing.

        The usual text is kept as none.
        """
        text: str = self.cleaned_data["text"]
        if text.split() == self.usual["text"].split():
            return ""
        parts = text.split(OPENING)
        if CLOSING in parts[0] or any(part.count(CLOSING) != 1 for part in parts[1:]):
            raise ValidationError(_("To every 【 belongs a 】."))
        for part in parts[1:]:
            name = part.partition(CLOSING)[0]
            if name not in self.names:
                known = self.listed or _("none")
                message = _("There is no 【%(name)s】 on this paper. There are: %(names)s")
                raise ValidationError(message % {"name": name, "names": known})
        return text

    def clean_signatures(self) -> str:
        """Refuse more than stand on a sheet."""
        text: str = self.cleaned_data["signatures"]
        if len([line for line in text.splitlines() if line.strip()]) > MOST_SIGNATURES:
            raise ValidationError(_("At most %(number)s sign.") % {"number": MOST_SIGNATURES})
        return text
