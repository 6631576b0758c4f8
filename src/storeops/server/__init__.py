"""The door of the centre: HTTP for tills, channels and carriers."""
