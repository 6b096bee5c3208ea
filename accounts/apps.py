from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    label = "accounts"
    verbose_name = _("Users")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can be imported only now.
        from accounts.figures import StaffBoard, register_staff_board
        from accounts.queries import open_question_counts, sign_up_counts

        register_staff_board(StaffBoard("sign_ups", _("Sign-ups"), "accounts.view_user", sign_up_counts))
        register_staff_board(
            StaffBoard("questions", _("Questions to the help desk"), "accounts.view_question", open_question_counts)
        )
