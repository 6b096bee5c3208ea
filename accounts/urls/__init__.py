from django.urls import include, path

from accounts.views import care, documents, entrance, me, security, staff, tokens

app_name = "accounts"
urlpatterns = [
    # These stand before allauth's and Django's own, which have the same paths.
    path("accounts/2fa/", security.moved, name="second-steps-moved"),
    path("accounts/2fa/webauthn/", security.moved, name="passkeys-moved"),
    path("accounts/2fa/recovery-codes/", security.recovery_codes, name="recovery-codes"),
    path("accounts/2fa/totp/activate/", security.activate_app, name="app-activate"),
    path("accounts/sessions/", security.moved, name="sessions-moved"),
    path("accounts/login/code/", entrance.request_code, name="code-request"),
    path("accounts/login/code/confirm/", entrance.confirm_code, name="code-confirm"),
    path("language/setlang/", me.language_set, name="language-set"),
    path("terms/", documents.document, {"key": "terms"}, name="terms"),
    path("terms/<slug:version>/", documents.document, {"key": "terms"}, name="terms-version"),
    path("privacy/", documents.document, {"key": "privacy"}, name="privacy"),
    path("privacy/<slug:version>/", documents.document, {"key": "privacy"}, name="privacy-version"),
    path("me/", me.me, name="me"),
    path("me/agreement/", documents.agreement, name="agreement"),
    path("me/news/", care.news_rows, name="news-rows"),
    path("me/data/", care.data, name="data"),
    path("me/data/download/", care.data_download, name="data-download"),
    path("me/data/erase/", care.account_erase, name="account-erase"),
    path("me/data/keep/", care.account_keep, name="account-keep"),
    path("", include("accounts.urls.notices")),
    path("me/help/", care.help_list, name="help-list"),
    path("me/help/ask/", care.help_ask, name="help-ask"),
    path("me/hide-amounts/", me.hide_amounts_toggle, name="hide-amounts-toggle"),
    path("me/consents/<slug:purpose>/grant/", me.consent_grant, name="consent-grant"),
    path("me/consents/<slug:purpose>/withdraw/", me.consent_withdraw, name="consent-withdraw"),
    path("me/keys/", tokens.token_list, name="token-list"),
    path("me/keys/<uuid:public_id>/revoke/", tokens.token_revoke, name="token-revoke"),
    path("me/security/", security.security, name="security"),
    path("me/security/others/end/", security.other_sessions_end, name="other-sessions-end"),
    path("me/security/sessions/<int:pk>/end/", security.session_end, name="session-end"),
    path("me/security/not-me/", security.not_me, name="not-me"),
    path("staff/codes/", staff.code_list, name="code-list"),
    path("staff/gate/", staff.staff_gate, name="staff-gate"),
]
