"""The whole way without a stop: for the API, commands, tests and benchmarks."""

from collections.abc import Sequence
from typing import BinaryIO

from django.views.decorators.debug import sensitive_variables

from ledger.models import ImportBatch, Member
from ledger.services.imports.mapping import choose_proposed
from ledger.services.imports.reading import read_import
from ledger.services.imports.upload import Upload, begin_import
from ledger.services.imports.writing import confirm_import, write_import


@sensitive_variables("passwords")
def import_files(
    member: Member, *, files: Sequence[tuple[str, BinaryIO]], passwords: Sequence[str] = ()
) -> ImportBatch:
    """Uploads, reads and writes (name, file) pairs as one batch, in this process, with every proposal accepted.

    Returns the batch: `done` with its counts, `failed` where no file held a bill, `locked` where a password is missing.
    Raises what `begin_import` and `confirm_import` raise. Must not run inside a transaction.
    """
    uploads = [Upload(name, file) for name, file in files]
    batch = begin_import(member, uploads=uploads, passwords=passwords, queued=False)
    if batch.state == ImportBatch.State.MAPPING:
        batch = choose_proposed(batch, queued=False)
    if batch.state == ImportBatch.State.READING:
        batch = read_import(batch.pk)
    if batch.state == ImportBatch.State.PREVIEW:
        confirm_import(member, batch, queued=False)
        batch = write_import(batch.pk)
    return batch
