"""What ledgers of help and rosters for handing it out call the fields.

`redcross.spreadsheets.synonyms` collects them.
"""

_GIVEN_ON = (
    *("救助日期", "救助时间", "发放日期", "发放时间", "慰问日期", "慰问时间", "领取日期"),
    *("领取时间", "拨付日期", "拨付时间", "发放年月", "走访时间", "走访日期"),
)
_HOME = (
    *("住址", "家庭住址", "家庭地址", "现住址", "地址", "村组", "村(社区)", "村/社区", "所在村"),
    *("社区", "所属村", "所属村组", "户籍地", "户籍地址", "详细地址", "所在村组", "居住地"),
    *("乡镇村组", "镇村组", "乡(镇)村", "所属乡镇", "村名", "家庭详细地址", "居住地址"),
)
_CASH = (
    *("救助金额", "救助金", "救助款", "慰问金", "慰问金额", "发放金额", "金额", "资助金额"),
    *("补助金额", "慰问款", "救助标准", "现金", "救助资金", "实发金额", "应发金额", "领取金额"),
    *("助学金额",),
)
_GOODS = (
    *("物资", "救助物资", "慰问物资", "发放物资", "物资名称", "物品名称", "品名", "物品"),
    *("慰问品", "发放物品", "领取物资", "领取物品", "物资品名", "物资及数量", "物资名称及数量"),
    *("物资内容",),
)
_NAME = (
    *("姓名", "户主", "户主姓名", "受助人", "受助人姓名", "救助对象", "救助对象姓名", "受助对象"),
    *("领取人", "领取人姓名", "慰问对象", "受助者", "受益人", "困难群众姓名", "学生姓名"),
    *("患者姓名", "患儿姓名", "被救助人", "对象姓名", "受助家庭"),
)
_QUANTITY = ("数量", "发放数量", "领取数量", "出库数量", "调拨数量", "件数", "拨付数量")
_SPECIFICATION = ("规格", "规格型号", "型号", "型号规格")
_UNIT = ("计量单位", "单位", "数量单位")
_APPROVED = ("审批人", "批准人", "审批", "批准", "审批领导")

