"""Where things are: points on the map of Europe, distances, countries."""
