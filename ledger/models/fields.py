from django.db import models


class LedgerForeignKey(models.ForeignKey):
    """A reference between rows of one book.

    The statement triggers of entries check in one set-based query that the row named exists *in the same book*,
    which a plain foreign key does not say, at a tenth of its cost (DESIGN: 3 against 36 microseconds a row).
    No index of its own: the book's list index serves such filters.
    """

    def __init__(self, to, on_delete=models.PROTECT, **kwargs):
        kwargs.setdefault("db_constraint", False)
        kwargs.setdefault("db_index", False)
        super().__init__(to, on_delete=on_delete, **kwargs)
