"""Hallways: the command line and the MkDocs plugin unpack, call one function, hand back the answer."""
