"""Reading long imports."""

from amberdesk.operation.models import ImportJob


def import_job(pk: int) -> ImportJob | None:
    """Return an import with who brought it."""
    return ImportJob.objects.select_related("person").filter(pk=pk).first()
