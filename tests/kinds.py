"""Every kind of entry: its pages, who gets which answer there, and how one is made."""

from dataclasses import dataclass

from django.urls import resolve, reverse

from tests import factories

# Staff, administrator, leader and auditor are of one society, the outsider is staff of one beside
# it and the last is staff of the one above.
ACTORS = ("anonymous", "staff", "administrator", "leader", "auditor", "outsider", "above")


@dataclass(frozen=True)
class Answers:
    """Status codes of an address by actor."""

    get: dict[str, int]
    post: dict[str, int]


def answers(everyone_signed_in, anonymous=302, **exceptions):
    """Return the status code of every actor; who is anonymous is sent to sign in.

    An auditor gets what a leader gets, unless it says otherwise.
    """
    assert exceptions.keys() <= set(ACTORS), exceptions
    exceptions = {"auditor": exceptions.get("leader", everyone_signed_in)} | exceptions
    return dict.fromkeys(ACTORS, everyone_signed_in) | {"anonymous": anonymous} | exceptions


def for_clerks(answer, **exceptions):
    """Return the status codes where only staff and administrator of the own society may."""
    return answers(answer, **{"leader": 403, "outsider": 404, "above": 403} | exceptions)


def for_administrators(answer, **exceptions):
    """Return the status codes where only an administrator may."""
    return answers(403, **{"administrator": answer} | exceptions)


NEVER = answers(405)

READ = Answers(get=answers(200), post=NEVER)
ROW = Answers(get=answers(200, outsider=404), post=NEVER)
ADD = Answers(get=answers(200, leader=403), post=answers(422, leader=403))
WRITE = Answers(get=for_clerks(200), post=for_clerks(422))
SEVERAL = Answers(get=answers(200, leader=403), post=answers(422, leader=403))
ATTACH = Answers(get=answers(405, leader=403), post=for_clerks(302))
QUICK = ADD
REVEAL = Answers(get=answers(404, leader=403), post=answers(404, leader=403))
GO_ON = Answers(get=answers(302), post=NEVER)
IMPORT = Answers(get=for_administrators(200), post=for_administrators(422))
MERGE = Answers(get=for_administrators(200), post=for_administrators(422))
UNMERGE = Answers(get=for_administrators(405), post=for_administrators(302))
STEP = Answers(get=NEVER, post=for_clerks(302))
LOOK = Answers(get=NEVER, post=for_clerks(200, above=200))
SIGNED_FILE = Answers(get=answers(404), post=NEVER)
WORKING_PAPERS = Answers(get=for_administrators(200, leader=200), post=NEVER)

