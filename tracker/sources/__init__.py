"""WHERE FROM: feeds and pages that are polled, and what they gave, byte for byte.

In: the network, through one adapter per kind. Out: raw items that nobody has read yet.
Owns: Source, RawItem, RawItemVersion.
Never: understands what an item says.
"""
