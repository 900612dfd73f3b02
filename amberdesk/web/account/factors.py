"""The forms of second factors: codes of an app, recovery codes, passkeys."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from cryptography.exceptions import InvalidSignature
from django import forms
from django.utils.translation import gettext_lazy as _

CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "spellcheck": "false"}


def code_field(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=32, widget=forms.TextInput(CODE), help_text=hint)


def name_field() -> forms.CharField:
    return forms.CharField(
        label=_("Nazwa"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("Na przykład urządzenie, na którym jest klucz."),
    )


class CodeForm:
    """Codes are read off a screen: spaces between the digits are no error."""

    fields: dict[str, forms.Field]
    data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field(_("Kod"), _("Sześć cyfr z aplikacji albo kod zapasowy."))
        if self.data.get("code"):
            self.data = self.data.copy()
            self.data["code"] = "".join(self.data["code"].split())


class AuthenticateForm(CodeForm, base.AuthenticateForm):
    pass


class ReauthenticateForm(CodeForm, base.ReauthenticateForm):
    pass


class ActivateAppForm(CodeForm, totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("Sześć cyfr, które aplikacja pokazuje teraz.")


class PasskeyForm:
    """What a browser posts as a passkey's answer may be anything at all: what the library cannot read is a wrong answer."""

    cleaned_data: dict[str, Any]

    def clean_credential(self) -> Any:
        check = getattr(super(), "clean_credential", lambda: self.cleaned_data["credential"])
        return readable(check)


def readable(check: Callable[[], Any]) -> Any:
    try:
        return check()
    except (AttributeError, LookupError, TypeError, ValueError, InvalidSignature) as error:
        raise get_adapter().validation_error("incorrect_code") from error


class PasskeySignInForm(PasskeyForm, webauthn.LoginWebAuthnForm):
    pass


class PasskeyStepForm(PasskeyForm, webauthn.AuthenticateWebAuthnForm):
    pass


class PasskeyAgainForm(PasskeyForm, webauthn.ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    """A passkey opens the account by itself, so it is always of the kind that asks for finger, face or PIN."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = name_field()
        self.fields["passwordless"].widget = forms.HiddenInput()
        self.fields["passwordless"].initial = True

    def clean_passwordless(self) -> bool:
        return True

    def clean(self) -> dict[str, Any]:
        return dict(readable(super().clean))


class RenamePasskeyForm(webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = name_field()
