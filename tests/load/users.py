"""What fifty users do, who pause 5 to 15 s between pages, and how often each.

Read by locust. Of a hundred pages 30 are lists, 25 forms and saves, 15 records, 15 the home page,
10 figures, 4 evaluations, 1 is an evaluation as PDF.
"""

import random
from datetime import date
from typing import Any

from locust import HttpUser, between, task
from lxml import html

from tests.load import PASSWORD, SOCIETIES, user_names

LISTS = ("donations/cash-gifts", "relief/aid", "campaigns/events", "training/sessions")


class Clerk(HttpUser):
    """Somebody of one of the societies, who is signed in."""

    wait_time = between(5, 15)

    def on_start(self) -> None:
        self.random = random.Random()  # noqa: S311
        role = self.random.choice(["staff", "staff", "staff", "administrator", "leader"])
        society = self.random.randint(1, SOCIETIES)
        self.name = user_names(society)[role]
        self.client.headers["X-Forwarded-For"] = f"10.0.{society}.{self.random.randint(1, 254)}"
        self.writes = role != "leader"
        page = self._page("/accounts/login/", "sign in")
        sent = {"login": self.name, "password": PASSWORD}
        self._send("/accounts/login/", {**_fields(page), **sent}, "sign in")

    @task(30)
    def look_at_a_list(self) -> None:
        kind = self.random.choice(LISTS)
        year = self.random.randint(2016, 2025)
        query = self.random.choice(
            ["", f"?date_from={year}-01-01&date_to={year}-12-31", "?q=12", f"?page={year - 2010}"]
        )
        self._page(f"/{kind}/{query}", "list")

    @task(15)
    def look_at_a_form(self) -> None:
        if self.writes:
            self._page(f"/{self.random.choice(LISTS)}/add/", "form")
        else:
            self._page("/", "home")

    @task(10)
    def save_an_event(self) -> None:
        if not self.writes:
            self.look_at_a_list()
            return
        page = self._page("/campaigns/events/add/", "form")
        told = {"title": f"宣传{self.random.random()}", "date": f"{date.today()}"}
        self._send("/campaigns/events/add/", {**_fields(page), **told}, "save")

    @task(15)
    def look_at_a_record(self) -> None:
        page = self._page(f"/{self.random.choice(LISTS)}/", "list")
        found = html.document_fromstring(page).xpath("//main//tbody//a/@href")
        own = [address for address in found if address.rstrip("/").rsplit("/", 1)[-1].isdigit()]
        if own:
            self._page(self.random.choice(own), "record")

    @task(15)
    def look_at_home(self) -> None:
        self._page("/", "home")

    @task(10)
    def look_at_figures(self) -> None:
        self._page(f"/figures/{self.random.randint(2016, 2025)}/", "figures")

    @task(4)
    def read_an_evaluation(self) -> None:
        self._page(f"/evaluations/{self.random.randint(2016, 2025)}/", "evaluation")

    @task(1)
    def print_an_evaluation(self) -> None:
        address = f"/evaluations/{self.random.randint(2016, 2025)}/pdf/"
        self._page(address, "evaluation as PDF")

    def _page(self, address: str, name: str) -> bytes:
        with self.client.get(address, name=name, catch_response=True) as answer:
            content: bytes = answer.content or b""
            asked_to_sign_in = "/accounts/login/" in (answer.url or "")
            if answer.status_code != 200 or asked_to_sign_in != (name == "sign in"):
                answer.failure(f"{answer.status_code} {answer.url}")
            return content

    def _send(self, address: str, data: dict[str, Any], name: str) -> None:
        """Send a form; what is saved leads to another page."""
        headers = {"Referer": f"{self.host}{address}"}
        with self.client.post(
            address, data, name=name, headers=headers, allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code != 302:
                answer.failure(f"{answer.status_code} {address}")


def _fields(page: bytes) -> dict[str, str]:
    """Return what the page's form would send as it stands."""
    document = html.document_fromstring(page)
    for pattern in document.xpath("//template"):
        pattern.drop_tree()
    [form, *_others] = document.xpath("//form[@method='post'][.//*[@name='csrfmiddlewaretoken']]")
    forms = document.xpath("//main//form[@method='post']") or [form]
    return {name: value for name, value in forms[0].form_values() if value}
