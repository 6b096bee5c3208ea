from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "community"
    label = "community"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can be imported only now.
        from accounts.privacy import Keeper, register_keeper
        from community.notices import register_kinds
        from community.services.follows import forget_follows, take_follows_along
        from community.services.leaving import forget_talk, take_talk_along

        register_kinds()
        # Before the profiles go, by which notices name people.
        register_keeper(Keeper("follows", take_follows_along, forget=forget_follows))
        register_keeper(Keeper("talk", take_talk_along, forget=forget_talk))
