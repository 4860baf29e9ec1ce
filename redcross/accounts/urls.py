from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("", views.AccountList.as_view(), name="account_list"),
    path("add/", views.AccountAdd.as_view(), name="account_add"),
    path("<int:pk>/", views.AccountDetail.as_view(), name="account_detail"),
    path("<int:pk>/reset-password/", views.account_reset_password, name="account_reset_password"),
    path("<int:pk>/deactivate/", views.account_deactivate, name="account_deactivate"),
    path("<int:pk>/reactivate/", views.account_reactivate, name="account_reactivate"),
]
