"""Who may open and send what: every address of pages and API, by role. tests/test_roles.py asks each line.

To add an address is to add a line: its name, the method, who may, and what they get for an empty request. Everybody
else of the book gets 403, a stranger 404, a visitor is asked to sign in.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """`first` and `second`: in a book who may (of WHO) and their status, elsewhere a visitor's and a user's status."""

    name: str
    method: str
    first: str
    second: str
    # Another status for one of the roles: "owner=409".
    but: str = ""

    def status_for(self, role: str) -> int:
        other, _equals, status = self.but.partition("=")
        return int(status if role == other else self.second)

    def __str__(self) -> str:
        return f"{self.name} {self.method}"


def lines(table: str) -> list[Line]:
    return [Line(*row.split()) for row in table.strip().splitlines()]


ROLES = ("owner", "manager", "bookkeeper", "contributor", "viewer")
WHO = {
    "everyone": ROLES,
    "recorders": ROLES[:4],
    "keepers": ROLES[:3],
    "heads": ROLES[:2],
    "owner": ROLES[:1],
}

# The entry is the owner's, the batch waits in its preview, nobody has any suggestion or export yet (404), and no cost
# of a loan can be confirmed where nobody was offered one (403).
IN_A_BOOK = lines("""
ledger:book-overview             get     everyone    200
ledger:book-settings             get     heads       200
ledger:book-settings             post    heads       422
ledger:book-rights               get     heads       200
ledger:book-facts                get     heads       200
ledger:book-facts                post    heads       302
ledger:book-count                post    everyone    302
ledger:book-archive              post    owner       302
ledger:live-events               get     everyone    200
ledger:entry-record              get     recorders   200
ledger:entry-record              post    recorders   422
ledger:quickline-record          post    recorders   422
ledger:quickline-read            get     recorders   200
ledger:entry-list                get     everyone    200
ledger:entry-bin                 get     everyone    200
ledger:entry-calendar            get     everyone    200
ledger:entry-select              get     recorders   200
ledger:entry-bulk                post    recorders   409
ledger:entry-repeat              post    recorders   302
ledger:template-save             post    recorders   422
ledger:template-list             get     recorders   200
ledger:template-move             post    recorders   404
ledger:template-delete           post    recorders   404
ledger:template-restore          post    recorders   404
ledger:step-list                 get     recorders   200
ledger:step-undo                 post    recorders   404
ledger:activity-list             get     everyone    200
ledger:activity-revert           post    recorders   404
ledger:entry-revert              post    keepers     302
ledger:comment-add               post    recorders   422
ledger:comment-edit              get     recorders   404
ledger:comment-edit              post    recorders   404
ledger:comment-delete            post    recorders   404
ledger:comment-restore           post    recorders   404
ledger:entry-edit                get     everyone    200
ledger:entry-edit                post    keepers     422
ledger:entry-share               get     keepers     200
ledger:entry-share               post    keepers     422
ledger:entry-share-new           post    recorders   422
ledger:settle                    get     everyone    200
ledger:settle-pay                post    recorders   422
ledger:settle-everything         post    recorders   422
ledger:settle-undo               post    recorders   404
ledger:share-default             get     heads       200
ledger:share-default             post    heads       422
ledger:pay-code-picture          get     everyone    404
ledger:entry-delete              post    keepers     302
ledger:entry-restore             post    keepers     302
ledger:approval-list             get     everyone    200
ledger:approval-answer           post    heads       409
ledger:account-list              get     everyone    200
ledger:account-new               get     keepers     200
ledger:account-new               post    keepers     422
ledger:account-edit              get     keepers     200
ledger:account-edit              post    keepers     422
ledger:account-balance           get     keepers     200
ledger:account-balance           post    keepers     422
ledger:budget-list               get     everyone    200
ledger:budget-new                get     keepers     200
ledger:budget-new                post    keepers     422
ledger:budget-fill               get     keepers     200
ledger:budget-fill               post    keepers     422
ledger:budget-unfill             post    keepers     302
ledger:budget-edit               get     keepers     200
ledger:budget-edit               post    keepers     422
ledger:budget-delete             post    keepers     302
ledger:budget-undo               post    keepers     409
ledger:schedule-list             get     everyone    200
ledger:schedule-new              get     keepers     200
ledger:schedule-new              post    keepers     422
ledger:schedule-edit             get     keepers     200
ledger:schedule-edit             post    keepers     422
ledger:schedule-do               get     recorders   200
ledger:schedule-do               post    recorders   409
ledger:schedule-delete           post    keepers     302
ledger:schedule-undo             post    recorders   409
ledger:import-new                get     keepers     200
ledger:import-new                post    keepers     422
ledger:import-detail             get     keepers     200
ledger:import-mapping            get     keepers     302
ledger:import-mapping            post    keepers     409
ledger:import-progress           get     keepers     204
ledger:import-unlock             post    keepers     422
ledger:import-counters           get     keepers     200
ledger:import-groups             get     keepers     200
ledger:import-group              get     keepers     200
ledger:import-group              post    keepers     422
ledger:import-place              post    keepers     302
ledger:import-account            get     keepers     409
ledger:import-account            post    keepers     409
ledger:import-rates              post    keepers     409
ledger:import-options            post    keepers     302
ledger:import-typed              get     keepers     200
ledger:import-typed              post    keepers     404
ledger:import-rows               get     keepers     200
ledger:import-write              post    keepers     302
ledger:import-cancel             post    keepers     302
ledger:import-undo               post    keepers     409
ledger:name-list                 get     keepers     200
ledger:name-new                  get     keepers     200
ledger:name-new                  post    keepers     422
ledger:name-order                post    keepers     302
ledger:name-edit                 get     keepers     200
ledger:name-edit                 post    keepers     422
ledger:name-hide                 post    keepers     302
ledger:name-merge                post    keepers     422
ledger:name-delete               post    keepers     302
ledger:gift-person               get     everyone    200
ledger:export-new                get     recorders   200
ledger:export-new                post    recorders   422
ledger:export-detail             get     recorders   404
ledger:export-progress           get     recorders   404
ledger:export-file               get     recorders   404
ledger:member-list               get     everyone    200
ledger:member-add                post    heads       422
ledger:member-leave              get     everyone    200
ledger:member-leave              post    everyone    302  owner=409
ledger:member-edit               get     heads       200
ledger:member-edit               post    heads       422
ledger:member-remove             post    heads       409
ledger:handover-offer            post    owner       409
ledger:handover-withdraw         post    owner       302
ledger:handover                  get     everyone    409
ledger:handover                  post    everyone    409
ledger:invitation-new            get     heads       200
ledger:invitation-new            post    heads       422
ledger:invitation-renew          post    heads       201
ledger:invitation-revoke         post    heads       302
ledger:guest-link-make           post    heads       201
ledger:guest-link-change         post    heads       302
ledger:guest-link-revoke         post    heads       302
ledger:guest-free                post    heads       302
ledger:guest-leave               post    everyone    302
ledger:guest-keep                get     everyone    302
ledger:guest-keep                post    everyone    302
ledger:member-till               post    heads       409
offers:reading-panel             get     keepers     200
offers:reading-evidence          get     keepers     200
offers:reading-ways              get     keepers     200
offers:stream-mark               post    keepers     302
offers:answers                   get     keepers     200
offers:answers                   post    keepers     200
offers:consent                   get     heads       200
offers:consent                   post    heads       200
offers:consent-withdraw          post    heads       302
offers:suggestion-dismiss        post    heads       404
offers:loan-cost                 get     heads       404
offers:loan-cost-confirm         post    heads       403
community:entry-panel            get     everyone    200
community:entry-share            post    everyone    403
ledger-api:book-detail           get     everyone    200
ledger-api:book-detail           patch   heads       200
ledger-api:member-list           get     everyone    200
ledger-api:member-list           post    heads       422
ledger-api:member-detail         patch   heads       200
ledger-api:member-detail         delete  heads       409
ledger-api:leave                 post    everyone    204  owner=409
ledger-api:invitation-list       get     heads       200
ledger-api:invitation-list       post    heads       422
ledger-api:invitation-detail     delete  heads       204
ledger-api:account-list          get     everyone    200
ledger-api:account-list          post    keepers     422
ledger-api:account-detail        get     everyone    200
ledger-api:account-detail        patch   keepers     200
ledger-api:account-detail        delete  keepers     204
ledger-api:account-balance       put     keepers     422
ledger-api:category-list         get     everyone    200
ledger-api:category-list         post    keepers     422
ledger-api:category-detail       get     everyone    200
ledger-api:category-detail       patch   keepers     200
ledger-api:category-detail       delete  keepers     409
ledger-api:label-list            get     everyone    200
ledger-api:label-list            post    keepers     422
ledger-api:label-detail          patch   keepers     200
ledger-api:label-detail          delete  keepers     204
ledger-api:name-merge            post    keepers     422
ledger-api:entry-list            get     everyone    200
ledger-api:entry-list            post    recorders   422
ledger-api:entry-detail          get     everyone    200
ledger-api:entry-detail          patch   keepers     422
ledger-api:entry-detail          delete  keepers     204
ledger-api:entry-restore         post    keepers     200
ledger-api:entry-history         get     everyone    200
ledger-api:entry-revert          post    keepers     200
ledger-api:comment-list          get     everyone    200
ledger-api:comment-list          post    recorders   422
ledger-api:comment-detail        patch   recorders   404
ledger-api:comment-detail        delete  recorders   404
ledger-api:activity-list         get     everyone    200
ledger-api:activity-revert       post    recorders   404
ledger-api:approval-list         get     everyone    200
ledger-api:approval-list         post    heads       422
ledger-api:entry-shares          get     everyone    200
ledger-api:entry-shares          put     keepers     422
ledger-api:standing-list         get     everyone    200
ledger-api:standing-own          get     everyone    200
ledger-api:settlement-list       get     everyone    200
ledger-api:settlement-list       post    recorders   422
ledger-api:settlement-undo       post    recorders   404
ledger-api:step-list             get     recorders   200
ledger-api:step-list             post    recorders   422
ledger-api:step-undo             post    recorders   404
ledger-api:import-list           get     keepers     200
ledger-api:import-list           post    keepers     422
ledger-api:import-detail         get     keepers     200
ledger-api:import-mapping        get     keepers     409
ledger-api:import-mapping        post    keepers     422
ledger-api:import-mapping        put     keepers     422
ledger-api:import-unlock         post    keepers     422
ledger-api:import-write          post    keepers     200
ledger-api:import-undo           post    keepers     409
ledger-api:import-cancel         post    keepers     200
ledger-api:export-list           get     recorders   200
ledger-api:export-list           post    recorders   422
ledger-api:export-detail         get     recorders   404
ledger-api:export-file           get     recorders   404
ledger-api:gifts                 get     everyone    422
ledger-api:budget-list           get     everyone    200
ledger-api:budget-list           post    keepers     422
ledger-api:budget-detail         get     everyone    200
ledger-api:budget-detail         patch   keepers     422
ledger-api:budget-detail         delete  keepers     204
ledger-api:budget-undo           post    keepers     422
ledger-api:scheduled-list        get     everyone    200
ledger-api:scheduled-list        post    keepers     422
ledger-api:scheduled-detail      get     everyone    200
ledger-api:scheduled-detail      patch   keepers     422
ledger-api:scheduled-detail      delete  keepers     204
ledger-api:scheduled-do          post    recorders   422
ledger-api:scheduled-undo        post    recorders   422
ledger-api:coming-list           get     everyone    200
ledger-api:live-events           get     everyone    200
ledger-api:month-list            get     everyone    200
ledger-api:month-categories      get     everyone    200
offers-api:reading               get     keepers     200
offers-api:suggestion-dismiss    post    heads       404
""")

# Addresses that lie in no book: what a visitor and what somebody who is signed in gets.
WITHOUT_BOOK = lines("""
ledger:doorway                   get     200  302
ledger:source-list               get     200  200
ledger:source-detail             get     200  200
ledger:shelf                     get     302  200
ledger:assets                    get     302  200
ledger:book-new                  get     302  200
ledger:book-new                  post    302  200
ledger:record                    get     302  302
ledger:join                      get     404  404
ledger:join                      post    404  404
ledger:guest-door                get     404  404
ledger:guest-door                post    404  404
ledger:invitation-open           get     302  404
ledger:invitation-open           post    302  404
ledger:pay-code                  get     302  200
ledger:pay-code                  post    302  422
ledger:pay-code-own              get     302  404
offers:how-we-rank               get     302  200
offers:shelf-readings            get     302  200
accounts:terms                   get     200  200
accounts:terms-version           get     404  404
accounts:privacy                 get     200  200
accounts:privacy-version         get     404  404
accounts:agreement               get     302  200
accounts:agreement               post    302  422
accounts:news-rows               get     302  200
accounts:data                    get     302  200
accounts:data-download           post    302  200
accounts:account-erase           get     302  200
accounts:account-erase           post    302  422
accounts:account-keep            post    302  302
accounts:help-list               get     302  200
accounts:help-ask                get     302  200
accounts:help-ask                post    302  422
accounts:notice-list             get     302  200
accounts:notice-read             post    302  302
accounts:notice-open             get     302  404
accounts:notice-settings         get     302  200
accounts:notice-settings         post    302  422
accounts:notice-off              get     404  404
accounts:notice-off              post    404  404
accounts:browser-add             post    302  422
accounts:browser-try             post    302  404
accounts:browser-remove          post    302  404
accounts:robot-add               post    302  422
accounts:robot-try               post    302  404
accounts:robot-amounts           post    302  404
accounts:robot-remove            post    302  404
accounts:calendar-make           post    302  302
accounts:calendar-end            post    302  302
accounts:calendar-feed           get     404  404
accounts:me                      get     302  200
accounts:me                      post    302  200
accounts:hide-amounts-toggle     post    302  302
accounts:consent-grant           post    302  404
accounts:consent-withdraw        post    302  302
accounts:token-list              get     302  200
accounts:token-list              post    302  422
accounts:token-revoke            post    302  404
accounts:code-list               get     302  404
accounts:security                get     302  200
accounts:other-sessions-end      post    302  302
accounts:session-end             post    302  404
accounts:not-me                  get     302  200
accounts:not-me                  post    302  302
accounts:recovery-codes          get     302  404
accounts:app-activate            get     302  200
accounts:second-steps-moved      get     302  302
accounts:passkeys-moved          get     302  302
accounts:sessions-moved          get     302  302
accounts:staff-gate              get     302  404
accounts:code-request            get     200  302
accounts:code-confirm            get     302  302
accounts:language-set            post    302  302
account_login                    get     200  302
account_logout                   get     302  200
account_inactive                 get     200  200
account_signup                   get     200  302
account_reauthenticate           get     302  403
account_email                    get     302  200
account_email_verification_sent  get     302  302
account_change_password          get     302  302
account_set_password             get     302  200
account_reset_password           get     200  200
account_confirm_login_code       get     302  302
account_verify_phone             get     302  302
account_change_phone             get     302  200
account_confirm_password_reset_code get  302  302
account_complete_password_reset  get     302  302
account_password_reset_completed get     200  200
account_request_login_code       get     200  302
mfa_index                        get     302  302
mfa_authenticate                 get     302  302
mfa_reauthenticate               get     302  403
mfa_activate_totp                get     302  200
mfa_deactivate_totp              get     302  404
mfa_view_recovery_codes          get     302  404
mfa_generate_recovery_codes      get     302  200
mfa_download_recovery_codes      get     302  404
mfa_list_webauthn                get     302  302
mfa_add_webauthn                 get     302  200
mfa_reauthenticate_webauthn      get     302  403
mfa_remove_webauthn              get     302  404
mfa_edit_webauthn                get     302  404
mfa_login_webauthn               get     302  302
usersessions_list                get     302  302
set_language                     post    302  302
health                           get     200  200
manifest                         get     200  200
service-worker                   get     200  200
offline                          get     200  200
accounts-api:notice-list         get     401  200
accounts-api:notices-read        post    401  204
accounts-api:notice-settings     get     401  200
accounts-api:notice-settings     patch   401  200
accounts-api:browser-list        get     401  200
accounts-api:browser-detail      delete  401  404
ledger-api:scene-list            get     401  200
ledger-api:book-list             get     401  200
ledger-api:book-list             post    401  422
community:article-list           get     200  200
community:article-feed           get     200  200
community:article-detail         get     404  404
community:article-preview        get     404  404
community:article-cover          get     404  404
community:article-picture        get     404  404
community:article-column         get     404  404
community:article-series         get     404  404
community:academy-home           get     200  200
community:course-detail          get     200  200
community:lesson-detail          get     200  200
community:lesson-answer          post    200  302
community:lesson-open            get     302  302
community:calculator             get     200  200
community-api:academy-progress   get     401  200
community-api:course-list        get     200  200
community-api:course-detail      get     200  200
community-api:lesson-detail      get     200  200
community-api:lesson-answer      post    401  422
community-api:calculator-list    get     200  200
community-api:calculator         get     422  422
community:write                  get     302  403
community:write                  post    302  403
community:from-book              get     302  403
community:from-book              post    302  403
community:name                   get     302  403
community:name                   post    302  403
community:post                   get     404  404
community:post-history           get     404  404
community:editor                 get     302  404
community:editor                 post    302  404
community:editor-publish         post    302  404
community:draft-drop             post    302  404
community:preview                get     302  404
community:post-delete            post    302  404
community:post-restore           post    302  404
community:scene-use              get     404  404
community:scene-use              post    404  404
community:photo                  get     404  404
community:thing                  get     404  404
community:follow-up              get     302  404
community:follow-up              post    302  404
community:item-same              get     302  404
community:item-same              post    302  404
community:record-same            get     302  404
community:wish-add               post    302  404
community:wish-list              get     302  200
community:wish-list              post    302  422
community:wish-mark              post    302  404
community:wish-drop              post    302  404
community-api:post-list          post    401  422
community-api:post-detail        get     404  404
community-api:post-detail        put     401  404
community-api:post-detail        delete  401  404
community-api:post-restore       post    401  404
community-api:post-history       get     404  404
community-api:scene-use          post    401  404
community-api:draft-list         get     401  200
community-api:draft-list         post    401  422
community-api:draft-detail       get     401  404
community-api:draft-detail       put     401  404
community-api:draft-detail       delete  401  404
community-api:draft-publish      post    401  404
community-api:photo-list         post    401  409
community-api:thing-detail       get     404  404
community-api:follow-up-list     post    401  404
community-api:wish-list          get     401  200
community-api:wish-list          post    401  422
community-api:wish-detail        patch   401  422
community-api:wish-detail        delete  401  404
community-api:profile            get     401  404
community-api:profile            put     401  422
community:rules                  get     200  200
community:order                  get     200  200
community:report                 get     302  404
community:report                 post    302  404
community:report-list            get     302  200
community:decision-list          get     302  200
community:decision               get     302  404
community:decision               post    302  404
community:home                   get     302  200
community:discover               get     200  200
community:pick-list              get     200  200
community:question-list          get     200  200
community:scene-list             get     200  200
community:scene                  get     200  200
community:topic-list             get     200  200
community:topic                  get     404  404
community:topic-atom             get     404  404
community:person                 get     404  404
community:person-atom            get     404  404
community:post-cover             get     404  404
community:search                 get     200  200
community:follow-set             post    302  422
community:following              get     302  200
community:home-choice            post    302  302
robots                           get     200  200
sitemap-index                    get     200  200
sitemap                          get     404  404
community-api:home               get     401  200
community-api:home-choice        get     401  200
community-api:home-choice        put     401  422
community-api:discover           get     200  200
community-api:pick-list          get     200  200
community-api:question-list      get     200  200
community-api:scene-market       get     200  200
community-api:scene-posts        get     200  200
community-api:topic-list         get     200  200
community-api:topic-posts        get     404  404
community-api:person-detail      get     404  404
community-api:person-posts       get     404  404
community-api:search             get     422  422
community-api:follow-list        get     401  200
community-api:follow-person      put     401  404
community-api:follow-person      delete  401  404
community-api:follow-topic       put     401  404
community-api:follow-topic       delete  401  404
community-api:follow-scene       put     401  200
community-api:follow-scene       delete  401  200
community:comment-list           get     404  404
community:comment-list           post    404  404
community:article-comments       get     404  404
community:article-comments       post    404  404
community:comment                get     404  404
community:answer-list            get     404  404
community:comment-answer         get     302  404
community:comment-answer         post    302  404
community:comment-edit           get     302  404
community:comment-edit           post    302  404
community:comment-delete         post    302  404
community:comment-restore        post    302  404
community:comment-accept         post    302  404
community:comment-like           post    302  404
community:comment-thank          post    302  404
community:post-like              post    302  404
community:post-thank             post    302  404
community:post-keep              get     302  404
community:post-keep              post    302  404
community:collection-list        get     302  200
community:collection-list        post    302  422
community:collection             get     404  404
community:collection-edit        get     302  404
community:collection-edit        post    302  404
community:collection-delete      post    302  404
community:person-distance        get     302  404
community:person-distance        post    302  404
community:away-list              get     302  200
community:mention-list           get     302  200
community-api:comment-list       get     404  404
community-api:comment-list       post    401  404
community-api:article-comments   get     404  404
community-api:article-comments   post    401  404
community-api:comment-detail     get     404  404
community-api:comment-detail     patch   401  404
community-api:comment-detail     delete  401  404
community-api:comment-restore    post    401  404
community-api:answer-list        get     404  404
community-api:accepted-answer    put     401  404
community-api:accepted-answer    delete  401  404
community-api:post-like          put     401  404
community-api:post-like          delete  401  404
community-api:post-thanks        put     401  404
community-api:post-thanks        delete  401  404
community-api:comment-like       put     401  404
community-api:comment-like       delete  401  404
community-api:comment-thanks     put     401  404
community-api:comment-thanks     delete  401  404
community-api:post-bookmark      put     401  404
community-api:post-bookmark      delete  401  404
community-api:bookmark-list      get     401  200
community-api:collection-list    get     401  200
community-api:collection-list    post    401  422
community-api:collection-detail  get     404  404
community-api:collection-detail  put     401  404
community-api:collection-detail  delete  401  404
community-api:away-list          get     401  200
community-api:person-block       put     401  404
community-api:person-block       delete  401  404
community-api:person-mute        put     401  404
community-api:person-mute        delete  401  404
community-api:mention-list       get     401  200
community-api:report-list        get     401  200
community-api:report-list        post    401  422
community-api:decision-list      get     401  200
community-api:decision-appeal    post    401  404
community-api:order              get     200  200
community-api:article-list       get     200  200
community-api:article-detail     get     404  404
community-api:column-list        get     200  200
community-api:series-list        get     200  200
community-api:series-detail      get     404  404
api-schema                       get     200  200
api-docs                         get     200  200
""")

# What whoever is not signed in may open of a sample. Signed in, one sees of it what every role sees of a book, and its
# reading; whatever writes is refused to both.
OPEN_IN_A_SAMPLE = {
    "ledger:book-overview",
    "ledger:entry-list",
    "ledger:entry-calendar",
    "ledger:entry-edit",
    "ledger:account-list",
    "ledger:budget-list",
    "ledger:schedule-list",
    "ledger:settle",
    "offers:reading-panel",
    "offers:reading-evidence",
    "offers:reading-ways",
}

# What a guest may open and send, with the status of an empty request: the entry is the owner's, so it is looked at and
# not changed. Everywhere else a guest is asked to sign in.
OPEN_TO_GUESTS = {
    "ledger:book-overview get": 200,
    "ledger:entry-record get": 200,
    "ledger:entry-record post": 422,
    "ledger:quickline-record post": 422,
    "ledger:quickline-read get": 200,
    "ledger:entry-list get": 200,
    "ledger:live-events get": 200,
    "ledger:entry-calendar get": 200,
    "ledger:entry-edit get": 200,
    "ledger:entry-edit post": 403,
    "ledger:entry-delete post": 403,
    "ledger:entry-restore post": 403,
    "ledger:account-list get": 403,
    "ledger:budget-list get": 200,
    "ledger:schedule-list get": 200,
    "ledger:entry-share get": 403,
    "ledger:entry-share post": 403,
    "ledger:entry-share-new post": 422,
    "ledger:settle get": 200,
    "ledger:settle-pay post": 422,
    "ledger:settle-everything post": 422,
    "ledger:settle-undo post": 404,
    "ledger:pay-code-picture get": 404,
    "ledger:guest-leave post": 302,
    "offers:reading-panel get": 403,
    "offers:reading-evidence get": 403,
    "offers:reading-ways get": 403,
}

# What any member of staff may open without a permission of their own.
OPEN_TO_STAFF = {"index", "logout", "password_change", "password_change_done", "jsi18n", "toggle_sidebar", "search"}
