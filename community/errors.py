"""Every refusal of the community that a user may meet. Each says what to do next, in the user's language."""

from django.utils.translation import gettext_lazy as _

from accounts.errors import DomainError


class LessonNotFound(DomainError):
    """There is no such course, lesson or calculator."""

    code = "not_found"
    status = 404
    message = _("There is no such lesson. The academy's first page lists them all.")


class ChoiceUnknown(DomainError):
    code = "choice_unknown"
    status = 422
    message = _("The lesson has no such question or choice. Load it again and choose once more.")


class CalculatorInvalid(DomainError):
    """Numbers that a calculator does not take; `fields` names them."""

    code = "calculator_invalid"
    status = 422
    message = _("Some numbers are missing or out of range.")


class ArticleNotFound(DomainError):
    """There is no such article, column or series, or it is not out yet."""

    code = "not_found"
    status = 404
    message = _("There is no such article. It may have been taken down.")


class ArticleIncomplete(DomainError):
    """An article that can't be published as it stands; `fields` says what is missing."""

    code = "article_incomplete"
    status = 422
    message = _("The article is not complete yet.")


class CommentNotFound(DomainError):
    """There is no such comment, or it is on something that this person does not read."""

    code = "not_found"
    status = 404
    message = _("There is no such comment. It may have been deleted.")


class CommentInvalid(DomainError):
    """A comment that can't stand as it is; `fields` says why."""

    code = "comment_invalid"
    status = 422
    message = _("The comment can't stand like this.")


class CommentTooOld(DomainError):
    """What others have read for a while stays as it is."""

    code = "comment_too_old"
    status = 409
    message = _("A comment can be changed for 15 minutes. Delete it, or answer it with what is different now.")


class KeptAway(DomainError):
    """One of the two blocks the other."""

    code = "kept_away"
    status = 403
    message = _("You and this person don't meet here: one of you blocked the other.")


class OwnThing(DomainError):
    code = "own_thing"
    status = 409
    message = _("This is your own. Likes and thanks come from others.")


class NotAQuestion(DomainError):
    code = "not_a_question"
    status = 409
    message = _("Only whoever asked can accept an answer, and only to a question.")


class CollectionNotFound(DomainError):
    code = "not_found"
    status = 404
    message = _("There is no such collection, or its owner keeps it private.")


class CollectionInvalid(DomainError):
    code = "collection_invalid"
    status = 422
    message = _("Give the collection a name of at most 30 characters.")


class CollectionNameTaken(DomainError):
    code = "name_taken"
    status = 409
    message = _("You have a collection of this name already. Choose another name.")


class TooManyCollections(DomainError):
    code = "too_many_collections"
    status = 409
    message = _("You have %(limit)d collections, the most that one person may have. Delete one first.")


class PersonNotFound(DomainError):
    code = "not_found"
    status = 404
    message = _("There is nobody of this name here any more.")


class NotOneself(DomainError):
    code = "not_oneself"
    status = 409
    message = _("That is you. You can't keep yourself away.")


class PictureRefused(DomainError):
    """What was sent as a photo is none that we keep; the sentence says why."""

    code = "picture_refused"
    status = 422
    message = _("This is no photo that we can read. Send a JPEG, PNG, WebP, AVIF or GIF.")


class PostNotFound(DomainError):
    """For whoever may not read it, a post does not exist."""

    code = "not_found"
    status = 404
    message = _("This post is not here. Its author may have deleted it, or it was taken down.")


class PostInvalid(DomainError):
    """A post that cannot be published as it stands; `fields` says where. Those of items are named `items.0.why`."""

    code = "post_invalid"
    status = 422
    message = _("Something is missing before this can be published.")


class PostRefused(DomainError):
    """What is against the rules of the community; the reasons are sentences."""

    code = "post_refused"
    status = 422
    message = _("This can't be published as it stands.")


class PostVersionStale(DomainError):
    code = "post_version_stale"
    status = 409
    message = _("This post was changed in another window meanwhile. Open it again and repeat your change.")


class NotVerified(DomainError):
    code = "not_verified"
    status = 403
    message = _("Confirm your e-mail address or your phone number first; then you can write here.")


class NameMissing(DomainError):
    """Nobody writes in the community under the address they sign in with."""

    code = "name_missing"
    status = 409
    message = _("Choose the name that others see here first.")


class NameInvalid(DomainError):
    code = "name_invalid"
    status = 422
    message = _("Choose another name.")


class NotToPick(DomainError):
    """What somebody paid for is never held up by the editors."""

    code = "not_to_pick"
    status = 409
    message = _("Somebody paid for it, so it can't be a pick.")


class NotTheAuthor(DomainError):
    code = "not_the_author"
    status = 403
    message = _("Only who wrote this may change it.")


class TopicNotFound(DomainError):
    """Nobody wrote under such a topic."""

    code = "not_found"
    status = 404
    message = _("Nobody has written about this yet. Look among the topics.")


class SceneNotFound(DomainError):
    code = "not_found"
    status = 404
    message = _("There is no such scene. The market lists them all.")


class FollowLimitReached(DomainError):
    code = "follow_limit_reached"
    status = 409
    message = _("You follow %(limit)d already, the most that one person may follow. Unfollow some first.")


class ReportInvalid(DomainError):
    """A report that can't be sent as it is; `fields` says why."""

    code = "report_invalid"
    status = 422
    message = _("Say what is wrong with it.")


class OwnReport(DomainError):
    code = "own_report"
    status = 409
    message = _("This is your own. You can change or delete it yourself.")


class CaseTaken(DomainError):
    """Somebody else of the staff looks at it just now."""

    code = "case_taken"
    status = 409
    message = _("%(who)s is looking at this until %(until)s. Take another one.")


class CaseNotWaiting(DomainError):
    code = "case_not_waiting"
    status = 409
    message = _("Somebody decided this meanwhile. Take another one.")


class CaseChanged(DomainError):
    """What would be decided on is not what the staff read."""

    code = "case_changed"
    status = 409
    message = _("Its author changed it while you read it. Read it again, then decide.")


class CaseNotYours(DomainError):
    """Nobody decides about themselves, and nobody answers an appeal against their own decision."""

    code = "case_not_yours"
    status = 403
    message = _("You wrote this, reported it, or decided it before. Somebody else has to look at it.")


class DecisionInvalid(DomainError):
    """A decision that lacks its reason or its days; `fields` says which."""

    code = "decision_invalid"
    status = 422
    message = _("The decision is not complete.")


class DecisionNotFound(DomainError):
    """There is no such decision, or it is about somebody else."""

    code = "not_found"
    status = 404
    message = _("There is no such decision about you.")


class NothingToAppeal(DomainError):
    code = "nothing_to_appeal"
    status = 409
    message = _("You have appealed against this already, or it is too long ago: an appeal has 30 days.")


class AppealInvalid(DomainError):
    code = "appeal_invalid"
    status = 422
    message = _("Say why the decision is wrong.")


class Suspended(DomainError):
    """A decision of the staff; it ends by itself."""

    code = "suspended"
    status = 403
    message = _("You can't write here until %(until)s. Under Me, “Decisions about me” says why.")


class TooMuchToday(DomainError):
    code = "too_much_today"
    status = 429
    message = _("That is all for today: at most %(n)d in 24 hours. It becomes more with time.")
