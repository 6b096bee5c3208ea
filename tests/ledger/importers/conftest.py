import io
from collections.abc import Callable

import pytest

from ledger.importers import RawRecord, Rejected, open_bill


@pytest.fixture
def read() -> Callable[[bytes], tuple[list[RawRecord], list[Rejected]]]:
    """Read the one bill in these bytes: (records, rejected)."""

    def read(content: bytes, password: str | None = None) -> tuple[list[RawRecord], list[Rejected]]:
        with open_bill(io.BytesIO(content), password=password) as bills:
            assert len(bills) == 1
            rows = list(bills.bills[0].read())
        return (
            [row for row in rows if isinstance(row, RawRecord)],
            [row for row in rows if isinstance(row, Rejected)],
        )

    return read
