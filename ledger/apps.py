from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "ledger"
    label = "ledger"
    verbose_name = _("Books")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can be imported only now.
        from accounts.figures import StaffBoard, UserFigure, register_staff_board, register_user_figure
        from accounts.privacy import Keeper, register_keeper, register_reasons
        from ledger.cards.registry import register_shelf_panel
        from ledger.notices import register_kinds
        from ledger.queries.figures import active_book_counts, book_counts, import_counts
        from ledger.services.comments import take_comments_along
        from ledger.services.leaving import book_fates, leave_books, reasons_of_import, take_books_along
        from ledger.services.pay_codes import forget_pay_code, take_pay_code_along

        register_kinds()
        register_shelf_panel("accounts:news-rows")
        register_keeper(Keeper("books", take_books_along, book_fates, leave_books))
        register_keeper(Keeper("pay-code", take_pay_code_along, None, forget_pay_code))
        register_keeper(Keeper("comments", take_comments_along))
        register_reasons(reasons_of_import)
        register_user_figure(UserFigure("books", _("Books"), book_counts))
        register_staff_board(StaffBoard("books", _("Active books"), "ledger.view_book", active_book_counts))
        register_staff_board(StaffBoard("imports", _("Imports in 30 days"), "ledger.view_importbatch", import_counts))
