"""Every speed budget of the design beside its reference from the same run: `make bench`."""
