"""Cartons: which an order needs, how they are filled, and a drawing of it. Pure: numbers in, numbers out."""
