"""What a query found, in memory and as the formats that others read; and asking, with a time limit if need be."""

from suviaz.answers.answer import FORMATS, Answer
from suviaz.answers.asking import ask, ask_server
from suviaz.answers.table import columns_of, table
from suviaz.answers.terms import compact, plain, shown

__all__ = ["FORMATS", "Answer", "ask", "ask_server", "columns_of", "compact", "plain", "shown", "table"]
