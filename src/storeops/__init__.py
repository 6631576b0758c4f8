"""StoreOps: store operations in a terminal. Sell, take back, count, report; offline first."""

__version__ = "0.1.0"
