"""The words for what is counted, and the figures that each may mean: data, no more.

Words with one bar after another, then keys of figures, with * for any.
"""

_CASH = "donations.cash.amount donations.cash.gifts donations.cash.donors donations.cash.*earmarked"
_GOODS = "donations.goods.batches_* donations.goods.value* donations.goods.received_value"
_EARMARKED = (
    "donations.cash.earmarked donations.funds.balance_earmarked reports.cash.earmarked_share"
    " reports.spending.earmarked relief.*.amount_earmarked"
)
_GENERAL = (
    "donations.cash.unearmarked donations.funds.balance_general reports.spending.general"
    " relief.*.amount_general"
)
_ABOVE = (
    "donations.cash.from_above donations.goods.batches_above donations.funds.balance_above"
    " reports.spending.above relief.*.amount_above donations.income.fiscal_above"
)
_FISCAL = (
    "donations.income.fiscal donations.income.fiscal_above reports.cash.fiscal"
    " reports.spending.fiscal* donations.funds.balance_fiscal relief.*.amount_fiscal"
)
_AID = "relief.aid.* relief.illness.* reports.aid.worth"
_WORTH = "relief.aid.value* donations.goods.*value* reports.aid.worth reports.gifts.value"
_SPENDING = "reports.spending* relief.*.amount* relief.illness.amount reports.aid.worth"
_CERTIFIED = "training.certified.* reports.certified_* training.certificates.*"
_PASSED = (
    "training.certified.passed training.certified.certificates reports.certified_*"
    " training.certificates.*"
)
_LIFE = "donations.life.{0} donations.life.{0}_recorded reports.life.{0}_total standing.{0}"


def _life(*names: str) -> str:
    """Return the figures of kinds of the three donations, of the period and in all."""
    return " ".join(_LIFE.format(name) for name in names)


_BODIES = "body body_registered together together_registered"
_ORGANS = "organ organ_registered together together_registered cornea cornea_registered"

