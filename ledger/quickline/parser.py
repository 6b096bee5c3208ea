"""Reads one line into the parts of an entry. Pure: the day, the clock and the book's names come as arguments.

The line is read in passes, each over what the passes before left free: notes and tags, days and times, the
book's own names, words of debt, amounts, words of kind, then what the dictionary of merchants knows. What is
left over is unknown, is shown as such, and is never saved.
"""

from __future__ import annotations

import datetime
import re
from typing import Any

from ledger.guessing import guess_words

from . import verbs
from .days import clocks, days
from .model import OWED_KINDS, QuickAccount, QuickCategory, QuickContext, QuickLine, QuickToken
from .names import fold
from .numbers import amounts, to_minor
from .wording import best_word, category_of, category_said, in_longer_word

# The kinds whose money can be spent at once, preferred where a bank's name fits a card of credit as well.
LIQUID_KINDS = ("cash", "wallet", "bank", "money_fund")


def parse_quick_line(text: str, *, today: datetime.date, now: datetime.time | None, context: QuickContext) -> QuickLine:
    """Read a line such as `昨天打车23块5` or `lunch 35 wechat`.

    `today` and `now` are the day and clock of the book. `now` names the meal and the time of an entry of today.
    Nothing is raised: what was not understood comes back as tokens of role unknown.
    """
    return _Reading(text, today, now, context).result()


