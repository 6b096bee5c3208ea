"""Published reference rates."""

import datetime as dt
from decimal import Decimal

from ledger.rules.rates import PPM
from offers.models import ReferenceRate

LPR = "LPR1Y"


def lpr(today: dt.date) -> Decimal:
    """The one-year loan prime rate in force; 0 where staff entered none, so that no loan keeps four times of it."""
    row = ReferenceRate.objects.filter(code=LPR, effective_from__lte=today).order_by("-effective_from").first()
    return Decimal(row.rate_ppm) / PPM if row else Decimal(0)
