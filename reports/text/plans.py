"""Whether a sentence says what is going to be done."""

import re

_PLANNED = re.compile(
    r"下一步|下年度|明年|下一年|拟|将[在于]|打算|规划|今后|力争|(?:(?<=[我会县市区年度步，])|^)计划"
    r"|计划(?=[于在将用新投到安再约\d]|开展|举办|培训|组织|实施|募集|发放|救助|采购)"
)
# 计划4000人次，实际培训4180人次: of a plan it is told what became of it.
_CARRIED_OUT = re.compile("实际|完成率|超额|(?:已|全部|如期|圆满)完成")
# 心田计划 is the name of something.
_QUOTED = re.compile("“[^“”]*”")


def says_plan(text: str) -> bool:
    """Return whether the sentence tells a plan, and not what became of one."""
    plain = _QUOTED.sub("", text)
    return bool(_PLANNED.search(plain)) and not _CARRIED_OUT.search(plain)
