"""What is printed of donations. Fields and their order are those of the forms in use."""

from .agreements import CashGiftAgreement, DonorAgreement, GoodsGiftAgreement
from .certificates import CashGiftCertificate, GoodsGiftCertificate
from .counts import CountingSheet, StockCountNote
from .goods_notes import GoodsGiftNote, StockRemovalNote, StoreNote
from .receipts import ReceiptRangeRegister
from .refunds import RefundApplication
from .slips import CashGiftSlip, GoodsGiftSlip

papers = [
    CashGiftCertificate(),
    CashGiftSlip(),
    CashGiftAgreement(),
    RefundApplication(),
    GoodsGiftNote(),
    StoreNote(),
    GoodsGiftCertificate(),
    GoodsGiftSlip(),
    GoodsGiftAgreement(),
    StockRemovalNote(),
    StockCountNote(),
    CountingSheet(),
    DonorAgreement(),
    ReceiptRangeRegister(),
]
