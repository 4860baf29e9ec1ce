from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.views.i18n import set_language

from .views import attachments, everything, list_settings


def without_mail(request: HttpRequest) -> HttpResponse:
    """Refuse pages that would send mail: there may be no server for it, the administrator helps."""
    raise Http404


urlpatterns = [
    path("", include("reports.urls")),
    path("donations/", include("donations.urls")),
    path("relief/", include("relief.urls")),
    path("training/", include("training.urls")),
    path("campaigns/", include("campaigns.urls")),
    path("reference/", include("redcross.directory.urls")),
    path("attachments/<int:pk>/", attachments.attachment, name="attachment"),
    path("search/", everything.search_everything, name="search"),
    path("saved-filters/", list_settings.save_filter, name="saved_filter_add"),
    path("saved-filters/<int:pk>/delete/", list_settings.delete_filter, name="saved_filter_delete"),
    path("columns/", list_settings.choose_columns, name="column_choice"),
    path("accounts/email/", without_mail, name="account_email"),
    path("accounts/password/reset/", without_mail, name="account_reset_password"),
    path("accounts/", include("allauth.urls")),
    # The sign-in page has the switch too.
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
    path("admin/", admin.site.urls),
]
