"""What every screen is built on: the app and its one queue of strokes, the job screen, commands, themes."""
