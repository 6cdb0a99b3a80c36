"""Names in any case and script: their nominatives, all their forms, their romanisation, and keys to compare them.

Languages differ in data only: the section `[names]` of a language file and the tables in `data/names`.
"""

from suviaz.names.comparison import comparable, is_common, latin, person_parts, romanise, skeleton, slug
from suviaz.names.folding import NAME, fold, fold_words, straighten
from suviaz.names.paradigms import Form, Paradigms, read_paradigms
from suviaz.names.particles import Particles, read_particles
from suviaz.names.persons import (
    Inflected,
    PersonName,
    compatible,
    family_key,
    is_given,
    parse_person,
    person_nominative,
    preferred,
)
from suviaz.names.phrases import forms, inflections, organisation_nominative

__all__ = [
    "NAME",
    "Form",
    "Inflected",
    "Paradigms",
    "Particles",
    "PersonName",
    "comparable",
    "compatible",
    "family_key",
    "fold",
    "fold_words",
    "forms",
    "inflections",
    "is_common",
    "is_given",
    "latin",
    "organisation_nominative",
    "parse_person",
    "person_nominative",
    "person_parts",
    "preferred",
    "read_paradigms",
    "read_particles",
    "romanise",
    "skeleton",
    "slug",
    "straighten",
]
