from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from donations.models import BankAccount, BankLine, LedgerBalance, LedgerDifference
from redcross.forms import EntryForm, LineForm, ListedChoiceField
from redcross.models import User


class BankAccountForm(EntryForm):
    quick_add_fields = ("name", "bank", "opens_on", "opening_balance")
    not_copied = ("number", "usual")

    class Meta:
        model = BankAccount
        fields = (
            "name",
            "bank",
            "number",
            "opens_on",
            "opening_balance",
            "closes_on",
            "usual",
            "note",
        )


class OfOnlyAccount(EntryForm):
    """Starts with the society's only account, where it has one."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        initial = dict(kwargs.pop("initial", None) or {})
        if kwargs.get("instance") is None and not initial.get("account"):
            own = BankAccount.objects.countable().filter(society=user.society_id)
            accounts = list(own[:2])
            if len(accounts) == 1:
                initial["account"] = accounts[0]
        super().__init__(*args, user=user, initial=initial, **kwargs)


class BankLineForm(OfOnlyAccount):
    main_field_count = 8
    not_copied = ("balance", "serial")
    kept_for_next = ("date", "account")

    class Meta:
        model = BankLine
        fields = (
            "date",
            "account",
            "received",
            "paid",
            "balance",
            "counterparty",
            "purpose",
            "serial",
            "counterparty_account",
            "explanation",
            "reason",
            "note",
        )


class BankLineExplanationForm(EntryForm):
    """Asks only why there is no record."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("explanation", "reason"):
            self.fields[name].required = True

    class Meta:
        model = BankLine
        fields = ("explanation", "reason")


class LedgerDifferenceForm(LineForm):
    optional = True

    class Meta:
        model = LedgerDifference
        fields = ("amount", "reason")


class LedgerBalanceForm(EntryForm):
    """To choose no account says something: it is of all funds together."""

    account = ListedChoiceField(
        BankAccount.objects.all(),
        label=pgettext_lazy("bank", "bank account"),
        empty_label=pgettext_lazy("bank", "all funds"),
        required=False,
    )

    lines = {"differences": LedgerDifferenceForm}
    kept_for_next = ("account",)

    class Meta:
        model = LedgerBalance
        fields = ("date", "account", "balance", "note")
        help_texts: ClassVar = {"date": _("Any day of a month stands for its last one.")}
