"""What was done in a book besides recording and changing entries one by one."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from ledger.models.books import Book
from ledger.models.fields import LedgerForeignKey
from ledger.models.imports import ImportBatch
from ledger.models.steps import Step


class What(models.TextChoices):
    """The vocabulary: a key, and the sentence that is put together when it is read. Who did it stands before it."""

    BOOK_OPENED = "book_opened", _("Opened this book")
    BOOK_ARCHIVED = "book_archived", _("Closed this book to writing")
    BOOK_UNARCHIVED = "book_unarchived", _("Opened this book to writing again")
    BOOK_DELETED = "book_deleted", _("Deleted this book")
    BOOK_RESTORED = "book_restored", _("Brought this book back")
    SETTINGS_CHANGED = "settings_changed", _("Changed the settings of the book")
    ACCOUNT_ADDED = "account_added", _("Added the account “%(subject)s”")
    ACCOUNT_CHANGED = "account_changed", _("Changed the account “%(subject)s”")
    ACCOUNT_ARCHIVED = "account_archived", _("Put the account “%(subject)s” away")
    ACCOUNT_RESTORED = "account_restored", _("Brought the account “%(subject)s” back")
    ACCOUNT_DELETED = "account_deleted", _("Deleted the account “%(subject)s”")
    CATEGORY_ADDED = "category_added", _("Added the category “%(subject)s”")
    CATEGORY_CHANGED = "category_changed", _("Changed the category “%(subject)s”")
    CATEGORY_ARCHIVED = "category_archived", _("Put the category “%(subject)s” away")
    CATEGORY_RESTORED = "category_restored", _("Brought the category “%(subject)s” back")
    CATEGORY_DELETED = "category_deleted", _("Deleted the category “%(subject)s”")
    # A merchant, project or tag.
    LABEL_ADDED = "label_added", _("Added the name “%(subject)s”")
    LABEL_CHANGED = "label_changed", _("Renamed “%(subject)s”")
    LABEL_ARCHIVED = "label_archived", _("Put the name “%(subject)s” away")
    LABEL_RESTORED = "label_restored", _("Brought the name “%(subject)s” back")
    LABEL_DELETED = "label_deleted", _("Deleted the name “%(subject)s”")
    BUDGET_SET = "budget_set", _("Set the budget “%(subject)s”")
    BUDGET_CHANGED = "budget_changed", _("Changed the budget “%(subject)s”")
    BUDGET_DELETED = "budget_deleted", _("Deleted the budget “%(subject)s”")
    BUDGET_UNDONE = "budget_undone", _("Took back a change of the budget “%(subject)s”")
    SCHEDULED_ADDED = "scheduled_added", _("Planned “%(subject)s”")
    SCHEDULED_CHANGED = "scheduled_changed", _("Changed the plan “%(subject)s”")
    SCHEDULED_DELETED = "scheduled_deleted", _("Deleted the plan “%(subject)s”")
    SCHEDULED_DONE = "scheduled_done", _("Ticked “%(subject)s”")
    SCHEDULED_UNDONE = "scheduled_undone", _("Took back a change of the plan “%(subject)s”")
    MEMBER_ADDED = "member_added", _("Added “%(subject)s” to the people")
    MEMBER_CHANGED = "member_changed", _("Renamed “%(subject)s”")
    MEMBER_ARCHIVED = "member_archived", _("Put “%(subject)s” away")
    MEMBER_RESTORED = "member_restored", _("Brought “%(subject)s” back")
    MEMBER_DELETED = "member_deleted", _("Deleted “%(subject)s”")
    MEMBER_JOINED = "member_joined", _("Joined the book")
    MEMBER_CLAIMED = "member_claimed", _("Joined the book as “%(subject)s”")
    MEMBER_LEFT = "member_left", _("Left the book")
    MEMBER_REMOVED = "member_removed", _("Removed “%(subject)s” from the book")
    ROLE_CHANGED = "role_changed", _("Changed the role of “%(subject)s”")
    OWNER_ASKED = "owner_asked", _("Offered the book to “%(subject)s”")
    OWNER_CHANGED = "owner_changed", _("Took over the book")
    INVITATION_MADE = "invitation_made", _("Made an invitation")
    INVITATION_REVOKED = "invitation_revoked", _("Withdrew an invitation")
    GUEST_LINK_MADE = "guest_link_made", _("Made a link for guests")
    GUEST_LINK_REVOKED = "guest_link_revoked", _("Withdrew the link for guests")
    GUEST_JOINED = "guest_joined", _("Opened the book as a guest")
    IMPORT_WRITTEN = "import_written", _("Imported a bill")
    IMPORT_UNDONE = "import_undone", _("Took an import back")
    STEP_DONE = "step_done", "%(subject)s"
    STEP_UNDONE = "step_undone", _("Took back: %(subject)s")
    # What a step, an import or the undo of one did in another book.
    ENTRIES_CAME = "entries_came", _("Moved entries here from another book")
    ENTRIES_LEFT = "entries_left", _("Took entries back to another book")
    ENTRIES_FOLLOWED = "entries_followed", _("Changed payments that are linked to another book")
    EXPENSE_APPROVED = "expense_approved", _("Approved an expense")
    EXPENSE_REFUSED = "expense_refused", _("Refused an expense")
    SETTLED = "settled", _("Settled up: %(subject)s")
    SETTLEMENT_UNDONE = "settlement_undone", _("Took a settlement back: %(subject)s")


class BookChange(models.Model):
    """One line of a book's activity that no entry tells: people, names, plans, settings, and what was done at once.

    Entries have their own history (`EntryChange`). `what` is of the vocabulary above, `subject` the name of what was
    changed as it was then; `before` and `after` hold the columns that changed. What changed many entries at once (a
    step, an import) is one line, which stands for the rows of `EntryChange` from `first_change` to `last_change`.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField(db_default=Now())
    by_id = models.BigIntegerField(null=True)
    what = models.CharField(max_length=40)
    subject = models.CharField(max_length=200, blank=True)
    # The row that was changed, of any model ("ledger.account"); it may be gone.
    model = models.CharField(max_length=60, blank=True)
    row_id = models.BigIntegerField(null=True)
    # It was about an account that only managers saw, or named one.
    veiled = models.BooleanField(default=False)
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    # Of what was done at once: how many entries, and how to take it back.
    n = models.PositiveIntegerField(default=0)
    step = models.ForeignKey(Step, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    batch = LedgerForeignKey(ImportBatch, models.SET_NULL, null=True, related_name="+")
    first_change = models.BigIntegerField(null=True)
    last_change = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("change of a book")
        verbose_name_plural = _("changes of books")
        indexes = [
            models.Index(fields=["book", "id"], name="ledger_bookchange_list"),
            models.Index(
                fields=["book", "first_change"],
                condition=Q(first_change__isnull=False),
                name="ledger_bookchange_range",
            ),
            models.Index(fields=["step"], condition=Q(step__isnull=False), name="ledger_bookchange_step"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.public_id}"
