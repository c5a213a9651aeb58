"""Views: what templates see. `shapes` declares them, the other modules make them from the library."""
