"""What setuptools does besides copying files. Apart from packaging.py, so that the site does not load setuptools."""

from __future__ import annotations

from setuptools.command.build_py import build_py

from portal.packaging import compile_translations


class BuildWithTranslations(build_py):  # type: ignore[misc]
    """Compiles the translations whenever the package is built or installed, so they cannot be forgotten."""

    def run(self) -> None:
        compile_translations()
        super().run()
