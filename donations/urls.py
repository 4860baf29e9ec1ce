from django.urls import include, path

from redcross.views import entry_urls

from . import views

app_name = "donations"
urlpatterns = [
    path(
        "cash-gifts/",
        include(
            entry_urls(
                "cash_gift",
                list=views.CashGiftList,
                detail=views.CashGiftDetail,
                add=views.CashGiftAdd,
                change=views.CashGiftChange,
                void=views.CashGiftVoid,
                attach=views.CashGiftAttach,
            )
        ),
    ),
    path(
        "donors/",
        include(
            entry_urls(
                "donor",
                list=views.DonorList,
                detail=views.DonorDetail,
                add=views.DonorAdd,
                change=views.DonorChange,
                void=views.DonorVoid,
                reveal=views.DonorReveal,
                search=views.DonorSearch,
                quick_add=views.DonorQuickAdd,
                attach=views.DonorAttach,
            )
        ),
    ),
    path(
        "funds/",
        include(
            entry_urls(
                "fund",
                list=views.FundList,
                detail=views.FundDetail,
                add=views.FundAdd,
                change=views.FundChange,
                void=views.FundVoid,
                search=views.FundSearch,
                quick_add=views.FundQuickAdd,
                attach=views.FundAttach,
            )
        ),
    ),
]
