"""What is entered of the bank and of the ledger, and counted by no figure."""

from redcross.models import Record


class BankPaper(Record):
    """What the bank or the bookkeeper says. It comes when it comes, and no figure counts it.

    So it is entered, and matched, in a closed year too.
    """

    roundable_fields = ()
    held_by_closing = False

    class Meta(Record.Meta):
        abstract = True
