from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import Group
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from .accounts.sessions import OwnSessions
from .set_up.views import sign_in
from .views import (
    attachments,
    duplicates,
    everything,
    export_files,
    guide,
    list_settings,
    log,
    paper_wording,
    papers,
    society,
)
from .views.readings import readings
from .views.session import session_state


def without_mail(request: HttpRequest) -> HttpResponse:
    """Refuse pages that would send mail: there may be no server for it, the administrator helps."""
    raise Http404


# One way in, with its lockout and its second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# Rights, second factors and sessions are changed on pages of ours alone, which tell of it.
for model in (Group, Authenticator, EmailAddress, UserSession):
    admin.site.unregister(model)

handler400 = "redcross.views.errors.bad_request"
handler500 = "redcross.views.errors.server_error"
urlpatterns = [
    path("", include("reports.urls")),
    path("donations/", include("donations.urls")),
    path("relief/", include("relief.urls")),
    path("training/", include("training.urls")),
    path("campaigns/", include("campaigns.urls")),
    path("reference/", include("redcross.directory.urls")),
    path("attachments/<int:pk>/", attachments.attachment, name="attachment"),
    path("society/", society.SocietyChange.as_view(), name="society"),
    path("society/emblem/", society.emblem, name="emblem"),
    path("papers/", paper_wording.paper_list, name="paper_list"),
    path(
        "papers/<slug:paper>/wording/",
        paper_wording.PaperWordingChange.as_view(),
        name="paper_wording",
    ),
    path("papers/<slug:paper>/", papers.society_paper, name="society_paper"),
    path("scans/", include("redcross.scans.urls")),
    path("readings/", readings, name="readings"),
    path("session/", session_state, name="session_state"),
    path("users/", include("redcross.accounts.urls")),
    path("log/", log.log, name="log"),
    path("accounts/sessions/", OwnSessions.as_view(), name="usersessions_list"),
    path("help/", guide.guide, name="help"),
    path("set-up/", include("redcross.set_up.urls")),
    path("accounts/login/", sign_in, name="account_login"),
    path("attachments/<int:pk>/small/", attachments.thumbnail, name="thumbnail"),
    path(
        "attachments/<int:pk>/caption/", attachments.attachment_caption, name="attachment_caption"
    ),
    path(
        "attachments/<int:pk>/sensitive/",
        attachments.attachment_sensitive,
        name="attachment_sensitive",
    ),
    path("attachments/<int:pk>/remove/", attachments.attachment_removal, name="attachment_removal"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("search/", everything.search_everything, name="search"),
    path("exports/", export_files.export_file_list, name="export_file_list"),
    path("exports/<int:pk>/", export_files.export_file, name="export_file"),
    path(
        "exports/<int:pk>/download/",
        export_files.export_file_download,
        name="export_file_download",
    ),
    path("exports/<int:pk>/cancel/", export_files.export_file_cancel, name="export_file_cancel"),
    path("saved-filters/", list_settings.save_filter, name="saved_filter_add"),
    path("saved-filters/<int:pk>/delete/", list_settings.delete_filter, name="saved_filter_delete"),
    path("columns/", list_settings.choose_columns, name="column_choice"),
    path("accounts/email/", without_mail, name="account_email"),
    path("accounts/password/reset/", without_mail, name="account_reset_password"),
    path("accounts/", include("allauth.urls")),
    # The sign-in page has the switch too.
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
    # One page for one's own password: the admin's would change it without a word in the log.
    path(
        "admin/password_change/",
        RedirectView.as_view(pattern_name="account_change_password"),
        name="admin_password_change",
    ),
    path("admin/", admin.site.urls),
]
