"""What the quick line knows of a book: its names, and the account used last."""

from dataclasses import dataclass

from ledger import scenarios
from ledger.models import Account, Category, Member, Merchant, Project
from ledger.quickline import QuickAccount, QuickCategory, QuickContext, QuickLine, QuickName
from ledger.rules.money import exponent

MERCHANTS_KNOWN = 500


def quick_context(member: Member, *, last_account: Account | None) -> QuickContext:
    """The names of the member's book. Five queries; of merchants only the newest, so a large book costs no more."""
    book = member.book
    scene = scenarios.scene(book.scene)
    aliases = {account.key: account.aliases for account in scene.accounts}
    default = None
    accounts = []
    for row in Account.objects.filter(book=book, archived_at__isnull=True).order_by("position", "id"):
        counterparty = row.name if row.kind in ("receivable", "payable") else ""
        accounts.append(QuickAccount(row.pk, row.name, row.kind, tuple(aliases.get(row.key, ())), counterparty))
        if row.key == scene.default_account:
            default = row.pk
    live = {"book": book, "archived_at__isnull": True}
    categories = Category.objects.filter(**live).order_by("position", "id")
    merchants = Merchant.objects.filter(**live).order_by("-id").values_list("id", "name")[:MERCHANTS_KNOWN]
    return QuickContext(
        accounts=tuple(accounts),
        categories=tuple(QuickCategory(row.pk, row.key, row.name, row.kind) for row in categories),
        members=_names(Member.objects.filter(**live).values_list("id", "name")),
        merchants=_names(merchants),
        projects=_names(Project.objects.filter(**live).values_list("id", "name")),
        category_for_concept=scene.category_for_concept,
        exponent=exponent(book.currency),
        account_id=last_account.pk if last_account else default,
    )


def _names(rows) -> tuple[QuickName, ...]:
    return tuple(QuickName(pk, name) for pk, name in rows)


@dataclass(frozen=True, slots=True)
class QuickRows:
    """The rows that a line names by their ids; None where it names none."""

    source: Account | None
    target: Account | None
    category: Category | None
    person: Member | None
    project: Project | None


def quick_rows(member: Member, line: QuickLine) -> QuickRows:
    """What a line names, as rows of the member's book. One query for each that it names."""

    def row(model, pk: int | None):
        return model.objects.filter(book_id=member.book_id, pk=pk).first() if pk else None

    return QuickRows(
        source=row(Account, line.from_account_id),
        target=row(Account, line.to_account_id),
        category=row(Category, line.category_id),
        person=row(Member, line.member_id),
        project=row(Project, line.project_id),
    )
