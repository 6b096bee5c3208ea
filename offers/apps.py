from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OffersConfig(AppConfig):
    name = "offers"
    label = "offers"
    verbose_name = _("Readings and products")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can be imported only now.
        from accounts.purposes import follow_withdrawal
        from ledger.cards.registry import register_panel, register_shelf_panel
        from offers.queries.credit import PURPOSE
        from offers.services.consents import forget_suggestions

        register_panel("reading", "offers:reading-panel")
        register_shelf_panel("offers:shelf-readings")
        follow_withdrawal(PURPOSE, forget_suggestions)
