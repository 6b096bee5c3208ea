from django.urls import path

from accounts.views import entrance, me, staff, tokens

app_name = "accounts"
urlpatterns = [
    # These three stand before allauth's and Django's own, which have the same paths.
    path("accounts/login/code/", entrance.request_code, name="code-request"),
    path("accounts/login/code/confirm/", entrance.confirm_code, name="code-confirm"),
    path("language/setlang/", me.language_set, name="language-set"),
    path("me/", me.me, name="me"),
    path("me/hide-amounts/", me.hide_amounts_toggle, name="hide-amounts-toggle"),
    path("me/consents/<slug:purpose>/grant/", me.consent_grant, name="consent-grant"),
    path("me/consents/<slug:purpose>/withdraw/", me.consent_withdraw, name="consent-withdraw"),
    path("me/keys/", tokens.token_list, name="token-list"),
    path("me/keys/<uuid:public_id>/revoke/", tokens.token_revoke, name="token-revoke"),
    path("staff/codes/", staff.code_list, name="code-list"),
]
