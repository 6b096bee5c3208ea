from django.urls import path

from accounts.views import care, documents, entrance, me, staff, tokens

app_name = "accounts"
urlpatterns = [
    # These three stand before allauth's and Django's own, which have the same paths.
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
    path("me/help/", care.help_list, name="help-list"),
    path("me/help/ask/", care.help_ask, name="help-ask"),
    path("me/hide-amounts/", me.hide_amounts_toggle, name="hide-amounts-toggle"),
    path("me/consents/<slug:purpose>/grant/", me.consent_grant, name="consent-grant"),
    path("me/consents/<slug:purpose>/withdraw/", me.consent_withdraw, name="consent-withdraw"),
    path("me/keys/", tokens.token_list, name="token-list"),
    path("me/keys/<uuid:public_id>/revoke/", tokens.token_revoke, name="token-revoke"),
    path("staff/codes/", staff.code_list, name="code-list"),
]
