"""Static files under names that change with their content, so that browsers may keep them for good; compressed once."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Hashed names after `collectstatic`; plain names before it, as in tests."""

    manifest_strict = False
    support_js_module_import_aggregation = True

    def stored_name(self, name: str) -> str:
        if not self.hashed_files:
            return name
        return super().stored_name(name)

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        """Leave names of files that are not there: libraries have them in comments."""
        try:
            return super().hashed_name(name, content, filename)
        except ValueError:
            return name
