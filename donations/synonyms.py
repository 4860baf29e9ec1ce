"""What ledgers of gifts call the fields. `redcross.spreadsheets.synonyms` collects them."""

_VERBS = ("捐赠", "捐款", "捐献", "捐资", "捐助", "爱心捐赠")
_PARTIES = (
    *("人", "者", "方", "单位", "个人", "企业", "机构", "单位名称", "人姓名", "人名称", "者姓名"),
    *("者名称", "方名称", "姓名", "单位姓名", "单位个人", "个人单位", "单位及个人", "单位和个人"),
    *("单位或个人", "个人或单位", "个人及单位", "单位及姓名", "单位名称及个人姓名"),
    *("单位姓名个人", "单位个人姓名", "单位或个人名称", "单位个人名称", "人单位", "人或单位"),
    *("人及单位", "者单位", "单位人", "企业个人", "企业及个人", "企业或个人", "爱心人士"),
    *("单位企业",),
)
_DONOR = (
    *(f"{verb}{party}" for verb in _VERBS for party in _PARTIES),
    *("捐方", "交款人"),
    *("捐款户名", "汇款人", "付款人", "付款方", "付款单位", "对方户名", "汇款单位", "单位/姓名"),
)
_GIFT_DATE = (
    *("捐赠日期", "捐赠时间", "捐款日期", "捐款时间", "接收日期", "接收时间", "收款日期"),
    *("收款时间", "到账日期", "到账时间", "入账日期", "入账时间", "汇款日期", "交易日期"),
    *("交易时间", "收到日期", "收到时间", "受赠日期", "受赠时间", "接受日期", "接受时间"),
    *("捐赠年月",),
)
_RECEIPT = (
    *("票据号码", "票据号", "票号", "收据号", "收据号码", "收据编号", "票据编号", "发票号"),
    *("发票号码", "捐赠票据号", "捐赠票据号码", "捐赠收据号", "开票号码"),
)
_WAIVED = ("放弃票据", "放弃开票", "不需票据", "不需要票据", "不开票", "不索取票据")
_SOURCE = ("来源", "款物来源", "资金来源", "物资来源", "捐赠来源", "捐赠类别", "捐赠类型")

_AGREEMENT = ("协议号", "协议编号", "捐赠协议号", "捐赠协议编号", "捐赠协议")

_VOUCHER = (
    "凭证号",
    "凭证号码",
    "凭证编号",
    "凭证字号",
    "记账凭证",
    "记账凭证编号",
    "记账凭证字号",
)

