from django.urls import path

from . import acts, views

app_name = "accounts"
urlpatterns = [
    path("", views.AccountList.as_view(), name="account_list"),
    path("add/", views.AccountAdd.as_view(), name="account_add"),
    path("<int:pk>/", views.AccountDetail.as_view(), name="account_detail"),
    path("<int:pk>/reset-password/", views.account_reset_password, name="account_reset_password"),
    path("<int:pk>/deactivate/", views.account_deactivate, name="account_deactivate"),
    path("<int:pk>/reactivate/", views.account_reactivate, name="account_reactivate"),
    path(
        "<int:pk>/remove-second-factor/", views.account_remove_factor, name="account_remove_factor"
    ),
    path("<int:pk>/end-sessions/", views.account_end_sessions, name="account_end_sessions"),
    path("acts/", acts.act_list, name="act_list"),
    path("acts/<int:pk>/confirm/", acts.act_confirm, name="act_confirm"),
    path("acts/<int:pk>/refuse/", acts.act_refuse, name="act_refuse"),
    path("acts/<int:pk>/withdraw/", acts.act_withdraw, name="act_withdraw"),
    path("notices/<int:pk>/read/", acts.notice_read, name="notice_read"),
]
