"""Persons who may sign in, their one-time links, and their keys to the API."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from amberdesk.people.roles import STAFF, Role, Theme


class PersonManager(BaseUserManager["Person"]):
    """Finds persons by e-mail whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)

    def locked(self, pk: int) -> "Person":
        """Return the person with the row locked until the transaction ends."""
        return self.select_for_update().get(pk=pk)


class Person(AbstractBaseUser):
    """Someone who may sign in: our staff, or a customer's representative."""

    email = models.EmailField()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=16, choices=[(r.value, r.value) for r in Role])
    phone = models.CharField(max_length=20, blank=True)  # E.164
    language = models.CharField(max_length=5, default="pl")
    theme = models.CharField(
        max_length=5, blank=True, choices=[(t.value, t.value) for t in Theme]
    )  # "": the system's
    is_active = models.BooleanField(default=True)
    epoch = models.PositiveIntegerField(default=0)  # raised to end every session at once
    created_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]
    objects = PersonManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="person_email_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=[r.value for r in Role]), name="person_role_known"
            ),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="person_email_folded"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()

    @property
    def is_staff_member(self) -> bool:
        return self.role in STAFF

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Return what a session must carry: it changes with the password and with the epoch."""
        return salted_hmac(
            "people.Person.session", f"{self.epoch} {self.password}", secret=secret, algorithm="sha256"
        ).hexdigest()

    def has_perm(self, *_: Any) -> bool:
        return False  # rights are a matter of orders/rights.py alone

    def has_module_perms(self, *_: Any) -> bool:
        return False


class Invitation(models.Model):
    """A one-time link to a person's first or new password. Only the hash of its secret is kept."""

    person = models.ForeignKey(Person, models.CASCADE)
    email = models.EmailField()  # where it was sent; the link dies when the person's address changes
    digest = models.BinaryField(unique=True)  # sha256 of the secret
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.email} · {self.expires_at:%Y-%m-%d}"


class ApiToken(models.Model):
    """A person's key to the API. Only its hash is kept."""

    person = models.ForeignKey(Person, models.CASCADE)
    name = models.CharField(max_length=80)
    start = models.CharField(max_length=12)  # "amb_x7Kq", to tell keys apart
    digest = models.BinaryField(unique=True)  # sha256 of the token
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)  # to the day
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person} · {self.name}"
