"""The same marketplace on this engine and on others, side by side: `python -m bench --help`."""
