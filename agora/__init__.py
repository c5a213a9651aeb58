"""Agora: a static site generator for the marketplace of Europe's smart cities."""

__version__ = "0.1.0"
