from ledger.models.accounts import Account
from ledger.models.activity import BookChange, What
from ledger.models.books import Book, Member, Role
from ledger.models.comments import Comment
from ledger.models.entries import Approval, Claim, Entry, EntryChange, EntryKind
from ledger.models.exports import BookExport, ExportPart
from ledger.models.imports import ImportBatch, ImportedKey, ImportFile, ImportGroup, ImportRow, MerchantRule
from ledger.models.invitations import GuestLink, Handover, Invitation
from ledger.models.labels import Category, Merchant, Project, Tag
from ledger.models.notices import NoticeCursor
from ledger.models.plans import Budget, Scheduled
from ledger.models.rollups import AccountMonth, BookDay, BookState, CategoryMonth, Part
from ledger.models.shares import PayCode, Settlement, Share
from ledger.models.steps import Step
from ledger.models.tables import TableLayout
from ledger.models.templates import EntryTemplate

__all__ = [
    "Account",
    "AccountMonth",
    "Approval",
    "Book",
    "BookChange",
    "BookDay",
    "BookExport",
    "BookState",
    "Budget",
    "Category",
    "CategoryMonth",
    "Claim",
    "Comment",
    "Entry",
    "EntryChange",
    "EntryKind",
    "EntryTemplate",
    "ExportPart",
    "GuestLink",
    "Handover",
    "ImportBatch",
    "ImportFile",
    "ImportGroup",
    "ImportRow",
    "ImportedKey",
    "Invitation",
    "Member",
    "Merchant",
    "MerchantRule",
    "NoticeCursor",
    "Part",
    "PayCode",
    "Project",
    "Role",
    "Scheduled",
    "Settlement",
    "Share",
    "Step",
    "TableLayout",
    "Tag",
    "What",
]
