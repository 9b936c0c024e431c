"""What every page carries: exit, language switch, pinned lines, addresses of files. The frame around each view."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, request, url_for

from . import assets, context, emergency, language, seatbar


def install(app: Flask) -> None:
    """Give templates the frame and our filters."""
    app.context_processor(frame)
    app.url_defaults(same_language)
    app.jinja_env.globals["static_address"] = assets.static_address


def same_language(endpoint: str, values: dict[str, Any]) -> None:
    """A link stays in the language of its page unless it says otherwise."""
    if current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values.setdefault("lang", language.current())


def frame() -> dict[str, Any]:
    """The values base.html shows."""
    lang = language.current()
    bar = seatbar.bar()
    return {
        "lang": lang,
        "bar": bar,
        "site_name": language.SITE_NAME[lang],
        "exit_url": f"/{lang}/exit" if bar else context.settings().exit_url(lang),
        "pinned_lines": emergency.pinned(lang),
        "today": language.day_text(context.moment().date().isoformat(), lang),
        "invented": context.holds_invented(),
        "other_lang": language.other(lang),
        "other_name": language.NAMES[language.other(lang)],
        "other_address": same_page(language.other(lang)),
    }


def same_page(lang: str) -> str:
    """The address of this page in another language; its first page where this one has none."""
    endpoint = request.endpoint or ""
    known = endpoint and current_app.url_map.is_endpoint_expecting(endpoint, "lang")
    if not known or request.method not in ("GET", "HEAD") or request.view_args is None:
        return f"/{lang}/"
    return url_for(endpoint, **{**request.view_args, "lang": lang})
