"""Forms of accounts. Those that stand here are our own faces of allauth's, which finds them by its settings."""

from accounts.forms.entrance import (
    ConfirmLoginCodeForm,
    RequestCodeForm,
    SecondStepForm,
    SignInForm,
    SignUpForm,
)
from accounts.forms.passwords import (
    ChangePasswordForm,
    ConfirmPasswordResetCodeForm,
    NewPasswordForm,
    ReauthenticateForm,
    ResetPasswordForm,
    SetPasswordForm,
)
from accounts.forms.security import (
    ActivateAppForm,
    AddEmailForm,
    AddPasskeyForm,
    ChangePhoneForm,
    ConfirmEmailCodeForm,
    ReauthenticateBySecondStepForm,
    RenamePasskeyForm,
    VerifyPhoneForm,
)

__all__ = [
    "ActivateAppForm",
    "AddEmailForm",
    "AddPasskeyForm",
    "ChangePasswordForm",
    "ChangePhoneForm",
    "ConfirmEmailCodeForm",
    "ConfirmLoginCodeForm",
    "ConfirmPasswordResetCodeForm",
    "NewPasswordForm",
    "ReauthenticateBySecondStepForm",
    "ReauthenticateForm",
    "RenamePasskeyForm",
    "RequestCodeForm",
    "ResetPasswordForm",
    "SecondStepForm",
    "SetPasswordForm",
    "SignInForm",
    "SignUpForm",
    "VerifyPhoneForm",
]