RECORD = {
    "list": READ,
    "detail": ROW,
    "add": ADD,
    "change": WRITE,
    "void": WRITE,
    "attach": ATTACH,
    "import": IMPORT,
    # None was sent; those that were are looked at where imports are tested.
    "import_review": Answers(get=for_administrators(404), post=for_administrators(404)),
    "import_faults": Answers(get=for_administrators(404), post=for_administrators(405)),
    "search": READ,
    "bulk_void": SEVERAL,
    "bulk_change": SEVERAL,
}
# A pair that is none.
DUPLICATES = Answers(get=for_administrators(200), post=for_administrators(404))
NAMED = RECORD | {
    "quick_add": QUICK,
    "merge": MERGE,
    "unmerge": UNMERGE,
    "duplicates": DUPLICATES,
}
PRIVATE = NAMED | {"reveal": REVEAL}
WITH_SHEET = RECORD | {"bulk_add": ADD}
NAMED_WITH_SHEET = NAMED | {"bulk_add": ADD}
# Outlines are an administrator's.
OUTLINE = NAMED | {
    "add": Answers(get=for_administrators(200), post=for_administrators(422)),
    "change": Answers(get=for_administrators(200), post=for_administrators(422)),
    "void": Answers(get=for_administrators(200), post=for_administrators(422)),
    "attach": Answers(get=for_administrators(405), post=for_administrators(302)),
    "quick_add": Answers(get=for_administrators(200), post=for_administrators(422)),
    "bulk_void": Answers(get=answers(403, administrator=200), post=answers(403, administrator=422)),
    "bulk_change": Answers(
        get=answers(403, administrator=200), post=answers(403, administrator=422)
    ),
}
# Whoever prepares it does not approve it.
EVALUATION = RECORD | {
    "submit": STEP,
    "send_back": Answers(get=NEVER, post=for_clerks(302, leader=302, auditor=403)),
    # A draft is not signed yet: it leads to its page, and has no sealed sheet.
    "approve": Answers(
        get=answers(403, leader=302, auditor=403), post=answers(403, leader=422, auditor=403)
    ),
    "bind_sheet": Answers(get=NEVER, post=answers(404)),
    "sealed_sheet": Answers(get=answers(404), post=NEVER),
    "revise": STEP,
    "next": STEP,
    "fill_budget": STEP,
    "waive": STEP,
    "correct": STEP,
    "move_annex": STEP,
    "budget": WRITE,
    "basic_data": WRITE,
    "goals": WRITE,
    "library": WRITE,
    "monitoring": WRITE,
    "reopen": Answers(get=NEVER, post=for_administrators(404)),
    "papers": WORKING_PAPERS,
    "evidence": WORKING_PAPERS,
    "preview": LOOK,
    "suggestions": LOOK,
    "signed_pdf": SIGNED_FILE,
    "signed_docx": SIGNED_FILE,
    "draft_pdf": ROW,
    "draft_docx": ROW,
    "text": Answers(get=for_clerks(200), post=for_clerks(302)),
}
# Leaders remark too.
REMARK = RECORD | {
    "add": Answers(get=answers(200, auditor=403), post=answers(422, auditor=403)),
    "change": Answers(
        get=for_clerks(200, leader=200, auditor=403), post=for_clerks(422, leader=422, auditor=403)
    ),
    "attach": Answers(get=answers(405, auditor=403), post=for_clerks(302, leader=302, auditor=403)),
    "bulk_change": Answers(get=answers(200, auditor=403), post=answers(422, auditor=403)),
}
CHAPTER = RECORD | {"confirm": STEP}
BANK_ACCOUNT = PRIVATE | {
    "reconcile": Answers(get=answers(200, outsider=404), post=for_clerks(302)),
    "statement": ROW,
}
BANK_LINE = RECORD | {
    "reveal": REVEAL,
    "match": WRITE,
    "unmatch": ATTACH,
}
# Kind of entry to its pages and how one is made.
KINDS = {
    "donations:cash_gift": (WITH_SHEET, factories.make_cash_gift),
    "donations:income": (RECORD, factories.make_income),
    "donations:refund": (RECORD, factories.make_refund),
    "donations:fund_transfer": (RECORD, factories.make_fund_transfer),
    "donations:bank_account": (BANK_ACCOUNT, factories.make_bank_account),
    "donations:bank_line": (BANK_LINE, factories.make_bank_line),
    "donations:ledger_balance": (RECORD, factories.make_ledger_balance),
    "donations:receipt": (RECORD | {"match_gifts": SEVERAL}, factories.make_receipt),
    "donations:receipt_range": (RECORD, factories.make_receipt_range),
    "donations:goods_gift": (RECORD, factories.make_goods_gift),
    "donations:stock_removal": (RECORD, factories.make_stock_removal),
    "donations:stock_count": (RECORD, factories.make_stock_count),
    "donations:life_gift": (WITH_SHEET, factories.make_life_gift),
    "donations:donor": (PRIVATE, factories.make_donor),
    "donations:fund": (NAMED_WITH_SHEET, factories.make_fund),
    "relief:programme": (NAMED_WITH_SHEET, factories.make_programme),
    "relief:application": (
        RECORD | {"reveal": REVEAL, "hand_out": SEVERAL},
        factories.make_application,
    ),
    "relief:aid": (WITH_SHEET, factories.make_aid),
    "relief:disbursement": (RECORD, factories.make_disbursement),
    "relief:allocation": (
        RECORD | dict.fromkeys(("receive", "hand_on", "give_in_aid", "feedback"), WRITE),
        factories.make_allocation,
    ),
    "relief:recovery": (RECORD, factories.make_recovery),
    "relief:goods_return": (RECORD, factories.make_goods_return),
    "relief:response": (RECORD, factories.make_response),
    "training:aed": (PRIVATE, factories.make_aed),
    "training:aed_inspection": (RECORD, factories.make_aed_inspection),
    "training:course": (NAMED_WITH_SHEET, factories.make_course),
    "training:session": (RECORD, factories.make_session),
    "campaigns:event": (RECORD, factories.make_event),
    "campaigns:survey": (RECORD, factories.make_survey),
    "campaigns:community_project": (RECORD, factories.make_community_project),
    "reports:kept_text": (RECORD, factories.make_kept_text),
    "reports:honour": (RECORD, factories.make_honour),
    "reports:outline": (OUTLINE, factories.make_outline),
    "reports:evaluation": (EVALUATION, factories.make_evaluation),
    "reports:chapter": (CHAPTER, factories.make_chapter),
    "reports:annex": (RECORD, factories.make_annex),
    "reports:project_evaluation": (RECORD, factories.make_project_evaluation),
    "reports:remark": (REMARK, factories.make_remark),
    "reports:waiver": (RECORD, factories.make_waiver),
    "redcross:place": (NAMED_WITH_SHEET, factories.make_place),
    "redcross:partner": (NAMED, factories.make_partner),
    "redcross:person": (PRIVATE, factories.make_person),
    "redcross:member": (PRIVATE, factories.make_member),
    "redcross:board_term": (RECORD, factories.make_board_term),
    "redcross:standing_number": (WITH_SHEET, factories.make_standing_number),
}


