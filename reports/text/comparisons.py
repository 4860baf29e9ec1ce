"""The words with which a sentence holds this year against the one before: data, no more."""

import re

# 加上年初: no 上年.
BEFORE_WORDS = r"(?<!加)上一?年度?|去年|前一年|往年|(?:19|20)\d\d年度?"
COMPARED = re.compile(
    rf"(?:[较比与和同]|相较于?)(?:{BEFORE_WORDS})(?:同期|末|底)?(?:的)?(?:相比|比较|比)?|同比|环比"
)
UP = "增长|增加|上升|提高|提升|增幅|净增|上涨|攀升|扩大"
DOWN = "减少|下降|降低|回落|缩减|下滑|压减|压缩|降幅"
VERBS = (
    "救助|资助|慰问|培训|举办|开展|发放|募集|接受|接收|发展|取得|组织|参加|走访慰问|走访|帮扶|争取|筹集|募得|募捐|拨付"
    "|支出|投入|服务|转移|采集|登记|动员|招募|配备|新增|印发|宣传|捐赠|收到|惠及|受益"
)
CHANGE = re.compile(
    rf"(?:(?P<up>{UP}|增|多|高|升)|(?P<down>{DOWN}|降|少|低|减))(?:了|幅度?|率|达|为|出|约|近|超|\s)*"
    rf"(?P<verb>{VERBS}|发|办|开|收|捐|建|招)?$"
)
# 比上年多救助困难群众20人: what it is more of may follow.
MORE_OF = re.compile(
    rf"(?:{COMPARED.pattern})(?:(?P<up>多)|(?P<down>少))(?:{VERBS})[^，。、：（）\d]{{0,8}}$"
)
