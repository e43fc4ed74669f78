"""Plain HTTP on the hub's port: /healthz, /readyz, /metrics, and nothing else."""

from __future__ import annotations

import http

from server.hub import Hub
from server.metrics import Metrics

Page = tuple[http.HTTPStatus, str]


def page(path: str, hub: Hub, metrics: Metrics, *, full: bool = False) -> Page | None:
    """The answer to a plain request; None where a console may come in."""
    path = path.partition("?")[0]
    if path == "/" and full:
        return http.HTTPStatus.SERVICE_UNAVAILABLE, "full: try again\n"
    if path == "/":
        return None
    if path == "/healthz":
        return http.HTTPStatus.OK, "ok\n"
    if path == "/readyz" and hub.readonly:
        return http.HTTPStatus.SERVICE_UNAVAILABLE, "read-only\n"
    if path == "/readyz":
        return http.HTTPStatus.OK, f"ready #{hub.durable.seq}\n"
    if path == "/metrics":
        return http.HTTPStatus.OK, metrics.text().decode()
    return http.HTTPStatus.NOT_FOUND, "nothing here\n"
