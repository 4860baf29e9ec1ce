"""Every kind of entry: its pages, who gets which answer there, and how one is made."""

from django.urls import reverse

from tests import factories

ACTORS = ("anonymous", "staff", "administrator", "leader", "outsider", "above")

# GET and POST answers for each actor, in the order of ACTORS.
READ = ("302 200 200 200 200 200", "302 405 405 405 405 405")
ROW = ("302 200 200 200 404 200", "302 405 405 405 405 405")
ADD = ("302 200 200 403 200 200", "302 422 422 403 422 422")
WRITE = ("302 200 200 403 404 403", "302 422 422 403 404 403")
ATTACH = ("302 405 405 403 405 405", "302 302 302 403 404 403")
QUICK = ("302 405 405 403 405 405", "302 400 400 403 400 400")
REVEAL = ("302 404 404 403 404 404", "302 404 404 403 404 404")
GO_ON = ("302 302 302 302 302 302", "302 405 405 405 405 405")

IMPORT = ("302 403 200 403 403 403", "302 403 422 403 403 403")

MERGE = ("302 403 200 403 403 403", "302 403 422 403 403 403")
UNMERGE = ("302 403 405 403 403 403", "302 403 302 403 403 403")

RECORD = {
    "list": READ,
    "detail": ROW,
    "add": ADD,
    "change": WRITE,
    "void": WRITE,
    "attach": ATTACH,
    "import": IMPORT,
    "search": READ,
}
NAMED = RECORD | {"quick_add": QUICK, "merge": MERGE, "unmerge": UNMERGE}
PRIVATE = NAMED | {"reveal": REVEAL}
WITH_SHEET = RECORD | {"sheet": ADD}
NEVER = "302 405 405 405 405 405"
# Outlines are an administrator's.
OUTLINE = NAMED | {
    "add": ("302 403 200 403 403 403", "302 403 422 403 403 403"),
    "change": ("302 403 200 403 403 403", "302 403 422 403 403 403"),
    "void": ("302 403 200 403 403 403", "302 403 422 403 403 403"),
    "attach": ("302 403 405 403 403 403", "302 403 302 403 403 403"),
    "quick_add": ("302 403 405 403 403 403", "302 403 400 403 403 403"),
}
# Whoever prepares it does not approve it.
EVALUATION = RECORD | {
    "submit": (NEVER, "302 302 302 403 404 403"),
    "send_back": (NEVER, "302 302 302 302 404 403"),
    "approve": (NEVER, "302 403 403 302 403 403"),
    "revise": (NEVER, "302 302 302 403 404 403"),
    "next": (NEVER, "302 302 302 403 404 403"),
    "reopen": (NEVER, "302 403 404 403 403 403"),
    "papers": ("302 403 200 200 403 403", NEVER),
    "evidence": ("302 403 200 200 403 403", NEVER),
    "preview": (NEVER, "302 200 200 403 404 200"),
    "offers": (NEVER, "302 200 200 403 404 200"),
    "signed_pdf": ("302 404 404 404 404 404", NEVER),
    "signed_docx": ("302 404 404 404 404 404", NEVER),
}
# Leaders remark too.
REMARK = RECORD | {
    "add": ("302 200 200 200 200 200", "302 422 422 422 422 422"),
    "change": ("302 200 200 200 404 403", "302 422 422 422 404 403"),
    "attach": ("302 405 405 405 405 405", "302 302 302 302 404 403"),
}
# Kind of entry to its pages and how one is made.
KINDS = {
    "donations:cash_gift": (WITH_SHEET, factories.make_cash_gift),
    "donations:goods_gift": (RECORD, factories.make_goods_gift),
    "donations:life_gift": (WITH_SHEET, factories.make_life_gift),
    "donations:donor": (PRIVATE, factories.make_donor),
    "donations:fund": (NAMED, factories.make_fund),
    "relief:programme": (NAMED, factories.make_programme),
    "relief:application": (RECORD | {"reveal": REVEAL}, factories.make_application),
    "relief:aid": (WITH_SHEET, factories.make_aid),
    "relief:disbursement": (RECORD, factories.make_disbursement),
    "relief:response": (RECORD, factories.make_response),
    "training:course": (NAMED, factories.make_course),
    "training:session": (RECORD, factories.make_session),
    "campaigns:event": (RECORD, factories.make_event),
    "campaigns:community_project": (RECORD, factories.make_community_project),
    "reports:honour": (RECORD, factories.make_honour),
    "reports:outline": (OUTLINE, factories.make_outline),
    "reports:evaluation": (EVALUATION, factories.make_evaluation),
    "reports:chapter": (
        RECORD | {"confirm": (NEVER, "302 302 302 403 404 403")},
        factories.make_chapter,
    ),
    "reports:remark": (REMARK, factories.make_remark),
    "reports:waiver": (RECORD, factories.make_waiver),
    "redcross:place": (NAMED, factories.make_place),
    "redcross:partner": (NAMED, factories.make_partner),
    "redcross:person": (PRIVATE, factories.make_person),
    "redcross:standing_number": (RECORD, factories.make_standing_number),
}
# Kind of line to the pages across the entries they belong to.
LINES = {
    "donations:goods_lot": {"list": READ, "search": READ},
    "training:enrolment": {"list": READ},
    "campaigns:material": {"list": READ},
}
# Addresses without a page to look at.
PAGELESS = ("search", "quick_add", "attach", "unmerge")
PAGELESS += (
    "submit",
    "send_back",
    "approve",
    "revise",
    "preview",
    "offers",
    "signed_pdf",
    "signed_docx",
)
PAGELESS += ("reopen", "papers", "evidence", "next", "confirm")
GENERAL = ("list", "add", "import", "sheet", "search", "quick_add")
# The sensitive field whose page is looked at.
SECRET = {"relief:application": "account"}


def pages_of(by):
    """The address of every page of every kind of entry, with a record for those that need one."""
    for kind, (pages, make) in KINDS.items():
        entry = make(by)
        for action in pages:
            if action in PAGELESS:
                continue
            address = reverse(f"{kind}_{action}", args=[] if action in GENERAL else [entry.pk])
            if action == "reveal":
                address += f"?field={SECRET.get(kind, 'phone')}"
            yield f"{address}?into={make(by).pk}" if action == "merge" else address
        yield f"{reverse(f'{kind}_list')}?q=0"
    for kind in LINES:
        yield reverse(f"{kind}_list")
