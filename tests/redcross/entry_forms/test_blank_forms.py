"""A form sent as good as empty: what is said of it."""

import pytest
from django.urls import reverse

from tests.kinds import KINDS

WITH_A_FORM = [kind for kind, (pages, _make) in KINDS.items() if "add" in pages]


@pytest.mark.parametrize("kind", WITH_A_FORM)
def test_of_an_empty_field_one_thing_is_said(client, administrator, kind):
    client.force_login(administrator)
    address = reverse(f"{kind}_add")
    form = client.get(address).context["form"]

    page = client.post(address, {form.add_prefix("version"): "0"})

    assert page.status_code == 422
    form = page.context["form"]
    empty = [name for name in form.fields if form.has_error(name, "required")]
    assert {name: len(form.errors[name]) for name in empty} == dict.fromkeys(empty, 1)
    assert not form.is_valid()
