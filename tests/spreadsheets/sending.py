"""A spreadsheet sent through the pages, as a browser would send it."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from redcross.models import ImportedRow, SpreadsheetImport

GIFTS = reverse("donations:cash_gift_import")
REFUSED = ImportedRow.Status.REFUSED


class Sent:
    """The page of a file that was sent, as it is now."""

    def __init__(self, client, url):
        self.client, self.url = client, url
        self.answer = client.get(url, {"status": "all"})
        self.file = SpreadsheetImport.objects.get(pk=int(url.rstrip("/").rsplit("/", 1)[1]))

    def post(self, step, **sent):
        """Send what a person filled in, and look again."""
        self.answer = self.client.post(self.url, {"step": step, **sent})
        if self.answer.status_code == 302:
            return type(self)(self.client, self.url)
        self.file.refresh_from_db()
        return self

    def commit(self, **sent):
        """Confirm all that is asked about whole sheets and about new names, and take it in."""
        asked = [key for key, _text in self.file.findings["questions"]]
        return self.post("commit", asked=asked, confirmed=asked, new_confirmed="1", **sent)

    def decide(self, confirmed=(), new_confirmed="", **given):
        """Confirm these questions, say what holds for all rows, and take in what is then right.

        Only where nothing is left to be mended or confirmed.
        """
        asked = [key for key, *_rest in self.questions]
        sent = {"asked": asked, "confirmed": list(confirmed)}
        if given or confirmed:
            found = self.post("check", **sent, **({"given": "1", **given} if given else {}))
            return found.decide_nothing_more(new_confirmed, sent["confirmed"])
        return self.decide_nothing_more(new_confirmed, [])

    def decide_nothing_more(self, new_confirmed, confirmed):
        open_questions = {key for key, _text in self.file.findings["questions"]} - set(confirmed)
        unclear = {"refused", "asked", "double"}.intersection(self.statuses)
        names = self.file.findings["new"] and not new_confirmed
        if self.file.findings["problems"] or open_questions or unclear or names:
            return self
        return self.post("commit", new_confirmed=new_confirmed)

    @property
    def status_code(self):
        """As of a form: gone on, or to be looked at."""
        return 302 if self.is_done else 422

    @property
    def content(self):
        return self.answer.content

    @property
    def rows(self):
        return [row.shown | {"status": row.status} for row in self.file.rows.all()]

    @property
    def statuses(self):
        return [row["status"] for row in self.rows]

    @property
    def faults(self):
        """Place, column and message of all that is wrong."""
        labels = dict(self.answer.context["columns"])
        found = [(sheet, "", text) for sheet, text in self.file.findings["problems"]]
        for row in self.rows:
            if row["status"] == REFUSED:
                for name, messages in row["faults"].items():
                    place = int(row["place"]) if row["place"].isdigit() else row["place"]
                    found += [(place, labels.get(name, ""), text) for text in messages]
        return found

    @property
    def questions(self):
        """Key and text of all that is asked."""
        asked = [tuple(question) for question in self.file.findings["questions"]]
        return asked + [(q[0], q[1]) for row in self.rows for q in row["questions"]]

    @property
    def is_done(self):
        return self.file.stage == SpreadsheetImport.Stage.DONE


def upload(client, content, url, name="a.xlsx"):
    """Send a file; return its page, or the answer that refuses it."""
    answer = client.post(url, {"file": SimpleUploadedFile(name, content)})
    return Sent(client, answer.url) if answer.status_code == 302 else answer


def take_in(client, content, url=GIFTS, name="a.xlsx", **decided):
    """Send the file, and take it in where nothing is asked and nothing is wrong.

    Return the page that refuses the file, or what the import is: see `Sent`.
    """
    answer = upload(client, content, url, name)
    return answer.decide(**decided) if isinstance(answer, Sent) else answer
