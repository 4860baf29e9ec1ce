"""How a society numbers its archive, and how long it keeps what."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from redcross.models import Entry
from reports.models import VOUCHER, ArchiveRules, Evaluation, Retention, default_retention

from .contents import kept_kinds

if TYPE_CHECKING:  # Django's own class cannot be subscripted.
    _ModelForm = forms.ModelForm[ArchiveRules]
else:
    _ModelForm = forms.ModelForm


# Thirty years at least: 会计档案管理办法, appendix 1.
LAWFUL_FOR_VOUCHERS = [one for one in Retention.choices if one[0] != Retention.TEN.value]


class ArchiveRulesForm(_ModelForm):
    """The number of the fonds, the pattern, and 保管期限 of every kind."""

    class Meta:
        model = ArchiveRules
        fields = ("fonds", "pattern")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: list[type[Entry]] = [Evaluation, *kept_kinds()]
        self.kinds = {
            VOUCHER: str(_("Vouchers")),
            **{model._meta.label_lower: str(model._meta.verbose_name_plural) for model in kinds},
        }
        for kind, label in self.kinds.items():
            self.fields[f"retention-{kind}"] = forms.ChoiceField(
                label=label,
                choices=LAWFUL_FOR_VOUCHERS if kind == VOUCHER else Retention.choices,
                initial=self.instance.retention_of(kind),
                required=False,
            )

    def retention_fields(self) -> list[BoundField]:
        """Return the boxes of how long each kind is kept."""
        return [self[f"retention-{kind}"] for kind in self.kinds]

    def clean(self) -> None:
        """Keep what is not the usual; what was not sent stays as it was."""
        super().clean()
        retention = dict(self.instance.retention)
        for kind in self.kinds:
            if chosen := self.cleaned_data.get(f"retention-{kind}"):
                retention[kind] = chosen
        self.instance.retention = {
            kind: chosen for kind, chosen in retention.items() if chosen != default_retention(kind)
        }
