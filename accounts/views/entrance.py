"""Signing up and signing in: allauth's views, with our way of handling codes (accounts.codes)."""

from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from django import forms
from django.http import HttpRequest, HttpResponse

from accounts.codes import EntranceProcess


class RequestCodeView(RequestLoginCodeView):
    def form_valid(self, form: forms.Form) -> HttpResponse:
        EntranceProcess.initiate(request=self.request, identifier=form.cleaned_data["identifier"])
        # Past allauth's own form_valid, which would send a code of its own.
        return super(RequestLoginCodeView, self).form_valid(form)


class ConfirmCodeView(ConfirmLoginCodeView):
    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        self.use_our_process()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        self.use_our_process()
        return super().post(request, *args, **kwargs)

    def use_our_process(self) -> None:
        # allauth's dispatch has found a process that is valid still; ours reads the same state.
        self._process = EntranceProcess(self.stage)


request_code = RequestCodeView.as_view()
confirm_code = ConfirmCodeView.as_view()
