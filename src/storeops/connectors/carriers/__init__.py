"""Carriers: what any of them does (`port`), one module for each, and how a label is bought once (`buying`)."""
