"""What comes from and goes to other systems, each format and service in a small module of its own."""
