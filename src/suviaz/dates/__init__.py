"""Time expressions with the precision that the words have, anchored to the day an article was published.

A language file lists words in classes and patterns over classes (`[calendar]`); the code only walks along the tokens of
a text. A pattern is at most a dozen tokens long and is tried once where it can begin: time is linear in the text.
"""

from suviaz.dates.calendar import Calendar, read_calendar
from suviaz.dates.finding import TimeExpression, find_times

__all__ = ["Calendar", "TimeExpression", "find_times", "read_calendar"]
