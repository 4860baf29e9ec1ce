"""What the ledgers of Red Cross societies call the fields of a form.

An app's `synonyms.py` holds `synonyms`, by the field as `app_label.model.field`: 捐款人 and
捐赠单位 for `….cashgift.donor`. What every kind of record has is told here, by the field alone.
"""

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

# By the name of the field, whatever the model.
COMMON: dict[str, tuple[str, ...]] = {
    "date": ("日期", "时间", "登记日期", "登记时间", "年月日"),
    "end_date": ("结束日期", "结束时间", "截止日期"),
    "note": ("备注", "说明", "备注说明", "附注", "其他说明"),
    "place": ("地点", "地址", "乡镇", "镇(街道)", "乡镇(街道)", "所在乡镇"),
    "partners": ("合作单位", "协办单位", "配合单位", "参与单位"),
    "phone": ("电话", "联系电话", "手机", "手机号", "手机号码", "电话号码", "联系方式"),
    "contact": ("联系人", "联络人"),
    "id_number": ("身份证号", "身份证号码", "身份证", "证件号码", "证件号", "公民身份号码"),
    "credit_code": ("统一社会信用代码", "信用代码", "社会信用代码"),
    "fund": ("捐赠项目", "项目名称", "资金项目", "捐赠意向", "捐赠用途", "定向用途"),
    "times": ("次数", "笔数", "场次"),
    "slip": ("数据来源", "资料来源"),
}

KERNEL: dict[str, tuple[str, ...]] = {
    "redcross.person.name": ("姓名", "名字"),
    "redcross.person.consent_paper": (
        *("知情同意书", "同意书", "个人信息同意书", "授权书", "同意书编号"),
    ),
    "redcross.person.consent_on": ("同意日期", "授权日期", "签署日期"),
    "redcross.person.consent_guardian": ("同意的监护人", "监护人", "监护人姓名"),
    "redcross.place.name": ("名称", "地名", "乡镇名称", "村(社区)名称"),
    "redcross.place.code": ("行政区划代码", "区划代码"),
    "redcross.place.parent": ("所属乡镇", "上级"),
    "redcross.partner.name": ("名称", "单位名称", "合作单位", "单位"),
    "redcross.member.name": (
        *("姓名", "会员姓名", "单位名称", "会员名称", "会员单位", "会员单位名称", "会员"),
        *("姓名(单位名称)", "姓名/单位名称", "单位/姓名"),
    ),
    "redcross.member.kind": ("类别", "会员类别", "会员类型", "类型"),
    "redcross.member.card_number": (
        *("会员证号", "会员编号", "会员证编号", "证号", "会员号", "证书编号"),
    ),
    "redcross.member.joined_on": ("入会日期", "入会时间", "加入日期", "加入时间", "发证日期"),
    "redcross.member.left_on": ("退会日期", "退会时间", "注销日期"),
    "redcross.boardterm.person": ("姓名", "名字"),
    "redcross.boardterm.post": ("职务", "理事会职务", "红十字会职务", "会内职务", "担任职务"),
    "redcross.boardterm.term": ("届次", "届别", "第几届"),
    "redcross.boardterm.starts_on": ("任职时间", "任职日期", "当选时间", "当选日期", "起始日期"),
    "redcross.boardterm.ends_on": ("届满时间", "届满日期", "任期届满", "任期至"),
    "redcross.boardterm.left_on": ("离任时间", "离任日期", "免职时间", "免职日期"),
    "redcross.boardterm.unit": (
        *("单位及职务", "工作单位及职务", "工作单位", "单位职务", "所在单位及职务", "单位"),
    ),
    "redcross.standingnumber.date": ("统计日期", "截止日期", "截至日期", "统计时间"),
    "redcross.standingnumber.kind": ("指标", "指标名称", "项目", "统计项目"),
    "redcross.standingnumber.number": ("数量", "人数", "数值", "现有数"),
}


@cache
def registered_synonyms() -> dict[str, tuple[str, ...]]:
    """Return the synonyms of the kernel and of every app, by `app_label.model.field`."""
    modules = (f"{config.name}.synonyms" for config in apps.get_app_configs())
    found = dict(KERNEL)
    for module in modules:
        if find_spec(module):
            found |= import_module(module).synonyms
    return found


def synonyms_of(key: str) -> tuple[str, ...]:
    """Return what ledgers call a field, given as `app_label.model.field`.

    A field's own words first, then those of its name in every form.
    """
    common = COMMON.get(key.rpartition(".")[2], ())
    return tuple(dict.fromkeys((*registered_synonyms().get(key, ()), *common)))
