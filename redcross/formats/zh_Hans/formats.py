# ISO dates everywhere: the date input posts them, and a list must sort as it reads.
DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y-m-d H:i"
SHORT_DATE_FORMAT = "Y-m-d"
SHORT_DATETIME_FORMAT = "Y-m-d H:i"
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]
# Django's own for Chinese has no separator; official tables set thousands apart.
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
