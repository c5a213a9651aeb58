"""The preview: a website on this machine that follows what an editor writes."""

from agora.serving.preview import serve

__all__ = ["serve"]
