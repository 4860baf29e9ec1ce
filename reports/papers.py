"""What is printed of figures and statements."""

from .statement_paper import GoodsStatementPaper, MoneyStatementPaper

papers = [MoneyStatementPaper(), GoodsStatementPaper()]
