"""For people who lost the phone and the recovery codes: whoever runs the installation lets them in again."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.identifiers import masked, read_identifier
from accounts.queries import user_by_identifier
from accounts.services import remove_second_steps


class Command(BaseCommand):
    help = "Takes the authenticator app, the passkeys and the recovery codes from an account. Be sure who asks for it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("identifier", help="the phone number or e-mail address that the person signs in with")

    def handle(self, *args: object, identifier: str, **options: object) -> None:
        try:
            user = user_by_identifier(read_identifier(identifier))
        except ValueError as error:
            raise CommandError("This is neither a phone number nor an e-mail address.") from error
        if user is None:
            raise CommandError("Nobody signs in with this.")
        count = remove_second_steps(user, at=timezone.now())
        self.stdout.write(f"{masked(identifier)}: {count} removed. A password or a code is enough again.")
