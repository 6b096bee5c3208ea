"""The bell's page, how somebody wants to be told, and the addresses that work without signing in."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import access_browser, access_by_off_token, access_notice, access_robot
from accounts.errors import InvalidInput
from accounts.forms.notices import BrowserForm, NoticeForm, RobotForm, read_before
from accounts.notices import calendars, places, telling
from accounts.notices.board import notice_board, notice_choices, unread_count, zone_of
from accounts.notices.outlets import SAID, NotSent, push
from accounts.notices.outlets.robots import SERVICES
from accounts.notices.settings import change_notice_settings, end_emails, settings_of
from accounts.queries import browsers_of, robots_of


@never_cache
@login_required
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """What the reader was told, what waits for the reader first; what is shown now is read."""
    now = timezone.now()
    board = notice_board(request.user, now=now, before=read_before(request.GET.get("before")))
    shown = [*board.first, *(each for _day, day in board.days for each in day)]
    # Whoever left a book is not told of it any more, and the bell must not count what no page shows.
    telling.read_notices(request.user, [*(each.notice.public_id for each in shown), *board.hidden], at=now)
    request.user.unread_notices = unread_count(request.user)
    context = {"board": board, "now": now.astimezone(zone_of(request.user))}
    return render(request, "accounts/notice_list.html", context)


@login_required
@require_POST
def notice_read(request: HttpRequest) -> HttpResponse:
    """All read."""
    telling.read_notices(request.user, at=timezone.now())
    return redirect("accounts:notice-list")


@never_cache
@login_required
@require_safe
def notice_open(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Leads to the page that a notice is about; from then on it waits for nothing."""
    notice = access_notice(request.user, public_id=public_id)
    telling.open_notice(notice, at=timezone.now())
    return redirect(notice.path or "accounts:notice-list")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notice_settings(request: HttpRequest) -> HttpResponse:
    """Which kinds come by which ways, the quiet hours, the daily reminder, and the places that take messages."""
    chosen = settings_of(request.user)
    choices = notice_choices(chosen)
    form = NoticeForm(request.POST if request.method == "POST" else None, choices=choices, chosen=chosen)
    if request.method == "POST" and form.is_valid():
        change_notice_settings(request.user, at=timezone.now(), channels=form.channels(), **form.hours())
        messages.success(request, _("Saved."))
        return redirect("accounts:notice-settings")
    return settings_page(request, form=form, status=422 if form.errors else 200)


def settings_page(
    request: HttpRequest, *, form: NoticeForm | None = None, robot_form: RobotForm | None = None, status: int = 200
) -> HttpResponse:
    user = request.user
    chosen = settings_of(user)
    token = calendars.calendar_token(chosen)
    feed = request.build_absolute_uri(reverse("accounts:calendar-feed", args=[token])) if token else ""
    context = {
        "form": form or NoticeForm(None, choices=notice_choices(chosen), chosen=chosen),
        "robot_form": robot_form or RobotForm(),
        "browsers": browsers_of(user),
        "robots": [(robot, SERVICES.get(robot.service), SAID.get(robot.error)) for robot in robots_of(user)],
        "services": SERVICES.values(),
        "feed": feed,
        "webcal": feed.replace("https://", "webcal://").replace("http://", "webcal://"),
        "push_key": push.public_key(),
    }
    return render(request, "accounts/notice_settings.html", context, status=status)


@login_required
@require_POST
def browser_add(request: HttpRequest) -> HttpResponse:
    """Sent by the script of the settings page with the browser's subscription; 204, or 422 with the sentence."""
    form = BrowserForm(request.POST)
    if not form.is_valid():
        raise InvalidInput
    places.add_browser(
        request.user, name=form.browser_name(request.headers.get("User-Agent", "")), at=timezone.now(), **form.keys()
    )
    return HttpResponse(status=204)


@login_required
@require_POST
def browser_try(request: HttpRequest, public_id: UUID) -> HttpResponse:
    browser = access_browser(request.user, public_id=public_id)
    say_how_it_went(request, lambda: places.try_browser(browser))
    return redirect("accounts:notice-settings")


@login_required
@require_POST
def browser_remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    places.remove_browser(access_browser(request.user, public_id=public_id))
    messages.success(request, _("This browser shows no notices any more."))
    return redirect("accounts:notice-settings")


@never_cache
@login_required
@require_POST
def robot_add(request: HttpRequest) -> HttpResponse:
    form = RobotForm(request.POST)
    if form.is_valid():
        try:
            places.add_robot(request.user, at=timezone.now(), **form.cleaned_data)
        except InvalidInput as refusal:
            for name, said in refusal.fields.items():
                form.add_error(name, said)
        else:
            messages.success(request, _("The robot is added. Try it now."))
            return redirect("accounts:notice-settings")
    return settings_page(request, robot_form=form, status=422)


@login_required
@require_POST
def robot_try(request: HttpRequest, public_id: UUID) -> HttpResponse:
    robot = access_robot(request.user, public_id=public_id)
    say_how_it_went(request, lambda: places.try_robot(robot, at=timezone.now()))
    return redirect("accounts:notice-settings")


@login_required
@require_POST
def robot_amounts(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Switches whether its messages may name amounts."""
    robot = access_robot(request.user, public_id=public_id)
    places.name_amounts(robot, named=request.POST.get("named") == "1")
    return redirect("accounts:notice-settings")


@login_required
@require_POST
def robot_remove(request: HttpRequest, public_id: UUID) -> HttpResponse:
    places.remove_robot(access_robot(request.user, public_id=public_id))
    messages.success(request, _("The robot is removed."))
    return redirect("accounts:notice-settings")


def say_how_it_went(request: HttpRequest, send) -> None:
    try:
        send()
    except NotSent as refusal:
        messages.error(request, SAID[refusal.code])
    else:
        messages.success(request, _("Sent. It should be there in a moment."))


@login_required
@require_POST
def calendar_make(request: HttpRequest) -> HttpResponse:
    calendars.open_calendar(request.user)
    messages.success(request, _("The address is made. One that there was before does not work any more."))
    return redirect("accounts:notice-settings")


@login_required
@require_POST
def calendar_end(request: HttpRequest) -> HttpResponse:
    calendars.close_calendar(request.user)
    messages.success(request, _("The address does not work any more."))
    return redirect("accounts:notice-settings")


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """A person's calendar, for the program that has its address; 404 for an address that is void."""
    user = calendars.calendar_owner(token)
    if user is None:
        raise Http404
    with translation.override(user.language or settings.LANGUAGE_CODE):
        body = calendars.calendar_of(user, now=timezone.now())
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, max-age=900"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice_off(request: HttpRequest, token: str) -> HttpResponse:
    """Ends e-mails of one kind for whoever holds the link of one. Only a POST does it: programs look at links.

    The mailbox's own button posts without our form (RFC 8058), and the signed address is all that it needs.
    """
    user, kind = access_by_off_token(token)
    done = request.method == "POST"
    if done:
        end_emails(user, kind=kind.key, at=timezone.now())
    return render(request, "accounts/notice_off.html", {"kind": kind, "done": done})
