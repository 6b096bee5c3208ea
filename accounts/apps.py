from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    label = "accounts"
    verbose_name = _("Users")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added
        from django.contrib.auth.signals import user_logged_in

        from accounts.figures import StaffBoard, register_staff_board
        from accounts.middleware import note_session_begun

        # Models can be imported only now.
        from accounts.notices.alarms import register_kinds
        from accounts.notices.privacy import forget_notices, take_notices_along
        from accounts.privacy import Keeper, register_keeper
        from accounts.queries import delivery_counts, open_question_counts, sign_up_counts
        from accounts.second_step import note_fresh_step

        user_logged_in.connect(note_session_begun, dispatch_uid="accounts.note_session_begun")
        authenticator_added.connect(note_fresh_step, dispatch_uid="accounts.note_fresh_step")
        register_kinds()
        register_keeper(Keeper("notices", take_notices_along, forget=forget_notices))
        register_staff_board(StaffBoard("sign_ups", _("Sign-ups"), "accounts.view_user", sign_up_counts))
        register_staff_board(
            StaffBoard("questions", _("Questions to the help desk"), "accounts.view_question", open_question_counts)
        )
        register_staff_board(
            StaffBoard("notices", _("Notices on their way"), "accounts.view_delivery", delivery_counts)
        )
