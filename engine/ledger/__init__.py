"""The stock ledger: what every place holds (`balances`), and what it is worth (`door`, for whoever keeps books)."""

from engine.ledger.balances import NO_LOT, ZERO, Journal, Ledger

__all__ = ["NO_LOT", "ZERO", "Journal", "Ledger"]