class _Reading:
    """The state of reading one line: which characters are free, and the tokens so far."""

    def __init__(self, text: str, today: datetime.date, now: datetime.time | None, context: QuickContext) -> None:
        self.text = text
        self.folded = fold(text)
        self.today = today
        self.now = now
        self.context = context
        self.free = [True] * len(text)
        self.tokens: list[QuickToken] = []
        self.accounts: list[tuple[int, int, list[QuickAccount]]] = []
        self.kind = ""
        self.debt = ""
        self.counterparty = ""
        self.from_account: QuickAccount | None = None
        self.to_account: QuickAccount | None = None
        self.category: QuickCategory | None = None
        self.note = ""
        self.verb_end = 0
        # Cash comes out of a card, not out of the account used last; which card must be said.
        self.withdrawn = False

    def take(self, start: int, end: int, role: str, value: object) -> bool:
        """Claim a span if all of it is free."""
        if start >= end or not all(self.free[start:end]):
            return False
        self.free[start:end] = [False] * (end - start)
        self.tokens.append(QuickToken(start, end, role, value, self.text[start:end]))
        return True

    def said(self, role: str) -> Any:
        """Return the value of the first token of a role."""
        return next((token.value for token in sorted(self.tokens, key=_place) if token.role == role), None)

    def result(self) -> QuickLine:
        self._notes_and_tags()
        self._names(with_digits=True)
        self._days()
        self._names(with_digits=False)
        self._debts()
        amount = self._amount()
        self._kind_words()
        self._sides()
        self._words()
        self._leftovers()
        return self._line(amount)

    def _notes_and_tags(self) -> None:
        for match in verbs.NOTE.finditer(self.folded):
            group = "note" if match["note"] is not None else "quoted"
            note = self.text[match.start(group) : match.end(group)].strip()
            if self.take(match.start(), match.end(), "note", note):
                self.note = note
        for match in verbs.TAG.finditer(self.folded):
            self.take(match.start(), match.end(), "tag", self.text[match.start("tag") : match.end("tag")])

    def _days(self) -> None:
        for day in days(self.folded, self.today):
            if self.said("date") is None:
                self.take(day.start, day.end, "date", day.date)
        for clock in clocks(self.folded):
            if self.said("time") is None:
                self.take(clock.start, clock.end, "time", clock.time)

    def _names(self, *, with_digits: bool) -> None:
        """Claim the book's names; those with digits go first, or a shop called 7-11 would be a day."""
        for start, end, rows in self.context.names.find(self.folded):
            if any(character.isdigit() for character in self.folded[start:end]) != with_digits:
                continue
            if not all(self.free[start:end]):
                continue
            self._name(start, end, rows)

    def _name(self, start: int, end: int, rows: list[tuple[str, Any]]) -> None:
        accounts = [row for role, row in rows if role == "account"]
        categories = [row for role, row in rows if role == "category"]
        for role in ("member", "merchant", "project"):
            named = [row for each, row in rows if each == role]
            if len(named) == 1 and self.said(role) is None:
                self.take(start, end, role, named[0].id)
                return
        if accounts:
            # The side is settled once the verb is known.
            self.accounts.append((start, end, accounts))
            self.free[start:end] = [False] * (end - start)
        elif (
            categories and self.category is None and not in_longer_word(self.folded, start, end, ("expense", "income"))
        ):
            self.category = categories[0]
            self.take(start, end, "category", categories)

    def _debts(self) -> None:
        """Read lending, borrowing and paying back; the counterparty may be a member or an account already read."""
        masked = "".join(
            character if self.free[place] or self._is_person(place) else "\0"
            for place, character in enumerate(self.folded)
        )
        for pattern, debt in verbs.DEBTS:
            match = pattern.search(masked)
            if not match:
                continue
            who = match["who"] or ""
            start, end = match.span("who") if who else (match.end(), match.end())
            # 还 before a card or a loan of the book pays that off: a plain transfer.
            if "\0" in match[0] or who in {"信用卡", "房贷", "车贷", "花呗", "贷款", "白条"}:
                continue
            self.tokens = [token for token in self.tokens if not (token.start < end and start < token.end)]
            self.free[match.start() : match.end()] = [True] * (match.end() - match.start())
            self.debt, self.kind = debt, "transfer"
            self.counterparty = self.text[start:end]
            self.take(start, end, "counterparty", self.counterparty)
            for left, right in ((match.start(), start), (end, match.end())):
                self.take(left, right, "kind", debt)
            return

    def _is_person(self, place: int) -> bool:
        return any(token.role == "member" and token.start <= place < token.end for token in self.tokens)

    def _amount(self) -> int | None:
        """Claim the amount: one marked as money before a bare number; a second of the same rank is unknown."""
        found = list(amounts(self.folded, self.free))
        if not found:
            return None
        best = next((each for each in found if each.marked), found[0])
        value = to_minor(best.value, self.context.exponent)
        start = best.start
        if start and self.free[start - 1] and self.folded[start - 1] in "+-−":
            start -= 1
            if self.folded[start] == "+":
                self.kind = self.kind or "income"
        self.take(start, best.end, "amount", value)
        for other in found:
            if other is not best:
                self.take(other.start, other.end, "unknown", self.text[other.start : other.end])
        return value or None

    def _kind_words(self) -> None:
        if self.kind == "transfer":
            return
        masked = self._masked()
        if match := verbs.REFUND.search(masked):
            self.take(match.start(), match.end(), "kind", "refund")
            self.kind = "refund"
            return
        if self._transfer(masked):
            return
        # 花 and 收 say it outright; 工资 or 午饭 only by what they mean.
        if match := verbs.INCOME.search(masked):
            if not in_longer_word(self.folded, *match.span(), ("income",)):
                self.take(match.start(), match.end(), "kind", "income")
            self.kind = "income"
        elif match := verbs.SPEND.search(masked):
            if not in_longer_word(self.folded, *match.span(), ("expense",)):
                self.take(match.start(), match.end(), "kind", "expense")
            self.kind = self.kind or "expense"

    def _transfer(self, masked: str) -> bool:
        """Read a movement between two accounts of the book."""
        if match := verbs.WITHDRAW_CASH.search(masked):
            cash = next((each for each in self.context.accounts if each.kind == "cash"), None)
            self.kind, self.to_account, self.withdrawn = "transfer", cash, True
            self.take(match.start(), match.end(), "kind", "transfer")
            return True
        away = verbs.TRANSFER_FROM.search(masked)
        match = verbs.TRANSFER_TO.search(masked) or verbs.TOP_UP.search(masked)
        if not match:
            return False
        if not self._moves_money(match):
            return False
        self.kind = "transfer"
        self.take(match.start(), match.end(), "kind", "transfer")
        if away and self.take(away.start(), away.end(), "kind", "transfer"):
            sources = [row for row in self.accounts if row[0] >= away.end()]
            if sources:
                self._set_side("from", sources[0])
        for extra in verbs.TRANSFER_TO.finditer(self._masked()):
            self.take(extra.start(), extra.end(), "kind", "transfer")
        self.verb_end = match.end()
        return True

    def _moves_money(self, verb: re.Match[str]) -> bool:
        """Say whether a verb of moving moves money between accounts of the book.

        With two accounts it does. With one: 还 pays off what is owed (还房贷 without that loan is spending), 转 and
        提现 are transfers whose other side must still be said, and 充值话费 or a bare `to` is spending.
        """
        word = verb[0]
        if word == "还":
            return any(rows[0].kind in OWED_KINDS for _, _, rows in self.accounts)
        if len(self.accounts) >= 2 or word.startswith(("转", "提现", "transfer", "move", "withdr")):
            return True
        return word not in {"to", "存"} and any(place >= verb.end() for place, _, _ in self.accounts)

    def _set_side(self, side: str, row: tuple[int, int, list[QuickAccount]]) -> None:
        start, end, candidates = row
        chosen = _one_account(candidates)
        self.accounts.remove(row)
        self.free[start:end] = [True] * (end - start)
        if chosen is None:
            self.take(start, end, "unknown", self.text[start:end])
            return
        self.take(start, end, f"{side}_account", chosen.id)
        if side == "from":
            self.from_account = chosen
        else:
            self.to_account = chosen

    def _sides(self) -> None:
        """Settle which account the money leaves and which it reaches."""
        if self.debt:
            self._debt_sides()
            return
        if self.kind == "transfer":
            for row in list(self.accounts):
                # 还信用卡2000 招行: what is owed is the target wherever it stands.
                is_owed = row[2][0].kind in OWED_KINDS
                others_owed = any(each[2][0].kind in OWED_KINDS for each in self.accounts if each is not row)
                to_target = is_owed or (row[0] >= self.verb_end and not others_owed)
                if to_target and self.to_account is None:
                    self._set_side("to", row)
                elif self.from_account is None:
                    self._set_side("from", row)
            self._leave_accounts_unknown()
            return
        if self.accounts:
            start, end, candidates = self.accounts.pop(0)
            chosen = _one_account(candidates)
            self.free[start:end] = [True] * (end - start)
            self.take(start, end, "account" if chosen else "unknown", chosen.id if chosen else self.text[start:end])
            self.from_account = chosen
        self._leave_accounts_unknown()

    def _leave_accounts_unknown(self) -> None:
        for start, end, _ in self.accounts:
            self.free[start:end] = [True] * (end - start)
            self.take(start, end, "unknown", self.text[start:end])
        self.accounts.clear()

    def _debt_sides(self) -> None:
        kind = "receivable" if self.debt in {"lend", "collect"} else "payable"
        owed = next(
            (
                each
                for each in self.context.accounts
                if each.kind == kind and self.counterparty and self.counterparty in (each.counterparty, each.name)
            ),
            None,
        )
        leaves = self.debt in {"lend", "repay"}
        if self.accounts:
            self._set_side("from" if leaves else "to", self.accounts[0])
        self._leave_accounts_unknown()
        preset = self.context.last_account
        if leaves:
            self.from_account, self.to_account = self.from_account or preset, owed
        else:
            self.from_account, self.to_account = owed, self.to_account or preset

    def _masked(self) -> str:
        return "".join(character if self.free[place] else "\0" for place, character in enumerate(self.folded))

    def _words(self) -> None:
        """Let the dictionary speak: it finds the category, and whether the line is income."""
        if self.kind == "transfer":
            # A transfer has no category; a name of one on the line was meant otherwise.
            self._retake_category("")
            return
        spending = best_word(self.context, self._masked(), "expense")
        earning = best_word(self.context, self._masked(), "income")
        if self.category is not None:
            spending = spending if self.category.kind == "expense" else None
            if not self.kind:
                self.kind = self.category.kind
        if not self.kind:
            better = earning and (not spending or earning[0] > spending[0])
            self.kind = "income" if better else "expense"
        kind = "income" if self.kind == "income" else "expense"
        self._retake_category(kind)
        masked = self._masked()
        for hit in guess_words(masked, kind):
            category = category_of(self.context, hit.meaning.concept, kind)
            role = "merchant" if hit.meaning.source == "merchant" else "category"
            value = category.id if role == "category" and category else self.text[hit.start : hit.end]
            if role == "category" and category is None:
                continue
            if not self.take(hit.start, hit.end, role, value):
                continue
            if not self.note and role == "category":
                self.note = self.text[hit.start : hit.end]
        if self.category is None:
            names = "".join(
                character if self.free[place] or self._may_name_a_category(place) else "\0"
                for place, character in enumerate(self.folded)
            )
            # Of another day nobody said the hour.
            now = self.now if self.said("date") in (None, self.today) else None
            self.category = category_said(self.context, names, kind, self.said("time") or now)
        if self.category is not None and self.note == self.category.name:
            self.note = ""

    def _retake_category(self, kind: str) -> None:
        """A category's name may stand for one of spending and one of income; the kind now says which."""
        for place, token in enumerate(self.tokens):
            if token.role == "category" and isinstance(token.value, list):
                fitting = [each for each in token.value if each.kind == kind]
                self.category = fitting[0] if len(fitting) == 1 else None
                role, value = ("category", self.category.id) if self.category else ("unknown", token.text)
                self.tokens[place] = QuickToken(token.start, token.end, role, value, token.text)

    def _may_name_a_category(self, place: int) -> bool:
        return any(
            token.role in {"category", "merchant", "member"} and token.start <= place < token.end
            for token in self.tokens
        )

    def _leftovers(self) -> None:
        """Pass over separators and fillers; what is still free is unknown."""
        for pattern in (verbs.INCOME, verbs.SPEND, verbs.FILLERS, verbs.SEPARATORS):
            for match in pattern.finditer(self._masked()):
                self.free[match.start() : match.end()] = [False] * (match.end() - match.start())
        start = None
        for place in range(len(self.text) + 1):
            is_free = place < len(self.text) and self.free[place]
            if is_free and start is None:
                start = place
            elif not is_free and start is not None:
                self.take(start, place, "unknown", self.text[start:place])
                start = None

    def _line(self, amount: int | None) -> QuickLine:
        date = self.said("date") or self.today
        time = self.said("time") or (self.now if date == self.today else None)
        source, target = self.from_account, self.to_account
        if self.kind in {"expense", "income", "refund"}:
            account = source or self.context.last_account
            source, target = (account, None) if self.kind == "expense" else (None, account)
        elif self.kind == "transfer" and not self.debt and source is None and not self.withdrawn:
            preset = self.context.last_account
            source = preset if preset is not target else None
        merchant = self.said("merchant")
        return QuickLine(
            kind=self.kind,
            amount_minor=amount,
            date=date,
            time=time,
            from_account_id=source.id if source else None,
            to_account_id=target.id if target else None,
            category_id=self.category.id if self.category and self.kind != "transfer" else None,
            member_id=self.said("member"),
            merchant_id=merchant if isinstance(merchant, int) else None,
            merchant=merchant if isinstance(merchant, str) else "",
            project_id=self.said("project"),
            counterparty=self.counterparty,
            debt=self.debt,
            tags=tuple(str(token.value) for token in self.tokens if token.role == "tag"),
            note=self.note,
            tokens=tuple(sorted(self.tokens, key=_place)),
            missing=self._missing(amount, source, target),
        )

    def _missing(self, amount: int | None, source: QuickAccount | None, target: QuickAccount | None) -> tuple[str, ...]:
        missing = [] if amount else ["amount"]
        if self.debt:
            if not self.counterparty:
                missing.append("counterparty")
            leaves = self.debt in {"lend", "repay"}
            if (source if leaves else target) is None:
                missing.append("from_account" if leaves else "to_account")
        elif self.kind == "transfer":
            missing += ["from_account"] * (source is None) + ["to_account"] * (target is None)
            if source is not None and source is target:
                missing.append("to_account")
        else:
            if source is None and target is None:
                missing.append("account")
            if self.category is None:
                missing.append("category")
        return tuple(missing)


def _place(token: QuickToken) -> int:
    return token.start


def _one_account(candidates: list[QuickAccount]) -> QuickAccount | None:
    """Return the account meant, preferring what can be spent at once; None where two fit equally."""
    if len(candidates) == 1:
        return candidates[0]
    liquid = [each for each in candidates if each.kind in LIQUID_KINDS]
    return liquid[0] if len(liquid) == 1 else None