VOCABULARY = (
    ("捐款|善款|捐资|捐赠资金|爱心款|募集|募捐|募集资金|社会捐款|捐款总额|筹款|筹集善款", _CASH),
    ("到账|入账|募得|筹得", _CASH),
    ("捐赠|接受捐赠|社会捐赠|社会各界", f"{_CASH} {_GOODS} reports.gifts.value"),
    ("社会爱心捐赠|爱心捐赠", f"{_CASH} {_GOODS} reports.gifts.value"),
    ("捐款捐物", f"{_CASH} {_GOODS} reports.gifts.value"),
    ("捐赠款物|捐赠资金物资|款物总值", "reports.gifts.value reports.execution"),
    ("捐赠人|捐款人|爱心人士|爱心企业|爱心单位", "donations.cash.donors"),
    ("定向|定向捐赠|定向资金", _EARMARKED),
    ("定向捐款", "donations.cash.earmarked reports.cash.earmarked_share"),
    ("非定向|非定向捐赠|不定向|非定向资金", _GENERAL),
    ("非定向捐款", "donations.cash.unearmarked"),
    ("上级|省红十字会|市红十字会|总会|上级拨入|上级下拨|省红会|市红会|上级补助", _ABOVE),
    ("财政|财政拨款|财政资金|财政性资金|财政投入|经费拨款", _FISCAL),
    ("会费", "donations.income.dues"),
    ("利息", "donations.income.interest"),
    ("手续费", "donations.cash.fees*"),
    ("退回|退还", "donations.cash.refunded"),
    (
        "捐赠物资|防疫物资|防控物资|物资批次|接收物资|爱心物资|接受物资",
        f"{_GOODS} relief.disbursed.batches",
    ),
    (
        "物资",
        f"{_GOODS} relief.aid.value* relief.aid.packages relief.disbursed.batches"
        " relief.allocations donations.goods.*value*",
    ),
    ("库存|仓库", "donations.goods.in_store*"),
    ("报损", "donations.goods.written_off*"),
    ("款物|款物合计|款物总计", "reports.aid.worth reports.gifts.value reports.execution"),
    ("价值|折价|折合|折款|估价|货值", _WORTH),
    (
        "结余|余额|结存|结转|结转结余|节余",
        "donations.funds.balance* donations.goods.in_store_value",
    ),
    ("支出|开支", _SPENDING),
    ("收入", "reports.cash.* donations.income.* donations.cash.amount donations.cash.from_above"),
    (
        "资金|现金|金额|款项",
        f"{_CASH} {_SPENDING} reports.cash.* donations.cash.from_above donations.funds.balance*"
        " relief.aid.obtained relief.aid.days_*",
    ),
    ("拨付|下拨|转拨|拨给", "relief.disbursed.* relief.aid.days_* reports.spending*"),
    ("调拨", "relief.allocations relief.disbursed.*"),
    (
        "救助|慰问|帮扶|帮困|资助|受助|救助金|慰问金|走访|走访慰问|人道救助|救助慰问|扶助|援助",
        f"{_AID} reports.spending relief.applications*",
    ),
    ("受益|惠及", f"{_AID} campaigns.publicity.people training.*.people"),
    ("困难群众|困难家庭|困难户|贫困户|特困|低保户|慰问对象|救助对象", _AID),
    ("发放|发出|送去|送上", f"{_AID} campaigns.materials.*"),
    ("慰问品|慰问物资|年货|大礼包|爱心包|家庭包|救助物资", "relief.aid.packages relief.aid.value*"),
    ("大病|重病|重大疾病|大病救助|白血病|先心病|患者|患儿|病患", "relief.illness.*"),
    ("申请|申请表|申报", "relief.applications*"),
    ("审批通过|批准|获批", "relief.applications_approved"),
    ("助学|助学金|困难学生|贫困学生", "relief.aid.*"),
    (
        "普及|普及培训|普及率|救护知识培训|应急救护知识|普及应急救护知识|救护普及",
        "training.awareness.* reports.trained_*",
    ),
    (
        "救护员|救护员培训|初级救护员|持证培训|持证救护员|救护员证|救护员培训班|取证培训",
        _CERTIFIED,
    ),
    ("持证|取证|取得|取得救护员证|获证|发证|考取|通过考核|考核合格|合格|持证人数", _PASSED),
    (
        "参训|参加培训|培训人次|参训人次|学员|参训人员|听课|受训|受训人员|受训学员",
        "training.*.people training.roster.people",
    ),
    ("培训|培训班|救护培训|应急救护培训|讲座|授课|培训场次|应急救护", "training.*"),
    ("心肺复苏培训|AED培训|除颤仪培训", "training.cpr_aed.*"),
    ("师资|救护师|师资培训", "training.trainer.*"),
    ("养老护理|养老护理员|护理员", "training.care.*"),
    ("AED|除颤仪|除颤器|体外除颤", "standing.aed training.aed.* reports.aed_density"),
    ("巡检", "training.aed.inspections"),
    ("宣传|宣传活动|集中宣传|主题宣传", "campaigns.*"),
    ("受众|覆盖群众|受众人次|过往群众", "campaigns.publicity.people"),
    ("覆盖", "campaigns.publicity.people relief.aid.* training.*.people"),
    ("资料|宣传资料|小册子|手册|折页|传单|宣传单|宣传册|海报|宣传品", "campaigns.materials.*"),
    ("义诊", "campaigns.clinic.*"),
    ("志愿服务|志愿活动|志愿服务活动", "campaigns.service.* campaigns.volunteers campaigns.hours"),
    (
        "志愿者|红十字志愿者",
        "campaigns.volunteers campaigns.hours standing.volunteers standing.volunteers_added",
    ),
    ("服务时长|志愿服务时长|时长", "campaigns.hours"),
    ("会议|理事会|专题会|调度会|例会", "campaigns.meeting.*"),
    ("献血|无偿献血", f"{_life('blood')} donations.life.blood_millilitres campaigns.topic.blood"),
    ("献血量|献血总量|采血量|采血", "donations.life.blood_millilitres"),
    ("造血干细胞|干细胞", f"{_life('sampled', 'stored', 'stem_cells')} campaigns.topic.stem_cells"),
    ("造血干细胞捐献|干细胞捐献|捐献造血干细胞", _life("stem_cells")),
    ("实现捐献|成功捐献", _life("stem_cells", "body", "organ", "cornea", "together")),
    ("采样|血样|血样采集|采集血样", _life("sampled")),
    ("入库|入库血样", _life("stored")),
    ("采样入库|采集入库", _life("sampled", "stored")),
    ("遗体|遗体捐献", _life(*_BODIES.split())),
    ("器官|器官捐献|人体器官", _life(*_ORGANS.split())),
    (
        "遗体和器官|遗体器官|遗体、器官|遗体和人体器官|遗体、人体器官|遗体和器官捐献|遗体器官捐献"
        "|遗体、器官捐献|遗体和人体器官捐献|遗体、人体器官捐献|遗体（器官）捐献",
        "reports.life.registered reports.life.donated donations.life.together*"
        " reports.life.together_*",
    ),
    ("实现", "donations.life.* reports.life.*"),
    ("角膜|角膜捐献", "donations.life.cornea*"),
    (
        "登记|志愿登记|捐献登记",
        "donations.life.*registered* reports.life.*registered* standing.*registered",
    ),
    ("会员|红十字会员", "standing.members"),
    ("基层组织|基层红十字会", "standing.branches"),
    ("编制|编制数|核定编制", "standing.established"),
    ("实有|在职|在编|在岗|工作人员|在职人员|实有人数|在编在岗", "standing.staff reports.staffing"),
    ("控制率|在职人员控制率", "reports.staffing"),
    ("常住人口|总人口", "standing.population reports.certified_share reports.trained_share"),
    ("培训基地|救护培训基地", "standing.training_bases"),
    ("表彰|荣誉|奖项|荣誉称号", "reports.honours"),
    ("救援|应急救援|应急响应", "relief.responses*"),
    ("转移|转移安置", "relief.responses.moved"),
    ("救治", "relief.responses.treated"),
    ("博爱家园|博爱广场|博爱卫生站", "campaigns.projects.*"),
    ("满意度|群众满意度|满意率", "reports.satisfaction"),
    ("问卷|调查问卷|满意度调查|答卷|有效答卷", "campaigns.surveys.answered"),
    ("满意|表示满意|非常满意", "campaigns.surveys.satisfied"),
    ("票据|捐赠票据", "donations.receipts.*"),
    ("新增|发展|新发展", f"standing.volunteers_added {_PASSED} donations.life.*"),
    # The measure words themselves, where a change is told of them: 人次增长66.7%.
    (
        "人次",
        "*.person_times *.people donations.life.blood* campaigns.volunteers reports.trained_total"
        " reports.life.blood_total",
    ),
    ("笔数", "donations.cash.gifts"),
    ("户数", "relief.aid.households"),
    ("场次", "training.*.sessions campaigns.*.events"),
)
_GENERIC = (
    "资金 现金 金额 款项 价值 折价 折合 折款 估价 货值 发放 受益 惠及 参训 "
    "学员 受训 受训人员 受训学员 新增 发展 登记 申请 合格 取得 获得 支出 收入 捐赠 物资 资料 申报 "
    "覆盖 定向 非定向 人次 笔数 户数 场次 通过考核 考核合格 参加培训 参训人次 "
    "到账 入账 入库 采样 采样入库 实现捐献 成功捐献 结转 实现 款物 送去 送上 "
)
# What follows from what stands before it, and is not looked for alone.
GENERIC = frozenset(_GENERIC.split())
_OF_ITS_NUMBER = "新增 发展 新发展 人次 笔数 户数 场次 累计"
# What says something of its own number alone, and nothing of those after it.
OF_ITS_NUMBER = frozenset(_OF_ITS_NUMBER.split())
_OPENING = (
    "trained certified blood sampled stored stem_cells body_registered body organ_registered organ"
    " together_registered together"
)
# Numbers of before records, to which a total adds what is recorded.
OPENING_NUMBERS = _OPENING.split()
