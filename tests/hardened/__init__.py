"""Hardened: documents and files of any kind at all, which must work or be refused with a sentence, within limits."""
