from ledger.models.accounts import Account
from ledger.models.books import Book, Member, Role
from ledger.models.entries import Claim, Entry, EntryChange, EntryKind
from ledger.models.imports import ImportBatch, ImportedKey, ImportFile, ImportGroup, ImportRow, MerchantRule
from ledger.models.labels import Category, Merchant, Project, Tag
from ledger.models.plans import Budget, Scheduled
from ledger.models.rollups import AccountMonth, BookDay, BookState, CategoryMonth
from ledger.models.steps import Step

__all__ = [
    "Account",
    "AccountMonth",
    "Book",
    "BookDay",
    "BookState",
    "Budget",
    "Category",
    "CategoryMonth",
    "Claim",
    "Entry",
    "EntryChange",
    "EntryKind",
    "ImportBatch",
    "ImportFile",
    "ImportGroup",
    "ImportRow",
    "ImportedKey",
    "Member",
    "Merchant",
    "MerchantRule",
    "Project",
    "Role",
    "Scheduled",
    "Step",
    "Tag",
]
