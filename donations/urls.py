from django.urls import include, path

from redcross.views import entry_urls

from . import views
from .models import CashGift, Donor, Fund

app_name = "donations"
cash_gifts = entry_urls(
    CashGift,
    list=views.CashGiftList,
    detail=views.CashGiftDetail,
    add=views.CashGiftAdd,
    change=views.CashGiftChange,
)
donors = entry_urls(
    Donor,
    list=views.DonorList,
    detail=views.DonorDetail,
    add=views.DonorAdd,
    change=views.DonorChange,
)
funds = entry_urls(
    Fund,
    list=views.FundList,
    detail=views.FundDetail,
    add=views.FundAdd,
    change=views.FundChange,
)
urlpatterns = [
    path("cash-gifts/", include(cash_gifts)),
    path("donors/", include(donors)),
    path("funds/", include(funds)),
]
