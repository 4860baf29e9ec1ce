"""What each actor gets at every address that is no library's own, and at those that are."""

from django.core.files.base import ContentFile
from django.urls import reverse

from redcross.papers import registered_papers
from tests import factories
from tests.kinds import (
    GENERAL,
    GO_ON,
    KINDS,
    LINES,
    NEVER,
    READ,
    ROW,
    STEP,
    Answers,
    answers,
    for_administrators,
)
from tests.photos import photo_bytes


def for_packers(answer):
    """Return the status codes where administrator and leader may."""
    return for_administrators(answer, leader=answer, auditor=403)


OWN = {
    **{
        f"{kind}_{action}": a
        for kind, (pages, _make) in KINDS.items()
        for action, a in pages.items()
    },
    **{f"{kind}_{action}": a for kind, pages in LINES.items() for action, a in pages.items()},
    "reports:home": READ,
    "reports:figures": READ,
    "reports:figures_of_year": READ,
    "reports:statement": READ,
    "reports:statement_of_year": READ,
    "reports:comparison": READ,
    "reports:archive": Answers(get=for_administrators(200, leader=200), post=NEVER),
    "reports:archive_of_year": Answers(get=for_administrators(200, leader=200), post=NEVER),
    "reports:archive_pack": Answers(get=NEVER, post=for_packers(200)),
    "reports:archive_rules": Answers(get=for_administrators(200), post=for_administrators(422)),
    "reports:disposals": Answers(
        get=for_administrators(200, leader=200), post=for_administrators(302)
    ),
    **dict.fromkeys(
        ("reports:disposal", "reports:disposal_pdf", "reports:disposal_xlsx"),
        Answers(get=for_administrators(200, leader=200), post=NEVER),
    ),
    # Without paper and day.
    "reports:disposal_approve": Answers(get=NEVER, post=answers(403, leader=422, auditor=403)),
    **dict.fromkeys(
        ("reports:disposal_carry_out", "reports:disposal_discard", "reports:disposal_cancel"),
        Answers(get=NEVER, post=for_administrators(302)),
    ),
    # It was the staff, who may not pack, who asked for it.
    "reports:archive_package": Answers(get=for_packers(404), post=NEVER),
    "reports:archive_package_download": Answers(get=for_packers(404), post=NEVER),
    "reports:archive_package_cancel": Answers(get=NEVER, post=for_packers(404)),
    # There are none below a district.
    "reports:societies_below": Answers(get=answers(404, above=200), post=NEVER),
    "reports:evaluation_latest": GO_ON,
    "donations:bank": GO_ON,
    "reports:evaluation": READ,
    "reports:evaluation_pdf": READ,
    "reports:evaluation_docx": READ,
    "attachment": ROW,
    "thumbnail": ROW,
    "attachment_caption": STEP,
    "attachment_removal": STEP,
    "attachment_sensitive": STEP,
    "scans:scans": Answers(get=answers(200, leader=403), post=answers(422, leader=403)),
    "scans:place": Answers(get=NEVER, post=answers(302, leader=403)),
    "scans:discard": Answers(get=NEVER, post=answers(302, leader=403)),
    # Nothing waits, and nothing was printed.
    "scans:picture": Answers(get=answers(404, leader=403), post=NEVER),
    "scans:outstanding": READ,
    "scans:give_up": Answers(get=NEVER, post=answers(302)),
    "readings": Answers(get=NEVER, post=answers(400)),
    "reports:figure_search": READ,
    "reports:figure_chosen": READ,
    "reports:text_in_words": Answers(get=NEVER, post=answers(200)),
    "society": Answers(get=for_administrators(200), post=for_administrators(422)),
    "paper_list": READ,
    # Sent empty, it says what the paper says.
    "paper_wording": Answers(get=for_administrators(200), post=for_administrators(302)),
    # One that is not there; what are is tested with all papers.
    "society_paper": Answers(get=answers(404), post=answers(404)),
    "emblem": Answers(get=answers(404), post=NEVER),
    "search": READ,
    "duplicates": Answers(get=for_administrators(200), post=NEVER),
    "export_file_list": READ,
    # It was the staff who asked for the file.
    "export_file": Answers(get=answers(404, staff=200), post=NEVER),
    "export_file_download": Answers(get=answers(404, staff=200), post=NEVER),
    "export_file_cancel": Answers(get=NEVER, post=answers(404, staff=302)),
    # Without saying which list.
    "saved_filter_add": Answers(get=NEVER, post=answers(404)),
    "saved_filter_delete": Answers(get=NEVER, post=answers(404)),
    "column_choice": Answers(get=NEVER, post=answers(404)),
    "reports:verify": Answers(get=answers(200, anonymous=200), post=answers(422, anonymous=422)),
    "accounts:account_list": Answers(
        get=for_administrators(200, leader=200), post=for_administrators(405)
    ),
    "accounts:account_add": Answers(get=for_administrators(200), post=for_administrators(422)),
    "accounts:account_detail": Answers(
        get=for_administrators(200, leader=200), post=for_administrators(422)
    ),
    **{
        f"accounts:account_{act}": Answers(get=NEVER, post=for_administrators(302))
        # A password is made only from the page that told of the one before.
        for act in ("deactivate", "reactivate", "remove_factor", "end_sessions", "reset_password")
    },
    "accounts:act_list": Answers(get=for_administrators(200, leader=200), post=NEVER),
    # None waits, and nobody has a notice of that number.
    **{
        f"accounts:act_{verb}": Answers(
            get=NEVER, post=for_administrators(404, leader=404, auditor=403)
        )
        for verb in ("confirm", "refuse", "withdraw")
    },
    "accounts:notice_read": Answers(get=NEVER, post=answers(302)),
    "log": Answers(get=for_administrators(200, leader=200), post=NEVER),
    "set_up:steps": Answers(get=for_administrators(200), post=NEVER),
    "set_up:society": Answers(get=for_administrators(200), post=for_administrators(422)),
    "set_up:first": Answers(get=answers(404, anonymous=404), post=answers(404, anonymous=404)),
    "help": READ,
    "admin_password_change": Answers(get=answers(302), post=answers(302)),
    "session_state": Answers(get=answers(200, anonymous=200), post=answers(405, anonymous=405)),
    "set_language": Answers(get=answers(302), post=answers(302)),
}
# Their answers are tested with all papers.
PRINTED = {
    paper.model.url_name(page)
    for paper in registered_papers()
    if paper.model
    for page in ("paper", "bulk_print")
}
OF_A_YEAR = (
    "reports:figures_of_year",
    "reports:statement_of_year",
    "reports:archive_of_year",
    "reports:archive_pack",
    "reports:evaluation",
    "reports:evaluation_pdf",
    "reports:evaluation_docx",
)
OF_AN_ACCOUNT = tuple(
    f"accounts:account_{act}"
    for act in (
        *("detail", "reset_password", "deactivate", "reactivate", "remove_factor"),
        "end_sessions",
    )
)
OF_AN_ACT = (
    *(f"accounts:act_{verb}" for verb in ("confirm", "refuse", "withdraw")),
    "accounts:notice_read",
)
# Addresses of libraries. Open to everybody, with the answer to GET before and after signing in.
OPEN = {
    "account_login": {"anonymous": 200, "staff": 302},
    "account_logout": {"anonymous": 302, "staff": 200},
    "account_inactive": {"anonymous": 200, "staff": 200},
    "account_signup": {"anonymous": 200, "staff": 302},
    "account_reset_password_done": {"anonymous": 200, "staff": 200},
    "account_reset_password_from_key": {"anonymous": 200, "staff": 200},
    "account_reset_password_from_key_done": {"anonymous": 200, "staff": 200},
    "account_confirm_email": {"anonymous": 200, "staff": 200},
    "account_email_verification_sent": {"anonymous": 200, "staff": 200},
    "account_confirm_login_code": {"anonymous": 302, "staff": 302},
    "mfa_authenticate": {"anonymous": 302, "staff": 302},
}
ARGUMENTS = {
    "account_reset_password_from_key": {"uidb36": "1", "key": "b-c"},
    "account_confirm_email": {"key": "k"},
}
# Of one's own account: anonymous people are sent to the sign-in page, others get this.
SIGNED_IN = {
    "account_change_password": 200,
    "account_set_password": 302,
    "account_email": 404,  # there is no mail server
    "account_reset_password": 404,
    "account_reauthenticate": 200,
    "mfa_index": 200,
    "mfa_reauthenticate": 302,
    "mfa_activate_totp": 302,
    "mfa_deactivate_totp": 404,
    "mfa_generate_recovery_codes": 302,
    "mfa_view_recovery_codes": 404,
    "mfa_download_recovery_codes": 404,
    "usersessions_list": 200,
}
# Model's admin to whether an administrator may read it: every kind of entry.
ADMIN = {
    "redcross_society": False,
    "redcross_closedperiod": False,
    "redcross_user": True,
    "procrastinate_procrastinatejob": False,
    **{f"{app}_{name.replace('_', '')}": True for app, name in (kind.split(":") for kind in KINDS)},
}
ADMIN_ACTIONS = ("changelist", "add", "history", "delete", "change", "export")
ADMIN_OTHER = {
    "admin:index": 200,
    "admin:login": 302,  # to the index
    "admin:logout": 405,
    "admin:password_change": 302,  # to the page of everybody
    "admin:password_change_done": 200,
    "admin:autocomplete": 403,
    "admin:jsi18n": 200,
    "admin:view_on_site": 404,
    "admin:app_list": 200,
}


