"""Bringing bills into a book: upload, reading, matching, the preview's choices, writing and undo.

docs/imports.md tells the whole way of a row. `import_files` goes it without a stop; the page stops for a look.
"""

from ledger.services.imports.choices import (
    choose_batch,
    choose_group,
    choose_place,
    separate_typed,
)
from ledger.services.imports.closing import cancel_import, resume_imports
from ledger.services.imports.mapping import (
    Look,
    choose_layout,
    choose_proposed,
    look_at_table,
    tell_columns,
    waiting_table,
)
from ledger.services.imports.reading import read_import
from ledger.services.imports.undo import undo_import
from ledger.services.imports.upload import MAX_UPLOAD_BYTES, ImportMoved, Upload, begin_import, unlock_import
from ledger.services.imports.whole import import_files
from ledger.services.imports.writing import confirm_import, write_import

__all__ = [
    "MAX_UPLOAD_BYTES",
    "ImportMoved",
    "Look",
    "Upload",
    "begin_import",
    "cancel_import",
    "choose_batch",
    "choose_group",
    "choose_layout",
    "choose_place",
    "choose_proposed",
    "confirm_import",
    "import_files",
    "look_at_table",
    "read_import",
    "resume_imports",
    "separate_typed",
    "tell_columns",
    "undo_import",
    "unlock_import",
    "waiting_table",
    "write_import",
]
