"""What can go wrong, one class for each thing a caller could do differently."""

from __future__ import annotations


class SuviazError(Exception):
    """Base of all errors raised on purpose. The message is one sentence for a person: what, where, what to do."""


class UnreadableArticle(SuviazError):
    """An article cannot be read (encoding, emptiness, format, size, network). It is skipped; the batch goes on."""


class UnknownLanguage(UnreadableArticle):
    """An article's language could not be told, or there is no language file for it yet."""


class BrokenResource(SuviazError):
    """A language file, the registry, the ontology or a stored query is damaged. The run stops."""


class UnknownName(SuviazError):
    """A stored query, parameter, entity, format or article of that name does not exist."""


class BadQuery(SuviazError):
    """A query does not parse, or a parameter has the wrong type."""


class StoreBusy(SuviazError):
    """Another process has the store open for writing."""


class DamagedStore(SuviazError):
    """The files of the store cannot be read, or are not those of a store."""


class NewerStore(DamagedStore):
    """The store was written by a newer version, which has to be asked instead."""


class CannotWrite(SuviazError):
    """There is no room, or no leave, to write: what was there before is still there. Make room and do it again."""


class BadBackup(SuviazError):
    """A backup that is damaged, or none, or not to be put where a graph is already. Nothing was changed."""


class CannotListen(SuviazError):
    """A server cannot listen where it should: the port is taken or not allowed, or the address not of this machine."""


class TimeLimit(SuviazError):
    """A query ran longer than it was allowed."""


class BadDecision(SuviazError):
    """A decision that cannot be taken: it names what is not there, or does not hold together."""


class EndpointFailed(SuviazError):
    """A SPARQL endpoint, or its pattern, cannot be used as asked. What was answered before stays in the cache."""


class EngineFailed(SuviazError):
    """The engine that spreads reading over processes or machines is not there, or broke off. Finished shards stay."""


class ModelFailed(SuviazError):
    """A language model cannot be asked as wished: no address, nobody there, not allowed. The run stops."""
