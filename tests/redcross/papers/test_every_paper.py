"""What holds for every paper that an app declares, whatever stands on it."""

import re
from datetime import timedelta
from io import BytesIO
from urllib.parse import unquote

import docx
import openpyxl
import pdfplumber
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from redcross.models import LogEntry, Printout, Society, User
from redcross.papers import NAMED, registered_papers
from redcross.papers.printing import UNFIT, print_papers, usual_choice
from tests import factories
from tests.kinds import KINDS
from tests.pages import client_of, form_data, posted_form
from tests.paper_pages import PaperPages

pytestmark = pytest.mark.usefixtures("demonstration")
PAPERS = {paper.key: paper for paper in registered_papers() if paper.printed}
ROLES = {"staff": "luru", "leader": "fuze"}
RESIDENT_ID = re.compile("[1-9][0-9]{16}[0-9X]")
FACTORIES = {kind: make for kind, (_pages, make) in KINDS.items()}

every_paper = pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
of_records = pytest.mark.parametrize(
    "paper",
    [paper for paper in PAPERS.values() if paper.model],
    ids=[key for key, paper in PAPERS.items() if paper.model],
)


@pytest.fixture
def society(db):
    return Society.objects.get(code="430212")


def user_of(role):
    return User.objects.get(username=ROLES[role])


def make_entry(paper, by):
    """Return an entry of the paper's kind, made up."""
    return FACTORIES[paper.model.url_name("list").removesuffix("_list")](by)


def entry_of(paper, society):
    """Return an entry of the demonstration that has the paper; None for one of the society."""
    if paper.model is None:
        return None
    rows = paper.model.objects.filter(society=society, voided_at=None).order_by("-pk")
    found = next((row for row in rows if not paper.refusal(row)), None)
    assert found, f"Nothing in the demonstration has the paper {paper.key}."
    return found


def address_of(paper, entry):
    if entry is None:
        return f"/papers/{paper.key}/"
    return f"{entry.get_absolute_url()}paper/{paper.key}/"


def printed(client, address, **data):
    """Print with what is chosen as it stands; of a choice without a value the first.

    What must be typed is a name.
    """
    page = client.get(address)
    assert page.status_code == 200, address
    form = posted_form(page)
    sent = form_data(page)
    for field in form.inputs:
        if field.name and field.tag == "select" and not field.value:
            sent[field.name] = next((value for value in field.value_options if value), "")
        elif field.name and "required" in field.attrib and field.name not in sent:
            sent[field.name] = "王喆䶮"
    return client.post(address, {**sent, **data})


def text_of(answer):
    """Return the text of a PDF without spaces and without the numbers of the papers."""
    text = PaperPages(answer.content).text
    for code in Printout.objects.values_list("code", flat=True):
        text = text.replace(code, "")
    return text


def name_of(answer):
    """Return the name under which the answer is kept."""
    return unquote(answer["Content-Disposition"].partition("utf-8''")[2].strip("\"'"))


@every_paper
@pytest.mark.parametrize("role", ROLES)
def test_it_prints_for_who_may_see_its_record_and_the_log_tells_it(paper, role, society):
    user, entry = user_of(role), entry_of(paper, society)
    answer = None
    if user.has_perm(paper.needed_permission):
        answer = printed(client_of(user), address_of(paper, entry))
    else:
        assert client_of(user).post(address_of(paper, entry)).status_code == 403
        return

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in answer["Cache-Control"]
    name, title = name_of(answer), paper.chinese_title()
    assert name.startswith(title[:20]) and name.endswith(".pdf") and len(name) <= 84
    assert not UNFIT.search(name)
    text = text_of(answer)
    assert society.name in text and "演示数据" in text and not NAMED.search(text)
    printout = Printout.objects.get()
    assert (printout.paper, printout.society, printout.printed_by) == (paper.key, society, user)
    assert printout.object_ids == ([entry.pk] if entry else [])
    logged = LogEntry.objects.get(action=LogEntry.Action.PRINT)
    assert (logged.user, logged.object_id) == (user, entry.pk if entry else society.pk)
    with override("zh-hans"):
        assert str(paper.title) in logged.reason


@pytest.mark.alike
@every_paper
def test_its_code_stands_on_it_where_it_comes_back(paper, society):
    answer = printed(client_of(user_of("staff")), address_of(paper, entry_of(paper, society)))
    with pdfplumber.open(BytesIO(answer.content)) as pdf:
        pages = [re.sub(r"\s", "", page.extract_text()) for page in pdf.pages]
    code = Printout.objects.get().code
    assert all((code in page) == paper.returns for page in pages)


