"""A book out: its entries, all or narrowed as the list of entries is, as CSV or as a workbook.

Both are written row by row into a file, so that memory stays flat; a long one by a job. docs/exports.md tells what
stands in the files.
"""

from ledger.services.exports.formats import FORMATS, file_name, takes_a_moment, written_file
from ledger.services.exports.jobs import (
    begin_export,
    kept_parts,
    narrowed_from,
    narrowed_json,
    recent_exports,
    resume_exports,
    write_export,
)
from ledger.services.exports.rows import entries_of

__all__ = [
    "FORMATS",
    "begin_export",
    "entries_of",
    "file_name",
    "kept_parts",
    "narrowed_from",
    "narrowed_json",
    "recent_exports",
    "resume_exports",
    "takes_a_moment",
    "write_export",
    "written_file",
]
