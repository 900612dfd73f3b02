"""The form of a brand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from amberdesk.customers.actions.branding import LONGEST
from amberdesk.web.office.forms.customers import TEL, text

WORDS = forms.Textarea({"rows": 2})


class BrandingForm(forms.Form):
    """Name, phone, colour, logo, and the words that the portal says."""

    name = text(_("Nazwa na portalu"))
    phone = text(_("Telefon na portalu"), 40, required=False, widget=TEL)
    colour = text(
        _("Kolor"),
        7,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "placeholder": "#f0a93a"}),
        help_text=_(
            "Szesnastkowo, na przykład #005f9e. Puste: bursztynowy. Sprawdzimy, czy da się na nim czytać."
        ),
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".png,.jpg,.jpeg,.webp"}),
        help_text=_("PNG, JPEG albo WebP, najwyżej 2 MB. Zmniejszymy je do 480 × 120 pikseli."),
    )
    without_logo = forms.BooleanField(label=_("Usuń logo"), required=False)
    note_pl = text(_("Wskazówka na portalu"), LONGEST, required=False, widget=WORDS)
    note_en = text(_("Wskazówka po angielsku"), LONGEST, required=False, widget=WORDS)
    note_uk = text(_("Wskazówka po ukraińsku"), LONGEST, required=False, widget=WORDS)

    def facts(self) -> dict[str, Any]:
        """Return what the action takes."""
        typed = dict(self.cleaned_data)
        wording = {code: typed.pop(f"note_{code}") for code in ("pl", "en", "uk")}
        logo = typed.pop("logo")
        return {**typed, "wording": wording, "logo": logo.read() if logo else None}
