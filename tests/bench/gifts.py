"""Very many gifts: how they are put in, and what figures are of them by queries written by hand."""

from typing import Any

from django.db import connection

from donations.models import Fund
from redcross.figures import Period

LOAD = """
INSERT INTO donations_cashgift (
    society_id, donor_id, fund_id, entered_by_id, date, amount, times, source, channel, rounded,
    receipt_number, receipt_waived, voucher_number, agreement_number,
    voided_at, voided_by_id, void_reason,
    entered_at, updated_at, version, submission, date_precision, note
)
SELECT
    (%(societies)s::bigint[])[s],
    (%(donors)s::bigint[])[s][1 + floor(random() * %(donors_each)s)],
    (%(funds)s::bigint[])[s][1 + floor(random() * %(funds_each)s)],
    %(user)s,
    date '2012-01-01' + (n * 3653 / %(gifts)s)::int,
    (1 + floor(random() * 100000)) / 100,
    CASE WHEN random() < 0.02 THEN 12 ELSE 1 END,
    (ARRAY['public', 'public', 'public', 'public', 'public', 'above'])[1 + floor(random() * 6)],
    (ARRAY['bank', 'cash', 'wechat', 'alipay', 'platform'])[1 + floor(random() * 5)],
    CASE WHEN random() < 0.01 THEN '{amount,times}' ELSE '{}' END::varchar[],
    CASE WHEN random() < 0.5 THEN 'SJ' || n ELSE '' END,
    false,
    '',
    '',
    CASE WHEN voided THEN now() END,
    CASE WHEN voided THEN %(user)s END,
    CASE WHEN voided THEN '重复登记' ELSE '' END,
    now(), now(), 1, gen_random_uuid(), 'day', ''
FROM (
    SELECT n, 1 + n %% %(societies_all)s AS s, random() < 0.01 AS voided
    FROM generate_series(0::bigint, %(gifts)s - 1) AS n
) AS numbered
"""


# One query a model, as somebody would write them who needs these numbers and nothing else.
def known_bits(name: str) -> str:
    """Return the aggregate for how well a sum is known, bit by bit: 余, 近, 约."""
    return (
        f"bit_or(CASE WHEN rounded = '{{}}' THEN 0 WHEN rounded @> '{{{name}}}' THEN 1"
        f" WHEN rounded @> '{{{name}:nearly}}' THEN 2 WHEN rounded @> '{{{name}:about}}' THEN 4"
        " ELSE 0 END)"
    )


def _sum(key: str, name: str, where: str, *, known: bool = True) -> str:
    """Return the columns of one sum, and of how well it is known."""
    told = f'sum({name}) FILTER (WHERE {where}) AS "{key}"'
    return f'{told}, {known_bits(name)} FILTER (WHERE {where}) AS "{key} ~"' if known else told


PUBLIC = "source = 'public'"
MISSING = (
    f"{PUBLIC} AND receipt_number = '' AND NOT receipt_waived AND donor.kind <> 'anonymous'"
    " AND channel <> 'platform'"
)
SUMS = ",\n    ".join(
    [
        _sum("donations.cash.amount", "amount", PUBLIC),
        _sum("donations.cash.gifts", "times", PUBLIC),
        _sum("donations.cash.earmarked", "amount", f"{PUBLIC} AND fund.kind = 'earmarked'"),
        _sum("donations.cash.unearmarked", "amount", f"{PUBLIC} AND fund.kind = 'general'"),
        _sum("donations.cash.from_above", "amount", "source = 'above'"),
        _sum("donations.cash.without_receipt", "times", MISSING),
        _sum("donations.cash.held_for_others", "amount", "fund.held_as = 'agency'"),
        _sum("donations.cash.fees", "fee", "fee IS NOT NULL", known=False),
        *(
            _sum(
                f"donations.cash.fees_{kind}",
                "fee",
                f"fee IS NOT NULL AND fund.kind = '{kind}'",
                known=False,
            )
            for kind in Fund.DONATED
        ),
    ]
)
CASH = f"""
SELECT
    {SUMS},
    count(DISTINCT donor_id) FILTER (WHERE {PUBLIC} AND donor.kind <> 'anonymous')
        AS "donations.cash.donors"
FROM donations_cashgift gift
JOIN donations_fund fund ON fund.id = fund_id
JOIN donations_donor donor ON donor.id = donor_id
WHERE gift.society_id = ANY(%(societies)s) AND date BETWEEN %(start)s AND %(end)s
    AND gift.voided_at IS NULL
"""  # noqa: S608  # of constants above
FUNDS = """
SELECT count(*) AS "donations.funds.open"
FROM donations_fund
WHERE society_id = ANY(%(societies)s) AND voided_at IS NULL
    AND kind IN ('general', 'earmarked', 'above')
    AND (opens_on IS NULL OR opens_on <= %(end)s) AND (closes_on IS NULL OR closes_on >= %(end)s)
"""


def by_hand(societies: list[int], period: Period) -> dict[str, Any]:
    """Numbers by the figure's key; under the key with a tilde, whether any part is rounded."""
    parameters = {"societies": societies, "start": period.start, "end": period.end}
    found: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for query in (CASH, FUNDS):
            cursor.execute(query, parameters)
            found |= zip((c.name for c in cursor.description), cursor.fetchone(), strict=True)
    return found
