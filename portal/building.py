"""What setuptools does besides copying files. Apart from packaging.py, so that the site does not load setuptools."""

from __future__ import annotations

import runpy
from pathlib import Path

from setuptools.command.build_py import build_py


class BuildWithTranslations(build_py):  # type: ignore[misc]
    """Compiles the translations whenever the package is built or installed, so they cannot be forgotten."""

    def run(self) -> None:
        # setuptools loads this file alone, without the package round it, so packaging.py is reached by its path.
        runpy.run_path(str(Path(__file__).with_name("packaging.py")))["compile_translations"]()
        super().run()
