"""Files of a mail: what they are called, and how to get at them. Pure; nothing is unpacked but a winmail.dat."""

from dataclasses import dataclass

from amberdesk.mail.reading.encoded_words import decoded
from amberdesk.mail.reading.fields import read_fields
from amberdesk.mail.reading.limits import MOST_PART_LINES
from amberdesk.mail.reading.parts import Part
from amberdesk.orders.files import clean_name

_ENDINGS = {
    "application/msword": "doc",
    "application/pdf": "pdf",
    "application/pgp-encrypted": "asc",
    "application/pgp-keys": "asc",
    "application/pgp-signature": "asc",
    "application/pkcs7-mime": "p7m",
    "application/pkcs7-signature": "p7s",
    "application/x-pkcs7-mime": "p7m",
    "application/x-pkcs7-signature": "p7s",
    "application/zip": "zip",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "image/gif": "gif",
    "image/heic": "heic",
    "image/jpeg": "jpg",
    "image/png": "png",
    "message/rfc822": "eml",
    "text/calendar": "ics",
    "text/csv": "csv",
    "text/html": "html",
    "text/plain": "txt",
    "text/vcard": "vcf",
    "text/x-vcard": "vcf",
    "video/mp4": "mp4",
}


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a mail. The type is what the sender claims.

    content_id: by which the hypertext names it, without angle brackets
    inline: the sender shows it inside the text
    """

    name: str
    kind: str
    source: Part | bytes
    content_id: str = ""
    inline: bool = False

    def read(self) -> bytes:
        """Return the content; it is decoded when it is asked for, so that one mail's files are not all in memory."""
        return self.source if isinstance(self.source, bytes) else self.source.content()


def attached(part: Part, place: int) -> Attached:
    """Return the file that a part is. `place`: its place among the mail's files, for one that has no name."""
    content_id = decoded(part.fields.get("content-id")).strip("<> ")[:250]
    name = part.file_name or _own_name(part)
    return Attached(
        named(name, part.kind, place),
        part.kind,
        part,
        content_id,
        inline=bool(content_id) and part.disposition != "attachment",
    )


def named(name: str, kind: str, place: int) -> str:
    """Return a name that is safe to show and to save under, made up where there is none."""
    if name.strip(" ./\\"):
        return clean_name(name)
    return f"plik-{place}.{_ENDINGS.get(kind, 'bin')}"


def _own_name(part: Part) -> str:
    """Return what a mail inside the mail is called: its subject."""
    if part.kind != "message/rfc822":
        return ""
    content = part.content(100_000)
    inner, _body, _cut = read_fields(content, 0, len(content), MOST_PART_LINES)
    subject = decoded(inner.get("subject")).replace("/", "-").replace("\\", "-")[:100]
    return f"{subject}.eml" if subject else ""
