"""What ledgers of training and of AEDs call the fields.

`redcross.spreadsheets.synonyms` collects them.
"""

_NUMBER_OF_CERTIFICATE = (
    *("证书编号", "证书号", "证书号码", "证号", "救护员证号", "救护员证编号", "急救证编号"),
    *("编号", "救护员证书编号", "发证编号", "电子证书编号", "急救员证书编号"),
)
_BATTERY = ("电池有效期", "电池有效期至", "电池到期日", "电池到期时间", "电池更换日期")
_PADS = ("电极片有效期", "电极片有效期至", "电极片到期日", "电极片到期时间", "电极有效期")

synonyms: dict[str, tuple[str, ...]] = {
    "training.course.name": ("课程", "课程名称", "名称", "培训班名称", "班次"),
    "training.course.kind": ("类别", "课程类别", "培训类别"),
    "training.course.hours": ("学时", "课时", "培训学时", "培训课时", "时长"),
    "training.session.date": (
        *("培训时间", "培训日期", "开班时间", "开班日期", "开课时间", "举办时间", "举办日期"),
        *("授课时间", "授课日期", "活动时间"),
    ),
    "training.session.course": (
        *("课程", "培训课程", "课程名称", "培训类型", "培训类别", "培训项目", "培训班次"),
        *("培训内容",),
    ),
    "training.session.title": ("培训名称", "培训班名称", "期次", "班次", "培训班"),
    "training.session.place": ("培训地点", "授课地点", "培训地址", "举办地点"),
    "training.session.hosts": (
        *("主办单位", "举办单位", "承办单位", "培训单位", "组织单位", "申请单位", "受训单位"),
    ),
    "training.session.audience": (
        *("培训对象", "参训对象", "参训单位", "学员类型", "对象", "参训人员"),
    ),
    "training.session.attendance": (
        *("参训人数", "培训人数", "人数", "参加人数", "受训人数", "普及人数", "培训人次"),
        *("普及人次", "人次", "学员人数", "到课人数", "参培人数", "普及培训人数"),
    ),
    "training.session.passed": (
        *("考核合格人数", "合格人数", "考试合格人数", "考核通过人数", "通过人数"),
    ),
    "training.session.certified": (
        *("取证人数", "发证人数", "持证人数", "取得证书人数", "颁证人数", "发证数", "获证人数"),
        *("发证数量",),
    ),
    "training.session.topics": ("主题", "培训主题", "授课内容", "培训内容", "教学内容"),
    "training.session.trainers": (
        *("救护师", "授课老师", "授课教师", "培训师资", "师资", "讲师", "授课人", "培训老师"),
        *("授课师资", "培训教师", "主讲", "主讲人"),
    ),
    "training.session.outcomes": ("成效", "培训成效", "培训效果"),
    "training.session.times": ("场次", "期数", "场数", "次数", "培训期数", "培训场次"),
    "training.enrolment.name": ("姓名", "学员姓名", "参训人员姓名", "学员", "持证人", "救护员姓名"),
    "training.enrolment.passed": (
        *("考核结果", "是否合格", "考核", "考试结果", "总评", "是否通过", "结果"),
    ),
    "training.enrolment.certificate_number": _NUMBER_OF_CERTIFICATE,
    "training.enrolment.issued_on": (
        *("发证日期", "发证时间", "颁证日期", "颁证时间", "取证时间", "取证日期"),
    ),
    "training.enrolment.theory": ("理论", "理论成绩", "理论考试", "理论分数", "笔试成绩"),
    "training.enrolment.practice": (
        *("实操", "实操成绩", "操作成绩", "技能成绩", "实操考核", "操作考核"),
    ),
    "training.enrolment.expires_on": ("有效期至", "有效期", "证书有效期", "有效期限", "到期日期"),
    "training.aed.name": ("名称", "设备名称", "点位名称", "AED名称", "安装点位", "设备编号"),
    "training.aed.place": ("所在乡镇", "乡镇(街道)", "所属区域"),
    "training.aed.address": (
        *("安装位置", "安装地点", "详细位置", "放置位置", "投放地点", "投放点位", "位置"),
    ),
    "training.aed.installed_on": (
        *("安装日期", "安装时间", "投放日期", "投放时间", "启用日期", "配置时间"),
    ),
    "training.aed.battery_until": _BATTERY,
    "training.aed.pads_until": _PADS,
    "training.aed.state": ("状态", "设备状态", "使用状态"),
    "training.aed.device_model": ("型号", "设备型号", "品牌型号", "规格型号", "品牌及型号", "品牌"),
    "training.aed.serial_number": (
        *("序列号", "设备序列号", "机身编号", "设备编码", "出厂编号", "SN"),
    ),
    "training.aed.keeper": ("管理人", "责任人", "管护人", "管理员", "维护人", "管理单位", "保管人"),
    "training.aed.removed_on": ("撤除日期", "拆除日期", "撤机时间", "报废日期"),
    "training.aedinspection.date": ("巡检日期", "巡检时间", "检查日期", "检查时间"),
    "training.aedinspection.aed": ("AED", "设备", "设备名称", "点位名称", "安装点位", "设备编号"),
    "training.aedinspection.inspector": ("巡检人", "巡检员", "检查人", "巡查人"),
    "training.aedinspection.ready": ("指示灯", "状态指示灯", "设备状态", "是否正常", "状态"),
    "training.aedinspection.battery_until": _BATTERY,
    "training.aedinspection.pads_until": _PADS,
}
