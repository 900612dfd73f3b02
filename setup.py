"""Building a wheel: as pyproject.toml says, with the translations compiled."""

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

sys.path.insert(0, str(Path(__file__).parent))

from amberdesk.start.catalogues import compile_catalogues


class WithCatalogues(build_py):
    def run(self) -> None:
        compile_catalogues()
        super().run()


setup(cmdclass={"build_py": WithCatalogues})
