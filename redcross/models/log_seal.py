"""Seals over the log: what was sealed can be neither changed nor taken out without being found."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LogSeal(models.Model):
    """A stretch of the log: all entries after those of the seal before, up to `last_entry`.

    `marks`: of each its number and the first bytes of its own digest, eight bytes each, in order.
    `digest`: over the seal before, this one's number, time and marks, with a key that is not in the
    database.
    """

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField(_("when"))
    last_entry = models.BigIntegerField()
    marks = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("log seal")
        verbose_name_plural = _("log seals")
        ordering = ["number"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number} {self.digest[:16]}"

    @classmethod
    def latest(cls) -> "LogSeal | None":
        """Return the last one, its marks unread: they grow with what was written at once."""
        return cls.objects.defer("marks").order_by("number").last()
