"""A server on loopback that speaks OpenAI's chat completions; what it answers is set by the test."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Chat:
    """`content` is the next message; or `status` and `body` of the whole answer, which comes after `slow` seconds."""

    url: str = ""
    content: str | None = ""
    refusal: str | None = None
    finish: str = "stop"
    status: int = 200
    body: bytes | None = None
    slow: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    busy: int = 0
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)

    def reply(self) -> bytes:
        if self.body is not None:
            return self.body
        message = {"role": "assistant", "content": self.content, "refusal": self.refusal}
        return json.dumps({"choices": [{"index": 0, "message": message, "finish_reason": self.finish}]}).encode()


@contextmanager
def chatting() -> Iterator[Chat]:
    chat = Chat()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

        def do_POST(self) -> None:
            assert self.path == "/v1/chat/completions"
            chat.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            chat.keys.append(self.headers["Authorization"])
            status = chat.status
            if chat.busy:
                chat.busy, status = chat.busy - 1, 503
            time.sleep(chat.slow)
            data = chat.reply()
            try:
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(data))} | chat.headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)
            except OSError:
                pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    chat.url = f"http://127.0.0.1:{server.server_port}/v1"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield chat
    finally:
        server.shutdown()
        server.server_close()
