from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OffersConfig(AppConfig):
    name = "offers"
    label = "offers"
    verbose_name = _("Readings and products")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can be imported only now.
        from accounts.figures import StaffBoard, register_staff_board
        from accounts.privacy import Keeper, register_keeper
        from accounts.purposes import follow_withdrawal
        from ledger.cards.registry import register_panel, register_shelf_panel
        from offers.notices import register_kinds
        from offers.queries.credit import PURPOSE
        from offers.queries.figures import reading_counts, suggestion_counts
        from offers.services.consents import forget_suggestions
        from offers.services.leaving import forget_person, take_suggestions_along

        register_kinds()
        register_panel("reading", "offers:reading-panel")
        register_shelf_panel("offers:shelf-readings")
        follow_withdrawal(PURPOSE, forget_suggestions)
        register_keeper(Keeper("suggestions", take_suggestions_along, forget=forget_person))
        register_staff_board(StaffBoard("readings", _("Readings of today"), "offers.view_reading", reading_counts))
        register_staff_board(
            StaffBoard("suggestions", _("Suggestions in 30 days"), "offers.view_suggestion", suggestion_counts)
        )