synonyms: dict[str, tuple[str, ...]] = {
    **{
        f"{kind}.voucher_number": _VOUCHER
        for kind in (
            *("donations.cashgift", "donations.refund", "donations.fundtransfer"),
            *("relief.aid", "relief.disbursement", "relief.recovery"),
        )
    },
    "donations.bankaccount.name": ("账户", "账户名称", "户名", "账户简称"),
    "donations.bankaccount.bank": ("开户行", "开户银行", "开户网点"),
    "donations.bankaccount.number": ("账号", "银行账号", "账户号码"),
    "donations.bankline.date": (
        *("交易日期", "交易时间", "记账日期", "入账日期", "入账时间", "发生日期", "日期时间"),
    ),
    "donations.bankline.account": ("账户名称", "本方账户", "本方户名"),
    # On a bank's paper the credit side is what came: it owes it to the society.
    "donations.bankline.received": (
        *("收入", "收入金额", "贷方发生额", "贷方金额", "贷方", "转入金额", "存入金额", "存入"),
        *("贷方发生额(收入)", "收入(贷方)", "收入发生额", "贷方发生金额", "转入"),
    ),
    "donations.bankline.paid": (
        *("支出", "支出金额", "借方发生额", "借方金额", "借方", "转出金额", "支取金额", "支取"),
        *("借方发生额(支取)", "支出(借方)", "支出发生额", "借方发生金额", "转出", "付出金额"),
    ),
    "donations.bankline.balance": ("余额", "账户余额", "本次余额", "当前余额", "交易后余额"),
    "donations.bankline.counterparty": (
        *("对方户名", "对方名称", "对方单位", "对方单位名称", "对方账户名", "对方账户名称"),
        *("交易对方", "对手户名", "对方", "收(付)方名称", "收付款人名称"),
    ),
    "donations.bankline.counterparty_account": (
        *("对方账号", "对方帐号", "对手账号", "对方账户", "收(付)方账号", "对方卡号"),
    ),
    "donations.bankline.purpose": ("摘要", "交易摘要", "摘要说明"),
    "donations.bankline.serial": (
        *("流水号", "交易流水号", "银行流水号", "流水", "核心流水号", "交易流水", "企业流水号"),
        *("账户明细编号-交易流水号", "柜员流水号", "交易序号"),
    ),
    "donations.bankline.note": ("用途", "附言", "交易附言", "交易备注", "个性化信息"),
    "donations.ledgerbalance.date": ("月份", "月末", "会计期间", "期间"),
    "donations.ledgerbalance.account": ("账户", "账户名称", "科目", "明细科目"),
    "donations.ledgerbalance.balance": ("余额", "期末余额", "账面余额", "月末余额"),
    "donations.cashgift.date": _GIFT_DATE,
    "donations.cashgift.donor": (
        *_DONOR,
        *("姓名", "单位", "名称", "单位名称", "单位或个人", "单位(个人)", "单位及个人", "个人姓名"),
    ),
    "donations.cashgift.amount": (
        *("金额", "捐赠金额", "捐款金额", "捐款数额", "捐赠数额", "捐款额", "捐赠额", "捐款数"),
        *("款额", "数额", "捐款", "捐赠款", "捐赠资金", "到账金额", "实收金额", "收款金额"),
        *("收入金额", "入账金额", "接收金额", "交易金额", "汇款金额", "捐资金额", "捐助金额"),
        *("现金", "捐赠现金", "捐款总额"),
    ),
    "donations.cashgift.fund": ("捐赠项目(资金)", "用途", "款项用途", "意向用途", "使用意向"),
    "donations.cashgift.channel": (
        *("渠道", "捐赠渠道", "捐款渠道", "捐赠方式", "捐款方式", "付款方式", "收款方式"),
        *("支付方式", "到账方式", "交款方式"),
    ),
    "donations.cashgift.receipt_number": _RECEIPT,
    "donations.cashgift.receipt_waived": _WAIVED,
    "donations.cashgift.source": _SOURCE,
    "donations.cashgift.agreement_number": _AGREEMENT,
    "donations.cashgift.fee": ("手续费", "平台手续费", "服务费", "通道费", "渠道费"),
    "donations.income.date": ("日期", "收款日期", "到账日期", "入账日期", "收入日期"),
    "donations.income.source": ("来源", "收入类别", "收入来源", "资金来源", "收入类型"),
    "donations.income.name": ("名称", "收入名称", "项目", "摘要", "收入项目"),
    "donations.income.amount": ("金额", "收入金额", "到账金额", "数额"),
    "donations.income.payer": ("付款单位", "付款人", "对方户名", "缴款单位"),
    "donations.income.paper": ("文号", "依据", "凭据", "指标文号"),
    "donations.cashgift.times": ("笔数", "捐款笔数", "捐赠笔数", "人次", "捐款人次"),
    "donations.donor.name": (*_DONOR, "姓名", "单位名称"),
    "donations.donor.kind": ("类别", "类型", "捐赠人类别", "性质", "单位性质"),
    "donations.donor.name_public": ("是否公开", "是否匿名", "公开意愿", "是否公示"),
    "donations.fund.name": ("名称", "项目名称", "资金名称", "基金名称", "捐赠项目"),
    "donations.fund.kind": ("类别", "定向/非定向", "是否定向", "资金性质"),
    "donations.fund.purpose": ("用途", "资金用途", "使用范围"),
    "donations.fund.opens_on": ("设立日期", "设立时间", "开始日期", "开始时间"),
    "donations.fund.closes_on": ("结束日期", "结束时间", "截止日期", "截止时间"),
    "donations.fund.opening_balance": ("期初余额", "期初结余", "上年结转", "上年结余", "年初余额"),
    "donations.goodsgift.date": (*_GIFT_DATE, "入库日期", "入库时间", "验收日期"),
    "donations.goodsgift.donor": (
        *_DONOR,
        "捐物单位",
        "捐物人",
        "物资捐赠单位",
        "供货单位",
        "供货方",
    ),
    "donations.goodsgift.fund": ("捐赠项目(资金)", "用途", "物资用途", "意向用途"),
    "donations.goodsgift.receipt_number": (*_RECEIPT, "入库单号", "接收单号"),
    "donations.goodsgift.receipt_waived": _WAIVED,
    "donations.goodsgift.checker": ("验收人", "接收人", "收货人", "经手人", "经办人"),
    "donations.goodsgift.second_checker": ("复核人", "第二验收人", "监收人"),
    "donations.goodsgift.source": _SOURCE,
    "donations.goodsgift.agreement_number": _AGREEMENT,
    "donations.goodsgift.description": ("捐赠物资", "捐赠内容", "物资说明", "物资描述", "捐赠物品"),
    "donations.goodslot.item": (
        *("品名", "物资名称", "物品名称", "名称", "物资品名", "商品名称", "产品名称", "货物名称"),
        *("品种", "物资", "物品", "捐赠物资名称", "捐赠物品名称", "物资种类", "品名及规格"),
        *("物资名称及规格", "捐赠品名", "品名规格"),
    ),
    # No field of its own: it belongs behind the item.
    "donations.goodslot.specification": (
        *("规格", "规格型号", "型号", "型号规格", "规格及型号", "物资规格", "规格、型号"),
    ),
    "donations.goodslot.quantity": (
        *("数量", "数量总计", "捐赠数量", "接收数量", "总数量", "件数", "物资数量", "实收数量"),
        *("入库数量", "数量合计", "总数", "合计数量"),
    ),
    "donations.goodslot.unit": ("计量单位", "单位", "数量单位", "计数单位"),
    "donations.goodslot.unit_value": (
        *("单价", "物资单价", "折算单价", "参考单价", "单位价值", "公允单价"),
    ),
    "donations.goodslot.value_basis": (
        *("计价依据", "价值依据", "单价依据", "价格依据", "定价依据", "估价依据", "价格来源"),
    ),
    # No field either: the lot has its unit value, and this is what they come to.
    "donations.goodslot.value": (
        *("金额", "价值", "折算金额", "总价", "总价值", "物资价值", "折合金额", "折价", "折款"),
        *("折价金额", "货值", "估值", "估价", "公允价值", "价值金额", "合计金额", "总金额"),
        *("折合人民币", "折人民币"),
    ),
    "donations.goodslot.batch_number": ("批号", "生产批号", "产品批号", "生产批次"),
    "donations.goodslot.produced_on": ("生产日期", "出厂日期", "制造日期", "生产时间"),
    "donations.goodslot.expires_on": (
        *("有效期至", "有效期", "有效期限", "失效日期", "保质期至", "截止有效期"),
    ),
    "donations.goodslot.quality_proof": ("质量证明", "合格证", "合格证明", "质检报告", "检验报告"),
    "donations.lifegift.date": ("献血日期", "献血时间", "采样日期", "登记日期", "捐献日期", "月份"),
    "donations.lifegift.kind": ("类别", "项目", "类型", "捐献类别", "捐献项目"),
    "donations.lifegift.number": (
        *("数量", "人数", "人次", "献血人数", "献血人次", "例数", "份数", "人份", "采样份数"),
        *("采样人份", "登记人数", "捐献例数", "入库人份", "入库份数"),
    ),
    "donations.lifegift.millilitres": (
        *("毫升", "献血量", "采血量", "献血总量", "血量", "采血总量", "毫升数"),
    ),
    "donations.receipt.code": ("票据代码", "财政票据代码", "电子票据代码", "代码"),
    "donations.receipt.number": (
        *("票据号码", "票据号", "票号", "号码", "电子票据号码", "财政票据号码", "票据编号"),
        *("收据号码", "收据号", "开票号码"),
    ),
    "donations.receipt.check_code": ("校验码", "票据校验码", "电子校验码", "验证码"),
    "donations.receipt.date": ("开票日期", "开票时间", "开具日期", "开具时间", "票据日期"),
    "donations.receipt.kind": (
        *("票据状态", "状态", "开票状态", "开票类型", "票据类型", "是否作废", "是否冲红"),
    ),
    "donations.receipt.payer": (
        *(
            "交款人",
            "交款人名称",
            "交款人姓名",
            "交款单位",
            "交款单位或个人",
            "缴款人",
            "缴款人名称",
        ),
        *("缴款单位", "付款人", "付款单位", "捐赠人", "捐赠单位", "交款人全称", "交款单位(个人)"),
    ),
    "donations.receipt.amount": (
        *("金额", "开票金额", "票据金额", "总金额", "合计金额", "金额合计", "捐赠金额", "价税合计"),
    ),
    "donations.receipt.item": (
        *(
            "项目",
            "项目名称",
            "收费项目",
            "收入项目",
            "开票项目",
            "票据项目",
            "捐赠项目",
            "收款项目",
        ),
    ),
    "donations.receipt.original_number": (
        *("原票据号码", "原票号", "原票据号", "原电子票据号码", "被冲红票据号码", "对应蓝票号码"),
    ),
    "donations.receipt.reason": ("作废原因", "冲红原因", "红冲原因", "作废(冲红)原因", "原因"),
    "donations.receiptrange.taken_on": ("领用日期", "领用时间", "领购日期", "领票日期"),
    "donations.receiptrange.taken_from": ("发放单位", "领自", "核发单位", "财政部门"),
    "donations.receiptrange.code": ("票据代码", "代码"),
    "donations.receiptrange.first_number": ("起始号码", "起号", "起始号", "开始号码", "起始票号"),
    "donations.receiptrange.last_number": ("终止号码", "止号", "截止号码", "结束号码", "终止票号"),
    "donations.receiptrange.keeper": ("保管人", "领用人", "票据保管人", "经管人"),
    "donations.receiptrange.written_off_on": ("核销日期", "核销时间", "缴销日期"),
    "donations.receiptrange.written_off_by": ("核销人", "核销单位", "核销经办人"),
    "donations.refund.date": ("退款日期", "退回日期", "退款时间", "退回时间"),
    "donations.refund.amount": ("退款金额", "退回金额"),
    "donations.refund.reason": ("退款原因", "退回原因", "退款理由"),
    "donations.refund.decided_by": ("批准人", "审批人", "批准单位", "决定"),
    "donations.refund.paper": ("凭证", "依据", "文号"),
    "donations.fundtransfer.date": ("调剂日期", "划转日期", "调整日期"),
    "donations.fundtransfer.from_fund": ("调出项目", "转出项目", "调出资金", "划出项目"),
    "donations.fundtransfer.to_fund": ("调入项目", "转入项目", "调入资金", "划入项目"),
    "donations.fundtransfer.amount": ("调剂金额", "划转金额", "调整金额"),
    "donations.fundtransfer.reason": ("调剂原因", "划转原因", "调整原因", "事由"),
    "donations.fundtransfer.decided_by": ("批准人", "审批人", "批准单位", "决定"),
}
