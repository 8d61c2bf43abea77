"""Documents that leave the house: Word files from templates, PDF where LibreOffice is installed."""

from inspect_engine.exports.documents.pdf import available, convert
from inspect_engine.exports.documents.word import render, renderer

__all__ = ["available", "convert", "render", "renderer"]
