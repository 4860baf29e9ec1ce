from django.urls import include, path

from redcross.views import entry_urls, line_urls

from . import filters, forms, tables, views
from .models import GoodsLot

app_name = "donations"
urlpatterns = [
    path(
        "cash-gifts/",
        include(
            entry_urls(
                forms.CashGiftForm,
                filters.CashGiftFilter,
                tables.CashGiftTable,
                sheet=views.CashGiftSheet,
            )
        ),
    ),
    path(
        "goods/",
        include(entry_urls(forms.GoodsGiftForm, filters.GoodsGiftFilter, tables.GoodsGiftTable)),
    ),
    path(
        "lots/",
        include(line_urls(filters.GoodsLotFilter, tables.GoodsLotTable, list=views.GoodsLotList)),
    ),
    path("lots/search/", views.GoodsLotSearch.as_view(model=GoodsLot), name="goods_lot_search"),
    path(
        "life/",
        include(
            entry_urls(
                forms.LifeGiftForm,
                filters.LifeGiftFilter,
                tables.LifeGiftTable,
                sheet=views.MonthSheet,
            )
        ),
    ),
    path(
        "donors/",
        include(entry_urls(forms.DonorForm, filters.DonorFilter, tables.DonorTable)),
    ),
    path(
        "funds/",
        include(
            entry_urls(forms.FundForm, filters.FundFilter, tables.FundTable, list=views.FundList)
        ),
    ),
]
