"""Every refusal of the ledger that a user may meet. Each says what to do next, in the user's language."""

from django.utils.translation import gettext_lazy as _

from accounts.errors import DomainError


class BookNotFound(DomainError):
    """For a stranger a book does not exist, nor does anything in it."""

    code = "not_found"
    status = 404
    message = _("There is nothing here. Check the address, or ask whoever sent it to you to add you to the book.")


class RoleTooLow(DomainError):
    code = "role_too_low"
    status = 403
    message = _("Your role in this book does not allow that. Ask the owner of the book to change it.")

    def __init__(self, action: str = ""):
        super().__init__(extra={"action": str(action)})


class BookArchived(DomainError):
    code = "book_archived"
    status = 409
    message = _("This book is archived. Take it out of the archive to record in it.")


class EntryInvalid(DomainError):
    """An entry that cannot be recorded as it stands; `fields` names where."""

    code = "entry_invalid"
    status = 422
    message = _("This entry is not complete yet.")


class EntryVersionStale(DomainError):
    """Somebody changed the entry in between; `current` is the row as it stands now, `meet` what both changed."""

    code = "entry_version_stale"
    status = 409
    message = _("Somebody changed this entry while you had it open. Compare both and save again.")

    def __init__(self, current, fields=()):
        self.meet = sorted(fields)
        super().__init__(extra={"version": current.version, "conflicts": self.meet})
        self.current = current


class EntryIdTaken(DomainError):
    code = "client_id_taken"
    status = 409
    message = _("Another entry already has this id. Send the entry with a fresh client_id.")


class LiveAway(DomainError):
    """What was recorded stands; only what others did of late can't be told."""

    code = "live_away"
    status = 503
    message = _("It can't be said just now what happened here. Open the page again in a minute.")


class EntryInBin(DomainError):
    code = "entry_in_bin"
    status = 409
    message = _("This entry is in the recycle bin. Restore it first.")


class NothingToChange(DomainError):
    code = "nothing_to_change"
    status = 409
    message = _("None of these entries can be changed so, or all of them are so already.")


class EntryNotRepeatable(DomainError):
    code = "entry_not_repeatable"
    status = 409
    message = _("An entry of this kind is not recorded a second time.")


class SelectionEmpty(DomainError):
    code = "selection_empty"
    status = 409
    message = _("Choose at least one entry first.")


class StepUndone(DomainError):
    code = "step_undone"
    status = 409
    message = _("This was taken back already.")


class SettlementStale(DomainError):
    code = "settlement_stale"
    status = 409
    message = _("Something was recorded in between, so other payments are due now. Look at them again.")


class SettlementUndone(DomainError):
    code = "settlement_undone"
    status = 409
    message = _("This settlement was taken back already.")


class PictureUnreadable(DomainError):
    code = "picture_unreadable"
    status = 422
    message = _("This is no picture that we can read. Send a PNG, JPEG or WebP of at most 10 MB.")


class LinkCurrencyDiffers(DomainError):
    code = "link_currency_differs"
    status = 422
    message = _("The two books keep different currencies. Pay from an account in this book instead.")


class RateMissing(DomainError):
    code = "rate_missing"
    status = 422
    message = _("Say how much this is in the book's currency: there is no earlier rate to go by.")


class NameTaken(DomainError):
    code = "name_taken"
    status = 409
    message = _("There is already one with this name. Choose another name.")


class StillUsed(DomainError):
    code = "still_used"
    status = 409
    message = _("Something uses it, so it cannot be deleted. Hide it, or merge it into another.")


class NotMergeable(DomainError):
    code = "not_mergeable"
    status = 422
    message = _("These two cannot be merged. Choose another one.")


class AccountCurrencyFrozen(DomainError):
    code = "currency_frozen"
    status = 409
    message = _("This account already has entries, so its currency stays. Add another account for the other currency.")


class SceneUnknown(DomainError):
    code = "scene_unknown"
    status = 422
    message = _("There is no such scene. Pick one from the list.")


class PlanInvalid(DomainError):
    """A budget, or something that is to come, that cannot be kept as it stands; `fields` names where."""

    code = "plan_invalid"
    status = 422
    message = _("This is not complete yet.")


class PlanVersionStale(DomainError):
    """Somebody changed it in between; `current` is the row as it stands now."""

    code = "plan_version_stale"
    status = 409
    message = _("This was changed or done in the meantime. Look at it again.")

    def __init__(self, current):
        super().__init__(extra={"version": current.version})
        self.current = current


class PlanDone(DomainError):
    code = "plan_done"
    status = 409
    message = _("This is done already.")


class BudgetTaken(DomainError):
    code = "budget_taken"
    status = 409
    message = _("There is already a budget for this. Change that one.")


class LastOwner(DomainError):
    code = "last_owner"
    status = 409
    message = _("A book needs an owner. Hand it over to somebody first, or delete the book.")


class OwnerHandsOver(DomainError):
    code = "owner_hands_over"
    status = 409
    message = _("A book changes its owner only when the owner hands it over and the other one accepts.")


class PersonSignsIn(DomainError):
    code = "person_signs_in"
    status = 409
    message = _("Somebody signs in under this name already.")


class PersonHasNoAccount(DomainError):
    code = "person_has_no_account"
    status = 409
    message = _("This is only a name. Send an invitation, so that this person can sign in.")


class InvitationUnknown(DomainError):
    code = "invitation_unknown"
    status = 404
    message = _("Check that you have all of the link, or ask for a new one.")


class InvitationExpired(DomainError):
    code = "invitation_expired"
    status = 410
    message = _("This invitation has run out. Ask %(who)s for a new one.")


class InvitationUsedUp(DomainError):
    code = "invitation_used_up"
    status = 410
    message = _("This invitation has been used. Ask %(who)s for one of your own.")


class InvitationRevoked(DomainError):
    code = "invitation_revoked"
    status = 410
    message = _("This invitation was withdrawn. If you think it should work, ask %(who)s.")


class TooManyInvitations(DomainError):
    code = "too_many_invitations"
    status = 409
    message = _("%(limit)d invitations are open already. Withdraw those that nobody needs any more.")


class GuestLinkClosed(DomainError):
    """A link for guests that never was, or was withdrawn."""

    code = "guest_link_closed"
    status = 404
    message = _("Part of it is missing, or it was withdrawn. Ask whoever sent it to you for a new one.")


class NameInUse(DomainError):
    code = "name_in_use"
    status = 409
    message = _("%(name)s is in the book from another phone. If that is you, ask the owner to free the name.")


class HandoverOver(DomainError):
    code = "handover_over"
    status = 409
    message = _("Nobody is handing this book over to you, or no longer.")


class UploadTooLarge(DomainError):
    code = "upload_too_large"
    status = 413
    message = _("This is more than %(megabytes)s MB. Export a shorter period, a year at most.")