def address(name, gift):
    if name == "thumbnail" or name.startswith("attachment"):
        kept = gift.attach(ContentFile(photo_bytes(), name="a.jpg"), by=gift.entered_by)
        return reverse(name, args=[kept.pk])
    if name in ("export_file", "export_file_download", "export_file_cancel"):
        return reverse(name, args=[factories.make_export_file(gift.entered_by).pk])
    if name == "paper_wording":
        return reverse(name, args=["cash-gift-certificate"])
    if name == "society_paper":
        return reverse(name, args=["no-such-paper"])
    if name.startswith("reports:archive_package"):
        return reverse(name, args=[factories.make_archive_package(gift.entered_by).pk])
    if name.startswith("reports:disposal") and name != "reports:disposals":
        return reverse(name, args=[factories.make_disposal_list(gift.entered_by).pk])
    if name in ("saved_filter_delete", "scans:picture"):
        return reverse(name, args=[1])
    if name in OF_AN_ACT:
        return reverse(name, args=[0])
    if name in OF_A_YEAR:
        return reverse(name, args=[2021])
    if name in OF_AN_ACCOUNT:
        return reverse(name, args=[gift.entered_by.pk])
    for kind, (pages, make) in KINDS.items():
        action = name.removeprefix(f"{kind}_")
        if action in pages and action not in GENERAL:
            return reverse(name, args=[make(gift.entered_by).pk])
    return reverse(name)
