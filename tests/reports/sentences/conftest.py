import pytest

from tests.factories import make_society, make_user
from tests.reports.sentences import societies
from tests.reports.sentences.bailu import record_bailu
from tests.reports.sentences.lanjin import record_lanjin
from tests.reports.sentences.qingya import record_qingya
from tests.reports.sentences.wujin import record_wujin

PLACES = {
    "yunxi": "云溪县",
    "songling": "松岭市",
    "hewan": "河湾区",
    "bailu": "白鹭区",
    "qingya": "青崖县",
    "lanjin": "澜津区",
    "wujin": "乌金县",
}
RECORDS = {
    name: getattr(societies, f"record_{name}") for name in ("yunxi", "songling", "hewan")
} | {
    "bailu": record_bailu,
    "qingya": record_qingya,
    "lanjin": record_lanjin,
    "wujin": record_wujin,
}


@pytest.fixture
def recorded(roles):
    """A function that records what a set's society did, and gives its staff and its draft."""

    def recorded(name):
        society = make_society(f"{PLACES[name]}红十字会", short_name="我会")
        staff = make_user(name, society, roles["staff"])
        below = []
        if name == "songling":
            for district in ("东山区", "西河区"):
                beneath = make_society(f"{district}红十字会", parent=society)
                below.append(make_user(district, beneath, roles["staff"]))
        return staff, RECORDS[name](staff, *below)

    return recorded
