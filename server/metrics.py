"""What the hub counts about itself, for /metrics. Numbers only: no names, no ids, no words."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Metrics:
    """One registry a hub, so that several hubs in one process do not share counts."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.entries = Counter("sitroom_entries", "Entries committed", registry=self.registry)
        self.answers = Counter(
            "sitroom_answers", "Answers given", ["answer"], registry=self.registry
        )
        self.commit_s = Histogram(
            "sitroom_commit_seconds",
            "From the first ask of a batch to its answers",
            buckets=(0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.25, 1, 5),
            registry=self.registry,
        )
        self.head = Gauge("sitroom_head", "The last entry's number", registry=self.registry)
        self.consoles = Gauge(
            "sitroom_consoles", "Consoles by how they are served", ["state"], registry=self.registry
        )
        self.cut = Counter(
            "sitroom_cut", "Connections cut off, by cause", ["cause"], registry=self.registry
        )
        self.readonly = Gauge(
            "sitroom_readonly", "1 while nothing can be written", registry=self.registry
        )

    def text(self) -> bytes:
        """Everything in the exposition format."""
        return generate_latest(self.registry)
