"""Money as whole minor units of a currency."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

# ISO 4217 (amendment 176). Currencies with another number of decimals than two.
_EXPONENTS = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
    **dict.fromkeys(["CLF", "UYW"], 4),
}
CURRENCIES = frozenset(
    [
        "AED",
        "AFN",
        "ALL",
        "AMD",
        "AOA",
        "ARS",
        "AUD",
        "AWG",
        "AZN",
        "BAM",
        "BBD",
        "BDT",
        "BHD",
        "BIF",
        "BMD",
        "BND",
        "BOB",
        "BRL",
        "BSD",
        "BTN",
        "BWP",
        "BYN",
        "BZD",
        "CAD",
        "CDF",
        "CHF",
        "CLF",
        "CLP",
        "CNY",
        "COP",
        "CRC",
        "CUP",
        "CVE",
        "CZK",
        "DJF",
        "DKK",
        "DOP",
        "DZD",
        "EGP",
        "ERN",
        "ETB",
        "EUR",
        "FJD",
        "FKP",
        "GBP",
        "GEL",
        "GHS",
        "GIP",
        "GMD",
        "GNF",
        "GTQ",
        "GYD",
        "HKD",
        "HNL",
        "HTG",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "IQD",
        "IRR",
        "ISK",
        "JMD",
        "JOD",
        "JPY",
        "KES",
        "KGS",
        "KHR",
        "KMF",
        "KPW",
        "KRW",
        "KWD",
        "KYD",
        "KZT",
        "LAK",
        "LBP",
        "LKR",
        "LRD",
        "LSL",
        "LYD",
        "MAD",
        "MDL",
        "MGA",
        "MKD",
        "MMK",
        "MNT",
        "MOP",
        "MRU",
        "MUR",
        "MVR",
        "MWK",
        "MXN",
        "MYR",
        "MZN",
        "NAD",
        "NGN",
        "NIO",
        "NOK",
        "NPR",
        "NZD",
        "OMR",
        "PAB",
        "PEN",
        "PGK",
        "PHP",
        "PKR",
        "PLN",
        "PYG",
        "QAR",
        "RON",
        "RSD",
        "RUB",
        "RWF",
        "SAR",
        "SBD",
        "SCR",
        "SDG",
        "SEK",
        "SGD",
        "SHP",
        "SLE",
        "SOS",
        "SRD",
        "SSP",
        "STN",
        "SVC",
        "SYP",
        "SZL",
        "THB",
        "TJS",
        "TMT",
        "TND",
        "TOP",
        "TRY",
        "TTD",
        "TWD",
        "TZS",
        "UAH",
        "UGX",
        "USD",
        "UYI",
        "UYU",
        "UYW",
        "UZS",
        "VED",
        "VES",
        "VND",
        "VUV",
        "WST",
        "XAF",
        "XCD",
        "XOF",
        "XPF",
        "YER",
        "ZAR",
        "ZMW",
        "ZWG",
    ]
)


def exponent(currency: str) -> int:
    """Decimals of a currency by ISO 4217: CNY 2, JPY 0, KWD 3. Raises KeyError for an unknown code."""
    if currency not in CURRENCIES:
        raise KeyError(currency)
    return _EXPONENTS.get(currency, 2)


def to_minor(amount: Decimal | str | int, currency: str) -> int:
    """Whole minor units of `currency` for an amount in major units ("12.50" CNY -> 1250).

    Raises ValueError where the amount is no number or has more decimals than the currency: nothing is rounded.
    """
    try:
        scaled = Decimal(amount).scaleb(exponent(currency))
    except InvalidOperation:
        raise ValueError(f"not an amount: {amount!r}") from None
    if not scaled.is_finite() or scaled != scaled.to_integral_value():
        raise ValueError(f"not a whole number of minor units of {currency}: {amount!r}")
    return int(scaled)


def to_major(amount_minor: int, currency: str) -> Decimal:
    """The amount in major units, with the currency's own number of decimals (1250 CNY -> Decimal("12.50"))."""
    return Decimal(amount_minor).scaleb(-exponent(currency))


def convert(amount_minor: int, currency: str, rate: Decimal, to_currency: str) -> int:
    """Minor units of `to_currency`, where one unit of `currency` is `rate` units of it; half rounds away from zero."""
    amount = to_major(amount_minor, currency) * rate
    return int(amount.scaleb(exponent(to_currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def shares(amount_minor: int, weights: Sequence[int], first: int = 0) -> list[int]:
    """Divides an amount by weights into whole minor units that sum to it (largest remainder, Hamilton).

    Odd units go to the largest remainders; among equal remainders to position `first` and those after it, cyclically.
    `shares(10000, [1, 1, 1])` is `[3334, 3333, 3333]`. Raises ValueError unless some weight is positive and none is
    negative.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError("weights must be non-negative with a positive sum")
    sign = -1 if amount_minor < 0 else 1
    parts, remainders = zip(*(divmod(abs(amount_minor) * weight, total) for weight in weights), strict=True)
    result = list(parts)
    n = len(weights)
    order = sorted(range(n), key=lambda i: (-remainders[i], (i - first) % n))
    for i in order[: abs(amount_minor) - sum(result)]:
        result[i] += 1
    return [sign * part for part in result]


def round_half_up(numerator: int, denominator: int) -> int:
    """Integer division that rounds halves away from zero; `denominator` is positive."""
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))
