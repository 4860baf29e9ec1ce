from .aid import Aid, AidGoods
from .allocation import Allocation
from .application import Application
from .disbursement import DisbursedGoods, Disbursement
from .goods_issue import GoodsIssue
from .programme import Programme
from .response import Response

__all__ = [
    "Aid",
    "AidGoods",
    "Allocation",
    "Application",
    "DisbursedGoods",
    "Disbursement",
    "GoodsIssue",
    "Programme",
    "Response",
]
