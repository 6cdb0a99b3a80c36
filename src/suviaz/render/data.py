"""A Reading as JSON, for programs and for whoever writes rules."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from suviaz.model import Code, Evidence, Reading, Ref, Role, Span, When


def as_json(readings: Iterable[Reading]) -> str:
    """A list with one object an article; offsets count code points of `text` and are half-open."""
    return json.dumps([as_data(reading) for reading in readings], ensure_ascii=False, indent=1) + "\n"


def as_data(reading: Reading) -> dict[str, Any]:
    """The reading as dictionaries and lists: `article`, `referents` and `facts`."""
    article = reading.article
    return {
        "article": {
            "key": article.key,
            "url": article.url,
            "title": article.title,
            "published": article.published,
            "lang": article.lang,
            "text": article.text,
        },
        "referents": [
            {
                "id": referent.id,
                "kind": referent.kind,
                "names": list(referent.names),
                "country": referent.country,
                "candidates": list(referent.candidates),
                "mentions": [{**_span(mention.span), "surface": mention.surface} for mention in referent.mentions],
            }
            for referent in reading.referents
        ],
        "facts": [
            {
                "id": fact.id,
                "kind": fact.kind,
                "status": fact.status,
                "names": list(fact.names),
                "when": _when_data(fact.when),
                "roles": [_role_data(role) for role in fact.roles],
                "evidence": [_evidence_data(evidence) for evidence in fact.evidence],
            }
            for fact in reading.facts
        ],
    }


def _span(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}


def _role_data(role: Role) -> dict[str, Any]:
    value = role.value
    if isinstance(value, Ref):
        return {"name": role.name, "ref": value.id}
    if isinstance(value, Code):
        return {"name": role.name, "code": f"{value.scheme}/{value.code}"}
    return {"name": role.name, "value": value}


def _when_data(when: When | None) -> dict[str, Any] | None:
    if when is None:
        return None
    data = {"start": when.start, "end": when.end, "exact": when.exact}
    return {**data, **({"span": _span(when.span)} if when.span else {})}


def _evidence_data(evidence: Evidence) -> dict[str, Any]:
    data: dict[str, Any] = {
        **_span(evidence.span),
        "quote": evidence.quote,
        "rule": evidence.rule,
        "modality": evidence.modality,
        "confidence": evidence.confidence,
    }
    if evidence.role:
        data["role"] = _role_data(evidence.role)
    if evidence.said_in:
        data["said_in"] = evidence.said_in
    return data
