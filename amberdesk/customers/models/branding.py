"""How the portal looks for a network, or for everybody who has nothing of his own."""

from secrets import token_hex

from django.db import models

from amberdesk.customers.models.network import Network


def new_key() -> str:
    return token_hex(16)


class Branding(models.Model):
    """Colour, logo and words of a network; without a network: of the company. Kept apart, for pictures are large."""

    network = models.OneToOneField(Network, models.CASCADE, null=True, related_name="branding")
    colour = models.CharField(max_length=7, blank=True)  # "#rrggbb"; empty: amber
    logo = models.BinaryField(null=True)  # a PNG that this program made
    wording = models.JSONField(default=dict)  # by language: said at the head of the company's own page
    key = models.CharField(
        max_length=32, default=new_key, unique=True
    )  # in addresses; a new one after a change

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["network"], nulls_distinct=False, name="branding_once")
        ]

    def __str__(self) -> str:
        return str(self.network or "")
