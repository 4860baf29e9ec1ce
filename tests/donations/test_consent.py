"""What kind of donor a name suggests, and whether the name may be published."""

import pytest
from django.db import connection

from donations.models import Donor
from redcross.merging import merge, undo_merge
from tests.factories import make_donor
from tests.pages import form_data

NOT_ASKED, YES, NO = "not_asked", "yes", "no"


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (
            "organisation",
            "渌口区甲商贸有限公司 丙食品厂 区教育局 渌口区第一中学 株洲市中心医院 建材商会"
            " 湖南省红十字会 工商银行渌口支行 红薯合作社 老年大学 石家村 向阳社区 机关党支部"
            " 慈善基金会 小卖店 村民委员会 关心下一代工作委员会 志愿服务队 株洲市红十字会",
        ),
        ("anonymous", "匿名 爱心人士 无名氏 未留姓名 匿名企业 热心市民 王女士（不愿透露姓名）"),
        ("person", "张建国 王登科 李小会 欧阳文 阿卜杜拉·买买提 John 赵社"),
    ],
)
def test_the_kind_is_guessed_from_the_name(kind, names):
    for name in names.split():
        donor = Donor(name=name)
        donor.guess_from_name()
        assert donor.kind == kind, name


def test_the_dialog_starts_with_the_guess(signed_in, staff):
    page = signed_in(staff).get("/donations/donors/quick-add/", {"name": "丙食品厂"}).json()["html"]
    assert '<option value="organisation" selected>' in page
    assert '<option value="not_asked" selected>' in page


def test_nobody_consents_unasked(signed_in, staff):
    client = signed_in(staff)
    data = form_data(client.get("/donations/donors/add/"))
    client.post("/donations/donors/add/", data | {"name": "甲"})
    make_donor(staff, name="乙")

    assert set(Donor.objects.values_list("name_public", flat=True)) == {NOT_ASKED}
    assert Donor().name_public == NOT_ASKED


@pytest.mark.parametrize(
    ("gone", "kept", "after"),
    [
        (NO, YES, NO),
        (YES, NO, NO),
        (NOT_ASKED, YES, NOT_ASKED),
        (YES, NOT_ASKED, NOT_ASKED),
        (NO, NOT_ASKED, NO),
        (YES, YES, YES),
    ],
)
def test_of_two_donors_made_one_the_stricter_answer_stays(administrator, gone, kept, after):
    old, new = (make_donor(administrator, name_public=answer) for answer in (gone, kept))
    merge(old, new, by=administrator, reason="重复")

    new.refresh_from_db()
    assert new.name_public == after
    logged = [entry.changes["name_public"] for entry in new.history[:1] if entry.changes]
    assert logged == ([] if after == kept else [[kept, after]])


def test_a_merge_taken_back_gives_the_answer_back_unless_it_was_changed_since(administrator):
    for since in (None, NOT_ASKED):
        old, new = (make_donor(administrator, name_public=answer) for answer in (NO, YES))
        merged = merge(old, new, by=administrator, reason="重复")
        new.refresh_from_db()
        if since:
            new.name_public = since
            new.save_entry(by=administrator)
        undo_merge(merged, by=administrator)
        new.refresh_from_db()
        assert new.name_public == (since or YES)


def test_the_database_gives_no_consent_of_its_own(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_default FROM information_schema.columns"
            " WHERE table_name = 'donations_donor' AND column_name = 'name_public'"
        )
        assert YES not in str(cursor.fetchone()[0])
