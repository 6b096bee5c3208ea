from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.services.catalogues import compile_catalogues
from config.services.upkeep import collect_static_if_needed, migrate_if_needed


class Command(BaseCommand):
    help = (
        "Compiles the message catalogues, gathers the static files and applies the migrations, each where needed: "
        "what `up` does before it serves, for an installation that runs its processes itself."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--files-only", action="store_true", help="leave the database alone (to build an image)")

    def handle(self, *args: Any, **options: Any) -> None:
        compiled = compile_catalogues(settings.BASE_DIR / "locale")
        gathered = collect_static_if_needed()
        migrated = False if options["files_only"] else migrate_if_needed()
        self.stdout.write(
            f"Catalogues compiled: {len(compiled)}. Static files: {'gathered' if gathered else 'up to date'}. "
            f"Database: {'migrated' if migrated else 'left alone' if options['files_only'] else 'up to date'}."
        )
