import datetime as dt
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ledger.demo.alipay_bill import alipay_rows, bill_bytes, zipped_bill
from ledger.demo.cast import SEED, build_demo


class Command(BaseCommand):
    help = "Writes the demo family's Alipay bill of the last twelve months, to try an import with."

    def add_arguments(self, parser):
        parser.add_argument("--out", type=Path, required=True, help="the file to write")
        parser.add_argument("--today", type=dt.date.fromisoformat, help="the demo's today (YYYY-MM-DD)")
        parser.add_argument("--seed", type=int, default=SEED, help="another number, another life")
        parser.add_argument("--zip", metavar="PASSWORD", help="lock it in a zip, as by mail: six digits")

    def handle(self, *args, out, today=None, seed=SEED, **options):
        today = today or timezone.localdate()
        rows = [
            row for row, _category in alipay_rows(build_demo(today, seed, only=("family",)).book("family"), today, seed)
        ]
        data = bill_bytes(rows, today)
        if options["zip"] is not None:
            try:
                data = zipped_bill(data, today, options["zip"])
            except ValueError as error:
                raise CommandError(str(error)) from None
        out.write_bytes(data)
        self.stdout.write(f"{len(rows)} rows in {out}")
