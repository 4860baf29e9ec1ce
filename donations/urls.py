from django.urls import include, path

from redcross.routes import entry_urls

from . import views

app_name = "donations"
urlpatterns = [
    path("cash-gifts/", include(entry_urls(views.CashGiftPages, views.CashGiftBulkAdd))),
    path("goods/", include(entry_urls(views.GoodsGiftPages, views.GoodsGiftDetail))),
    path(
        "lots/", include(entry_urls(views.GoodsLotPages, views.GoodsLotList, views.GoodsLotSearch))
    ),
    path("life/", include(entry_urls(views.LifeGiftPages, views.LifeGiftBulkAdd))),
    path("donors/", include(entry_urls(views.DonorPages))),
    path(
        "funds/",
        include(entry_urls(views.FundPages, views.FundList, views.FundDetail, views.FundBulkAdd)),
    ),
]
