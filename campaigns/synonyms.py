"""What ledgers of events and projects call the fields.

`redcross.spreadsheets.synonyms` collects them.
"""

synonyms: dict[str, tuple[str, ...]] = {
    "campaigns.event.date": (
        *("活动日期", "活动时间", "开展时间", "开展日期", "举办时间", "举办日期", "服务时间"),
        *("服务日期", "宣传时间", "宣传日期"),
    ),
    "campaigns.event.kind": ("类别", "活动类别", "活动类型", "类型", "服务类别"),
    "campaigns.event.title": (
        *("活动名称", "名称", "活动主题", "活动", "标题", "项目名称", "服务名称", "服务项目"),
    ),
    "campaigns.event.place": ("活动地点", "举办地点", "开展地点", "服务地点", "宣传地点"),
    "campaigns.event.spot": ("具体地点", "详细地点", "详细地址", "具体位置"),
    "campaigns.event.chair": ("负责人", "主持人", "带队领导", "活动负责人", "主持"),
    "campaigns.event.theme_day": ("主题日", "纪念日", "宣传日"),
    "campaigns.event.contents": ("活动内容", "内容", "服务内容", "活动形式"),
    "campaigns.event.topics": ("主题", "宣传主题", "宣传内容"),
    "campaigns.event.people": (
        *("受众人数", "参与人数", "参加人数", "受益人数", "人数", "服务人数", "受益群众"),
        *("宣传人数", "受众", "服务群众人数", "惠及人数", "覆盖人数"),
    ),
    "campaigns.event.volunteers": (
        *("志愿者人数", "志愿者", "参与志愿者", "志愿者数", "参与志愿者人数", "志愿服务人数"),
    ),
    "campaigns.event.hours": (
        *("服务时长", "志愿服务时长", "服务小时", "志愿时长", "时长", "服务时数", "总时长"),
    ),
    "campaigns.event.channels": ("宣传渠道", "发布渠道", "宣传方式", "媒体"),
    "campaigns.event.programme": ("所属项目", "服务项目名称", "对应项目"),
    "campaigns.event.outcomes": ("成效", "活动成效", "活动效果", "活动情况"),
    "campaigns.event.times": ("场次", "次数", "活动次数", "活动场次"),
    "campaigns.material.item": (
        *("品名", "资料名称", "宣传品", "宣传资料", "宣传品名称", "物品名称", "资料", "名称"),
    ),
    "campaigns.material.quantity": ("数量", "发放数量", "份数", "发放份数"),
    "campaigns.material.unit": ("单位", "计量单位"),
    "campaigns.material.kind": ("类别", "资料类别", "类型"),
    "campaigns.survey.date": ("调查日期", "调查时间", "回访日期", "回访时间"),
    "campaigns.survey.subject": ("调查内容", "调查事项", "调查项目", "调查对象", "回访内容"),
    "campaigns.survey.asked": ("发放问卷", "发放份数", "发放问卷数", "调查人数", "回访人数"),
    "campaigns.survey.answered": ("回收问卷", "有效问卷", "回收份数", "有效份数", "答复人数"),
    "campaigns.survey.satisfied": ("满意人数", "满意", "满意份数", "满意数"),
    "campaigns.communityproject.date": (
        *("建设时间", "建成时间", "立项时间", "立项日期", "验收日期", "验收时间", "开工时间"),
        *("竣工时间",),
    ),
    "campaigns.communityproject.place": ("项目地点", "建设地点", "实施地点", "项目村", "村(社区)"),
    "campaigns.communityproject.kind": ("项目类别", "项目类型", "类别", "项目名称", "建设项目"),
    "campaigns.communityproject.stage": (
        *("阶段", "进度", "项目进度", "建设进度", "状态", "项目阶段"),
    ),
    "campaigns.communityproject.funder": (
        *("出资单位", "援建单位", "资助单位", "捐建单位", "资金来源"),
    ),
    "campaigns.communityproject.amount": (
        *("金额", "项目金额", "投资金额", "资助金额", "援建金额", "项目资金", "总投资"),
        *("投入资金",),
    ),
}
