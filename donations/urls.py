from django.urls import include, path

from redcross.routes import entry_urls

from . import receipt_pages, views
from .bank import matching, statement
from .bank import views as bank_views

app_name = "donations"
urlpatterns = [
    path(
        "cash-gifts/",
        include(
            entry_urls(
                views.CashGiftPages,
                views.CashGiftAdd,
                views.CashGiftDetail,
                views.CashGiftVoid,
                views.CashGiftBulkAdd,
            )
        ),
    ),
    path("refunds/", include(entry_urls(views.RefundPages, views.RefundAdd, views.RefundDetail))),
    path("transfers/", include(entry_urls(views.FundTransferPages, views.FundTransferDetail))),
    path("bank/", bank_views.start, name="bank"),
    path(
        "bank-accounts/",
        include(
            entry_urls(
                bank_views.BankAccountPages,
                bank_views.BankAccountDetail,
                matching.BankAccountReconcile,
                statement.BankAccountStatement,
            )
        ),
    ),
    path(
        "bank-lines/",
        include(
            entry_urls(
                bank_views.BankLinePages,
                bank_views.BankLineList,
                bank_views.BankLineDetail,
                matching.BankLineMatch,
                matching.BankLineUnmatch,
            )
        ),
    ),
    path(
        "ledger-balances/",
        include(
            entry_urls(
                bank_views.LedgerBalancePages,
                bank_views.LedgerBalanceAdd,
                bank_views.LedgerBalanceDetail,
            )
        ),
    ),
    path("income/", include(entry_urls(views.IncomePages))),
    path(
        "receipts/",
        include(
            entry_urls(
                receipt_pages.ReceiptPages,
                receipt_pages.ReceiptList,
                receipt_pages.ReceiptAdd,
                receipt_pages.ReceiptDetail,
                receipt_pages.ReceiptMatch,
                receipt_pages.ReceiptVoid,
                receipt_pages.ReceiptBulkVoid,
            )
        ),
    ),
    path(
        "receipt-ranges/",
        include(entry_urls(receipt_pages.ReceiptRangePages, receipt_pages.ReceiptRangeDetail)),
    ),
    path(
        "goods/",
        include(entry_urls(views.GoodsGiftPages, views.GoodsGiftDetail, views.GoodsGiftVoid)),
    ),
    path(
        "lots/", include(entry_urls(views.GoodsLotPages, views.GoodsLotList, views.GoodsLotSearch))
    ),
    path("removed/", include(entry_urls(views.RemovedGoodsPages, views.RemovedGoodsList))),
    path("counted/", include(entry_urls(views.CountedGoodsPages, views.CountedGoodsList))),
    path("removals/", include(entry_urls(views.StockRemovalPages))),
    path("counts/", include(entry_urls(views.StockCountPages, views.StockCountDetail))),
    path("life/", include(entry_urls(views.LifeGiftPages, views.LifeGiftBulkAdd))),
    path("donors/", include(entry_urls(views.DonorPages))),
    path(
        "funds/",
        include(entry_urls(views.FundPages, views.FundList, views.FundDetail, views.FundBulkAdd)),
    ),
]
