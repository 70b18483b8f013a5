"""The prediction server: what runs inside each container. It never imports `modelyard`."""

__version__ = "0.1.0"
