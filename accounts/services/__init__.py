"""Every change of what is kept of a person, one function each, called alike by page, API, task and admin."""

from accounts.services.consents import agree_to_documents, grant_consent, withdraw_consent
from accounts.services.leaving import ask_for_erasure, call_off_erasure, erase_due_accounts, everything_of
from accounts.services.people import (
    choose_language,
    close_accounts,
    confirm_phone,
    register_user,
    toggle_hidden_amounts,
    update_person,
)
from accounts.services.questions import QUESTIONS_A_DAY, answer_question, ask_question, note_answers_read
from accounts.services.security import (
    end_session,
    end_sessions,
    lock_others_out,
    open_sessions,
    remove_second_steps,
    tell_of_new_device,
    tell_of_security_change,
)
from accounts.services.tokens import create_token, note_token_use, revoke_token, token_digest

__all__ = [
    "QUESTIONS_A_DAY",
    "agree_to_documents",
    "answer_question",
    "ask_for_erasure",
    "ask_question",
    "call_off_erasure",
    "choose_language",
    "close_accounts",
    "confirm_phone",
    "create_token",
    "end_session",
    "end_sessions",
    "erase_due_accounts",
    "everything_of",
    "grant_consent",
    "lock_others_out",
    "note_answers_read",
    "note_token_use",
    "open_sessions",
    "register_user",
    "remove_second_steps",
    "revoke_token",
    "tell_of_new_device",
    "tell_of_security_change",
    "toggle_hidden_amounts",
    "token_digest",
    "update_person",
    "withdraw_consent",
]
