from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunityConfig(AppConfig):
    name = "community"
    label = "community"
    verbose_name = _("Community")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can be imported only now.
        from accounts.figures import StaffBoard, register_staff_board
        from accounts.privacy import Keeper, register_keeper
        from community.notices import register_kinds
        from community.queries.lessons import lesson_explaining
        from community.queries.moderation import waiting_counts
        from community.services.academy import forget_lessons, take_lessons_along
        from community.services.follows import forget_follows, take_follows_along
        from community.services.keeping import forget_posts, post_fates, take_posts_along
        from community.services.leaving import forget_talk, take_talk_along
        from community.services.order_privacy import forget_order, take_order_along
        from ledger.cards.registry import register_entry_panel
        from ledger.explainers import register_explainers
        from ledger.places import Place, register_place

        register_place(Place("community", _("Community"), "message-2-heart", "community:home", "community:"))
        register_kinds()
        # Before the profiles go, by which notices name people.
        register_keeper(Keeper("follows", take_follows_along, forget=forget_follows))
        register_keeper(Keeper("talk", take_talk_along, forget=forget_talk))
        register_explainers(lesson_explaining)
        register_keeper(Keeper("academy", take_lessons_along, forget=forget_lessons))
        register_keeper(Keeper("order", take_order_along, forget=forget_order))
        register_keeper(Keeper("posts", take_posts_along, post_fates, forget_posts))
        register_entry_panel("community:entry-panel")
        register_staff_board(StaffBoard("order", _("Community"), "community.view_case", waiting_counts))