def model_of(kind):
    """The model of a kind of entry."""
    return resolve(reverse(f"{kind}_list")).func.view_class.model


# Kind of line to the pages across the entries they belong to.
LINES = {
    "donations:goods_lot": {"list": READ, "search": READ},
    "donations:removed_goods": {"list": READ},
    "donations:counted_goods": {"list": READ},
    "relief:aid_goods": {"list": READ},
    "relief:disbursed_goods": {"list": READ},
    "relief:returned_goods": {"list": READ},
    "training:enrolment": {"list": READ},
    "campaigns:material": {"list": READ},
}
# Addresses without a page to look at.
PAGELESS = (
    *("search", "quick_add", "attach", "unmerge", "import_review", "import_faults"),
    *("submit", "send_back", "approve", "revise", "reopen", "next", "confirm"),
    *("fill_budget", "move_annex", "waive", "correct"),
    "unmatch",
    *("preview", "suggestions", "papers", "evidence", "signed_pdf", "signed_docx"),
    *("draft_pdf", "draft_docx"),
    *("bind_sheet", "sealed_sheet"),
)
CHOSEN = ("bulk_void", "bulk_change", "hand_out")
GENERAL = (
    *("list", "add", "import", "bulk_add", "search", "quick_add", "duplicates", "match_gifts"),
    *CHOSEN,
)
# The sensitive field whose page is looked at.
SECRET = {
    "relief:application": "account",
    "donations:bank_account": "number",
    "donations:bank_line": "counterparty_account",
}


def pages_of(by):
    """The address of every page of every kind of entry, with a record for those that need one."""
    for kind, (pages, make) in KINDS.items():
        entry = make(by)
        for action in pages:
            if action in PAGELESS:
                continue
            address = reverse(f"{kind}_{action}", args=[] if action in GENERAL else [entry.pk])
            if action in CHOSEN:
                address += f"?row={entry.pk}"
            if action == "reveal":
                address += f"?field={SECRET.get(kind, 'phone')}"
            yield f"{address}?into={make(by).pk}" if action == "merge" else address
        yield f"{reverse(f'{kind}_list')}?q=0"
    for kind in LINES:
        yield reverse(f"{kind}_list")
