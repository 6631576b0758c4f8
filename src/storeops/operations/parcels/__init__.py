"""Parcels: packed, labelled, handed to a carrier, tracked; orders collected in the store."""
