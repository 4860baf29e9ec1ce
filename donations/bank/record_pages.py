"""What the pages of records that move money have to do with the bank."""

from typing import cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from donations.models import BankAccount, BankLine, BankMatch, FundMovementMixin
from redcross.keys import read_key
from redcross.models import Entry, StaleVersion
from redcross.views import EntryAdd, EntryDetail, Fact


class MovementDetail(EntryDetail):
    """Tells with which line of the bank the record is matched."""

    def facts(self) -> list[Fact]:
        facts = super().facts()
        if not self.user.has_perm(BankLine.permission("view")):
            return facts
        record = cast(FundMovementMixin, self.object)
        label = record._meta.label_lower
        own = BankMatch.objects.filter(model=label, object_id=record.pk)
        for match in own.select_related("line"):
            line_label = _("in the bank's line of %(day)s (yuan)") % {"day": match.line.date}
            facts.append(Fact(line_label, match.amount, match.line.get_absolute_url()))
        return facts


class MovementAdd(EntryAdd):
    """With `?bank_line=12` what is entered is matched with that line, and the next one follows."""

    def saved(self, saved: Entry) -> HttpResponse:
        answer = super().saved(saved)
        key = read_key(self.request.GET.get("bank_line"))
        if key is None or not self.user.has_perm(BankLine.permission("change")):
            return answer
        own = BankLine.objects.countable().filter(society=self.user.society_id)
        line = own.filter(pk=key).first()
        label = saved._meta.label_lower
        matched = BankMatch.objects.filter(model=label, object_id=saved.pk).exists()
        if line is None or matched:
            return answer
        try:
            line.match([cast(FundMovementMixin, saved)], by=self.user)
        except StaleVersion:
            messages.error(
                self.request, _("Not matched: somebody else changed the line meanwhile.")
            )
        except ValidationError as error:
            text = _("Not matched with the line of %(day)s: %(why)s")
            why = " ".join(error.messages)
            messages.error(self.request, text % {"day": line.date, "why": why})
        if {"again", "following"} & self.request.POST.keys():
            return answer
        return redirect(reverse(BankAccount.url_name("reconcile"), args=[line.account_id]))
