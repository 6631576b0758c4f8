"""The exchange of facts and reference data between a till and the centre."""
