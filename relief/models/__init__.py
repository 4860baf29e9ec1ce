from .aid import BASIS_LOT_PRICES, Aid, AidGoods
from .allocation import Allocation
from .application import Application
from .disbursement import DisbursedGoods, Disbursement
from .goods_issue import GoodsIssue
from .goods_return import GoodsReturn, ReturnedGoods
from .programme import Programme
from .recovery import Recovery
from .response import Response
from .spending import Spending, of_another_purpose

__all__ = [
    "BASIS_LOT_PRICES",
    "Aid",
    "AidGoods",
    "Allocation",
    "Application",
    "DisbursedGoods",
    "Disbursement",
    "GoodsIssue",
    "GoodsReturn",
    "Programme",
    "Recovery",
    "Response",
    "ReturnedGoods",
    "Spending",
    "of_another_purpose",
]
