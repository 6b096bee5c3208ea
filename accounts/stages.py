"""Steps between proving who one is and being signed in, in allauth's words."""

from allauth.account.stages import EmailVerificationStage


class EmailConfirmationStage(EmailVerificationStage):
    """Asks for a code by e-mail only from people who have nothing confirmed yet.

    allauth's own stage expects an e-mail address of everybody; here a confirmed phone number is as good.
    """

    def handle(self):
        user = self.login.user
        if user is not None and (user.phone_verified or not user.email):
            return None, True
        return super().handle()
