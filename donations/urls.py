from django.urls import include, path

from redcross.views import entry_urls

from .filters import CashGiftFilter, DonorFilter, FundFilter
from .forms import CashGiftForm, DonorForm, FundForm
from .tables import CashGiftTable, DonorTable, FundTable

app_name = "donations"
urlpatterns = [
    path("cash-gifts/", include(entry_urls(CashGiftForm, CashGiftFilter, CashGiftTable))),
    path("donors/", include(entry_urls(DonorForm, DonorFilter, DonorTable))),
    path("funds/", include(entry_urls(FundForm, FundFilter, FundTable))),
]
