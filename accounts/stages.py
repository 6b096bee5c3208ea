"""Steps between proving who one is and being signed in, in allauth's words."""

from allauth.account.stages import EmailVerificationStage
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled


class EmailConfirmationStage(EmailVerificationStage):
    """Asks for a code by e-mail only from people who have nothing confirmed yet.

    allauth's own stage expects an e-mail address of everybody; here a confirmed phone number is as good.
    """

    def handle(self):
        user = self.login.user
        if user is not None and (user.phone_verified or not user.email):
            return None, True
        return super().handle()


class SecondStepStage(AuthenticateStage):
    """Asks for a second step of those who turned it on, which is: who added an authenticator app.

    allauth's own stage asks of whoever has a passkey too. Here a passkey is another way in, both steps in one; adding
    one must not lock out somebody who next signs in by code on a phone that does not have it.
    """

    def _should_handle(self, request):
        user = self.login.user
        return is_mfa_enabled(user, [Authenticator.Type.TOTP]) and super()._should_handle(request) if user else False
