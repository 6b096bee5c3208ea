"""Comments: lists, one thread, what is said, changed, deleted, accepted; whom an @ may mean."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.error_pages import is_fragment
from accounts.errors import DomainError
from community.errors import CommentNotFound, CommentTooOld
from community.forms.talk import CommentForm
from community.models import Article, Comment, Post
from community.queries.articles import live_article
from community.queries.bookmarks import marks_on
from community.queries.comments import Talk, answers_to, said_once, shown_comment, talk_below
from community.queries.people import suggested_people
from community.queries.rights import access_post, profile_of, reader
from community.rules.cursors import Moment
from community.services.answers import accept_answer, unaccept_answer
from community.services.comments import add_comment, delete_comment, edit_comment, restore_comment
from community.services.telling import subject_of
from community.views.frames import open_page
from ledger.views.toasts import toast


def subject_path(subject: Post | Article) -> str:
    if isinstance(subject, Post):
        return reverse("community:post", args=[subject.public_id])
    return reverse("community:article-detail", args=[subject.slug])


def comments_path(subject: Post | Article) -> str:
    if isinstance(subject, Post):
        return reverse("community:comment-list", args=[subject.public_id])
    return reverse("community:article-comments", args=[subject.slug])


def talk_context(request: HttpRequest, subject: Post | Article, *, after: Moment | None = None) -> dict[str, Any]:
    """What `community/_talk.html` needs below a post or an article, and of a post `community/_post_actions.html`."""
    viewer = reader(request.user)
    now = timezone.localtime()
    talk = talk_below(viewer, subject, now=now, after=after)
    return {
        **_around(request, subject),
        "talk": talk,
        "now": now,
        "comment_form": CommentForm(),
        "marks": marks_on(viewer, subject) if isinstance(subject, Post) else None,
        "share_url": request.build_absolute_uri(subject_path(subject)),
    }


def _around(request: HttpRequest, subject: Post | Article) -> dict[str, Any]:
    return {
        "subject": subject,
        "subject_path": subject_path(subject),
        "comments_path": comments_path(subject),
        "profile": profile_of(reader(request.user)),
        "comment_count": subject.comments if isinstance(subject, Post) else None,
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def comment_list(request: HttpRequest, post_id: UUID) -> HttpResponse:
    return _list_or_add(request, access_post(request.user, post_id))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def article_comments(request: HttpRequest, slug: str) -> HttpResponse:
    return _list_or_add(request, live_article(slug, timezone.now()))


def _list_or_add(request: HttpRequest, subject: Post | Article) -> HttpResponse:
    if request.method == "POST":
        return _add(request, subject, None)
    after = Moment.parse(request.GET.get("after", ""))
    return open_page(request, "community/comment_list.html", **talk_context(request, subject, after=after))


@never_cache
@require_safe
def comment(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """One comment with what was answered; of an answer, the comment above it and the answers from it on."""
    viewer, now = reader(request.user), timezone.localtime()
    found = shown_comment(viewer, comment_id, now=now)
    root = found.root or found
    after = Moment.parse(request.GET.get("after", ""))
    if after is None and found.root is not None:
        # The instant before it, with whatever key.
        after = Moment(found.created_at, found.pk - 1)
    answers, following = answers_to(viewer, root, now=now, after=after)
    top = said_once(viewer, root, now=now)
    top.answers, top.answers_next, top.more_answers = answers, following, max(1, root.replies - len(answers))
    subject = subject_of(found)
    context = {"said": top, "now": now, "earlier": after is not None and found.root is not None, "root": root}
    return open_page(request, "community/comment.html", **_around(request, subject), **context)


@never_cache
@require_safe
def answer_list(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """The answers after a cursor; htmx puts them where the way to them stood."""
    viewer, now = reader(request.user), timezone.localtime()
    root = shown_comment(viewer, comment_id, now=now)
    if root.root_id is not None:
        raise CommentNotFound
    answers, following = answers_to(viewer, root, now=now, after=Moment.parse(request.GET.get("after", "")))
    context = {"answers": answers, "answers_next": following, "root": root, "now": now, "subject": subject_of(root)}
    if is_fragment(request):
        return render(request, "community/_answers.html", context | {"profile": profile_of(viewer)})
    return redirect(f"{reverse('community:comment', args=[comment_id])}?{request.GET.urlencode()}")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def comment_answer(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """The form that answers a comment, and its answer."""
    now = timezone.localtime()
    parent = shown_comment(request.user, comment_id, now=now)
    subject = subject_of(parent)
    if request.method == "POST":
        return _add(request, subject, parent)
    said = said_once(request.user, parent, now=now)
    context = {**_around(request, subject), "comment_form": CommentForm(), "parent": parent, "said": said, "now": now}
    if is_fragment(request):
        return render(request, "community/_answer_form.html", context)
    return open_page(request, "community/comment_answer.html", **context)


def _add(request: HttpRequest, subject: Post | Article, parent: Comment | None) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={subject_path(subject)}")
    form = CommentForm(request.POST)
    made = None
    if form.is_valid():
        try:
            made = add_comment(request.user, subject, text=form.cleaned_data["text"], at=timezone.now(), parent=parent)
        except DomainError as refusal:
            if not refusal.fields:
                raise
            form.add_refusal(refusal.fields)
    if made is None:
        return _refused(request, subject, form, parent)
    if not is_fragment(request):
        if made.state == Comment.State.HELD:
            toast(request, _("Somebody of us reads it first; then everybody sees it."))
        return redirect(f"{reverse('community:comment', args=[made.public_id])}#comment-{made.public_id}")
    if isinstance(subject, Post):
        subject.refresh_from_db(fields=["comments"])
    now = timezone.localtime()
    context = {"said": said_once(request.user, made, now=now), "now": now, "made": made, "parent": parent}
    return render(
        request,
        "community/_comment_made.html",
        {**_around(request, subject), **context, "comment_form": CommentForm(), "talk": Talk(None, [], None)},
    )


def _refused(request: HttpRequest, subject: Post | Article, form: CommentForm, parent: Comment | None) -> HttpResponse:
    now = timezone.localtime()
    context = {**_around(request, subject), "comment_form": form, "parent": parent, "now": now}
    if is_fragment(request):
        template = "community/_answer_form.html" if parent else "community/_comment_form.html"
        response = render(request, template, context, status=422)
        response["HX-Retarget"] = f"#answer-{parent.public_id}" if parent else "#comment-form"
        response["HX-Reswap"] = "outerHTML"
        return response
    if parent is not None:
        context["said"] = said_once(request.user, parent, now=now)
        return open_page(request, "community/comment_answer.html", status=422, **context)
    return open_page(
        request, "community/comment_list.html", status=422, **{**talk_context(request, subject), "comment_form": form}
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def comment_edit(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Says it otherwise, within 15 minutes; what the staff hid until it is mended at any time."""
    now = timezone.localtime()
    found = shown_comment(request.user, comment_id, now=now)
    said = said_once(request.user, found, now=now)
    if not said.own or said.is_gone:
        raise CommentNotFound
    if not said.may_edit:
        raise CommentTooOld
    sent = request.POST if request.method == "POST" else None
    form = CommentForm(sent, initial={"text": found.body})
    if form.is_bound and form.is_valid():
        try:
            edit_comment(request.user, found, text=form.cleaned_data["text"], at=now)
        except DomainError as refusal:
            if not refusal.fields:
                raise
            form.add_refusal(refusal.fields)
        else:
            toast(request, _("Saved."))
            return redirect(_place(found))
    context = {**_around(request, subject_of(found)), "comment_form": form, "comment": found, "may_mend": said.may_mend}
    return open_page(request, "community/comment_edit.html", status=422 if form.errors else 200, **context)


