"""A Reading for people and programs: as text for a terminal, as JSON, and as one offline HTML page."""

from suviaz.render.data import as_data, as_json
from suviaz.render.page import as_html, marked
from suviaz.render.why import as_why, why_json
from suviaz.render.words import as_text

__all__ = ["as_data", "as_html", "as_json", "as_text", "as_why", "marked", "why_json"]