@pytest.mark.alike
@every_paper
def test_asked_for_twice_at_once_it_is_one_and_later_it_is_marked_and_logged_again(paper, society):
    client, entry = client_of(user_of("staff")), entry_of(paper, society)
    first = text_of(printed(client, address_of(paper, entry)))
    again = text_of(printed(client, address_of(paper, entry)))
    assert "补打" not in first + again and Printout.objects.count() == 1

    Printout.objects.update(printed_at=timezone.now() - timedelta(seconds=30))
    later = text_of(printed(client, address_of(paper, entry)))

    assert "补打（第2次）" in later
    assert LogEntry.objects.filter(action=LogEntry.Action.PRINT).count() == 2


@of_records
def test_another_societys_record_is_not_found(paper, society):
    beside = factories.make_society("株洲市天元区红十字会", code="430211")
    outsider = factories.make_user("outsider", beside, *user_of("staff").groups.all())
    entry = entry_of(paper, society)
    client = client_of(outsider)

    assert client.get(address_of(paper, entry)).status_code == 404
    assert client.post(address_of(paper, entry)).status_code == 404
    several = {"paper": paper.key, "row": [entry.pk]}
    assert client.post(reverse(paper.model.url_name("bulk_print")), several).status_code == 422
    assert not Printout.objects.exists()


@every_paper
def test_without_permission_it_is_refused(paper, society):
    stranger = factories.make_user("stranger", society)
    address = address_of(paper, entry_of(paper, society))
    assert client_of(stranger).get(address).status_code == 403
    assert client_of(stranger).post(address).status_code == 403
    assert Client().post(address).status_code == 302


@of_records
def test_what_is_voided_is_not_printed(paper, society):
    entry, by = entry_of(paper, society), user_of("staff")
    address = address_of(paper, entry)
    type(entry).objects.filter(pk=entry.pk).update(
        voided_at=timezone.now(), voided_by=by, void_reason="entered twice"
    )
    assert client_of(by).get(address).status_code == 200
    assert client_of(by).post(address).status_code == 422
    assert not Printout.objects.exists()


@every_paper
def test_who_may_not_reveal_sees_masks_and_who_may_is_logged(paper, society):
    """A number of a resident is the same whatever it is of."""
    address = address_of(paper, entry_of(paper, society))
    told = {}
    for role in ROLES:
        user = user_of(role)
        if not user.has_perm(paper.needed_permission):
            continue
        told[role] = RESIDENT_ID.search(text_of(printed(client_of(user), address)))
        reason = LogEntry.objects.filter(action=LogEntry.Action.PRINT).first().reason
        assert ("敏感信息未遮盖" in reason) == paper.in_full(user)
        assert not told[role] or paper.in_full(user)
    assert Printout.objects.first().sensitive == paper.sensitive


@pytest.mark.alike
@every_paper
def test_it_leaves_as_what_the_office_edits_on(paper, society):
    client, address = client_of(user_of("staff")), address_of(paper, entry_of(paper, society))
    title = paper.chinese_title()
    for kind in paper.editable_as:
        answer = printed(client, address, **{"as": kind})
        assert answer.status_code == 200 and name_of(answer).endswith(f".{kind}")
        file = BytesIO(answer.content)
        if kind == "docx":
            said = "".join(paragraph.text for paragraph in docx.Document(file).paragraphs)
        else:
            page = openpyxl.load_workbook(file).worksheets[0]
            said = "".join(str(cell.value) for row in page.iter_rows() for cell in row)
        assert society.name in said and title[:4] in said
    assert Printout.objects.count() == bool(paper.editable_as)


@pytest.mark.alike
@of_records
def test_several_are_composed_in_a_number_of_queries_that_does_not_grow(paper, society):
    by = user_of("staff")
    counted = {}
    for number in (10, 40):
        keys = [make_entry(paper, by).pk for _one in range(number)]
        entries = list(paper.model.objects.filter(pk__in=keys))
        chosen = usual_choice(paper, society)
        with CaptureQueriesContext(connection) as queries:
            paper.prefetch(entries)
            entries = [entry for entry in entries if not paper.refusal(entry)]
            # As Word, which is made in no time.
            if entries:
                print_papers(
                    paper, entries, by=by, society=society, chosen=chosen, file_format="docx"
                )
        counted[number] = len(queries), len(entries)
    if not counted[40][1]:
        pytest.skip("What the factory makes has no such paper.")
    assert counted[40][0] <= counted[10][0], counted
