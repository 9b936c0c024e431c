"""What every page carries: exit, language switch, pinned lines, addresses of files. The frame around each view."""

from __future__ import annotations

from typing import Any

from flask import Flask, request, url_for

from . import assets, context, emergency, language


def install(app: Flask) -> None:
    """Give templates the frame and our filters."""
    app.context_processor(frame)
    app.url_defaults(same_language)
    app.jinja_env.globals["static_address"] = assets.static_address


def same_language(endpoint: str, values: dict[str, Any]) -> None:
    """A link stays in the language of its page unless it says otherwise."""
    if endpoint.startswith("public."):
        values.setdefault("lang", language.current())


def frame() -> dict[str, Any]:
    """The values base.html shows."""
    lang = language.current()
    return {
        "lang": lang,
        "site_name": language.SITE_NAME[lang],
        "exit_url": context.settings().exit_url(lang),
        "pinned_lines": emergency.pinned(lang),
        "today": language.day_text(context.moment().date().isoformat(), lang),
        "invented": context.holds_invented(),
        "other_lang": language.other(lang),
        "other_name": language.NAMES[language.other(lang)],
        "other_address": same_page(language.other(lang)),
    }


def same_page(lang: str) -> str:
    """The address of this page in another language; its first page where this one has none."""
    known = request.endpoint and request.endpoint.startswith("public.") and request.method in ("GET", "HEAD")
    if not known or request.view_args is None:
        return f"/{lang}/"
    return url_for(str(request.endpoint), **{**request.view_args, "lang": lang})
