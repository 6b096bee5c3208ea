from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "House"

    def ready(self) -> None:
        from config.staff import fit_groups

        post_migrate.connect(fit_groups, dispatch_uid="config.staff")