synonyms: dict[str, tuple[str, ...]] = {
    "relief.programme.name": ("名称", "项目名称", "救助项目", "救助项目名称"),
    "relief.programme.kind": ("类别", "项目类别", "救助类别"),
    "relief.programme.causes": ("救助对象", "救助范围", "适用对象"),
    "relief.programme.starts_on": ("开始日期", "开始时间", "启动时间"),
    "relief.programme.ends_on": ("结束日期", "结束时间", "截止时间"),
    "relief.programme.budget": ("预算", "年度预算", "预算金额", "项目预算"),
    "relief.application.date": ("申请日期", "申请时间", "受理日期", "受理时间"),
    "relief.application.programme": ("救助项目", "申请项目", "项目名称", "救助类别", "救助类型"),
    "relief.application.applicant": ("申请人", "申请人姓名", *_NAME),
    "relief.application.place": _HOME,
    "relief.application.household": (
        *("家庭类别", "家庭类型", "困难类型", "困难类别", "人员类别", "户别"),
    ),
    "relief.application.household_size": ("家庭人口", "人口", "家庭人口数", "人口数", "家庭成员数"),
    "relief.application.cause": (
        *("病种", "疾病名称", "疾病", "致困原因", "困难原因", "申请原因", "救助事由"),
    ),
    "relief.application.guardian": ("监护人", "监护人姓名", "法定监护人"),
    "relief.application.yearly_income": ("家庭年收入", "年收入", "家庭收入", "全年收入"),
    "relief.application.total_cost": ("总费用", "医疗总费用", "医疗费用", "治疗费用", "医疗费总额"),
    "relief.application.insurance_paid": ("医保报销", "报销金额", "医保报销金额", "已报销", "报销"),
    "relief.application.other_aid": ("其他救助", "其他救助金额", "已获救助", "已获得救助"),
    "relief.application.account_holder": (
        *("户名", "开户名", "账户名", "开户人", "账户姓名", "持卡人"),
    ),
    "relief.application.account": (
        *("银行账号", "账号", "银行卡号", "卡号", "开户账号", "一卡通账号", "银行帐号", "帐号"),
    ),
    "relief.application.village_opinion": ("村意见", "村(社区)意见", "村委会意见", "社区意见"),
    "relief.application.town_opinion": ("镇意见", "乡镇意见", "乡镇(街道)意见", "镇(街)意见"),
    "relief.application.district_opinion": ("区意见", "县意见", "红十字会意见", "区红十字会意见"),
    "relief.application.posted_from": (
        *("公示开始", "公示起", "公示开始日期", "公示日期", "公示时间"),
    ),
    "relief.application.posted_to": ("公示结束", "公示止", "公示结束日期"),
    "relief.application.decision": ("审批结果", "决定", "审批结论", "是否同意"),
    "relief.application.decided_on": ("审批日期", "审批时间", "批准日期", "批准时间", "决定日期"),
    "relief.application.decided_by": _APPROVED,
    "relief.application.amount": ("批准金额", "审批金额", "核定金额", *_CASH),
    "relief.aid.date": _GIVEN_ON,
    "relief.aid.programme": ("救助项目", "项目", "项目名称", "救助类别", "救助类型", "活动名称"),
    "relief.aid.person": _NAME,
    "relief.aid.recipients": (
        *("受助对象", "救助对象", "慰问对象", "受益对象", "发放对象", "流向", "去向", "受助单位"),
        *("受赠单位", "接收单位", "受益单位"),
    ),
    # No field: who gave it stands beside.
    "relief.aid.donor": ("捐赠方", "捐赠单位", "捐赠人", "捐赠来源"),
    "relief.aid.place": _HOME,
    "relief.aid.amount": _CASH,
    "relief.aid.households": (
        *("户", "户数", "救助户数", "受益户数", "慰问户数", "受助户数", "家庭数"),
    ),
    "relief.aid.packages": ("份", "份数", "发放份数", "慰问份数", "物资份数"),
    "relief.aid.people": (
        *("受助人数", "人数", "救助人数", "受益人数", "慰问人数", "人口", "家庭人口", "人口数"),
    ),
    "relief.aid.person_times": ("人次", "救助人次", "受益人次", "慰问人次", "受助人次"),
    "relief.aid.rate": ("每户标准", "户均标准", "每户金额", "救助标准", "发放标准", "慰问标准"),
    "relief.aid.contents": _GOODS,
    "relief.aid.value": (
        *("物资价值", "折算金额", "价值", "物资折价", "折合金额", "物资金额", "折价", "物资折款"),
        *("货值", "总价值", "折合人民币"),
    ),
    "relief.aid.value_basis": ("价值依据", "计价依据", "价格依据", "折价依据"),
    "relief.aid.occasion": ("事由", "救助事由", "慰问事由", "慰问名义", "救助原因", "困难原因"),
    "relief.aid.application": ("申请编号", "申请表编号", "救助申请"),
    "relief.aid.handed_out_by": ("发放人", "发放人员", "经办人", "经手人"),
    "relief.aid.outcomes": ("成效", "救助成效", "效果"),
    "relief.aidgoods.lot": _GOODS,
    "relief.aidgoods.quantity": _QUANTITY,
    # No fields: part of what the lot is called.
    "relief.aidgoods.specification": _SPECIFICATION,
    "relief.aidgoods.unit": _UNIT,
    "relief.disbursement.date": (
        *_GIVEN_ON,
        *("出库日期", "出库时间", "调拨日期", "调拨时间", "支出日期", "付款日期", "使用日期"),
        *("使用时间",),
    ),
    "relief.disbursement.kind": ("类别", "支出类别", "支出类型", "拨付类别"),
    "relief.disbursement.recipient": (
        *("接收单位", "流向", "受赠单位", "受助单位", "领用单位", "受援单位", "接受单位"),
        *("使用单位", "收货单位", "领取单位", "受赠方", "接收方", "发放单位", "拨付单位"),
        *("受捐单位", "去向", "物资流向", "资金流向", "收款单位", "收款人", "分配单位"),
        *("发放对象", "受益单位", "接收单位名称", "物资去向", "调入单位", "捐赠去向", "接收对象"),
    ),
    "relief.disbursement.amount": (
        *("拨付金额", "金额", "支出金额", "使用金额", "拨款金额", "发放金额", "付款金额"),
        *("资金数额",),
    ),
    "relief.disbursement.decided_by": _APPROVED,
    "relief.disbursement.contents": (*_GOODS, "拨付物资", "调拨物资", "使用内容"),
    "relief.disbursement.batches": ("批次", "物资批次", "批数"),
    "relief.disbursement.bought": ("采购物资", "采购内容"),
    # No fields: who gave it and what it is worth stand beside.
    "relief.disbursement.donor": ("捐赠方", "捐赠单位", "捐赠人", "捐赠来源"),
    "relief.disbursement.value": (
        *("折算金额", "价值", "折合金额", "物资价值", "货值", "总价值", "折价"),
    ),
    "relief.disbursedgoods.lot": _GOODS,
    "relief.disbursedgoods.quantity": _QUANTITY,
    # No fields: part of what the lot is called.
    "relief.disbursedgoods.specification": _SPECIFICATION,
    "relief.disbursedgoods.unit": _UNIT,
    "relief.allocation.date": ("调拨日期", "调拨时间", "下拨日期", "分配日期", "通知日期"),
    "relief.allocation.donor": ("调拨单位", "下拨单位", "分配单位", "上级单位", "来源单位"),
    "relief.allocation.contents": ("调拨物资", "下拨物资", "分配物资", *_GOODS),
    "relief.allocation.paper": ("调拨单号", "文号", "调拨通知文号", "调拨文号", "通知单号"),
    "relief.allocation.due_on": ("反馈期限", "反馈截止日期", "反馈截止时间"),
    "relief.allocation.fed_back_on": ("反馈日期", "反馈时间"),
    "relief.allocation.fed_back_to": ("反馈单位", "反馈对象"),
    "relief.allocation.feedback_paper": ("反馈文号", "反馈材料"),
    "relief.recovery.date": ("收回日期", "退回日期", "退款日期", "退汇日期", "到账日期"),
    "relief.recovery.amount": ("收回金额", "退回金额", "退款金额", "退汇金额"),
    "relief.recovery.reason": ("收回原因", "退回原因", "退汇原因"),
    "relief.recovery.paper": ("凭证", "依据", "文号"),
    "relief.response.date": (
        *("发生日期", "发生时间", "响应日期", "响应时间", "出动日期", "出动时间"),
    ),
    "relief.response.title": ("事件", "事件名称", "灾害名称", "救援名称", "突发事件", "任务名称"),
    "relief.response.place": ("发生地点", "救援地点"),
    "relief.response.moved": ("转移人数", "转移群众", "转移安置人数", "转移群众人数"),
    "relief.response.treated": ("救治人数", "救护人数", "救治伤员", "处置伤员"),
    "relief.response.volunteers": (
        *("出动人数", "参与人数", "救援人数", "志愿者人数", "救援队员人数"),
    ),
    "relief.response.carried": ("物资", "救援物资", "运送物资", "调运物资", "携带物资"),
    "relief.response.outcomes": ("成效", "救援成效", "救援情况"),
}
