"""The demonstration: a made-up province with planted troubles, five offices that published figures.

Troubles to find (`troubles.TROUBLES` says where and since when): a commune that closes easy
dossiers first, one that finishes on paper but late in the software, one whose online dossiers
its own officials type in, one with doubled codes, some that clearly fell behind and one that
caught up, one too small for shares, and a few faulty records of every common kind.
"""
