"""What entries are sorted by: categories in two levels, merchants, projects and tags, all rows of one book."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from ledger.models import triggers
from ledger.models.books import Book
from ledger.models.fields import LedgerForeignKey


class Category(models.Model):
    """An expense or income category. `key` is its stable name in the scene; `parent` makes the second level."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="categories")
    parent = LedgerForeignKey("self", null=True, blank=True, related_name="children", verbose_name=_("parent"))
    kind = models.CharField(_("kind"), max_length=10)
    key = models.CharField(_("key in the scene"), max_length=60, blank=True)
    name = models.CharField(_("name"), max_length=40)
    icon = models.CharField(_("icon"), max_length=40)
    color = models.CharField(_("colour"), max_length=20, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True)
    # What stands for it since it was merged; then it is archived too.
    merged_into = LedgerForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = [
            models.UniqueConstraint(
                fields=["book", "kind", "parent", "name"],
                condition=Q(archived_at__isnull=True),
                name="ledger_category_name_unique",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["book", "kind", "key"], condition=~Q(key=""), name="ledger_category_key_unique"
            ),
            models.CheckConstraint(name="ledger_category_kind_known", condition=Q(kind__in=["expense", "income"])),
        ]
        triggers = [*triggers.refuse_deleting_used("e.category_id = OLD.id"), *triggers.draw_directory_version()]

    def __str__(self) -> str:
        return self.name


class Label(models.Model):
    """A name of a book that entries point at. One that was merged into another stands for that one when it is named."""

    # How long a name may be differs, so each kind declares its own.
    name: str | models.CharField

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    book = models.ForeignKey(Book, on_delete=models.CASCADE, db_index=False)
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True)
    merged_into: Any = LedgerForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["book", "name"], name="ledger_%(class)s_name_unique")]

    def __str__(self) -> str:
        return self.name


class OrderedLabel(Label):
    """A label that its people may put in order: those that nobody put anywhere follow, by name."""

    position = models.PositiveSmallIntegerField(_("position"), null=True, blank=True)

    class Meta(Label.Meta):
        abstract = True


class Merchant(Label):
    """Whom money is paid to or comes from. The category and account last chosen by hand serve the next import."""

    name = models.CharField(_("name"), max_length=120)
    category = LedgerForeignKey(
        Category, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("usual category")
    )

    class Meta(Label.Meta):
        verbose_name = _("merchant")
        verbose_name_plural = _("merchants")
        # A new merchant need not be told to the processes, since they look up whom they do not know; and nobody reads
        # the usual category there, which an import may change for a thousand at once.
        triggers = [
            *triggers.refuse_deleting_used("e.merchant_id = OLD.id"),
            *triggers.draw_directory_version(unless_only=("category",), unless_new=True),
        ]


class Project(OrderedLabel):
    name = models.CharField(_("name"), max_length=60)

    class Meta(OrderedLabel.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        triggers = [*triggers.refuse_deleting_used("e.project_id = OLD.id"), *triggers.draw_directory_version()]


class Tag(OrderedLabel):
    name = models.CharField(_("name"), max_length=40)

    class Meta(OrderedLabel.Meta):
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        triggers = [*triggers.refuse_deleting_used("OLD.id = ANY (e.tags)"), *triggers.draw_directory_version()]
