from .aid import Aid, AidGoods
from .application import Application
from .disbursement import DisbursedGoods, Disbursement
from .goods_issue import GoodsIssue
from .programme import Programme
from .response import Response

__all__ = [
    "Aid",
    "AidGoods",
    "Application",
    "DisbursedGoods",
    "Disbursement",
    "GoodsIssue",
    "Programme",
    "Response",
]
