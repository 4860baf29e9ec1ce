"""Papers of goods: notes in and out of the store, certificate, slip, agreement and counts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from donations.forms import GoodsGiftForm
from donations.models import Donor, GoodsGift
from donations.papers.goods_notes import StockRemovalNote
from redcross.models import rounded_as
from redcross.spreadsheets.imports import import_rows
from redcross.typed_values import Rounding
from tests.factories import (
    make_donor,
    make_fund,
    make_goods_gift,
    make_stock_count,
    make_stock_removal,
)
from tests.paper_pages import not_printed, pages_of, print_one, printed, printed_of_society
from tests.spreadsheets.corpus import workbook, write

MASKS = {
    "item": "口罩 M中号",
    "quantity": 5000,
    "unit": "只",
    "unit_value": Decimal("2"),
    "batch_number": "A2105",
    "produced_on": date(2021, 1, 5),
    "expires_on": date(2023, 1, 4),
    "quality_proof": "合格证",
}
GLOVES = {"item": "手套", "quantity": 3, "unit": "箱", "unit_value": Decimal("33.33")}
MEDICINE = {"item": "䶮牌药", "quantity": Decimal("1.5"), "unit": "箱"}
BY_VALUE = {"item": "学习用品", "quantity": 30000, "unit": "元", "unit_value": 1}
# 1 to 40 of something at 1.50 yuan: 820 of them, 1230 yuan.
FORTY = [
    {"item": f"物资{n:02}", "quantity": n, "unit": "件", "unit_value": Decimal("1.5")}
    for n in range(1, 41)
]


@pytest.fixture
def donor(staff):
    return make_donor(staff, name="喆丰公司", kind=Donor.Kind.ORGANISATION)


def test_a_note_of_goods_has_their_fields_and_the_sum_of_those_with_a_price(clerk, staff, donor):
    gift = make_goods_gift(
        staff,
        lots=[MASKS, GLOVES, MEDICINE],
        donor=donor,
        fund=make_fund(staff, kind="earmarked", purpose="疫情防控"),
        checker="王一",
        second_checker="王二",
        agreement_number="协7",
    )
    text = printed(clerk, gift, "goods-gift-note").text
    for part in (
        *("捐赠物资接收单", "本单据非财政票据", f"编号：物2021-{gift.pk}", "来源社会捐赠"),
        *("捐赠人喆丰公司", "定向/非定向定向", "协议号协7", "合计未含不计价物资1种"),
        *("口罩M中号只5,0002.0010,000.00凭据A21052021-01-052023-01-04合格证",),
        *("手套箱333.3399.99", "䶮牌药箱1.5不计价"),
        *("合计10,099.99", "合计（大写）人民币壹万零玖拾玖元玖角玖分"),
        *("交货人：", "验收人（王一）：", "验收人（王二）：", "审批："),
    ):
        assert part in text, part
    text = printed(clerk, gift, "store-note").text
    assert "入库单" in text and "非财政票据" not in text and "保管员：" in text


def test_forty_lots_take_several_pages_each_with_its_sum(clerk, staff, donor):
    gift = make_goods_gift(staff, lots=FORTY, donor=donor)
    pages = pages_of(print_one(clerk, gift, "store-note")).texts
    assert len(pages) > 1 and all("本页小计" in page for page in pages)
    assert all("品名及规格型号" in page for page in pages)
    assert "合计1,230.00" in pages[-1] and "人民币壹仟贰佰叁拾元整" in pages[-1]
    assert sum("物资40件" in page for page in pages) == 1


def test_goods_told_in_words_are_received_but_not_taken_into_store(clerk, staff, donor):
    gift = make_goods_gift(staff, donor=donor, description="棉衣", times=2)
    assert "1棉衣批2" in printed(clerk, gift, "goods-gift-note").text
    assert "入库须有品名和数量" in not_printed(clerk, gift, "store-note")


def test_what_was_bought_is_taken_into_store_and_has_no_donor(clerk, staff):
    seller = make_donor(staff, name="乙商店")
    bought = GoodsGift.Source.PURCHASED
    gift = make_goods_gift(staff, lots=[GLOVES], source=bought, donor=seller)
    text = printed(clerk, gift, "store-note").text
    assert "来源采购" in text and "供货单位乙商店" in text
    for key in ("note", "slip", "certificate", "agreement"):
        assert "采购的物资没有捐赠人" in not_printed(clerk, gift, f"goods-gift-{key}")


def test_several_batches_of_nobody_are_no_paper(clerk, staff):
    unknown = {"times": None, "rounded": [rounded_as("times", Rounding.UNKNOWN)]}
    gift = make_goods_gift(staff, lots=[GLOVES], **unknown)
    for key in ("goods-gift-note", "store-note", "goods-gift-agreement"):
        not_printed(clerk, gift, key)
    assert "批次不详" in printed(clerk, gift, "goods-gift-slip").text


def test_goods_of_which_only_the_value_is_known_have_no_price(clerk, staff, donor):
    gift = make_goods_gift(staff, lots=[BY_VALUE], donor=donor)
    assert "1学习用品按价值30,000.00凭据" in printed(clerk, gift, "goods-gift-note").text
    text = printed(clerk, gift, "goods-gift-certificate").text
    assert "捐赠学习用品一批（折价30,000.00元），用于红十字人道公益事业。" in text


def test_a_certificate_of_goods_is_of_what_stayed(clerk, staff, donor):
    lots = [{**GLOVES, "quantity": 10, "unit_value": Decimal("12.5")}, MEDICINE]
    gift = make_goods_gift(staff, lots=lots, donor=donor)
    gloves, medicine = gift.lots.order_by("pk")
    back = [{"lot": gloves, "quantity": 4}, {"lot": medicine, "quantity": Decimal("1.5")}]
    make_stock_removal(staff, kind="returned", goods=back)
    make_stock_removal(staff, kind="damaged", goods=[{"lot": gloves, "quantity": 1}])
    text = printed(clerk, gift, "goods-gift-certificate").text
    assert "捐赠手套6箱（折价75.00元），用于" in text and "药" not in text
    make_stock_removal(staff, kind="returned", goods=[{"lot": gloves, "quantity": 5}])
    text = printed(clerk, gift, "goods-gift-certificate").text
    assert "手套1箱（折价12.50元）" in text


def test_who_got_all_goods_back_gets_no_certificate(clerk, staff, donor):
    gift = make_goods_gift(staff, lots=[MEDICINE], donor=donor)
    make_stock_removal(
        staff, kind="returned", goods=[{"lot": gift.lots.get(), "quantity": Decimal("1.5")}]
    )
    assert "已全部退还捐赠人" in not_printed(clerk, gift, "goods-gift-certificate")
    not_printed(clerk, make_goods_gift(staff, lots=[MEDICINE]), "goods-gift-certificate")


def test_many_goods_are_listed_below_the_certificate_with_what_all_are_worth(clerk, staff, donor):
    gift = make_goods_gift(staff, lots=FORTY, donor=donor)
    text = printed(clerk, gift, "goods-gift-certificate").text
    assert "物资01等40种物资（清单如下），折价人民币1,230.00元" in text
    assert "40物资40件401.5060.00" in text and "合计1,230.00" in text
    gift = make_goods_gift(staff, lots=[*FORTY, MEDICINE], donor=donor)
    text = printed(clerk, gift, "goods-gift-certificate").text
    assert "物资01等41种物资（清单如下），用于" in text and "合计" not in text


def test_a_slip_of_goods_lists_them(clerk, staff, donor):
    gift = make_goods_gift(staff, lots=[MASKS, GLOVES], donor=donor)
    text = printed(clerk, gift, "goods-gift-slip").text
    for part in (
        *("非财政票据", "折价10,099.99元", "口罩M中号只5,0002.0010,000.00", "捐赠人放弃票据"),
    ):
        assert part in text


def test_an_agreement_about_goods_names_a_few_and_lists_many(clerk, staff, donor):
    gift = make_goods_gift(staff, lots=[MASKS, GLOVES], donor=donor)
    text = printed(clerk, gift, "goods-gift-agreement").text
    for part in (
        *("一、财产种类：实物", "口罩M中号5,000只（折价10,000.00元）、手套3箱（折价99.99元）"),
        *("共折价人民币10,099.99元", "质量：符合国家有关标准，附合格证"),
    ):
        assert part in text
    assert "清单" not in text
    text = printed(
        clerk, make_goods_gift(staff, lots=FORTY, donor=donor), "goods-gift-agreement"
    ).text
    assert "物资01等40种物资（清单附后），折价人民币1,230.00元" in text
    assert "捐赠物资清单" in text and "合计1,230.00" in text


def test_what_is_written_off_is_checked_by_two(clerk, staff, donor):
    gift = make_goods_gift(staff, lots=[MASKS], donor=donor)
    removal = make_stock_removal(
        staff,
        kind="expired",
        goods=[{"lot": gift.lots.get(), "quantity": 200}],
        outcome="集中销毁",
        decided_by="办公会",
    )
    text = printed(clerk, removal, "stock-removal-note").text
    for part in (
        *("物资报损单", "报损（过期）", "批准依据办公会", "集中销毁", "口罩M中号只2002.00400.00"),
        *("人民币肆佰元整", "核查人（N1）：", "核查人（N2）：", "保管员：", "审批："),
    ):
        assert part in text
    assert "捐赠人" not in text


def test_what_goes_back_is_signed_for_by_its_one_donor(clerk, staff, donor):
    lots = [make_goods_gift(staff, lots=[MASKS], donor=one).lots.get() for one in (donor, None)]
    goods = [{"lot": lot, "quantity": 1} for lot in lots]
    removal = make_stock_removal(staff, kind="returned", goods=goods[:1])
    text = printed(clerk, removal, "stock-removal-note").text
    assert "捐赠物资退还单" in text and "捐赠人喆丰公司" in text and "捐赠人（签收）：" in text
    both = make_stock_removal(staff, kind="returned", goods=goods)
    assert "多个捐赠人" in not_printed(clerk, both, "stock-removal-note")
    assert not StockRemovalNote().refusal(make_stock_removal(staff, kind="lost", goods=goods))


def test_a_count_stands_beside_the_books(clerk, staff):
    gift = make_goods_gift(staff, lots=[MASKS, GLOVES])
    masks, gloves = gift.lots.order_by("pk")
    counted = [
        {"lot": masks, "found": 4998, "reason": "破损"},
        {"lot": gloves, "found": Decimal("3.5")},
    ]
    count = make_stock_count(staff, counted=counted)
    text = printed(clerk, count, "stock-count").text
    for part in (
        *("物资盘点表", "2个批次：盘盈1个，盘亏1个", "盘点人（N1）：", "监盘人（N2）："),
        *(f"手套箱物2021-{gift.pk}33.50.5", "2023-01-045,0004,998-2破损"),
    ):
        assert part in text


def test_the_sheet_to_count_by_has_what_lies_in_the_own_store(signed_in, staff, outsider):
    gone = make_goods_gift(staff, lots=[GLOVES]).lots.get()
    make_stock_removal(staff, goods=[{"lot": gone, "quantity": 3}])
    make_goods_gift(staff, lots=[MASKS])
    make_goods_gift(outsider, lots=[MEDICINE])
    client = signed_in(staff)
    [page] = printed_of_society(client, "counting-sheet", with_book="on").texts
    assert "2023-01-045,000" in page and "手套" not in page and "䶮牌药" not in page
    [page] = printed_of_society(client, "counting-sheet").texts
    assert "口罩M中号" in page and "5,000" not in page


def test_an_empty_store_gives_rows_to_write_in(clerk):
    [page] = printed_of_society(clerk, "counting-sheet", with_book="on").texts
    assert "批次数0" in page and "盘点人：" in page


def test_a_full_store_takes_many_pages_each_signed(clerk, staff):
    make_goods_gift(staff, lots=[{**GLOVES, "item": f"物资{n:03}"} for n in range(300)])
    pages = printed_of_society(clerk, "counting-sheet", with_book="on").texts
    assert len(pages) > 10 and all("监盘人：" in page for page in pages)
    assert "物资299" in pages[-1] or "物资299" in pages[-2]


def test_goods_cannot_expire_before_they_are_produced(staff):
    day = MASKS["produced_on"]
    lot = make_goods_gift(staff, lots=[{**MASKS, "expires_on": day}]).lots.get()
    lot.full_clean()
    lot.expires_on = day - timedelta(1)
    with pytest.raises(ValidationError, match="有效期早于生产日期"):
        lot.full_clean()


def test_a_ledger_tells_batch_production_and_agreement(administrator):
    rows = [
        ["日期", "捐赠单位", "协议号", "品名", "数量", "批号", "生产日期", "有效期至"],
        *(
            ["2021-8-4", f"公司{n}", f"协{n}", "药", n, f"A{n}", "2021-1-5", "2023-1-4"]
            for n in range(1, 5)
        ),
    ]
    content = workbook(lambda book: write(book.add_worksheet(), rows))
    outcome = import_rows(GoodsGiftForm, content, "a.xlsx", by=administrator, add_unknown=True)
    assert (outcome.faults, outcome.refused) == ([], False)
    gift = GoodsGift.objects.get(agreement_number="协3")
    lot = gift.lots.get()
    assert (lot.batch_number, lot.produced_on) == ("A3", date(2021, 1, 5))