@login_required
@require_POST
def comment_delete(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Takes one's own comment away; its place stays, and the toast brings it back."""
    now = timezone.localtime()
    found = shown_comment(request.user, comment_id, now=now)
    delete_comment(request.user, found, at=now)
    undo = reverse("community:comment-restore", args=[comment_id])
    return _changed(request, found, _("Deleted."), undo=undo)


@login_required
@require_POST
def comment_restore(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    now = timezone.localtime()
    found = shown_comment(request.user, comment_id, now=now)
    restore_comment(request.user, found, at=now)
    return _changed(request, found, _("Restored."))


@login_required
@require_POST
def comment_accept(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Marks an answer as the one that helped, or with `on=0` no longer."""
    now = timezone.localtime()
    found = shown_comment(request.user, comment_id, now=now)
    if found.post is None:
        raise CommentNotFound
    if request.POST.get("on") == "0":
        unaccept_answer(request.user, found.post)
        toast(request, _("The question is open again."))
    else:
        accept_answer(request.user, found.post, found, at=now)
        toast(request, _("Accepted. It stands first now."))
    return redirect(f"{subject_path(found.post)}#comments")


def _changed(request: HttpRequest, found: Comment, words: str, *, undo: str = "") -> HttpResponse:
    if not is_fragment(request):
        toast(request, words, undo=undo)
        return redirect(_place(found))
    now = timezone.localtime()
    context = {"said": said_once(request.user, found, now=now), "now": now, "profile": profile_of(request.user)}
    response = render(request, "community/_comment_self.html", {**context, "subject": subject_of(found)})
    toast(request, words, undo=undo, response=response)
    return response


def _place(found: Comment) -> str:
    return f"{reverse('community:comment', args=[found.public_id])}#comment-{found.public_id}"


@never_cache
@login_required
@require_safe
def mention_list(request: HttpRequest) -> HttpResponse:
    """Whom an `@` may mean whose name begins with `q`: buttons that the script puts below the text."""
    post = None
    if request.GET.get("post"):
        try:
            post = access_post(request.user, UUID(request.GET["post"]))
        except (ValueError, DomainError):
            post = None
    people = suggested_people(request.user, request.GET.get("q", "")[:24], post=post)
    return render(request, "community/_mentions.html", {"people": people})
