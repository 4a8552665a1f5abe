"""The places of the world by their names: towns, first- and second-level divisions, countries, areas, demonyms.

The data and its sources are described in pipeline/lexicons/gazetteer/README.md.
"""

from pipeline.gazetteer.candidates import Candidate, lies_with
from pipeline.gazetteer.names import ARTICLES, consonants, name_key
from pipeline.gazetteer.places import Gazetteer
from pipeline.gazetteer.reading import read_gazetteer

__all__ = ["ARTICLES", "Candidate", "Gazetteer", "consonants", "lies_with", "name_key", "read_gazetteer"]
