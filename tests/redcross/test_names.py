"""Names are compared the same way everywhere: by what is left when writing habits are taken off."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redcross.naming import LONGEST_NAME, named_exactly, normalised
from tests.factories import make_donor

HABITS = {
    "width": ("ＡＢ公司１", "ab公司1"),
    "brackets": ("渌口区（第一）小学", "渌口区【第一】小学"),
    "square brackets": ("渌口区〔第一〕小学", "渌口区[第一]小学"),
    "spaces": ("张　三 丰", "张三丰"),
    "spaces without width": ("张\u200b三\ufeff", "张三"),
    "middots": ("阿·里", "阿•里"),
    "other middots": ("阿・里", "阿‧里"),
}
TWO = (("王", "汪"), ("甲有限公司", "甲公司"), ("甲公司", "甲有限责任公司"), ("甲（乙）", "甲乙"))
POINTS, SPACES = "·•・‧∙⋅.．", " 　\u00a0\u200b\t"
BRACKETS = ("()", "（）", "[]", "［］", "【】", "〔〕", "〖〗")


@pytest.mark.parametrize(("one", "other"), HABITS.values(), ids=HABITS)
def test_a_habit_of_writing_makes_no_other_name(one, other):
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(("one", "other"), TWO)
def test_what_is_another_character_is_another_name(one, other):
    assert normalised(one) != normalised(other)


@given(st.text(max_size=2 * LONGEST_NAME))
def test_what_is_normalised_stays_so(text):
    once = normalised(text)
    assert normalised(once) == once and len(once) <= LONGEST_NAME


LETTERS = st.sampled_from("王汪张李阿里ABcd1２")


@given(st.data(), st.lists(LETTERS, min_size=1, max_size=8))
def test_width_brackets_spaces_and_middots_make_no_difference(data, letters):
    def written():
        between = st.text(SPACES + POINTS, max_size=2)
        wide = st.booleans()
        opening, closing = data.draw(st.sampled_from(BRACKETS))
        parts = [
            chr(ord(letter) + 0xFEE0) if letter.isascii() and data.draw(wide) else letter
            for letter in letters
        ]
        text = "".join(data.draw(between) + part for part in parts)
        return f"{text}{opening}乙{closing}{data.draw(between)}"

    one, other = written(), written()
    assert normalised(one) == normalised(other)
    assert normalised(one) != normalised(one.replace("乙", "已"))


@given(st.text(min_size=1, max_size=10))
def test_another_form_of_the_same_character_is_the_same(text):
    assert normalised(unicodedata.normalize("NFKC", text)) == normalised(text)


@pytest.mark.parametrize(("one", "other"), HABITS.values(), ids=HABITS)
def test_the_database_finds_a_name_however_it_is_written(staff, one, other):
    donor = make_donor(staff, name=one)
    rows = type(donor).objects.filter(named_exactly(other))
    assert list(rows) == [donor]
