from offers.models.products import (
    CostItem,
    FundYield,
    LoanProduct,
    MoneyFund,
    Product,
    ProductVersion,
    Provider,
    ReferenceRate,
)
from offers.models.readings import (
    Calibration,
    JobRun,
    OneOff,
    Planned,
    Reading,
    ReadingCursor,
    Stream,
    Transition,
)
from offers.models.suggestions import CostReading, Impression, Mute, Suggestion

__all__ = [
    "Calibration",
    "CostItem",
    "CostReading",
    "FundYield",
    "Impression",
    "JobRun",
    "LoanProduct",
    "MoneyFund",
    "Mute",
    "OneOff",
    "Planned",
    "Product",
    "ProductVersion",
    "Provider",
    "Reading",
    "ReadingCursor",
    "ReferenceRate",
    "Stream",
    "Suggestion",
    "Transition",
]
