from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.services.catalogues import (
    PLURAL_FORMS,
    CatalogueChange,
    catalogue_path,
    compile_catalogues,
    merge_catalogue,
)
from config.services.texts import TextRefused, texts_of_checkout


class Command(BaseCommand):
    help = (
        "Brings the catalogues of both languages in line with the texts of the code and compiles them: keeps what is "
        "translated, drops what is gone, and lists what is still to be translated. Needs no gettext tools."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing, and fail if a catalogue is not complete and in order"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        root, check = Path(settings.BASE_DIR), options["check"]
        try:
            texts = texts_of_checkout(root)
        except TextRefused as error:
            raise CommandError(str(error)) from error
        unfinished = False
        for language in PLURAL_FORMS:
            change = merge_catalogue(catalogue_path(root / "locale", language), language, texts, write=not check)
            self.report(language, len(texts), change)
            unfinished |= bool(change.missing) or (check and change.differs)
        if not check:
            compile_catalogues(root / "locale")
        elif unfinished:
            raise CommandError("Run `manage.py messages`, then fill in what it lists in locale/.", returncode=1)

    def report(self, language: str, total: int, change: CatalogueChange) -> None:
        self.stdout.write(
            f"{language}: {total} texts, {len(change.added)} new, {len(change.dropped)} gone, "
            f"{len(change.missing)} to translate."
        )
        for sign, msgids in (("+", change.added), ("-", change.dropped), ("?", change.missing)):
            for msgid in msgids:
                self.stdout.write(f"  {sign} {msgid}")
