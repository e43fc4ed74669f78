"""Rules of messages: who may say what to whom, who answers for whom, and what silence does."""

from server.rules.messages import answering, hazards, orders, receipts, sending, silence

__all__ = ["answering", "hazards", "orders", "receipts", "sending", "silence"]
