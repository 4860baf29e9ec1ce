"""Requests of the scripts: JSON back, not one for every key, and only the latest answer counts."""

import pytest

pytestmark = pytest.mark.browser
# A clock that is stopped stays so.
OWN_PAGE = True
SCRIPTS = ("requests.js",)
# Requests that are answered one by one, in any order.
LATEST = """async ([order, failing]) => {
    const open = {};
    const answered = {};
    const load = redcross.latestOnly((question) => new Promise((resolve, reject) => {
        open[question] = () => {
            if (question === failing) reject(new Error("down"));
            else resolve(question);
        };
    }));
    const all = ["first", "second"].map((question) => load(question)
        .then((answer) => { answered[question] = answer; })
        .catch((error) => { answered[question] = error.message; }));
    order.forEach((question) => open[question]());
    await Promise.all(all);
    return answered;
}"""


def test_a_debounced_function_is_called_once_with_the_last_values(load_scripts):
    page = load_scripts(*SCRIPTS)
    # Stopped: on a busy machine real time would pass between the calls.
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    page.evaluate("calls = []; act = redcross.debounce(250, (...given) => calls.push(given))")
    for text in ("h", "he", "hej"):
        page.evaluate("(text) => act(text, text.length)", text)
        page.clock.run_for(200)
    assert page.evaluate("calls") == []
    page.clock.run_for(60)
    assert page.evaluate("calls") == [["hej", 3]]
    page.evaluate("act('new', 1)")
    page.clock.run_for(260)
    assert page.evaluate("calls") == [["hej", 3], ["new", 1]]


@pytest.mark.parametrize(
    ("order", "failing", "answered"),
    [
        (["first", "second"], None, {"first": None, "second": "second"}),
        (["second", "first"], None, {"first": None, "second": "second"}),
        (["second", "first"], "first", {"first": None, "second": "second"}),
        (["first", "second"], "second", {"first": None, "second": "down"}),
    ],
)
def test_only_the_latest_request_counts_whichever_answer_comes_first(
    load_scripts, order, failing, answered
):
    page = load_scripts(*SCRIPTS)
    assert page.evaluate(LATEST, [order, failing]) == answered


@pytest.fixture
def server(live_server, page, load_scripts):
    """A page of the live server; what it requests is kept, and answered in the server's place."""
    requests = []

    def answer(route):
        requests.append(route.request)
        wanted = {"/fine": (200, '{"results": []}'), "/refused": (400, '{"error": "Too long."}')}
        path = route.request.url.removeprefix(live_server.url).split("?")[0]
        status, body = wanted.get(path, (502, "<h1>Bad gateway</h1>"))
        route.fulfill(status=status, body=body)

    page.goto(f"{live_server.url}/static/requests.js")
    page.route("**/*", answer)
    load_scripts(*SCRIPTS, html="<input name=csrfmiddlewaretoken value=secret>")
    page.requests = requests
    return page


@pytest.mark.django_db(transaction=True)
def test_a_question_keeps_the_parameters_of_its_address(server):
    ask = """() => redcross.fetchJson("/fine?beside=3", { query: { q: "甲 & 乙" } })"""
    assert server.evaluate(ask) == {"results": []}
    [request] = server.requests
    assert request.method == "GET"
    assert request.url.endswith("/fine?beside=3&q=%E7%94%B2+%26+%E4%B9%99")
    assert request.headers["accept"] == "application/json"


@pytest.mark.django_db(transaction=True)
def test_data_is_posted_with_the_token_of_the_page(server):
    server.evaluate("""() => redcross.fetchJson("/fine", { data: { name: "甲" } })""")
    [request] = server.requests
    assert (request.method, request.post_data) == ("POST", "name=%E7%94%B2")
    assert request.headers["x-csrftoken"] == "secret"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("path", "refusal"), [("/refused", "Too long."), ("/down", None)])
def test_a_refusal_is_thrown_with_the_message_of_the_server(server, path, refusal):
    ask = "(path) => redcross.fetchJson(path).catch((error) => [error.message, error.refusal])"
    message, told = server.evaluate(ask, path)
    assert path in message and told == refusal
