"""What an order is: the document a channel sends, and the rules it has to keep before a shop promises anything."""
