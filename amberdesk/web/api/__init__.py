"""The API for programs: /api/v1/, described by itself in /api/v1/openapi.json."""
