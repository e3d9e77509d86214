"""All parsers, by name."""

from typing import Final

from . import files, services, texts
from .parser import Parser

PARSERS: Final[dict[str, Parser]] = {
    parser.name: parser
    for parser in (*services.PARSERS, *files.PARSERS, *texts.PARSERS)
}
