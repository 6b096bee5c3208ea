from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunityConfig(AppConfig):
    name = "community"
    label = "community"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can be imported only now.
        from accounts.figures import StaffBoard, register_staff_board
        from accounts.privacy import Keeper, register_keeper
        from community import order_notices
        from community.notices import register_kinds
        from community.queries.moderation import waiting_counts
        from community.services.follows import forget_follows, take_follows_along
        from community.services.leaving import forget_talk, take_talk_along
        from community.services.order_privacy import forget_order, take_order_along

        register_kinds()
        order_notices.register_kinds()
        # Before the profiles go, by which notices name people.
        register_keeper(Keeper("follows", take_follows_along, forget=forget_follows))
        register_keeper(Keeper("talk", take_talk_along, forget=forget_talk))
        register_keeper(Keeper("order", take_order_along, forget=forget_order))
        register_staff_board(StaffBoard("order", _("Community"), "community.view_case", waiting_counts))
