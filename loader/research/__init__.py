"""Researched facts in, rows of tables out: one reader for each researched file.

A reader knows the shape of its file and our terms, and writes nothing; `audit` compares
what the readers yield with the tables and the graph.
"""
