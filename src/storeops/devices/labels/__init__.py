"""Label printers: the language they speak, how they are asked, and what waits for them."""
