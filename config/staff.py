"""The groups of staff and what each may do in the admin: one table, which docs/staff.md shows and a test compares.

After each migration the groups are made to fit it, so a right is given or taken here and nowhere else. Who is in a
group a superuser says.
"""

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions

_PRODUCTS = ("moneyfund", "loanproduct", "fundyield", "costitem")
_READINGS = {"reading": "view", "transition": "view", "suggestion": "view", "calibration": "view"}
_SEE_PRODUCTS = dict.fromkeys((*_PRODUCTS, "provider", "referencerate", "productversion"), "view")
_MAKE_PRODUCTS = _SEE_PRODUCTS | dict.fromkeys((*_PRODUCTS, "provider", "referencerate"), "view add change")
# Publishing writes a version, so whoever may add one may publish.
_CHECK_PRODUCTS = _SEE_PRODUCTS | {"productversion": "view add"}
_BOOKS = {"book": "view", "importbatch": "view"}
_WRITE_ARTICLES = dict.fromkeys(("article", "column", "series"), "view add change") | {"articleversion": "view"}
_EDIT = _WRITE_ARTICLES | {"post": "view", "thing": "view"}
_SEE_ORDER = dict.fromkeys(("case", "staffaction", "wordrule", "linkrule"), "view")
_KEEP_ORDER = {"case": "view change", "staffaction": "view"} | dict.fromkeys(
    ("wordrule", "linkrule"), "view add change"
)

# Group -> app -> model -> rights.
GROUPS: dict[str, dict[str, dict[str, str]]] = {
    "客服": {
        "accounts": {"user": "view change", "question": "view change", "delivery": "view"},
        "ledger": _BOOKS,
        "community": {"case": "view"},
    },
    "内容": {"ledger": _BOOKS, "community": _EDIT | _KEEP_ORDER},
    "产品": {"ledger": _BOOKS, "offers": _MAKE_PRODUCTS | _READINGS},
    "合规": {
        "accounts": {"user": "view change", "consent": "view"},
        "ledger": _BOOKS,
        "offers": _CHECK_PRODUCTS | _READINGS,
        "community": _SEE_ORDER,
    },
    "负责人": {
        "accounts": {"user": "view change", "question": "view change", "consent": "view", "delivery": "view"},
        "ledger": _BOOKS,
        "offers": _MAKE_PRODUCTS | _READINGS | {"productversion": "view add", "jobrun": "view"},
        "community": _EDIT | _KEEP_ORDER,
        "django_celery_beat": dict.fromkeys(("periodictask", "crontabschedule", "intervalschedule"), "view change"),
    },
}


def fit_groups(app_config: AppConfig, using: str, **_signal: Any) -> None:
    """Gives each group exactly its rights; called for every app that was migrated, and acts after the last one."""
    if app_config is not list(apps.get_app_configs())[-1]:
        return
    # Not at the top: models can be imported only when all apps are ready.
    from django.contrib.auth.models import Group, Permission

    for name, by_app in GROUPS.items():
        wanted = {
            (app, f"{right}_{model}")
            for app, models in by_app.items()
            for model, rights in models.items()
            for right in rights.split()
        }
        for app in by_app:
            create_permissions(apps.get_app_config(app), verbosity=0, using=using)
        found = Permission.objects.using(using).filter(content_type__app_label__in=by_app)
        held = {(row.content_type.app_label, row.codename): row for row in found.select_related("content_type")}
        group, _made = Group.objects.using(using).get_or_create(name=name)
        group.permissions.set([held[key] for key in sorted(wanted)])
