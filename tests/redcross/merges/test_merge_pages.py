"""The pages on which entries are merged, and who finds them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redcross.merging import merge
from redcross.models import Merge
from tests import factories
from tests.factories import close_year, fresh, make_cash_gift, make_donor


def test_the_page_shows_what_moves_and_both_side_by_side(twins, administrator, signed_in):
    gone, kept = twins
    kept.note = "常年捐赠"
    kept.save_entry(by=administrator)
    gone.phone = "13812345678"
    gone.save_entry(by=administrator)
    for _ in range(3):
        make_cash_gift(administrator, donor=gone)
    page = signed_in(administrator).get(f"{gone.get_absolute_url()}merge/?into={kept.pk}")

    assert [str(n) for _kind, _field, n in page.context["moving"]] == ["3"]
    text = page.content.decode()
    assert "常年捐赠" in text and "13812345678" not in text and "*******5678" in text
    assert f"/donors/{kept.pk}/merge/?into={gone.pk}" in text


@pytest.mark.parametrize("wrong", ["itself", "voided", "elsewhere", "nothing", "text"])
def test_a_wrong_choice_is_refused_beside_its_field(
    twins, administrator, outsider, signed_in, wrong
):
    gone, voided = twins
    voided.void(by=administrator, reason="录错")
    choice = {
        "itself": gone.pk,
        "voided": voided.pk,
        "elsewhere": make_donor(outsider).pk,
        "nothing": "",
        "text": "x",
    }[wrong]
    page = signed_in(administrator).post(
        f"{gone.get_absolute_url()}merge/", {"into": choice, "reason": "重复"}
    )

    assert page.status_code == 422 and page.context["form"].errors["into"]
    assert not Merge.objects.exists()


def test_a_refusal_of_the_model_stands_above_the_form(twins, administrator, society, signed_in):
    gone, kept = twins
    make_cash_gift(administrator, donor=gone)
    close_year(society, 2021)
    page = signed_in(administrator).post(
        f"{gone.get_absolute_url()}merge/", {"into": kept.pk, "reason": "重复"}
    )

    assert page.status_code == 422
    assert "2021" in page.context["form"].non_field_errors()[0]
    assert "重复" in page.content.decode()


def test_after_a_merge_each_page_leads_to_the_other(twins, administrator, staff, signed_in):
    gone, kept = twins
    client = signed_in(administrator)
    here, there = gone.get_absolute_url(), kept.get_absolute_url()
    page = client.post(f"{here}merge/", {"into": kept.pk, "reason": "重复"}, follow=True)
    assert f'href="{here}"' in str(next(iter(page.context["messages"])))

    page = client.get(here).content.decode()
    assert f'href="{there}"' in page and 'action="unmerge/"' in page
    assert f'href="{here}"' in client.get(there).content.decode()
    assert client.get(f"{here}merge/").url == here
    page = signed_in(staff).get(here).content.decode()
    assert f'href="{there}"' in page and "unmerge" not in page


def test_a_refused_undoing_says_why(administrator, signed_in):
    gone, kept = (factories.make_partner(administrator) for _ in range(2))
    merge(gone, kept, by=administrator, reason="重复")
    factories.make_partner(administrator, name=gone.name)
    page = signed_in(administrator).post(f"{gone.get_absolute_url()}unmerge/", follow=True)

    assert [m.level_tag for m in page.context["messages"]] == ["error"]
    assert fresh(gone).voided_at


def test_an_administrator_elsewhere_finds_nothing_to_merge(twins, beside, province, roles, client):
    gone, kept = twins
    url, data = gone.get_absolute_url(), {"into": kept.pk, "reason": "重复"}
    for society, answer in ((beside, 404), (province, 403)):
        client.force_login(factories.make_user(society.code, society, roles["administrator"]))
        found = [client.post(f"{url}{verb}/", data).status_code for verb in ("merge", "unmerge")]
        assert found == [answer] * 2
    assert not Merge.objects.exists()


def test_the_search_offers_the_one_kept_only(twins, administrator, signed_in):
    gone, kept = twins
    client, search = signed_in(administrator), "/donations/donors/search/?q=甲"

    def found(more=""):
        return {row["id"]: row["text"] for row in client.get(search + more).json()["results"]}

    assert found() == {entry.pk: f"甲 ({entry.pk}, 个人)" for entry in twins}
    assert found(f"&duplicate={gone.pk}") == {kept.pk: f"甲 ({kept.pk}, 个人)"}
    merge(gone, kept, by=administrator, reason="重复")
    assert set(found()) == {kept.pk}


def test_others_of_the_name_are_shown_to_who_may_merge(
    twins, administrator, staff, outsider, signed_in
):
    gone, kept = twins
    make_donor(administrator, name="甲乙")
    make_donor(outsider, name="甲")
    make_donor(administrator, name="甲").void(by=administrator, reason="录错")
    page = signed_in(administrator).get(gone.get_absolute_url())

    assert list(page.context["same_name"]) == [kept]
    assert f"merge/?into={kept.pk}" in page.content.decode()
    assert list(signed_in(staff).get(gone.get_absolute_url()).context["same_name"]) == []


def test_a_page_looks_for_others_of_the_name_once(administrator, signed_in):
    def queries(others):
        entries = [make_donor(administrator, name=f"甲{others}") for _ in range(others + 1)]
        with CaptureQueriesContext(connection) as found:
            client.get(entries[0].get_absolute_url())
        return len(found)

    client = signed_in(administrator)
    queries(1)
    assert queries(1) == queries(4)
