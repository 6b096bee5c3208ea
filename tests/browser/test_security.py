"""A passkey, made and used in a real browser with an authenticator that the browser plays itself."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from playwright.sync_api import BrowserContext, expect

from accounts.services import register_user
from tests.browser.axe import violations_in_every_look
from tests.browser.conftest import path_of, wait_for_path

# A finger that is always recognised, on a phone that keeps passkeys itself.
FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_added_and_signs_in_without_anything_typed(
    open_context: Callable[..., BrowserContext], transactional_db: None
):
    user = register_user(email="lin@example.com", name="林晓雯")
    context = open_context(user)
    phone = context.new_page()
    device = context.new_cdp_session(phone)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})

    phone.goto("/me/security/")
    phone.get_by_role("link", name="添加通行密钥").tap()
    wait_for_path(phone, "/accounts/2fa/webauthn/add/")
    phone.locator("[name=name]").fill("我的手机")
    phone.locator("#passkey-add").tap()
    # The first one comes with recovery codes.
    wait_for_path(phone, "/accounts/2fa/recovery-codes/")
    expect(phone.locator(".recovery-codes li")).to_have_count(10)
    phone.get_by_role("link", name="我已经收好").tap()
    expect(phone.locator("main")).to_contain_text("我的手机")
    key = Authenticator.objects.get(user=user, type="webauthn")
    assert key.wrap().is_passwordless

    phone.goto("/me/")
    phone.get_by_role("button", name="退出登录").tap()
    wait_for_path(phone, "/")
    phone.goto("/accounts/login/?next=/me/security/")
    phone.get_by_role("button", name="用通行密钥登录").tap()
    wait_for_path(phone, "/me/security/")
    assert path_of(phone) == "/me/security/"
    expect(phone.locator("main")).to_contain_text("这台设备")
    key.refresh_from_db()
    assert key.last_used_at is not None


def test_axe_finds_nothing_where_signing_in_is_secured(
    open_context: Callable[..., BrowserContext], transactional_db: None
):
    user = register_user(email="lin@example.com", name="林晓雯")
    page = open_context(user).new_page()
    for path in (
        "/me/security/",
        "/me/security/not-me/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/add/",
    ):
        page.goto(path)
        assert violations_in_every_look(page) == [], path
