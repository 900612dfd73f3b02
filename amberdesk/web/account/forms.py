"""The forms of sign-in and passwords, in our own words; allauth's views call them by the names in the settings."""

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from amberdesk.people.models import Person


def address_field() -> forms.EmailField:
    widget = forms.EmailInput(
        {"autocomplete": "username", "autofocus": True, "spellcheck": "false", "maxlength": 254}
    )
    return forms.EmailField(label=_("Adres e-mail"), max_length=254, widget=widget)


def password_field(label: Any = None) -> forms.CharField:
    widget = forms.PasswordInput({"autocomplete": "current-password", "data-reveal": _("Pokaż hasło")})
    return forms.CharField(label=label or _("Hasło"), strip=False, max_length=1000, widget=widget)


def new_password_field() -> forms.CharField:
    widget = forms.PasswordInput(
        {"autocomplete": "new-password", "data-reveal": _("Pokaż hasło"), "minlength": 10}
    )
    return forms.CharField(
        label=_("Nowe hasło"),
        strip=False,
        max_length=1000,
        widget=widget,
        help_text=_("Co najmniej 10 znaków. Najlepiej kilka słów, których nikt z Tobą nie kojarzy."),
    )


class SignInForm(allauth.LoginForm):
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = address_field()
        self.fields["password"] = password_field()

    def clean_login(self) -> str:
        return str(self.cleaned_data["login"]).strip().lower()


class NewPassword:
    """A form with one new password: the page can show it, so it is not typed twice."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    user: Person

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"] = new_password_field()
        self.fields.pop("password2", None)

    def clean_password1(self) -> str:
        password = str(self.cleaned_data["password1"])
        validate_password(password, self.user)
        return password


class ChangePasswordForm(NewPassword, allauth.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = password_field(_("Obecne hasło"))
        self.order_fields(["oldpassword", "password1"])


class SetPasswordForm(NewPassword, allauth.SetPasswordForm):
    pass


class NewPasswordForm(NewPassword, allauth.ResetPasswordKeyForm):
    pass


class ResetPasswordForm(allauth.ResetPasswordForm):
    """Ask for a link to a new password; the answer is the same for every address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = address_field()

    def clean_email(self) -> str:
        self.users: list[Person] = []
        return str(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        allauth.get_adapter().answer_reset(request, email)
        return email


class ReauthenticateForm(allauth.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = password_field()
        self.fields["password"].widget.attrs["autofocus"] = True


class JoinForm(NewPassword, forms.Form):
    """The first password, behind a one-time link."""

    password1: forms.CharField

    def __init__(self, *args: Any, user: Person, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)


class ProfileForm(forms.Form):
    """What a person changes about himself."""

    name = forms.CharField(
        label=_("Imię i nazwisko"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=_("Telefon"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
        help_text=_("Pod ten numer dzwoni centrala, gdy masz zmianę."),
    )
    language = forms.ChoiceField(label=_("Język"), choices=[("pl", "Polski"), ("en", "English")])
    theme = forms.ChoiceField(
        label=_("Wygląd"),
        required=False,
        choices=[("", _("Jak w systemie")), ("light", _("Jasny")), ("dark", _("Ciemny"))],
    )


class TokenForm(forms.Form):
    """What a new key to the API is for."""

    name = forms.CharField(
        label=_("Nazwa klucza"),
        max_length=80,
        help_text=_("Na przykład program, który go użyje."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "token_%s")  # its page has another field called name
        super().__init__(*args, **kwargs)
