"""From the bytes of content files to documents and owned files, with the position of every value.

Everything here is a function of bytes and names; `agora.load` is the edge that touches the disk.
"""
