"""The application for giving a gift of money back, with the decision on it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from donations.models import Refund
from redcross.formatting import amount_in_words
from redcross.papers import Fields, Opinion, Opinions, PrintContext, Sheet
from redcross.papers.sheet import Cell

from .parties import PaperOfDonor, identity_of
from .wording import days_of, giver_of, number_of, yuan


class RefundApplication(PaperOfDonor[Refund]):
    """捐赠退款申请审批表: what was given, what is to go back and why, and who decides."""

    key = "refund-application"
    title = gettext_lazy("application for a refund")
    model = Refund
    related = ("gift__donor",)

    def refusal(self, entry: Refund) -> str:
        if entry.reason == Refund.Reason.BOUNCED:
            return _("The bank sent it back: nobody applied for it.")
        return ""

    def sheet(self, entries: Sequence[Refund], printing: PrintContext) -> Sheet:
        [refund] = entries
        gift = refund.gift
        channel = gift.get_channel_display()
        pairs: list[tuple[str, Cell]] = [
            ("申请人（捐赠人）", giver_of(gift) if gift.donor else ""),
            *identity_of(gift.donor, printing),
            ("捐赠日期", days_of(gift)),
            ("捐赠金额", yuan(gift.amount, gift.rounding_of("amount"))),
            ("捐赠方式", str(channel)),
            ("捐赠票据号码", gift.receipt_number or "未开具"),
            ("红字票据号码", "" if gift.receipt_number else "无需开具"),
            ("退款金额", yuan(refund.amount)),
            ("大写", amount_in_words(refund.amount)),
            ("退款原因", str(refund.get_reason_display())),
            ("退款日期", days_of(refund)),
            ("退款方式", f"原路退回（{channel}）"),
            ("依据材料", refund.paper),
        ]
        applied = "本人（单位）申请退回上述捐款，所述情况和所附材料真实。"
        decided = f"批准：{refund.decided_by}" if refund.decided_by else ""
        opinions = Opinions(
            [
                Opinion("申请人声明", applied, "申请人（签字或者盖章）："),
                Opinion("经办人核实", "", "经办人（签字）："),
                Opinion("财务复核（票据收回、冲红）", "", "财务（签字）："),
                Opinion("审批意见", decided),
            ]
        )
        return Sheet("", [Fields(pairs), opinions], number=number_of(refund))
