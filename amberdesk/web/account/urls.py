"""Addresses under /account/. allauth's views keep allauth's names, ours are `account:...`; there is no sign-up."""

from collections.abc import Callable

from allauth.account import views as allauth
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.http import HttpResponseBase
from django.urls import URLPattern, include, path
from django.views.decorators.cache import never_cache

from amberdesk.web.account import doors, joining, views


def unkept(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    """Return the address of a page that no cache and no back button keeps: some show secrets."""
    return path(route, never_cache(view), name=name)


own = [
    path("", views.profile, name="profile"),
    path("join/<str:secret>/", joining.open_link, name="join"),
    path("join/", joining.choose_password, name="choose_password"),
    path("sessions/<int:session>/end/", views.end_session, name="end_session"),
    path("sessions/end/", views.end_sessions, name="end_sessions"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/<int:token>/revoke/", views.revoke_token, name="revoke_token"),
]
sign_in = [
    unkept("login/", doors.sign_in, name="account_login"),
    unkept("logout/", allauth.logout, name="account_logout"),
    unkept("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    unkept("password/change/", allauth.password_change, name="account_change_password"),
    unkept("password/set/", allauth.password_set, name="account_set_password"),
    unkept("password/reset/", allauth.password_reset, name="account_reset_password"),
    unkept("password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    unkept(
        "password/reset/<str:uidb36>/<str:key>/",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    unkept(
        "password/reset/finished/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    unkept("company/<str:provider_id>/", doors.company_door, name="openid_connect_login"),
    unkept("company/<str:provider_id>/callback/", doors.company_answer, name="openid_connect_callback"),
]
second_factors = [
    unkept("factors/", views.factors, name="mfa_index"),
    unkept("factors/code/", factors.authenticate, name="mfa_authenticate"),
    unkept("factors/again/", factors.reauthenticate, name="mfa_reauthenticate"),
    unkept("factors/app/", totp.activate_totp, name="mfa_activate_totp"),
    unkept("factors/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    unkept("factors/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    unkept("factors/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    unkept("passkeys/", views.factors, name="mfa_list_webauthn"),
    unkept("passkeys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    unkept("passkeys/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    unkept("passkeys/again/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    unkept("passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    unkept("passkeys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]
urlpatterns = [path("", include((own, "account"))), *sign_in, *second_factors]
