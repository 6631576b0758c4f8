"""Picking: waves made ready, walked, confirmed, cut short."""
