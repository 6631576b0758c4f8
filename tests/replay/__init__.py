"""A year of a real shop's invoices, replayed as web orders: placed, sourced, sent, and taken back."""
