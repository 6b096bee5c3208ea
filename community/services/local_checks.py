"""The checks that every installation has: word lists, links, pictures like those that were taken down."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from community.models import LinkRule, TakenDownPicture, WordRule
from community.rules.links import is_under, links_in, sells_credit
from community.rules.trust import LIMITS
from community.rules.words import HOLD, MASK, REFUSE, Word, find_words
from community.services.checks import Finding, Said

# Of 64 bits so many may differ between two pictures that look alike: another size, another quality, a frame.
NEAR_BITS = 6
# A picture of one colour, or nearly so, looks like every other one of them.
_PLAIN_BITS = 6


def words(said: Said) -> Iterator[Finding]:
    """The word list of the admin."""
    hits = find_words(active_words(), said.text)
    for word in dict.fromkeys(hit.word for hit in hits):
        if word.action == REFUSE:
            reason = _("It offers what touts offer. Loans, cards and “quick money” have no place here.")
            yield Finding("refuse", f"word:{word.pattern}", reason)
        elif word.action == HOLD:
            reason = _("It has words that touts use, so somebody of us reads it first.")
            yield Finding("hold", f"word:{word.pattern}", reason)
        elif word.action == MASK:
            yield Finding("pass", f"word:{word.pattern}", masks=(word,))


def links(said: Said) -> Iterator[Finding]:
    """Links to credit go nowhere; others by the lists of the admin, and by how far the author is trusted."""
    found = links_in(said.text)
    if not found:
        return
    rules = dict(LinkRule.objects.values_list("host", "action"))
    allowed = [settings.SITE_HOST, *(host for host, action in rules.items() if action == LinkRule.Action.ALLOW)]
    refused = [host for host, action in rules.items() if action == LinkRule.Action.REFUSE]
    unlisted = []
    for link in found:
        if any(is_under(link.host, host) for host in refused):
            yield Finding("refuse", f"link:{link.host}", _("It links to a site that nobody links to here."))
        elif any(is_under(link.host, host) for host in allowed):
            continue
        elif sells_credit(link):
            reason = _("It links to credit. Take the link out: no loans, cards or instalments are advertised here.")
            yield Finding("refuse", f"credit:{link.host}", reason)
        else:
            unlisted.append(link.host)
    if not unlisted:
        return
    most = LIMITS[said.level].links
    if most is not None and len(unlisted) > most:
        reason = _("It has links, so somebody of us reads it first. With time, links of yours need no look.")
        yield Finding("hold", f"links:{','.join(sorted(set(unlisted)))}"[:60], reason)


def taken_down_pictures(said: Said) -> Iterator[Finding]:
    """Pictures that look like one that was taken down."""
    looks = [photo.dhash for photo in said.photos if _PLAIN_BITS <= (photo.dhash & (2**64 - 1)).bit_count() <= 58]
    near = Q()
    for look in looks:
        near |= Q(RawSQL("bit_count((dhash # %s::bigint)::bit(64)) <= %s", [look, NEAR_BITS], BooleanField()))
    if looks and TakenDownPicture.objects.filter(near).exists():
        reason = _("A picture looks like one that was taken down, so somebody of us looks at it first.")
        yield Finding("hold", "picture", reason)


def active_words() -> list[Word]:
    """The word list as it stands. A word that was put in today holds today."""
    rules = WordRule.objects.filter(is_active=True).values_list("pattern", "action", "unless")
    return [
        Word(pattern, action, tuple(filter(None, (one.strip() for one in unless.replace("，", ",").split(",")))))
        for pattern, action, unless in rules
    ]
