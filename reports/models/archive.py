"""What of a year goes to the archive (归档): how a society numbers it, and the package itself."""

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from redcross.models import FileWork, LogEntry, Society, audit_log
from redcross.typed_values import visible_text

if TYPE_CHECKING:
    from redcross.models import User

# What stands for vouchers where others name their kind.
VOUCHER = "voucher"
DEFAULT_PATTERN = "【全宗号】-【年度】-【保管期限】-【件号】"
# Without these two items of a society would have the same number.
NEEDED_PARTS = ("年度", "保管期限", "件号")
PARTS = ("全宗号", *NEEDED_PARTS)
PART = re.compile("【(.*?)】")
# The part, and what sets it apart from the next.
WITHOUT_FONDS = re.compile("【全宗号】[-·—./ ]?")


class Retention(models.TextChoices):
    """How long it is kept (保管期限), by the codes of DA/T 22-2015."""

    PERMANENT = "Y", pgettext_lazy("retention", "permanently")
    THIRTY = "D30", pgettext_lazy("retention", "30 years")
    TEN = "D10", pgettext_lazy("retention", "10 years")

    @property
    def years(self) -> int | None:
        """After how many years it may be destroyed; None: never."""
        return None if self is Retention.PERMANENT else int(self.value[1:])


# Vouchers: 会计档案管理办法, appendix 1. Others: what societies do by 国家档案局令第8号.
DEFAULT_RETENTION = {
    VOUCHER: Retention.THIRTY,
    "reports.evaluation": Retention.PERMANENT,
    "reports.honour": Retention.THIRTY,
    "redcross.boardterm": Retention.PERMANENT,
    "redcross.member": Retention.THIRTY,
}
# Of all other kinds of an app; where none is named, as what money is spent on.
DEFAULT_OF_APP = {
    "campaigns": Retention.TEN,
    "redcross": Retention.TEN,
    "training": Retention.TEN,
}


def default_retention(kind: str) -> Retention:
    """Return how long a kind is kept where the society says nothing. `kind`: its label."""
    app = kind.partition(".")[0]
    return DEFAULT_RETENTION.get(kind) or DEFAULT_OF_APP.get(app, Retention.THIRTY)


class ArchiveRules(models.Model):
    """How a society numbers its archive, and how long it keeps what.

    `retention`: label of a kind, or VOUCHER, to a `Retention`, where it is not the usual one.
    """

    society = models.OneToOneField(Society, models.PROTECT, related_name="+", editable=False)
    fonds = models.CharField(
        _("fonds number"),
        max_length=20,
        blank=True,
        help_text=_("As the archive gave it to the society. Without one the number is left out."),
        validators=[ProhibitNullCharactersValidator()],
    )
    pattern = models.CharField(
        _("pattern of the archive number"),
        max_length=80,
        default=DEFAULT_PATTERN,
        help_text=_(
            "With 【全宗号】, 【年度】, 【保管期限】 and 【件号】; what stands between stays."
        ),
        validators=[ProhibitNullCharactersValidator()],
    )
    retention: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(
        default=dict, editable=False
    )

    class Meta:
        verbose_name = _("rules of the archive")
        verbose_name_plural = _("rules of the archive")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.society)

    @classmethod
    def of(cls, society: Society) -> "ArchiveRules":
        """Return what the society has set; the usual, not saved, where it has set nothing."""
        return cls.objects.filter(society=society).first() or cls(society=society)

    def clean(self) -> None:
        self.fonds, self.pattern = visible_text(self.fonds).strip(), visible_text(self.pattern)
        found = PART.findall(self.pattern)
        if set(found) - set(PARTS) or not set(NEEDED_PARTS) <= set(found):
            raise ValidationError(
                {
                    "pattern": _(
                        "It holds 【年度】, 【保管期限】, 【件号】, and 【全宗号】 where wanted."
                    )
                }
            )

    def retention_of(self, kind: str) -> Retention:
        """Return how long a kind, or VOUCHER, is kept."""
        return Retention(self.retention.get(kind) or default_retention(kind))

    def archive_number(self, year: int, retention: Retention, number: str) -> str:
        """Return the 档号 of an item of this number; without a 全宗号 that is left out."""
        parts = {
            "全宗号": self.fonds,
            "年度": str(year),
            "保管期限": retention.value,
            "件号": number,
        }
        pattern = self.pattern if self.fonds else WITHOUT_FONDS.sub("", self.pattern)
        return PART.sub(lambda part: parts[part[1]], pattern)

    def save_logged(self, *, by: "User") -> None:
        """Save what was changed, and log it; where nothing was, neither. Raises ValidationError."""
        with transaction.atomic():
            Society.lock(self.society_id)
            stored = type(self).objects.filter(society=self.society_id).first()
            self.pk = stored.pk if stored else None
            self.full_clean()
            before = stored or type(self)(society=self.society)
            changes = audit_log.differences(audit_log.snapshot(before), audit_log.snapshot(self))
            for kind in sorted({*before.retention, *self.retention}):
                was, now = before.retention_of(kind).value, self.retention_of(kind).value
                if was != now:
                    changes[kind] = [was, now]
            if not stored or changes:
                self.save()
                audit_log.write(LogEntry.Action.CHANGE, by=by, on=self, changes=changes)


class ArchivePackage(FileWork):
    """The package of a year for the archive, where it is too large to be packed within a request.

    `address`: of the site as who asked for it opened it, for the links in working papers.
    `sensitive`: whether there are files in it that only who may reveal sensitive values sees.
    """

    task_name = "reports.tasks.pack_archive"

    year = models.PositiveSmallIntegerField(editable=False)
    address = models.CharField(max_length=200, editable=False)
    sensitive = models.BooleanField(default=False, editable=False)

    class Meta(FileWork.Meta):
        verbose_name = _("package for the archive")
        verbose_name_plural = _("packages for the archive")
        permissions = [("pack_archive", "Can pack a year for the archive")]

    def get_absolute_url(self) -> str:
        return reverse("reports:archive_package", args=[self.pk])

    def absolute(self, address: str) -> str:
        """Return the full address of one of ours."""
        return f"{self.address}{address}"
