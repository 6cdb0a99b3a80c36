"""One question to a model, through any address that speaks OpenAI's chat completions; each answer is kept.

The exchange runs in a thread that is waited for no longer than the time limit: the timeouts of sockets count from byte
to byte, and a server that drips one a second would hold us for days.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from suviaz.errors import ModelFailed, UnreadableArticle

KEY = "SUVIAZ_LLM_KEY"
"""The variable of the environment that holds the key; it is in no value of this program, so that none can show it."""

_MOST = 4_000_000
_AGAIN = frozenset({429, 500, 502, 503, 504})
_NEVER = frozenset({401, 403, 404, 405})
_LONGEST = 60.0


@dataclass(frozen=True, slots=True)
class Extractor:
    """A model to be asked beside the grammar (`alone`: in its place).

    `url` is the address before `/chat/completions`; `seconds` the most that an answer may take; `cache` the folder
    that keeps answers, None for none; with `offline` nothing but that is asked. `attempts` is how often a busy server
    is asked, `pause` seconds lie between the first two. Raises ModelFailed for an address that is none.
    """

    model: str
    url: str = ""
    alone: bool = False
    seconds: float = 120.0
    cache: str | None = None
    offline: bool = False
    attempts: int = 3
    pause: float = 1.0

    def __post_init__(self) -> None:
        if not self.model:
            raise ModelFailed("No model is named: give --llm-model or SUVIAZ_LLM_MODEL.")
        if self.offline and not self.url:
            return
        try:
            parts = urlsplit(self.url)
            named, secret = bool(parts.hostname and parts.port != 0), parts.username or parts.password
        except ValueError:
            named, secret = False, None
        # An address may hold a password, so neither sentence repeats it.
        if secret:
            raise ModelFailed(f"The address of the model holds a user name or password; the key goes into {KEY}.")
        if not named or parts.scheme not in ("http", "https"):
            raise ModelFailed(
                "The model has no usable address: give --llm-url or SUVIAZ_LLM_URL, beginning with http:// or https://."
            )


def answer(extractor: Extractor, body: dict[str, Any]) -> dict[str, Any]:
    """The message of the model (content, refusal, finish), from the cache where it was given before.

    The key is a hash of the whole question: model, words, schema and text. Raises UnreadableArticle where this question
    was not answered, ModelFailed where none will be.
    """
    data = json.dumps(body, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(data).hexdigest()
    kept = Path(extractor.cache) / digest[:2] / f"{digest}.json" if extractor.cache else None
    found = _kept(kept) if kept else None
    if found is None:
        if extractor.offline:
            raise UnreadableArticle("The model's answer is not in the cache, and nothing else is to be asked.")
        found = _message(_patiently(extractor, data))
        if kept:
            _keep(kept, found)
    return found


def _kept(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and found.keys() == {"content", "refusal", "finish"} else None


def _keep(path: Path, found: dict[str, Any]) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", "ascii")
        part.replace(path)
    except OSError as error:
        raise ModelFailed(f"The cache of answers cannot be written: {error.strerror}: {error.filename}.") from error
    finally:
        part.unlink(missing_ok=True)


def _patiently(extractor: Extractor, data: bytes) -> bytes:
    for attempt in range(1, extractor.attempts + 1):
        status, after, reply = _exchange(extractor, data)
        if status == 200:
            return reply
        if status in _NEVER or 300 <= status < 400:
            raise ModelFailed(f"The model's address answers {status}: look at --llm-url, the model and {KEY}.")
        if status not in _AGAIN or attempt == extractor.attempts:
            raise UnreadableArticle(f"The model's address answers {status} (asked {attempt} times); it was not read.")
        time.sleep(min(after if after is not None else extractor.pause * 2 ** (attempt - 1), _LONGEST))
    raise AssertionError("a model is asked at least once")


@dataclass(slots=True)
class _Run:
    """What the thread brings back."""

    status: int = 0
    after: float | None = None
    data: bytes = b""
    problem: BaseException | None = None
    given_up: threading.Event = field(default_factory=threading.Event)


def _exchange(extractor: Extractor, data: bytes) -> tuple[int, float | None, bytes]:
    try:
        import httpx
    except ImportError as error:
        raise ModelFailed("Asking a model needs httpx: pip install 'suviaz[llm]'.") from error
    run = _Run()
    worker = threading.Thread(target=_work, args=(extractor, data, run), daemon=True)
    worker.start()
    worker.join(extractor.seconds)
    if worker.is_alive() or isinstance(run.problem, httpx.ReadTimeout | httpx.WriteTimeout):
        run.given_up.set()
        raise UnreadableArticle(f"The model did not answer within {extractor.seconds:g} seconds.")
    if isinstance(run.problem, httpx.ConnectError | httpx.ConnectTimeout | httpx.UnsupportedProtocol):
        raise ModelFailed("The model's address cannot be reached.") from None
    if isinstance(run.problem, httpx.HTTPError | httpx.InvalidURL | ValueError):
        raise UnreadableArticle("The model's address broke off, or gave an answer that is not proper HTTP.") from None
    if run.problem:
        raise run.problem
    return run.status, run.after, run.data


def _work(extractor: Extractor, data: bytes, run: _Run) -> None:
    import httpx

    headers = {"Content-Type": "application/json", "User-Agent": "suviaz"}
    if key := os.environ.get(KEY):
        headers["Authorization"] = f"Bearer {key}"
    url = extractor.url.rstrip("/") + "/chat/completions"
    try:
        # Redirects are not followed: the key is for the address that was given, and for no other.
        with (
            httpx.Client(timeout=extractor.seconds, follow_redirects=False) as client,
            client.stream("POST", url, content=data, headers=headers) as response,
        ):
            after = response.headers.get("Retry-After", "")
            run.after = float(after) if after.isascii() and after.isdigit() else None
            parts, size = [], 0
            for chunk in response.iter_bytes(65_536):
                parts.append(chunk)
                size += len(chunk)
                if size > _MOST or run.given_up.is_set():
                    raise ValueError("too much")
            run.data, run.status = b"".join(parts), response.status_code
    except BaseException as error:  # a fault of ours: the caller's thread is the one to raise it
        run.problem = error


def _message(data: bytes) -> dict[str, Any]:
    """The first choice of a chat completion. Raises UnreadableArticle where there is none."""
    try:
        choice = json.loads(data)["choices"][0]
        message, finish = choice["message"], choice.get("finish_reason")
        found = {"content": message.get("content"), "refusal": message.get("refusal"), "finish": finish}
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableArticle("The model's address answers with something that is no chat completion.") from error
    if any(value is not None and not isinstance(value, str) for value in found.values()):
        raise UnreadableArticle("The model's address answers with something that is no chat completion.")
    return found
