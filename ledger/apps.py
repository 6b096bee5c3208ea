from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can be imported only now.
        from accounts.figures import UserFigure, register_user_figure
        from ledger.queries.figures import book_counts

        register_user_figure(UserFigure("books", _("Books"), book_counts))
