"""Addresses under /account/. allauth's views keep allauth's names, ours are `account:...`; there is no sign-up."""

from allauth.account import views as allauth
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import include, path

from amberdesk.web.account import doors, joining, views

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
    path("login/", doors.sign_in, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("password/set/", allauth.password_set, name="account_set_password"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/<str:uidb36>/<str:key>/",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/finished/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("company/<str:provider_id>/", doors.company_door, name="openid_connect_login"),
    path("company/<str:provider_id>/callback/", doors.company_answer, name="openid_connect_callback"),
]
second_factors = [
    path("factors/", views.factors, name="mfa_index"),
    path("factors/code/", factors.authenticate, name="mfa_authenticate"),
    path("factors/again/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("factors/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("factors/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("factors/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("factors/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("passkeys/", views.factors, name="mfa_list_webauthn"),
    path("passkeys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("passkeys/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("passkeys/again/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkeys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("passkeys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]
urlpatterns = [path("", include((own, "account"))), *sign_in, *second_factors]
